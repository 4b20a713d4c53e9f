import EmbargoCore
import EmbargoSystem
import EmbargoTime
import NIOCore
import NIOSSL
import Synchronization

/// What one event loop does for an endpoint: its requests, from looking up to the answer. It lives
/// on that loop.
final class WebhookLoop {
  /// How many addresses of an endpoint are tried one after the other.
  private static let mostAddresses = 4
  /// An endpoint that moves between more addresses than this opens connections anew.
  private static let mostPools = 8

  /// Requests that have not finished; read by whoever chooses a loop.
  final class Load: Sendable {
    let count = Atomic<Int>(0)
  }

  let loop: any EventLoop
  /// Of one address.
  let mostConnections: Int
  let connectTimeout: TimeAmount
  let idleTimeout: TimeAmount
  let endpoint: Endpoint
  private let format: RequestFormat
  private let totalTimeout: Span
  private let rule: AddressRule
  private let resolver: Resolver
  private let authorities: Authorities
  private let load: Load
  private var pools: [IPAddress: AddressPool] = [:]
  private var isClosed = false

  init(
    _ loop: any EventLoop, _ settings: WebhookOutput.Settings, mostConnections: Int,
    resolver: Resolver, authorities: Authorities, load: Load
  ) {
    (self.loop, self.mostConnections, self.load) = (loop, mostConnections, load)
    (self.resolver, self.authorities) = (resolver, authorities)
    (endpoint, totalTimeout) = (settings.endpoint, settings.totalTimeout)
    connectTimeout = .nanoseconds(settings.connectTimeout.nanoseconds)
    idleTimeout = .nanoseconds(settings.idleTimeout.nanoseconds)
    format = RequestFormat(settings)
    rule = AddressRule(settings)
  }

  /// Looks up, checks all addresses, and sends to the first that can be reached.
  func take(_ requests: [WebhookRequest]) {
    let deadline = NIODeadline.now() + .nanoseconds(totalTimeout.nanoseconds)
    var exchanges: [Exchange] = []
    exchanges.reserveCapacity(requests.count)
    for request in requests {
      let exchange = Exchange(request, started: request.clock(), deadline: deadline)
      if exchange.started >= request.instant {
        exchanges.append(exchange)
      } else {
        fail(exchange, "it is not due by the clock")
      }
    }
    guard !exchanges.isEmpty else { return }
    if let address = endpoint.address { return go(exchanges, to: [address]) }
    resolver.addresses(on: loop, until: deadline).assumeIsolated().whenComplete { result in
      switch result {
      case .success(let addresses): self.go(exchanges, to: addresses)
      case .failure(let error):
        for exchange in exchanges {
          self.fail(
            exchange, "\(self.endpoint.host): \(self.words(error, exchange))", isUnreached: true)
        }
      }
    }
  }

  /// Ends what is idle; what is under way ends first.
  func close() {
    isClosed = true
    for pool in pools.values { pool.close() }
  }

  private func go(_ exchanges: [Exchange], to addresses: [IPAddress]) {
    for address in addresses {
      guard let objection = rule.objection(to: address) else { continue }
      for exchange in exchanges {
        fail(exchange, "\(endpoint.host) is not contacted: \(objection)")
      }
      return
    }
    // Where a connection is there it is used, whatever order the name server gives today: so one
    // address at a time bears what an endpoint is sent at once.
    let connected = addresses.filter { pools[$0]?.isConnected == true }
    let order = connected + addresses.filter { !connected.contains($0) }
    guard let first = order.first else {
      for exchange in exchanges { fail(exchange, "\(endpoint.host): it has no address") }
      return
    }
    for exchange in exchanges {
      exchange.addresses = order.prefix(Self.mostAddresses).dropFirst()
    }
    pool(for: first).add(exchanges)
  }

  private func pool(for address: IPAddress) -> AddressPool {
    if let known = pools[address] { return known }
    if pools.count >= Self.mostPools {
      // Each is let go as soon as nothing is under way in it.
      for pool in pools.values { pool.close() }
    }
    let pool = AddressPool(address, of: self)
    if isClosed { pool.close() }
    pools[address] = pool
    return pool
  }

  /// Lets go of a pool without connections and requests.
  func remove(_ pool: AddressPool) {
    if pools[pool.address] === pool { pools[pool.address] = nil }
  }

  func trust() throws(OutputError) -> NIOSSLContext? {
    endpoint.scheme == .https ? try authorities.context() : nil
  }

  func bytes(of request: WebhookRequest) throws(OutputError) -> ByteBuffer {
    let timestamp = request.clock().seconds
    let head =
      if let ready = request.head, ready.timestamp == timestamp {
        ready.bytes
      } else {
        try format.head(id: request.id, timestamp: timestamp, body: request.body)
      }
    return format.bytes(head: head, body: request.body)
  }

  /// An answer, the next address, or the end of an attempt.
  func finish(_ exchange: Exchange, _ error: (any Error)?, at address: IPAddress) {
    // An answer that has begun counts, whatever became of its rest.
    if let answer = exchange.answer, let sentAt = exchange.sentAt {
      return finish(exchange, .success(.init(answer: answer, sentAt: sentAt)))
    }
    if case ExchangeError.notDue? = error as? ExchangeError {
      return fail(exchange, "it is not due by the clock")
    }
    if !exchange.isSent, exchange.deadline > .now(), let next = exchange.addresses.popFirst() {
      return pool(for: next).add([exchange])
    }
    let reason = words(error ?? ExchangeError.closed, exchange)
    fail(
      exchange, "\(endpoint.origin) (\(address)): \(reason)",
      isUnreached: !exchange.isSent && Self.isOfConnecting(error))
  }

  /// There is a connection now, which is all that was wanted.
  func reached(_ knock: Exchange) {
    finish(
      knock, .success(.init(answer: Exchange.Answer(status: 0), sentAt: knock.request.clock())))
  }

  /// Whether the error is that of a connection that did not come about, and neither our own nor
  /// that of a queue in which a request has waited for too long.
  private static func isOfConnecting(_ error: (any Error)?) -> Bool {
    switch error {
    case ExchangeError.deadline?, is OutputError: false
    default: true
    }
  }

  private func fail(_ exchange: Exchange, _ description: String, isUnreached: Bool = false) {
    finish(
      exchange,
      .failure(
        WebhookFailure(
          description: description, isAmbiguous: exchange.isSent, isUnreached: isUnreached)))
  }

  private func finish(
    _ exchange: Exchange, _ result: Result<WebhookRequest.Answered, WebhookFailure>
  ) {
    load.count.subtract(1, ordering: .relaxed)
    exchange.request.finished(exchange.started, result)
  }

  /// What went wrong, for people.
  private func words(_ error: any Error, _ exchange: Exchange) -> String {
    let total = "\(totalTimeout.nanoseconds / 1_000_000) ms"
    let connect = "no connection within \(connectTimeout.nanoseconds / 1_000_000) ms"
    switch error {
    case ExchangeError.deadline:
      return exchange.isSent ? "no answer within \(total)" : "no connection within \(total)"
    case ExchangeError.connectTimeout, ChannelError.connectTimeout: return connect
    case ExchangeError.closed: return "the connection was closed before an answer came"
    case ExchangeError.tooLong: return "what it sent is too long for an answer"
    case let error as NIOSSLExtraError where error == .failedToValidateHostname:
      return "its certificate is for another name than \(endpoint.host)"
    case _ where Self.isUntrusted(error):
      return "its certificate is not trusted: no authority in \(authorities.words) has signed it, "
        + "or it has expired or is not valid yet"
    default: return String(displayText(String(describing: error).utf8).prefix(256))
    }
  }

  /// BoringSSL says why only by this word in its stack of errors.
  private static func isUntrusted(_ error: any Error) -> Bool {
    error is NIOSSLError && String(describing: error).contains("CERTIFICATE_VERIFY_FAILED")
  }
}
