import EmbargoControl
import Glibc
import NIOCore
import NIOPosix

/// A connection to the control socket that sends what a test writes, HTTP or not.
struct RawClient {
  typealias Connection = NIOAsyncChannel<ByteBuffer, ByteBuffer>

  /// One answer as it came.
  struct Reply {
    var status: Int
    /// Names in lower case.
    var headers: [String: String]
    var body: [UInt8]

    var text: String { String(decoding: body, as: UTF8.self) }

    func problem() throws -> Problem { try ControlJSON.decode(Problem.self, from: body) }
  }

  struct Broken: Error { var seen: String }

  private var inbound: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator
  private let outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
  private var received: [UInt8] = []

  /// Connects, runs `body`, and closes.
  static func connect<Result: Sendable>(
    to path: String, _ body: @Sendable (inout RawClient) async throws -> Result
  ) async throws -> Result {
    let connection = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .connect(unixDomainSocketPath: path) { channel in
        channel.eventLoop.makeCompletedFuture {
          try Connection(wrappingChannelSynchronously: channel)
        }
      }
    return try await connection.executeThenClose { inbound, outbound in
      var client = RawClient(inbound: inbound.makeAsyncIterator(), outbound: outbound)
      return try await body(&client)
    }
  }

  private init(
    inbound: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator,
    outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
  ) {
    (self.inbound, self.outbound) = (inbound, outbound)
  }

  func send(_ text: String) async throws { try await send(Array(text.utf8)) }
  func send(_ bytes: [UInt8]) async throws { try await outbound.write(ByteBuffer(bytes: bytes)) }

  /// Sends a request and waits for its answer.
  mutating func ask(
    _ method: String, _ target: String, _ body: [UInt8]? = nil, headers: [String: String] = [:]
  ) async throws -> Reply {
    var head = "\(method) \(target) HTTP/1.1\r\nHost: localhost\r\n"
    for (name, value) in headers.sorted(by: { $0.key < $1.key }) { head += "\(name): \(value)\r\n" }
    if let body { head += "Content-Length: \(body.count)\r\n" }
    try await send(Array((head + "\r\n").utf8) + (body ?? []))
    return try await reply()
  }

  mutating func ask(_ route: ControlRoute, _ json: String, at values: [String] = []) async throws
    -> Reply
  {
    try await ask(route.method, route.target(values), Array(json.utf8))
  }

  /// The next answer, with a Content-Length.
  mutating func reply() async throws -> Reply {
    let lines = String(decoding: try await take(upTo: Array("\r\n\r\n".utf8)), as: UTF8.self)
      .split(separator: "\r\n")
    guard let status = lines.first?.split(separator: " ").dropFirst().first.flatMap({ Int($0) })
    else { throw Broken(seen: lines.joined()) }
    var headers: [String: String] = [:]
    for line in lines.dropFirst() {
      let halves = line.split(separator: ":", maxSplits: 1)
      headers[halves[0].lowercased()] = halves[1].drop { $0 == " " }.description
    }
    let length = Int(headers["content-length"] ?? "0") ?? 0
    while received.count < length { try await more() }
    let body = Array(received.prefix(length))
    received.removeFirst(length)
    return Reply(status: status, headers: headers, body: body)
  }

  /// Reads until the other side closes; what came until then. A reset is a close too: that is what
  /// the kernel makes of it when the other side had not read everything.
  mutating func readToEnd() async throws -> String {
    do {
      while let buffer = try await inbound.next() { received += Array(buffer: buffer) }
    } catch let error as IOError where error.errnoCode == ECONNRESET {
      // What came before it is all there is.
    }
    return String(decoding: received, as: UTF8.self)
  }

  private mutating func take(upTo mark: [UInt8]) async throws -> [UInt8] {
    while true {
      if let start = received.indices.first(where: { received[$0...].starts(with: mark) }) {
        let head = Array(received[..<start])
        received.removeFirst(start + mark.count)
        return head
      }
      try await more()
    }
  }

  private mutating func more() async throws {
    guard let buffer = try await inbound.next() else {
      throw Broken(seen: String(decoding: received, as: UTF8.self))
    }
    received += Array(buffer: buffer)
  }
}
