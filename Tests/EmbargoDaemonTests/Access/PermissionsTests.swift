import EmbargoControl
import EmbargoCore
import EmbargoDaemon
import Testing

@Suite("Roles come from users and groups, and reach as far as they say")
struct PermissionsTests {
  private typealias Role = Configuration.Role

  private func allowed(
    _ permissions: Permissions, user: UInt32 = 1000, name: String = "ada",
    groups: Set<String> = []
  ) -> Set<Action> {
    let caller = Caller(process: 1, user: user, name: name, groups: [], groupNames: groups)
    return Set(
      Action.allCases.filter { action in
        (try? permissions.access(of: caller, to: action)) != nil
      })
  }

  private func permissions(_ members: [Role: [Configuration.Member]]) -> Permissions {
    Permissions(roles: Configuration.Roles(members), daemonUser: 990)
  }

  private static let allButApprove = Set(Action.allCases).subtracting([.approve, .unapprove])

  @Test("Without roles root and the daemon's own user may do all but approve, others nothing")
  func noRoles() {
    let permissions = Permissions(roles: nil, daemonUser: 990)
    #expect(allowed(permissions, user: 0, name: "root") == Self.allButApprove)
    #expect(allowed(permissions, user: 990) == Self.allButApprove)
    #expect(allowed(permissions, user: 1000) == [])
  }

  @Test("Root is admin and no approver, whatever the configuration says")
  func root() {
    let permissions = permissions([.approver: [.user("root"), .group("root")]])
    #expect(allowed(permissions, user: 0, name: "root", groups: ["root"]) == Self.allButApprove)
  }

  @Test("An admin who approves has that role by name")
  func approvingAdmin() {
    let both = permissions([.approver: [.user("ada")], .admin: [.user("ada")]])
    #expect(allowed(both) == Set(Action.allCases))
    #expect(allowed(permissions([.admin: [.user("ada")]])) == Self.allButApprove)
  }

  @Test("A group gives its role to its members, and to no user of that name")
  func groups() {
    let permissions = permissions([.submitter: [.group("comms")]])
    #expect(allowed(permissions, groups: ["comms"]).contains(.submit))
    #expect(allowed(permissions, groups: ["other"]) == [])
    #expect(allowed(permissions, name: "comms") == [])
  }

  @Test("The daemon's user gets no role once there are roles, and may report on messages")
  func daemonUser() {
    let permissions = permissions([.submitter: [.user("ada")]])
    #expect(allowed(permissions, user: 990, name: "embargod") == [.handover])
  }

  @Test("A refusal names the roles that would do, and says when there are none at all")
  func words() throws {
    let caller = Caller(process: 1, user: 1000, name: "eve", groups: [], groupNames: [])
    func refusal(_ permissions: Permissions, _ action: Action) throws -> Problem {
      try #require(throws: Problem.self) { _ = try permissions.access(of: caller, to: action) }
    }
    let some = permissions([.auditor: [.user("eve")]])
    #expect(
      try refusal(some, .hold).detail
        == "eve needs the role operator, publisher or submitter for this")
    #expect(try refusal(some, .set).detail == "eve needs the role submitter for this")
    #expect(try refusal(some, .approve).code == .notPermitted)
    let none = Permissions(roles: nil, daemonUser: 990)
    #expect(try refusal(none, .submit).detail.contains("needs the role submitter"))
    #expect(try refusal(none, .submit).detail.contains("no [roles]"))
  }

  @Test("Several roles reach as far as they do together")
  func together() throws {
    let caller = Caller(process: 1, user: 1000, name: "ada", groups: [], groupNames: [])
    let both = permissions([.submitter: [.user("ada")], .operator: [.user("ada")]])
    #expect(try both.access(of: caller, to: .hold).reach == .all)
    #expect(try both.access(of: caller, to: .replace).reach == .own)
    #expect(try both.access(of: caller, to: .preview).reach == [.own, .out])
  }

  @Test("Whoever submits for a folder is asked for the role like anybody else")
  func inbox() throws {
    let nobody = permissions([.submitter: [.user("no-such-user")]])
    #expect(throws: Problem.self) {
      try nobody.check(submitter: Actor(uid: 4_000_000_000, name: "uid:4000000000"))
    }
    let known = permissions([.submitter: [.user("ada")]])
    #expect(throws: Never.self) { try known.check(submitter: Actor(uid: 12_345, name: "ada")) }
    #expect(throws: Never.self) { try nobody.check(submitter: Actor(uid: 0, name: "root")) }
  }
}
