import EmbargoSystem
import Glibc

/// A Unix domain socket bound to a path, or to an abstract name that begins with `@`.
final class UnixSocket: Sendable {
  enum Kind: Sendable { case stream, datagram }
  let number: Int32

  init(path: String, type: Kind) throws {
    let kind = type == .stream ? SOCK_STREAM : SOCK_DGRAM
    number = socket(AF_UNIX, Int32(kind.rawValue), 0)
    let bound = Self.withAddress(path) { bind(number, $0, $1) }
    guard number >= 0, bound == 0 else { throw SystemError("bind", path, code: errno) }
    if type == .stream, listen(number, 4) != 0 { throw SystemError("listen", path, code: errno) }
  }

  deinit { close(number) }

  /// A connection to a listening socket.
  static func connect(to path: String) throws -> Descriptor {
    let client = Descriptor(owning: socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0))
    guard withAddress(path, { Glibc.connect(client.number, $0, $1) }) == 0 else {
      throw SystemError("connect to", path, code: errno)
    }
    return client
  }

  func accept() throws -> Descriptor {
    let peer = Glibc.accept(number, nil, nil)
    guard peer >= 0 else { throw SystemError("accept", "a connection", code: errno) }
    return Descriptor(owning: peer)
  }

  /// One datagram that is there already; nil when there is none.
  func receive() -> String? {
    var bytes = [UInt8](repeating: 0, count: 4096)
    let got = recv(number, &bytes, bytes.count, Int32(MSG_DONTWAIT))
    return got < 0 ? nil : String(decoding: bytes.prefix(got), as: UTF8.self)
  }

  private static func withAddress(
    _ path: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
  ) -> Int32 {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    var bytes = Array(path.utf8)
    if bytes.first == UInt8(ascii: "@") { bytes[0] = 0 } else { bytes.append(0) }
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
    let size = MemoryLayout<sockaddr_un>.offset(of: \.sun_path).map { $0 + bytes.count } ?? 0
    return withUnsafeBytes(of: &address) { raw in
      raw.withMemoryRebound(to: sockaddr.self) { list in
        list.baseAddress.map { body($0, socklen_t(size)) } ?? -1
      }
    }
  }
}
