package import EmbargoControl
package import EmbargoCore
import EmbargoSystem

/// Who may ask for what, by the configuration.
package struct Permissions: Hashable, Sendable {
  /// Nil: only root and the daemon's own user, and they may do everything but approve.
  package var roles: Configuration.Roles?
  /// The user that the daemon runs as.
  package var daemonUser: UInt32

  package init(roles: Configuration.Roles?, daemonUser: UInt32) {
    (self.roles, self.daemonUser) = (roles, daemonUser)
  }

  /// The roles of somebody by the kernel's word. Root is admin, and nothing else.
  package func roles(of caller: Caller) -> Set<Configuration.Role> {
    roles(user: caller.user, name: caller.name, groups: caller.groupNames)
  }

  private func roles(
    user: UInt32, name: String, groups: Set<String>
  ) -> Set<Configuration.Role> {
    if user == 0 { return [.admin] }
    guard let roles else { return user == daemonUser ? [.admin] : [] }
    return roles.roles(of: name, groups: groups)
  }

  /// With which releases the caller may do this.
  ///
  /// - Throws: `notPermitted` with the role that would be needed, where it is with none.
  package func access(of caller: Caller, to action: Action) throws(Problem) -> Access {
    var reach = action.rule.reach(of: roles(of: caller))
    // What hands messages over to the mail server runs as the same user.
    if action == .handover, caller.user == daemonUser { reach = .all }
    guard !reach.isEmpty else { throw refusal(caller.name, action) }
    return Access(action: action, reach: reach, user: caller.user, name: caller.name)
  }

  private func refusal(_ name: String, _ action: Action) -> Problem {
    let needed = "\(name) needs the role \(action.rule.roles.words) for this"
    return Problem(
      .notPermitted,
      roles == nil
        ? needed + ", and the configuration has no [roles]: without them only root and the "
          + "daemon's own user may do anything"
        : needed)
  }

  /// The owner of a file in an inbox counts as its submitter. Without roles whoever may write into
  /// the inbox may submit: that is for its permissions to say.
  package func check(submitter: Actor) throws(Problem) {
    guard roles != nil, let uid = submitter.uid, uid != 0 else { return }
    let held = roles(user: uid, name: submitter.name, groups: Set(try groups(of: submitter)))
    guard !Action.submit.rule.reach(of: held).isEmpty else {
      throw refusal(submitter.name, .submit)
    }
  }

  /// The names of the groups that somebody belongs to, in their order.
  package func groups(of actor: Actor) throws(Problem) -> [String] {
    guard let uid = actor.uid else { return [] }
    var groups: Set<String> = []
    do throws(SystemError) {
      if let account = try Accounts.user(number: uid) {
        for group in try Accounts.groups(of: account) {
          if let found = try Accounts.group(number: group) { groups.insert(found.name) }
        }
      }
    } catch {
      throw Problem(.busy, "the groups of \(actor.name) cannot be looked up: \(error.reason)")
    }
    return groups.sorted()
  }
}

extension [Configuration.Role] {
  /// `operator`, `operator or publisher`, `approver, operator or publisher`.
  package var words: String {
    let names = map(\.rawValue)
    guard let last = names.last, names.count > 1 else { return names.first ?? "" }
    return names.dropLast().joined(separator: ", ") + " or " + last
  }
}
