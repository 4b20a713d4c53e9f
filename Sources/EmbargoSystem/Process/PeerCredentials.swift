internal import CLinux

/// Who is at the other end of a Unix domain socket, by the kernel's word.
package struct PeerCredentials: Hashable, Sendable {
  /// The process that connected; it may have ended, and its number be another's by now. 0 when it
  /// cannot be seen from here.
  package let process: Int32
  package let user: UInt32
  package let group: UInt32
  /// The primary and all supplementary groups, ascending.
  package let groups: [UInt32]

  package init(process: Int32, user: UInt32, group: UInt32, groups: [UInt32]) {
    (self.process, self.user, self.group, self.groups) = (process, user, group, groups)
  }

  /// As they were when the peer connected (SO_PEERCRED, SO_PEERGROUPS).
  ///
  /// Where the kernel does not tell the groups (before 4.13) they are those that the user is in
  /// now. ENOTCONN is thrown for a socket without a peer.
  package static func of(socket: Int32) throws(SystemError) -> PeerCredentials {
    var peer = clinux_peer()
    _ = try check(clinux_peer(socket, &peer), "ask for", "the peer of a socket")
    let told = try peerGroups(socket)
    var groups = if let told { told } else { try accountGroups(peer.user) }
    groups.insert(peer.group)
    return PeerCredentials(
      process: peer.process, user: peer.user, group: peer.group, groups: groups.sorted())
  }

  private static func peerGroups(_ socket: Int32) throws(SystemError) -> Set<UInt32>? {
    var count: Int32 = 64
    // The kernel says how many there are; they can no longer change.
    for _ in 0..<2 {
      var groups = [UInt32](repeating: 0, count: Int(count))
      let result = clinux_peer_groups(socket, &groups, &count)
      if result >= 0 { return Set(groups.prefix(Int(result))) }
      if result != -Errno.outOfRange { return nil }
    }
    return nil
  }

  private static func accountGroups(_ user: UInt32) throws(SystemError) -> Set<UInt32> {
    guard let account = try Accounts.user(number: user) else { return [] }
    return Set(try Accounts.groups(of: account))
  }
}
