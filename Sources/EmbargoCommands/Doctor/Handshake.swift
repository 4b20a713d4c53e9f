import EmbargoControl
import EmbargoTime
import NIOCore
import NIOPosix
import NIOSSL
import NIOTLS

/// A connection to an endpoint that ends behind the TLS handshake: nothing is asked, and nothing of
/// any release is said.
struct Handshake {
  enum Outcome: Hashable {
    /// It takes connections, without TLS.
    case connected
    /// Until when its certificate is good.
    case secured(until: Instant)
    case unreachable(String)
    /// Why its certificate was not taken, and until when it would have been good.
    case refused(String, until: Instant?)
  }

  let address: EndpointAddress
  /// PEM; nil: the system's.
  let authorities: String?

  /// A connection and a handshake, each.
  private static let patience = TimeAmount.seconds(10)

  func run() -> Outcome {
    guard address.isSecure else { return plain() }
    let strict = secured(verifying: true)
    guard case .refused(let why, _) = strict else { return strict }
    // Once more without judging it, to see what certificate that is.
    if case .secured(let until) = secured(verifying: false) { return .refused(why, until: until) }
    return strict
  }

  private func plain() -> Outcome {
    let loop = MultiThreadedEventLoopGroup.singleton
    do {
      let channel = try ClientBootstrap(group: loop).connectTimeout(Self.patience)
        .connect(host: address.host, port: address.port).wait()
      // Whether closing works says nothing about the endpoint.
      channel.close(promise: nil)
      return .connected
    } catch {
      return .unreachable(Self.words(error))
    }
  }

  private func secured(verifying: Bool) -> Outcome {
    let loop = MultiThreadedEventLoopGroup.singleton.next()
    let seen = loop.makePromise(of: Instant.self)
    let context: NIOSSLContext
    do { context = try self.context(verifying: verifying) } catch {
      seen.fail(error)
      return .refused("the certificates to trust cannot be read: \(error)", until: nil)
    }
    let name = address.isIP ? nil : address.host
    let channel: any Channel
    do {
      channel = try ClientBootstrap(group: loop).connectTimeout(Self.patience)
        .channelInitializer { channel in
          channel.eventLoop.makeCompletedFuture {
            let pipeline = channel.pipeline.syncOperations
            try pipeline.addHandler(NIOSSLClientHandler(context: context, serverHostname: name))
            try pipeline.addHandler(HandshakeWatch(seen: seen))
          }
        }.connect(host: address.host, port: address.port).wait()
    } catch {
      seen.fail(error)
      return .unreachable(Self.words(error))
    }
    let limit = loop.scheduleTask(in: Self.patience) { seen.fail(ChannelError.eof) }
    defer {
      limit.cancel()
      channel.close(mode: .all, promise: nil)
    }
    do { return .secured(until: try seen.futureResult.wait()) } catch {
      return .refused(Self.words(error), until: nil)
    }
  }

  private func context(verifying: Bool) throws -> NIOSSLContext {
    var settings = TLSConfiguration.makeClientConfiguration()
    settings.minimumTLSVersion = .tlsv12
    settings.applicationProtocols = ["http/1.1"]
    if !verifying { settings.certificateVerification = .none }
    if let authorities {
      settings.trustRoots = .certificates(try NIOSSLCertificate.fromPEMFile(authorities))
    }
    return try NIOSSLContext(configuration: settings)
  }

  /// The reason of an error in few words; they never hold what was sent, as nothing was.
  private static func words(_ error: any Error) -> String {
    let text = String(describing: error)
    for (mark, words) in [
      ("CERTIFICATE_VERIFY_FAILED", "its certificate does not lead to one that is trusted"),
      ("failedToValidateHostname", "its certificate is for another name"),
      ("refused", "nobody listens there"), ("timeout", "no answer within 10 s"),
      ("eof", "no answer within 10 s"),
    ] where text.contains(mark) { return words }
    return String(text.prefix(200))
  }
}

extension EndpointAddress {
  /// A host that is a number and no name.
  fileprivate var isIP: Bool { (try? SocketAddress(ipAddress: host, port: port)) != nil }
}

/// Tells until when the certificate is good as soon as the handshake is over.
private final class HandshakeWatch: ChannelInboundHandler {
  typealias InboundIn = NIOAny

  private let seen: EventLoopPromise<Instant>

  init(seen: EventLoopPromise<Instant>) { self.seen = seen }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    if case TLSUserEvent.handshakeCompleted? = event as? TLSUserEvent {
      do {
        let handler = try context.pipeline.syncOperations.handler(type: NIOSSLClientHandler.self)
        let until = handler.peerCertificate.map { Instant(seconds: Int64($0.notValidAfter)) }
        seen.succeed(until ?? Instant(seconds: 0))
      } catch {
        seen.fail(error)
      }
    }
    context.fireUserInboundEventTriggered(event)
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    seen.fail(error)
    context.close(promise: nil)
  }

  func channelInactive(context: ChannelHandlerContext) {
    seen.fail(ChannelError.eof)
    context.fireChannelInactive()
  }
}
