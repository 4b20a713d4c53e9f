import NIOCore
import NIOHTTP1
import NIOTLS

/// One connection to an endpoint: one request at a time, again and again while both sides agree.
///
/// The last handler of its channel; it lives on the channel's event loop.
final class WebhookConnection: ChannelInboundHandler {
  typealias InboundIn = HTTPClientResponsePart
  typealias OutboundOut = HTTPClientRequestPart

  enum State {
    /// Until the connection is made and, with TLS, the certificate has been verified.
    case opening(until: NIODeadline)
    case idle(since: NIODeadline)
    case busy(Exchange)
    /// An answer has been read. What comes right behind it, in the same read of the socket, shows
    /// that the connection is of no more use: its end, or bytes that nobody asked for.
    case answered
    case ended
  }

  /// Tells the decoder that the next answer is one to a POST; it is not what is sent.
  private static let head = HTTPRequestHead(version: .http1_1, method: .POST, uri: "/")

  private(set) var state: State
  private let pool: AddressPool
  private let isSecured: Bool
  private var context: ChannelHandlerContext?
  /// Whether the other side keeps the connection open after the answer.
  private var staysOpen = true
  /// Whether all of the request is with the kernel.
  private var isWritten = true

  init(_ pool: AddressPool, isSecured: Bool, until deadline: NIODeadline) {
    (self.pool, self.isSecured, state) = (pool, isSecured, .opening(until: deadline))
  }

  /// Sends a request; the connection is idle.
  ///
  /// - Throws: why nothing of it was sent; the connection is idle as before.
  func send(_ exchange: Exchange) throws {
    guard let context else { throw ExchangeError.closed }
    let bytes = try pool.bytes(of: exchange.request)
    // The last look at the clock: what follows hands the bytes over.
    guard exchange.isDue else { throw ExchangeError.notDue }
    (state, staysOpen, isWritten) = (.busy(exchange), true, false)
    exchange.isSent = true
    let written = context.eventLoop.makePromise(of: Void.self)
    written.futureResult.assumeIsolated().whenSuccess { self.isWritten = true }
    context.write(wrapOutboundOut(.head(Self.head)), promise: nil)
    context.writeAndFlush(wrapOutboundOut(.body(.byteBuffer(bytes))), promise: written)
    exchange.sentAt = exchange.request.clock()
  }

  /// Ends the connection and what is under way on it; an answer that has begun counts.
  func end(_ error: any Error) {
    if case .ended = state { return }
    let before = state
    state = .ended
    context?.close(promise: nil)
    pool.ended(self, was: before, error)
  }

  func handlerAdded(context: ChannelHandlerContext) {
    self.context = context
    // Given up while the socket was made.
    if case .ended = state { context.close(promise: nil) }
  }

  func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }

  func channelActive(context: ChannelHandlerContext) {
    if !isSecured { opened() }
    context.fireChannelActive()
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    if case TLSUserEvent.handshakeCompleted? = event as? TLSUserEvent { opened() }
    context.fireUserInboundEventTriggered(event)
  }

  private func opened() {
    guard case .opening = state else { return }
    free()
  }

  private func free() {
    state = .idle(since: .now())
    pool.freed(self)
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard case .busy(let exchange) = state else { return end(ExchangeError.closed) }
    switch unwrapInboundIn(data) {
    case .head(let head):
      exchange.answer = Exchange.Answer(
        status: head.status.code, retryAfter: head.headers.first(name: "retry-after"))
      staysOpen = head.isKeepAlive && head.status != .switchingProtocols
    case .body(let bytes):
      if !exchange.take(bytes) { end(ExchangeError.closed) }
    case .end:
      // An answer before the end of the request leaves the connection in no state to be used again.
      guard staysOpen, isWritten else { return end(ExchangeError.closed) }
      state = .answered
      // What comes behind an answer comes with it; whoever is told may send the next one at once.
      context.eventLoop.assumeIsolated().execute {
        if case .answered = self.state { self.free() }
        self.pool.finish(exchange, nil)
      }
    }
  }

  func channelInactive(context: ChannelHandlerContext) {
    end(ExchangeError.closed)
    context.fireChannelInactive()
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) { end(error) }
}

/// Lets the prepared bytes of requests pass; the parts that only the decoder looks at end here.
///
/// The other way it lets as many bytes of an answer pass as one may have: an endless status line,
/// chunk extension or trailer would otherwise be read for as long as the attempt lasts.
final class PreparedBytes: ChannelDuplexHandler {
  typealias InboundIn = ByteBuffer
  typealias InboundOut = ByteBuffer
  typealias OutboundIn = HTTPClientRequestPart
  typealias OutboundOut = ByteBuffer

  /// Of one answer with all that is around it.
  static let longestAnswer = 1 << 17

  private var room = longestAnswer

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    switch unwrapOutboundIn(data) {
    case .body(.byteBuffer(let bytes)):
      room = Self.longestAnswer
      context.write(wrapOutboundOut(bytes), promise: promise)
    default: promise?.succeed()
    }
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    room -= unwrapInboundIn(data).readableBytes
    if room < 0 {
      context.fireErrorCaught(ExchangeError.tooLong)
    } else {
      context.fireChannelRead(data)
    }
  }
}
