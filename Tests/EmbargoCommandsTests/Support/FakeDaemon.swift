import EmbargoControl
import Glibc
import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

/// Answers requests over a real Unix socket with what it was told to answer.
final class FakeDaemon: Sendable {
  struct Request: Sendable {
    var method: String
    var target: String
    var headers: [String: String]
    var body: [UInt8]
    /// Which connection it came on, counted from 1.
    var connection: Int
  }

  struct Reply: Sendable {
    var status = 200
    var mediaType = "application/json"
    var headers: [String: String] = [:]
    var body: [UInt8]

    static func json(_ value: some Encodable) throws -> Reply {
      Reply(body: try ControlJSON.encode(value))
    }

    static func problem(_ problem: Problem) throws -> Reply {
      Reply(
        status: problem.code.status, mediaType: Problem.mediaType,
        body: try ControlJSON.encode(problem))
    }
  }

  let socket: String
  private let folder: Folder
  private let loops = MultiThreadedEventLoopGroup(numberOfThreads: 1)
  private let channel: any Channel
  private let recorded: Requests

  /// - Parameter answer: the reply to a request; nil ends the connection without one.
  init(_ answer: @escaping @Sendable (Request) -> Reply?) throws {
    folder = try Folder()
    socket = folder.path("s")
    let requests = Requests()
    recorded = requests
    channel = try ServerBootstrap(group: loops)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.configureHTTPServerPipeline()
          try channel.pipeline.syncOperations.addHandler(
            Answering(requests: requests, connection: requests.connect(), answer: answer))
        }
      }
      .bind(unixDomainSocketPath: socket).wait()
  }

  deinit {
    try? channel.close().wait()
    try? loops.syncShutdownGracefully()
  }

  /// What was asked, in order.
  var asked: [Request] { recorded.all.withLock(\.self) }
  var targets: [String] { asked.map { "\($0.method) \($0.target)" } }

  /// The arguments with the socket of this daemon.
  func arguments(_ words: [String]) -> [String] { words + ["--socket", socket] }
}

private final class Requests: Sendable {
  let all = Mutex<[FakeDaemon.Request]>([])
  private let connections = Mutex(0)

  func connect() -> Int {
    connections.withLock {
      $0 += 1
      return $0
    }
  }
}

private final class Answering: ChannelInboundHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias OutboundOut = HTTPServerResponsePart

  private let requests: Requests
  private let connection: Int
  private let answer: @Sendable (FakeDaemon.Request) -> FakeDaemon.Reply?
  private var request: FakeDaemon.Request?

  init(
    requests: Requests, connection: Int,
    answer: @escaping @Sendable (FakeDaemon.Request) -> FakeDaemon.Reply?
  ) {
    (self.requests, self.connection, self.answer) = (requests, connection, answer)
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch unwrapInboundIn(data) {
    case .head(let head):
      request = FakeDaemon.Request(
        method: head.method.rawValue, target: head.uri,
        headers: Dictionary(head.headers.map { ($0.name.lowercased(), $0.value) }) { $1 },
        body: [], connection: connection)
    case .body(let bytes): request?.body += Array(bytes.readableBytesView)
    case .end:
      guard let request else { return }
      requests.all.withLock { $0.append(request) }
      reply(answer(request), context)
    }
  }

  private func reply(_ reply: FakeDaemon.Reply?, _ context: ChannelHandlerContext) {
    guard let reply else { return context.close(promise: nil) }
    var head = HTTPResponseHead(
      version: .http1_1, status: HTTPResponseStatus(statusCode: reply.status))
    head.headers.add(name: "content-type", value: reply.mediaType)
    for (name, value) in reply.headers { head.headers.add(name: name, value: value) }
    head.headers.add(name: "content-length", value: "\(reply.body.count)")
    context.write(wrapOutboundOut(.head(head)), promise: nil)
    context.write(
      wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: reply.body)))), promise: nil)
    context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
  }
}

/// A folder of its own that is removed with the last reference.
final class Folder: Sendable {
  let path: String

  struct NotMade: Error {}

  init() throws {
    var template = Array("/tmp/embargoctl-test-XXXXXX".utf8CString)
    let isMade = template.withUnsafeMutableBufferPointer { buffer in
      buffer.baseAddress.map { mkdtemp($0) != nil } ?? false
    }
    guard isMade else { throw NotMade() }
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  deinit { Self.remove(path) }

  /// With what is in it; links are not followed.
  private static func remove(_ path: String) {
    var found = stat()
    guard lstat(path, &found) == 0, found.st_mode & S_IFMT == S_IFDIR else {
      unlink(path)
      return
    }
    for name in names(in: path) { remove("\(path)/\(name)") }
    rmdir(path)
  }

  func makeFolder(_ name: String) throws {
    guard mkdir(path(name), 0o700) == 0 || errno == EEXIST else { throw NotMade() }
  }

  func path(_ name: String) -> String { "\(path)/\(name)" }

  /// Writes a file and gives its path.
  @discardableResult
  func write(_ name: String, _ bytes: [UInt8]) throws -> String {
    let descriptor = open(path(name), O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    guard descriptor >= 0 else { throw NotMade() }
    defer { close(descriptor) }
    guard
      bytes.withUnsafeBytes({ Glibc.write(descriptor, $0.baseAddress, $0.count) })
        == bytes.count
    else { throw NotMade() }
    return path(name)
  }

  @discardableResult
  func write(_ name: String, _ text: String) throws -> String { try write(name, Array(text.utf8)) }

  func read(_ name: String) throws -> [UInt8] {
    let descriptor = open(path(name), O_RDONLY)
    guard descriptor >= 0 else { throw NotMade() }
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: 1 << 22)
    let got = bytes.withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress, $0.count) }
    guard got >= 0 else { throw NotMade() }
    return Array(bytes.prefix(got))
  }

  func mode(_ name: String) -> UInt32 {
    var found = stat()
    return stat(path(name), &found) == 0 ? found.st_mode & 0o777 : 0
  }

  /// The names in it, in order.
  var names: [String] { Self.names(in: path) }

  func names(in folder: String) -> [String] { Self.names(in: path(folder)) }

  private static func names(in path: String) -> [String] {
    guard let directory = opendir(path) else { return [] }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) {
        String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name != "." && name != ".." { names.append(name) }
    }
    return names.sorted()
  }
}
