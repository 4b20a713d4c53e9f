package import EmbargoControl
package import EmbargoCore
import EmbargoSystem

/// Who may ask for what.
package struct Permissions: Hashable, Sendable {
  /// Nil: only root and the daemon's own user, and they may do everything.
  package var roles: Configuration.Roles?
  /// The user that the daemon runs as.
  package var daemonUser: UInt32

  package init(roles: Configuration.Roles?, daemonUser: UInt32) {
    (self.roles, self.daemonUser) = (roles, daemonUser)
  }

  /// Throws which role would be needed.
  package func check(_ caller: Caller, _ route: ControlRoute) throws(Problem) {
    if caller.user == 0 { return }
    // What hands messages over to the mail server runs as the same user.
    if caller.user == daemonUser, route == .handover { return }
    guard let roles else {
      guard caller.user == daemonUser else {
        throw Problem(
          .notPermitted,
          "only root and the daemon's own user may do this; the [roles] of the configuration can "
            + "let others")
      }
      return
    }
    let wanted = Self.roles(for: route)
    let held = roles.roles(of: caller.name, groups: caller.groupNames)
    guard held.contains(.admin) || !held.isDisjoint(with: wanted) else {
      let names = wanted.map(\.rawValue).sorted().joined(separator: " or ")
      throw Problem(.notPermitted, "\(caller.name) needs the role \(names) for this")
    }
  }

  /// The owner of a file in an inbox counts as its submitter. Without roles whoever may write into
  /// the inbox may submit: that is for its permissions to say.
  package func check(submitter: Actor) throws(Problem) {
    guard let roles, let uid = submitter.uid, uid != 0 else { return }
    var groups: Set<String> = []
    do throws(SystemError) {
      if let account = try Accounts.user(number: uid) {
        for group in try Accounts.groups(of: account) {
          if let found = try Accounts.group(number: group) { groups.insert(found.name) }
        }
      }
    } catch {
      throw Problem(.busy, "the groups of \(submitter.name) cannot be looked up: \(error.reason)")
    }
    let held = roles.roles(of: submitter.name, groups: groups)
    guard held.contains(.submitter) || held.contains(.admin) else {
      throw Problem(.notPermitted, "\(submitter.name) needs the role submitter for this")
    }
  }

  /// Each of these may do it; `admin` may do all.
  private static func roles(for route: ControlRoute) -> Set<Configuration.Role> {
    switch route {
    case .submit, .upload, .replace, .set, .reschedule: [.submitter]
    case .hold, .withdraw, .resume, .confirmClock: [.submitter, .publisher, .operator]
    case .correct, .kill: [.publisher]
    case .retry, .testOutput, .resumeOutput, .handover: [.operator]
    // The text itself, which is sealed before the lift.
    case .preview: [.submitter, .approver, .publisher]
    case .list, .show, .why, .deliveriesOfRelease, .deliveries, .status, .outputs:
      Set(Configuration.Role.allCases)
    case .audit: [.auditor, .operator]
    }
  }
}
