import EmbargoSystem
import NIOCore
import NIOPosix

/// Asks the kernel who is at the other end of a connection, and the system what they are called.
enum PeerLookup {
  /// Account names may come from a directory service, so they are asked for on a thread that may
  /// wait.
  static func caller(of channel: any Channel) async throws -> Caller {
    let peer = try await channel.eventLoop.submit {
      try channel.pipeline.syncOperations.withUnsafeTransportIfAvailable(
        of: NIOBSDSocket.Handle.self
      ) { try PeerCredentials.of(socket: $0) }
    }.get()
    guard let peer else { throw SystemError("ask for", "the peer", code: Errno.notSupported) }
    return try await NIOThreadPool.singleton.runIfActive { try named(peer) }
  }

  private static func named(_ peer: PeerCredentials) throws(SystemError) -> Caller {
    var names: Set<String> = []
    for group in peer.groups {
      if let name = try Accounts.group(number: group)?.name { names.insert(name) }
    }
    return Caller(
      process: peer.process, user: peer.user,
      name: try Accounts.user(number: peer.user)?.name ?? "uid:\(peer.user)",
      groups: Set(peer.groups), groupNames: names)
  }
}
