import Glibc

/// One accepted connection, read and written by blocking calls of at most two minutes each.
struct ScriptSocket {
  /// Longer than a test waits for its turn among all others on a busy machine; what blocks ends
  /// with the receiver in any case.
  static let patience = 120

  let descriptor: Int32
  private var unread: [UInt8] = []

  init(_ descriptor: Int32) {
    self.descriptor = descriptor
    // Not for the programs that other tests start meanwhile.
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    var patience = timeval(tv_sec: Self.patience, tv_usec: 0)
    let size = socklen_t(MemoryLayout<timeval>.size)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, size)
    setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &patience, size)
    var on: Int32 = 1
    setsockopt(
      descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
  }

  /// Up to and without the empty line; nil: the connection ended first.
  mutating func head() -> String? {
    let mark = Array("\r\n\r\n".utf8)
    while true {
      for start in unread.indices.dropLast(3) where unread[start..<start + 4].elementsEqual(mark) {
        defer { unread.removeFirst(start + 4) }
        return String(decoding: unread[..<start], as: UTF8.self)
      }
      guard unread.count < 1 << 16, fill() else { return nil }
    }
  }

  mutating func body(_ length: Int) -> [UInt8]? {
    while unread.count < length { guard fill() else { return nil } }
    defer { unread.removeFirst(length) }
    return Array(unread.prefix(length))
  }

  private mutating func fill() -> Bool {
    var bytes = [UInt8](repeating: 0, count: 1 << 16)
    let count = recv(descriptor, &bytes, bytes.count, 0)
    guard count > 0 else { return false }
    unread += bytes.prefix(count)
    return true
  }

  func write(_ text: String) -> Bool { write(Array(text.utf8)) }

  /// False: the other side has gone.
  func write(_ bytes: [UInt8]) -> Bool {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes {
        send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { return false }
      rest = rest.dropFirst(count)
    }
    return true
  }

  /// Gives the other side two milliseconds to read what was sent.
  func rest() {
    var nothing = pollfd(fd: -1, events: 0, revents: 0)
    poll(&nothing, 1, 2)
  }

  func makeCloseReset() {
    var option = linger(l_onoff: 1, l_linger: 0)
    setsockopt(
      descriptor, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
  }

  /// A socket that listens on an IPv4 address.
  static func listen(on text: String, port: Int, backlog: Int32) throws -> Int32 {
    let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    guard listener >= 0 else { throw ScriptedReceiver.Failure(what: "socket", errno: errno) }
    _ = fcntl(listener, F_SETFD, FD_CLOEXEC)
    var on: Int32 = 1
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, socklen_t(MemoryLayout<Int32>.size))
    var address = address(text, port)
    let size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let result = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(listener, $0, size) }
    }
    guard result == 0, Glibc.listen(listener, backlog) == 0 else {
      defer { close(listener) }
      throw ScriptedReceiver.Failure(what: "listen", errno: errno)
    }
    return listener
  }

  static func port(of listener: Int32) throws -> Int {
    var address = sockaddr_in()
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let result = withUnsafeMutablePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(listener, $0, &size) }
    }
    guard result == 0 else { throw ScriptedReceiver.Failure(what: "getsockname", errno: errno) }
    return Int(UInt16(bigEndian: address.sin_port))
  }

  static func address(_ text: String, _ port: Int) -> sockaddr_in {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = UInt16(port).bigEndian
    inet_pton(AF_INET, text, &address.sin_addr)
    return address
  }
}

/// A port that lets nobody in and says nothing: its queue of connections is full.
final class FullPort: Sendable {
  private let listener: Int32
  private let queued: [Int32]
  let number: Int

  init(address text: String = "127.0.0.1") throws {
    listener = try ScriptSocket.listen(on: text, port: 0, backlog: 0)
    number = try ScriptSocket.port(of: listener)
    var address = ScriptSocket.address(text, number)
    // One is let in; the others ask again and again.
    queued = (0..<4).map { _ in
      let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
      _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
      _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
      _ = withUnsafePointer(to: &address) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
        }
      }
      return descriptor
    }
  }

  deinit {
    for descriptor in queued + [listener] { close(descriptor) }
  }
}
