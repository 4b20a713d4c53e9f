import EmbargoControl
import NIOCore
import NIOHTTP1

/// A connection to the daemon for request after request, made anew when the daemon has closed it.
///
/// One request at a time; each must be one that may be repeated (it bears an idempotency key),
/// since a connection that ends under way is taken up again once.
final class KeptConnection {
  /// A request that is with the daemon.
  struct Exchange {
    fileprivate var request: ControlClient.Request
    fileprivate var reply: EventLoopFuture<HTTPReply>
    /// The connection had carried a request before: the daemon may have closed it in the meantime.
    fileprivate var mayBeStale: Bool
  }

  private let client: ControlClient
  private var channel: (any Channel)?

  init(_ client: ControlClient) { self.client = client }

  deinit { channel?.close(promise: nil) }

  /// Sends a request and does not wait for the reply.
  func start(_ request: ControlClient.Request) throws(Failure) -> Exchange {
    let open = channel.flatMap { $0.isActive ? $0 : nil }
    return try start(request, on: open)
  }

  func finish(_ exchange: Exchange) throws(Failure) -> HTTPReply {
    do { return try exchange.reply.wait() } catch {
      guard exchange.mayBeStale, error as? ExchangeError == .closed else {
        throw client.unreachable(error)
      }
    }
    let again = try start(exchange.request, on: nil)
    do { return try again.reply.wait() } catch { throw client.unreachable(error) }
  }

  private func start(
    _ request: ControlClient.Request, on open: (any Channel)?
  ) throws(Failure) -> Exchange {
    let channel: any Channel
    if let open { channel = open } else { channel = try connect() }
    let promise = client.makePromise()
    var head = ControlClient.head(of: request)
    var body = ByteBuffer()
    if case .bytes(let bytes) = request.body { body = ByteBuffer(bytes: bytes) }
    head.headers.add(name: "content-length", value: "\(body.readableBytes)")
    // A write that fails is left to the reply, which may say why, or to the connection's end.
    channel.writeAndFlush(OutgoingRequest(head: head, body: body, reply: promise), promise: nil)
    channel.closeFuture.whenComplete { _ in promise.fail(ExchangeError.closed) }
    return Exchange(request: request, reply: promise.futureResult, mayBeStale: open != nil)
  }

  private func connect() throws(Failure) -> any Channel {
    let limit = client.longestReply
    do {
      let made = try client.connect { ReplySequence(limit: limit) }.wait()
      channel = made
      return made
    } catch {
      throw client.unreachable(error)
    }
  }
}

/// A request on its way out, with where its reply goes.
private struct OutgoingRequest: Sendable {
  var head: HTTPRequestHead
  var body: ByteBuffer
  var reply: EventLoopPromise<HTTPReply>
}

/// Collects reply after reply of one connection, each with a bound on its size.
private final class ReplySequence: ChannelDuplexHandler {
  typealias InboundIn = HTTPClientResponsePart
  typealias OutboundIn = OutgoingRequest
  typealias OutboundOut = HTTPClientRequestPart

  private let limit: Int
  private var waiting: EventLoopPromise<HTTPReply>?
  private var reply: HTTPReply?
  private var staysOpen = true

  init(limit: Int) { self.limit = limit }

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    let request = unwrapOutboundIn(data)
    waiting = request.reply
    context.write(wrapOutboundOut(.head(request.head)), promise: nil)
    context.write(wrapOutboundOut(.body(.byteBuffer(request.body))), promise: nil)
    context.write(wrapOutboundOut(.end(nil)), promise: promise)
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch unwrapInboundIn(data) {
    case .head(let head) where 100..<200 ~= head.status.code: return
    case .head(let head):
      (reply, staysOpen) = (HTTPReply(head), head.isKeepAlive)
    case .body(let bytes):
      guard (reply?.body.count ?? 0) + bytes.readableBytes <= limit else {
        return end(context, .tooLarge(limit: limit))
      }
      reply?.body += Array(bytes.readableBytesView)
    case .end:
      // An informational head has an end of its own.
      guard let reply, let waiting else { return }
      (self.reply, self.waiting) = (nil, nil)
      // Closed first: whoever gets the reply must not find the connection open.
      if !staysOpen { context.close(promise: nil) }
      waiting.succeed(reply)
    }
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    if event is IdleStateHandler.IdleStateEvent { return end(context, .silent) }
    context.fireUserInboundEventTriggered(event)
  }

  func channelInactive(context: ChannelHandlerContext) { end(context, .closed) }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    end(context, error is HTTPParserError ? .notHTTP : .closed)
  }

  private func end(_ context: ChannelHandlerContext, _ error: ExchangeError) {
    waiting?.fail(error)
    waiting = nil
    context.close(promise: nil)
  }
}
