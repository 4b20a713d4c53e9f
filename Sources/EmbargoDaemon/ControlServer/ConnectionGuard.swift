import EmbargoControl
import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1

/// The request did not arrive in time.
struct ReceiveTimedOut: Error {}

/// An HTTP/1.1 connection with a `ConnectionGuard` behind the parser.
struct ControlChannel: ServerChildChannel {
  typealias Value = HTTP1Channel.Value

  let http: HTTP1Channel
  let settings: ControlSettings

  func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
    let settings = settings
    return http.setup(channel: channel, logger: logger).flatMapThrowing { value in
      let pipeline = channel.pipeline.syncOperations
      let parser = try pipeline.handler(type: ByteToMessageHandler<HTTPRequestDecoder>.self)
      try pipeline.addHandler(ConnectionGuard(settings), position: .after(parser))
      return value
    }
  }

  func handle(value: Value, logger: Logger) async {
    await http.handle(value: value, logger: logger)
  }
}

/// Bounds one connection: how long a request may take to arrive and an answer to be taken, and how
/// many requests there may be. It answers `Expect: 100-continue`, and puts a problem document into
/// the empty answer that is given to what is no HTTP.
final class ConnectionGuard: ChannelDuplexHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias InboundOut = HTTPServerRequestPart
  typealias OutboundIn = HTTPServerResponsePart
  typealias OutboundOut = HTTPServerResponsePart

  private let settings: ControlSettings
  private var requests = 0
  /// After the present answer.
  private var closes = false
  private var isMalformed = false
  private var receiving: Scheduled<Void>?
  private var sending: Scheduled<Void>?

  init(_ settings: ControlSettings) { self.settings = settings }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch unwrapInboundIn(data) {
    case .head(let head):
      requests += 1
      if requests >= settings.requestsPerConnection || !head.isKeepAlive { closes = true }
      receiving?.cancel()
      receiving = schedule(context, settings.receiveTimeout) { guarded, context in
        guarded.closes = true
        context.fireErrorCaught(ReceiveTimedOut())
      }
      if head.headers["expect"].contains(where: { $0.lowercased() == "100-continue" }) {
        let proceed = HTTPResponseHead(version: head.version, status: .continue)
        context.writeAndFlush(wrapOutboundOut(.head(proceed)), promise: nil)
      }
    case .body: break
    case .end: stop(&receiving)
    }
    context.fireChannelRead(data)
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    if error is HTTPParserError { (isMalformed, closes) = (true, true) }
    context.fireErrorCaught(error)
  }

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    switch unwrapOutboundIn(data) {
    case .head(let head):
      stop(&sending)
      sending = schedule(context, settings.sendTimeout) { $1.close(promise: nil) }
      write(head, context, promise)
    case .body: context.write(data, promise: promise)
    case .end:
      let written = promise ?? context.eventLoop.makePromise()
      let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
      written.futureResult.whenComplete { _ in
        let (guarded, context) = bound.value
        guarded.stop(&guarded.sending)
        if guarded.closes { context.close(promise: nil) }
      }
      context.write(data, promise: written)
      if closes { context.flush() }
    }
  }

  func handlerRemoved(context: ChannelHandlerContext) {
    stop(&receiving)
    stop(&sending)
  }

  private func write(
    _ head: HTTPResponseHead, _ context: ChannelHandlerContext,
    _ promise: EventLoopPromise<Void>?
  ) {
    var head = head
    if closes { head.headers.replaceOrAdd(name: "connection", value: "close") }
    guard isMalformed, head.status == .badRequest, !head.headers.contains(name: "content-type")
    else {
      context.write(wrapOutboundOut(.head(head)), promise: promise)
      return
    }
    let problem = Problem(.badRequest, "this is no HTTP/1.1 request, or its head is too large")
    let body = ByteBuffer(bytes: (try? ControlJSON.encode(problem)) ?? [])
    head.headers.replaceOrAdd(name: "content-type", value: Problem.mediaType)
    head.headers.replaceOrAdd(name: "content-length", value: String(body.readableBytes))
    context.write(wrapOutboundOut(.head(head)), promise: promise)
    context.write(wrapOutboundOut(.body(.byteBuffer(body))), promise: nil)
  }

  private func schedule(
    _ context: ChannelHandlerContext, _ time: TimeAmount,
    _ action: @escaping (ConnectionGuard, ChannelHandlerContext) -> Void
  ) -> Scheduled<Void> {
    context.eventLoop.assumeIsolated().scheduleTask(in: time) { action(self, context) }
  }

  private func stop(_ timer: inout Scheduled<Void>?) {
    timer?.cancel()
    timer = nil
  }
}
