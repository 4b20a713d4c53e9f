import Glibc

/// A port of the loopback interface that is taken and that nobody listens on.
final class UnheardPort: Sendable {
  struct Failure: Error {
    var errno: Int32
  }

  private let descriptor: Int32
  let number: Int

  init() throws {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    guard descriptor >= 0 else { throw Failure(errno: errno) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let descriptor = descriptor
    let result = withUnsafeMutableBytes(of: &address) { bytes -> Int32 in
      guard let base = bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self) else { return -1 }
      return bind(descriptor, base, size) == 0 ? getsockname(descriptor, base, &size) : -1
    }
    guard result == 0 else { throw Failure(errno: errno) }
    number = Int(UInt16(bigEndian: address.sin_port))
  }

  deinit { close(descriptor) }
}
