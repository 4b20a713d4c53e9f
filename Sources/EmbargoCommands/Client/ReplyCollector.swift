import EmbargoControl
import NIOCore
import NIOHTTP1

/// A whole HTTP reply of the daemon.
struct HTTPReply: Sendable {
  var status: Int
  var mediaType: String
  /// The daemon has given this answer before, to the same request.
  var isReplay = false
  var body: [UInt8]

  var isSuccess: Bool { 200..<300 ~= status }
}

extension HTTPReply {
  /// A reply of which only the head is there.
  init(_ head: HTTPResponseHead) {
    self.init(
      status: Int(head.status.code), mediaType: head.headers.first(name: "content-type") ?? "",
      isReplay: head.headers.first(name: ControlHeader.replayed) == "true", body: [])
  }
}

/// Why an exchange with the daemon did not end in a reply.
enum ExchangeError: Error, Hashable {
  /// The connection ended before the reply was whole.
  case closed
  /// Nothing came, or nothing could be sent, for too long.
  case silent
  case tooLarge(limit: Int)
  case notHTTP
}

/// Collects one reply, with a bound on its size.
final class ReplyCollector: ChannelInboundHandler {
  typealias InboundIn = HTTPClientResponsePart

  private let promise: EventLoopPromise<HTTPReply>
  private let limit: Int
  private var reply: HTTPReply?

  init(promise: EventLoopPromise<HTTPReply>, limit: Int) {
    (self.promise, self.limit) = (promise, limit)
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch unwrapInboundIn(data) {
    case .head(let head) where 100..<200 ~= head.status.code: return
    case .head(let head): reply = HTTPReply(head)
    case .body(let bytes):
      guard (reply?.body.count ?? 0) + bytes.readableBytes <= limit else {
        return end(context, .tooLarge(limit: limit))
      }
      reply?.body += Array(bytes.readableBytesView)
    case .end:
      // An informational head has an end of its own.
      guard let reply else { return }
      promise.succeed(reply)
      context.close(promise: nil)
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
    promise.fail(error)
    context.close(promise: nil)
  }
}
