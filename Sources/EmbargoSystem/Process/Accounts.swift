internal import CLinux

/// A user of this machine.
package struct UserAccount: Hashable, Sendable {
  package let name: String
  package let user: UInt32
  /// The primary group.
  package let group: UInt32

  package init(name: String, user: UInt32, group: UInt32) {
    (self.name, self.user, self.group) = (name, user, group)
  }
}

/// A group of this machine.
package struct GroupAccount: Hashable, Sendable {
  package let name: String
  package let group: UInt32

  package init(name: String, group: UInt32) { (self.name, self.group) = (name, group) }
}

/// Looks up users and groups where the system keeps them (nsswitch).
///
/// That may ask a directory service and take its time: never on a thread that must be on time.
package enum Accounts {
  /// The most that an entry may take; a group with 10 000 members takes about 100 kB.
  private static let mostBytes = 1 << 20
  private static let mostGroups: Int32 = 65_536

  /// nil when there is no such user.
  package static func user(named name: String) throws(SystemError) -> UserAccount? {
    try checkPath(name, "look up user")
    return try user("user \(name)") { clinux_user_by_name(name, $0, $1, &$2) }
  }

  package static func user(number: UInt32) throws(SystemError) -> UserAccount? {
    try user("user \(number)") { clinux_user_by_number(number, $0, $1, &$2) }
  }

  /// nil when there is no such group.
  package static func group(named name: String) throws(SystemError) -> GroupAccount? {
    try checkPath(name, "look up group")
    return try find("group \(name)") { clinux_group_by_name(name, $0, $1, &$2) }
      .map { GroupAccount(name: $0.name, group: $0.group) }
  }

  package static func group(number: UInt32) throws(SystemError) -> GroupAccount? {
    try find("group \(number)") { clinux_group_by_number(number, $0, $1, &$2) }
      .map { GroupAccount(name: $0.name, group: $0.group) }
  }

  /// The groups that the user is in now, the primary one among them, ascending.
  package static func groups(of account: UserAccount) throws(SystemError) -> [UInt32] {
    var count: Int32 = 64
    while count <= mostGroups {
      var groups = [UInt32](repeating: 0, count: Int(count))
      let asked = count
      let result = clinux_groups_of(account.name, account.group, &groups, &count)
      if result >= 0 { return Set(groups.prefix(Int(result))).sorted() }
      count = max(count, asked * 2)
    }
    throw SystemError("look up", "the groups of \(account.name)", code: Errno.outOfRange)
  }

  private typealias Lookup = (UnsafeMutablePointer<CChar>, Int, inout clinux_user) -> Int32

  private static func user(_ what: String, _ lookup: Lookup) throws(SystemError) -> UserAccount? {
    try find(what, lookup).map { UserAccount(name: $0.name, user: $0.user, group: $0.group) }
  }

  private static func find(_ what: String, _ lookup: Lookup) throws(SystemError)
    -> (name: String, user: UInt32, group: UInt32)?
  {
    var size = 1 << 12
    while size <= mostBytes {
      let buffer = UnsafeMutablePointer<CChar>.allocate(capacity: size)
      defer { buffer.deallocate() }
      var found = clinux_user()
      let result = lookup(buffer, size, &found)
      if result == -Errno.outOfRange {
        size *= 4
        continue
      }
      guard try check(result, "look up", what) > 0, let name = found.name else { return nil }
      return (String(cString: name), found.user, found.group)
    }
    throw SystemError("look up", what, code: Errno.outOfRange)
  }
}
