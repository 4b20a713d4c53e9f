import EmbargoOutputs
import Glibc
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import Synchronization

/// A receiver of webhooks on the loopback interface that answers as it was told.
final class Receiver: Sendable {
  enum Behaviour: Sendable {
    case answer(Int, headers: [(String, String)] = [], body: String = "")
    /// Reads the request and says nothing until the connection ends.
    case silence
    /// Closes the connection with a reset as soon as the request is there.
    case reset
    /// A good status, and then a body of that many bytes.
    case flood(Int)
    /// A good status whose body never ends.
    case half
  }

  struct Request: Sendable {
    var head: HTTPRequestHead
    var body: [UInt8] = []

    func field(_ name: String) -> String? { head.headers.first(name: name) }
  }

  private struct State {
    var behaviours: [Behaviour]
    var requests: [Request] = []
    var connections = 0
    var silent: [any Channel] = []
    var waiting: [(count: Int, promise: EventLoopPromise<Void>)] = []
  }

  private let state: Mutex<State>
  private let channel: any Channel
  let port: Int

  /// - Parameter behaviours: For one request after the other; the last one stays.
  init(_ behaviours: Behaviour..., tls: NIOSSLContext? = nil) async throws {
    let state = Mutex(State(behaviours: behaviours))
    let box = Box()
    channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          if let tls {
            try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: tls))
          }
          try channel.pipeline.syncOperations.configureHTTPServerPipeline()
          try channel.pipeline.syncOperations.addHandler(Handler(box))
        }
      }
      .bind(host: "127.0.0.1", port: 0).get()
    port = channel.localAddress?.port ?? 0
    self.state = state
    box.receiver.withLock { $0 = WeakReceiver(receiver: self) }
  }

  deinit { channel.close(promise: nil) }

  var requests: [Request] { state.withLock(\.requests) }
  /// Connections that were accepted, with or without a request.
  var connections: Int { state.withLock(\.connections) }

  /// Waits until that many requests have been read.
  func received(_ count: Int) async throws {
    let promise = channel.eventLoop.makePromise(of: Void.self)
    let isThere = state.withLock { state in
      if state.requests.count >= count { return true }
      state.waiting.append((count, promise))
      return false
    }
    if isThere { promise.succeed() }
    try await promise.futureResult.get()
  }

  /// Ends the connections of those who were met with silence, and is silent no more.
  func hangUp() {
    let silent = state.withLock { state in
      state.behaviours = [.reset]
      defer { state.silent = [] }
      return state.silent
    }
    for channel in silent { channel.close(promise: nil) }
  }

  fileprivate func hold(_ channel: any Channel) { state.withLock { $0.silent.append(channel) } }

  fileprivate func connected() { state.withLock { $0.connections += 1 } }

  fileprivate func take(_ request: Request) -> Behaviour {
    let (behaviour, ready) = state.withLock { state in
      state.requests.append(request)
      let count = state.requests.count
      let ready = state.waiting.filter { $0.count <= count }.map(\.promise)
      state.waiting.removeAll { $0.count <= count }
      let behaviours = state.behaviours
      return (behaviours.count > 1 ? state.behaviours.removeFirst() : behaviours[0], ready)
    }
    for promise in ready { promise.succeed() }
    return behaviour
  }
}

private struct WeakReceiver: Sendable {
  weak let receiver: Receiver?
}

private final class Box: Sendable {
  let receiver = Mutex<WeakReceiver?>(nil)
}

private final class Handler: ChannelInboundHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias OutboundOut = HTTPServerResponsePart

  private let box: Box
  private var request: Receiver.Request?

  init(_ box: Box) { self.box = box }

  private var receiver: Receiver? { box.receiver.withLock { $0?.receiver } }

  func channelActive(context: ChannelHandlerContext) {
    receiver?.connected()
    context.fireChannelActive()
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch unwrapInboundIn(data) {
    case .head(let head): request = Receiver.Request(head: head)
    case .body(let buffer): request?.body += buffer.readableBytesView
    case .end:
      guard let request, let receiver else { return }
      let behaviour = receiver.take(request)
      if case .silence = behaviour { receiver.hold(context.channel) }
      perform(behaviour, context)
    }
  }

  private func perform(_ behaviour: Receiver.Behaviour, _ context: ChannelHandlerContext) {
    switch behaviour {
    case .answer(let status, let headers, let body):
      write(status, headers + [("content-length", "\(body.utf8.count)")], context)
      context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(string: body)))), promise: nil)
      context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    case .silence: break
    case .reset:
      // A linger time of zero makes the close a reset.
      guard let options = context.channel as? any SocketOptionProvider else { return }
      options.setSoLinger(linger(l_onoff: 1, l_linger: 0)).assumeIsolated()
        .whenComplete { _ in context.close(promise: nil) }
    case .flood(let bytes):
      write(200, [("content-length", "\(bytes)")], context)
      flood(bytes, context)
    case .half:
      write(202, [("content-length", "100")], context)
      context.writeAndFlush(
        wrapOutboundOut(.body(.byteBuffer(ByteBuffer(string: "some")))), promise: nil)
    }
  }

  private func write(
    _ status: Int, _ headers: [(String, String)], _ context: ChannelHandlerContext
  ) {
    let head = HTTPResponseHead(
      version: .http1_1, status: .init(statusCode: status), headers: .init(headers))
    context.writeAndFlush(wrapOutboundOut(.head(head)), promise: nil)
  }

  /// One part after the other has been sent, until the reader goes away.
  private func flood(_ rest: Int, _ context: ChannelHandlerContext) {
    let part = ByteBuffer(repeating: UInt8(ascii: "x"), count: min(rest, 1 << 16))
    context.writeAndFlush(wrapOutboundOut(.body(.byteBuffer(part)))).assumeIsolated()
      .whenSuccess {
        if rest > part.readableBytes { self.flood(rest - part.readableBytes, context) }
      }
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
}
