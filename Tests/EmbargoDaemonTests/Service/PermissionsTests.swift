import EmbargoControl
import EmbargoCore
import EmbargoDaemon
import Testing

@Suite("Everybody may do what their roles say and nothing else")
struct PermissionsTests {
  private typealias Role = Configuration.Role

  private static let everything = Set(ControlRoute.allCases)
  private static let reading: Set<ControlRoute> = [
    .list, .show, .why, .deliveriesOfRelease, .deliveries, .status, .outputs,
  ]
  private static let stopping: Set<ControlRoute> = [.hold, .withdraw, .resume, .confirmClock]

  private func allowed(
    _ permissions: Permissions, user: UInt32 = 1000, name: String = "ada",
    groups: Set<String> = []
  ) -> Set<ControlRoute> {
    let caller = Caller(process: 1, user: user, name: name, groups: [], groupNames: groups)
    return Set(
      ControlRoute.allCases.filter { route in
        do {
          try permissions.check(caller, route)
          return true
        } catch {
          return false
        }
      })
  }

  @Test("Without roles only root and the daemon's own user may do anything, and they everything")
  func noRoles() {
    let permissions = Permissions(roles: nil, daemonUser: 990)
    #expect(allowed(permissions, user: 0) == Self.everything)
    #expect(allowed(permissions, user: 990) == Self.everything)
    #expect(allowed(permissions, user: 1000) == [])
  }

  @Test("Each role allows its routes")
  func roles() {
    let wanted: [Role: Set<ControlRoute>] = [
      .submitter: Self.reading.union(Self.stopping)
        .union([.submit, .upload, .replace, .set, .reschedule, .preview]),
      .approver: Self.reading.union([.preview]),
      .publisher: Self.reading.union(Self.stopping).union([.correct, .kill, .preview]),
      .operator: Self.reading.union(Self.stopping)
        .union([.retry, .testOutput, .resumeOutput, .audit, .handover]),
      .auditor: Self.reading.union([.audit]),
      .admin: Self.everything,
    ]
    for role in Role.allCases {
      guard let routes = wanted[role] else { continue }
      let permissions = Permissions(
        roles: Configuration.Roles([role: [.user("ada")]]), daemonUser: 990)
      #expect(allowed(permissions) == routes, "\(role)")
      #expect(allowed(permissions, name: "eve") == [], "\(role)")
      #expect(allowed(permissions, user: 0, name: "root") == Self.everything, "\(role)")
    }
  }

  @Test("A group gives its role to its members")
  func groups() {
    let permissions = Permissions(
      roles: Configuration.Roles([.submitter: [.group("comms")]]), daemonUser: 990)
    #expect(allowed(permissions, groups: ["comms"]).contains(.submit))
    #expect(allowed(permissions, groups: ["other"]) == [])
    #expect(allowed(permissions, name: "comms") == [], "a user of that name is no member")
  }

  @Test("The daemon's user gets no role once there are roles, and may report on messages")
  func daemonUser() {
    let permissions = Permissions(
      roles: Configuration.Roles([.submitter: [.user("ada")]]), daemonUser: 990)
    #expect(allowed(permissions, user: 990, name: "embargod") == [.handover])
  }
}
