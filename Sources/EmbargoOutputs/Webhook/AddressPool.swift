import EmbargoCore
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL

/// The connections to one address of an endpoint on one event loop, and the requests that wait for
/// one.
///
/// It begins with a few connections: an endpoint that answers quickly needs no more for a burst. As
/// long as requests wait their number is doubled every few milliseconds, up to a bound.
final class AddressPool {
  /// Connections that a burst begins with.
  private static let firstConnections = 8
  private static let growth = TimeAmount.milliseconds(3)
  /// Of the head of an answer.
  private static let longestHead = 65_536

  let address: IPAddress
  private let part: WebhookLoop
  private var connections: [WebhookConnection] = []
  private var idle: [WebhookConnection] = []
  private var waiting = CircularBuffer<Exchange>()
  /// How many connections there may be now, and when there may be more.
  private var allowed: Int
  private var growsAt: NIODeadline?
  private var timer: (at: NIODeadline, task: Scheduled<Void>)?
  /// Connections are closed when nobody waits for them.
  private var isClosing = false

  init(_ address: IPAddress, of part: WebhookLoop) {
    (self.address, self.part) = (address, part)
    allowed = min(Self.firstConnections, part.mostConnections)
  }

  private var isEmpty: Bool { connections.isEmpty && waiting.isEmpty }
  /// Whether a connection is there, so that a request need not wait for one.
  var isConnected: Bool {
    connections.contains { connection in
      switch connection.state {
      case .idle, .busy, .answered: true
      case .opening, .ended: false
      }
    }
  }
  private var openings: Int {
    connections.count { if case .opening = $0.state { true } else { false } }
  }

  func add(_ exchanges: [Exchange]) {
    waiting.append(contentsOf: exchanges)
    serve()
    if let first = exchanges.first { wake(at: first.deadline) }
  }

  /// Closes what is idle, now and as soon as it becomes so.
  func close() {
    isClosing = true
    for connection in idle { connection.end(ExchangeError.closed) }
  }

  /// The bytes of a request.
  func bytes(of request: WebhookRequest) throws -> ByteBuffer { try part.bytes(of: request) }

  /// A connection has been made, or an answer has been read.
  func freed(_ connection: WebhookConnection) {
    if give(connection) { return }
    if isClosing { return connection.end(ExchangeError.closed) }
    idle.append(connection)
    wake(at: .now() + part.idleTimeout)
  }

  /// A connection has ended; what it was doing has failed, unless an answer had begun.
  func ended(
    _ connection: WebhookConnection, was state: WebhookConnection.State, _ error: any Error
  ) {
    connections.removeAll { $0 === connection }
    idle.removeAll { $0 === connection }
    var failed: [Exchange] = []
    switch state {
    case .busy(let exchange): failed = [exchange]
    case .opening:
      // Where nothing can be reached nobody need wait for his turn to find out.
      if connections.count == openings {
        failed = Array(waiting)
        waiting.removeAll()
      } else if let first = waiting.popFirst() {
        failed = [first]
      }
    case .idle, .answered, .ended: break
    }
    serve()
    for exchange in failed { finish(exchange, error) }
    if isEmpty { part.remove(self) }
  }

  func finish(_ exchange: Exchange, _ error: (any Error)?) {
    part.finish(exchange, error, at: address)
  }

  /// Gives an idle connection to the next who waits; false: nobody does.
  private func give(_ connection: WebhookConnection) -> Bool {
    while let exchange = waiting.popFirst() {
      if exchange.request.isKnock {
        part.reached(exchange)
        continue
      }
      do {
        try connection.send(exchange)
        return true
      } catch {
        finish(exchange, error)
      }
    }
    return false
  }

  /// Uses what is idle, and opens what is missing.
  private func serve() {
    while !waiting.isEmpty, let connection = idle.popLast() {
      if !give(connection) { idle.append(connection) }
    }
    while waiting.count > openings, connections.count < allowed, open() {}
    if waiting.isEmpty {
      (allowed, growsAt) = (min(Self.firstConnections, part.mostConnections), nil)
    } else if growsAt == nil, allowed < part.mostConnections {
      let at = NIODeadline.now() + Self.growth
      growsAt = at
      wake(at: at)
    }
  }

  /// Begins a connection; false: nobody who waits may have one.
  private func open() -> Bool {
    while let first = waiting.first, !first.isDue {
      waiting.removeFirst()
      finish(first, ExchangeError.notDue)
    }
    guard !waiting.isEmpty else { return false }
    let deadline = NIODeadline.now() + part.connectTimeout
    let tls: NIOSSLContext?
    let target: SocketAddress
    do {
      tls = try part.trust()
      target = try SocketAddress(
        packedIPAddress: ByteBuffer(bytes: address.bytes), port: part.endpoint.port)
    } catch {
      let all = Array(waiting)
      waiting.removeAll()
      for exchange in all { finish(exchange, error) }
      return false
    }
    let connection = WebhookConnection(self, isSecured: tls != nil, until: deadline)
    connections.append(connection)
    wake(at: deadline)
    let bound = NIOLoopBound(connection, eventLoop: part.loop)
    // An address has no name that a certificate could be asked for by SNI; it is verified itself.
    let name = part.endpoint.address == nil ? part.endpoint.host : nil
    ClientBootstrap(group: part.loop)
      .connectTimeout(part.connectTimeout)
      .channelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          let pipeline = channel.pipeline.syncOperations
          if let tls {
            try pipeline.addHandler(NIOSSLClientHandler(context: tls, serverHostname: name))
          }
          var limits = NIOHTTPDecoderLimitConfiguration()
          limits.maxHeaderListSize = Self.longestHead
          try pipeline.addHandler(PreparedBytes())
          try pipeline.addHandler(
            ByteToMessageHandler(HTTPResponseDecoder(limitConfiguration: limits)))
          try pipeline.addHandler(bound.value)
        }
      }
      .connect(to: target)
      .assumeIsolated().whenFailure { connection.end($0) }
    return true
  }

  /// Has `tick` called then, or earlier.
  private func wake(at deadline: NIODeadline) {
    if let timer {
      if timer.at <= deadline { return }
      timer.task.cancel()
    }
    let task = part.loop.assumeIsolated().scheduleTask(deadline: deadline) { self.tick() }
    timer = (deadline, task)
  }

  /// Ends what has taken too long, and says when to look again.
  private func tick() {
    timer = nil
    let now = NIODeadline.now()
    let late = waiting.filter { $0.deadline <= now }
    if !late.isEmpty {
      waiting.removeAll { $0.deadline <= now }
      for exchange in late { finish(exchange, ExchangeError.deadline) }
    }
    for connection in connections {
      guard let end = end(of: connection), end <= now else { continue }
      if case .opening = connection.state {
        connection.end(ExchangeError.connectTimeout)
      } else {
        connection.end(ExchangeError.deadline)
      }
    }
    if let at = growsAt, at <= now {
      (allowed, growsAt) = (min(2 * allowed, part.mostConnections), nil)
    }
    serve()
    let ends = connections.compactMap(end(of:)) + waiting.map(\.deadline)
    if let next = (ends + [growsAt].compactMap(\.self)).min() { wake(at: next) }
    if isEmpty { part.remove(self) }
  }

  /// When the patience with what a connection does ends.
  private func end(of connection: WebhookConnection) -> NIODeadline? {
    switch connection.state {
    case .opening(let deadline): deadline
    case .idle(let since): since + part.idleTimeout
    case .busy(let exchange): exchange.deadline
    case .answered, .ended: nil
    }
  }
}
