import EmbargoControl
import EmbargoSystem
import NIOCore
import NIOHTTP1
import NIOPosix

/// Speaks HTTP/1.1 with the daemon over its Unix socket, one connection a request.
///
/// Calls block until the reply is whole. Nothing is unbounded: not the connection (5 s), a silence
/// in the exchange (60 s), nor the reply (64 MiB).
final class ControlClient {
  struct Request {
    var method: String
    var target: String
    var headers: [(String, String)] = []
    var body: Body = .none
  }

  enum Body {
    case none
    case bytes([UInt8])
    /// That many bytes in pieces; an empty piece is the end.
    case stream(count: Int, next: () throws(Failure) -> [UInt8])
  }

  private let socket: String
  private let silence: TimeAmount
  let longestReply: Int
  private let loops = MultiThreadedEventLoopGroup(numberOfThreads: 1)

  init(socket: String, silence: TimeAmount = .seconds(60), longestReply: Int = 64 << 20) {
    (self.socket, self.silence, self.longestReply) = (socket, silence, longestReply)
  }

  // Nobody is left to hear that an idle thread did not end.
  deinit { try? loops.syncShutdownGracefully() }

  func send(_ request: Request) throws(Failure) -> HTTPReply {
    let promise = makePromise()
    let limit = longestReply
    let channel: any Channel
    do { channel = try connect { ReplyCollector(promise: promise, limit: limit) }.wait() } catch {
      promise.fail(ExchangeError.closed)
      throw unreachable(error)
    }
    try write(request, to: channel)
    do { return try promise.futureResult.wait() } catch { throw unreachable(error) }
  }

  func makePromise() -> EventLoopPromise<HTTPReply> {
    loops.next().makePromise(of: HTTPReply.self)
  }

  /// - Parameter last: makes what takes the parts of replies.
  func connect(
    _ last: @escaping @Sendable () -> any ChannelHandler
  ) -> EventLoopFuture<any Channel> {
    let silence = silence
    return ClientBootstrap(group: loops).connectTimeout(.seconds(5))
      .channelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(IdleStateHandler(allTimeout: silence))
          try channel.pipeline.syncOperations.addHTTPClientHandlers()
          try channel.pipeline.syncOperations.addHandler(last())
        }
      }
      .connect(unixDomainSocketPath: socket)
  }

  /// Writes the request; a write that fails is left to the reply, which may say why, or to the end
  /// of the connection, which says that there is none.
  private func write(_ request: Request, to channel: any Channel) throws(Failure) {
    var head = Self.head(of: request)
    head.headers.add(name: "connection", value: "close")
    switch request.body {
    case .none:
      channel.write(HTTPClientRequestPart.head(head), promise: nil)
    case .bytes(let bytes):
      head.headers.add(name: "content-length", value: "\(bytes.count)")
      channel.write(HTTPClientRequestPart.head(head), promise: nil)
      channel.write(Self.part(bytes), promise: nil)
    case .stream(let count, let next):
      head.headers.add(name: "content-length", value: "\(count)")
      channel.write(HTTPClientRequestPart.head(head), promise: nil)
      try stream(count: count, next: next, to: channel)
    }
    channel.writeAndFlush(HTTPClientRequestPart.end(nil), promise: nil)
  }

  static func head(of request: Request) -> HTTPRequestHead {
    var head = HTTPRequestHead(
      version: .http1_1, method: HTTPMethod(rawValue: request.method), uri: request.target)
    head.headers.add(name: "host", value: "localhost")
    head.headers.add(name: "user-agent", value: "embargoctl")
    for (name, value) in request.headers { head.headers.add(name: name, value: value) }
    return head
  }

  /// Writes piece by piece, each when the one before is with the kernel.
  private func stream(
    count: Int, next: () throws(Failure) -> [UInt8], to channel: any Channel
  ) throws(Failure) {
    var sent = 0
    while sent < count {
      let piece: [UInt8]
      do throws(Failure) { piece = try next() } catch {
        channel.close(promise: nil)
        throw error
      }
      guard !piece.isEmpty, sent + piece.count <= count else {
        channel.close(promise: nil)
        throw Failure(.noInput, "the file changed while it was sent; nothing was queued")
      }
      sent += piece.count
      do { try channel.writeAndFlush(Self.part(piece)).wait() } catch { return }
    }
  }

  private static func part(_ bytes: [UInt8]) -> HTTPClientRequestPart {
    .body(.byteBuffer(ByteBuffer(bytes: bytes)))
  }

  func unreachable(_ error: any Error) -> Failure {
    let (status, why, advice) = Self.reason(error, socket: socket)
    let problem = Problem(status == .notPermitted ? .notPermitted : .unreachable, why)
    let document: [UInt8]?
    do throws(ControlJSONError) { document = try ControlJSON.encode(problem) } catch {
      document = nil
    }
    return Failure(status, why, advice: advice, problem: document)
  }

  private static func reason(
    _ error: any Error, socket: String
  ) -> (ExitStatus, String, [String]) {
    let running = "Is the service running? See: systemctl status embargod"
    let other = "Does it listen elsewhere? Say --socket PATH or set EMBARGO_SOCKET."
    switch error {
    case let error as IOError where error.errnoCode == Errno.notFound:
      return (
        .unavailable, "the daemon is not reachable: there is no socket at \(socket)",
        [running, other]
      )
    case let error as IOError
    where [Errno.accessDenied, Errno.notPermitted].contains(error.errnoCode):
      return (
        .notPermitted, "you may not connect to the daemon's socket at \(socket)",
        ["Members of the socket's group may; see: ls -l \(socket)"]
      )
    case is IOError, is SocketAddressError:
      return (
        .unavailable, "the daemon is not reachable: nobody listens at \(socket)",
        [running, other]
      )
    case ExchangeError.tooLarge(let limit):
      return (
        .internalFault, "the daemon's reply is larger than \(limit) bytes", []
      )
    case ExchangeError.notHTTP:
      return (
        .unavailable, "what listens at \(socket) is not embargod: its reply is no HTTP", [other]
      )
    case ExchangeError.silent, is ChannelError:
      return (
        .unavailable, "the daemon at \(socket) does not answer",
        ["See: systemctl status embargod; whether it was carried out says: embargoctl list"]
      )
    default:
      return (
        .unavailable, "the daemon at \(socket) ended the connection without an answer",
        ["See: systemctl status embargod; whether it was carried out says: embargoctl list"]
      )
    }
  }
}
