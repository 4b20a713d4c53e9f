import EmbargoControl
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL

/// Asks web addresses whether they answer: one request each, of which only the status is read.
final class AddressCheck {
  /// Of a connection with its answer.
  private static let patience = TimeAmount.seconds(3)

  private let loops = MultiThreadedEventLoopGroup.singleton
  private lazy var trust = try? NIOSSLContext(configuration: .makeClientConfiguration())

  /// Those whose answer is a success, or leads elsewhere (RFC 9110 section 15).
  func answering(_ addresses: [String]) -> Set<String> {
    let loop = loops.next()
    let questions = addresses.map { address in
      ask(address, on: loop).map { (200..<400).contains($0) ? address : nil }
        .recover { _ in nil }
    }
    do {
      return Set(try EventLoopFuture.whenAllSucceed(questions, on: loop).wait().compactMap(\.self))
    } catch {
      // Each of them has recovered.
      return []
    }
  }

  /// The status of the answer.
  private func ask(_ text: String, on loop: any EventLoop) -> EventLoopFuture<Int> {
    let answer = loop.makePromise(of: Int.self)
    guard let address = EndpointAddress(text), !address.isSecure || trust != nil else {
      answer.fail(ChannelError.inputClosed)
      return answer.futureResult
    }
    let trust = address.isSecure ? trust : nil
    let name = (try? SocketAddress(ipAddress: address.host, port: 1)) == nil ? address.host : nil
    let limit = loop.scheduleTask(in: Self.patience) { answer.fail(ChannelError.eof) }
    let connection = ClientBootstrap(group: loop).connectTimeout(Self.patience)
      .channelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          let pipeline = channel.pipeline.syncOperations
          if let trust {
            try pipeline.addHandler(NIOSSLClientHandler(context: trust, serverHostname: name))
          }
          try pipeline.addHTTPClientHandlers()
          try pipeline.addHandler(StatusReader(address, answer: answer))
        }
      }.connect(host: address.host, port: address.port)
    connection.whenFailure { answer.fail($0) }
    answer.futureResult.whenComplete { _ in
      limit.cancel()
      // Whether closing works says nothing about the page.
      connection.whenSuccess { $0.close(promise: nil) }
    }
    return answer.futureResult
  }
}

/// Sends the request and reads the head of the answer.
private final class StatusReader: ChannelInboundHandler {
  typealias InboundIn = HTTPClientResponsePart
  typealias OutboundOut = HTTPClientRequestPart

  private let address: EndpointAddress
  private let answer: EventLoopPromise<Int>

  init(_ address: EndpointAddress, answer: EventLoopPromise<Int>) {
    (self.address, self.answer) = (address, answer)
  }

  func channelActive(context: ChannelHandlerContext) {
    var head = HTTPRequestHead(version: .http1_1, method: .HEAD, uri: address.target)
    let standard = address.isSecure ? 443 : 80
    head.headers.add(
      name: "host",
      value: address.port == standard ? address.host : "\(address.host):\(address.port)")
    head.headers.add(name: "user-agent", value: "embargod-witness")
    head.headers.add(name: "cache-control", value: "no-cache")
    head.headers.add(name: "connection", value: "close")
    context.write(wrapOutboundOut(.head(head)), promise: nil)
    context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    context.fireChannelActive()
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    if case .head(let head) = unwrapInboundIn(data) { answer.succeed(Int(head.status.code)) }
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    answer.fail(error)
    context.close(promise: nil)
  }

  func channelInactive(context: ChannelHandlerContext) {
    answer.fail(ChannelError.eof)
    context.fireChannelInactive()
  }
}
