internal import CLinux
private import Glibc

/// What some user of this machine may do with a path, by the kernel's word: lists (acl(5)), mounts
/// and the directories above it count.
package enum AccessCheck {
  package enum Right: Hashable, Sendable {
    /// Read a file.
    case read
    /// Create and remove files in a directory.
    case change
  }

  package enum Answer: Hashable, Sendable {
    case granted
    case refused(SystemError)
    /// Only root can ask for another user.
    case unknown
  }

  package static func ask(
    _ path: String, for account: UserAccount, right: Right
  ) throws(SystemError) -> Answer {
    try checkPath(path, "look at")
    let mode = right == .read ? R_OK : W_OK | X_OK
    let result: Int32
    if geteuid() != 0, account.user == geteuid() {
      result = access(path, mode) == 0 ? 0 : -errno
    } else {
      let groups = try Accounts.groups(of: account)
      result = clinux_access_as(
        account.user, account.group, groups, groups.count, path, mode)
    }
    if result == 1 { return .unknown }
    if result == 0 { return .granted }
    let operation = right == .read ? "read" : "write into"
    return .refused(SystemError(operation, path, code: -result))
  }
}
