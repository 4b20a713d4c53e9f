package import EmbargoControl

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

  /// Each of these may do it; `admin` may do all.
  private static func roles(for route: ControlRoute) -> Set<Configuration.Role> {
    switch route {
    case .submit, .upload, .replace, .set, .reschedule: [.submitter]
    case .hold, .withdraw, .resume: [.submitter, .publisher, .operator]
    case .retry, .testOutput: [.operator]
    case .list, .show, .why, .deliveriesOfRelease, .deliveries, .status, .outputs:
      Set(Configuration.Role.allCases)
    case .audit: [.auditor, .operator]
    }
  }
}
