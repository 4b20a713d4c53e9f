import AsyncHTTPClient
package import EmbargoCore
import EmbargoSystem
package import EmbargoTime
import NIOCore
import NIOHTTP1
import NIOSSL

extension WebhookOutput: RemoteOutput {
  /// The clock says that it is too early; nothing of the body has left.
  private struct NotDue: Error {}

  /// How many addresses of an endpoint are tried one after the other.
  private static var mostAddresses: Int { 4 }

  package func send(
    _ publication: Publication, notBefore instant: Instant, clock: @escaping ReadClock
  ) async -> AttemptOutcome {
    let started = clock()
    func outcome(_ result: AttemptOutcome.Result, at moment: Instant? = nil) -> AttemptOutcome {
      AttemptOutcome(
        output: name, startedAt: started, finishedAt: moment ?? clock(), result: result)
    }
    guard started >= instant else { return outcome(.failed("it is not due by the clock")) }
    guard let body = publication.pieces.first?.bytes, publication.pieces.count == 1 else {
      return outcome(.refused(error: "output \(name): its publication is not one request"))
    }
    let request = Request(
      id: publication.key.description, body: body, instant: instant, clock: clock)
    switch await exchange(request) {
    case .failure(let failure):
      return outcome(
        .failed(
          error: "output \(name): \(failure)", ambiguous: failure.isAmbiguous, retryAfter: nil))
    case .success(let answered):
      let result = judge(answered.answer, now: clock())
      guard case .delivered = result else { return outcome(result) }
      return outcome(result, at: answered.headSentAt)
    }
  }

  package func check() throws(OutputError) { _ = try clients.trust() }

  /// What was read at the start is used as long as the daemon runs; a restart would need it again.
  package func checkAhead() throws(OutputError) {
    try check()
    try settings.checkSecret()
  }

  package func test() async throws(OutputError) -> String {
    let now: ReadClock = { Instant(nanoseconds: WallClock.now()) }
    let id: String
    do throws(SystemError) {
      id = "msg_test_" + (try SecureRandom.hexadecimal(bytes: 12))
    } catch {
      throw OutputError(name, error)
    }
    let start = now()
    let request = Request(
      id: id, body: WebhookBody.ping(output: name, at: start), instant: start, clock: now)
    switch await exchange(request) {
    case .failure(let failure):
      throw OutputError("output \(name): \(failure)")
    case .success(let answered):
      switch judge(answered.answer, now: now()) {
      case .delivered(let receipt, _):
        return "\(settings.endpoint.origin) answered a test.ping with \(receipt)"
      case .failed(let error, _, _): throw OutputError(error)
      case .refused(let error): throw OutputError(error, mayPass: false)
      }
    }
  }

  package func shutdown() async { clients.close() }

  /// What is sent in one attempt.
  private struct Request: Sendable {
    var id: String
    var body: [UInt8]
    var instant: Instant
    var clock: ReadClock
  }

  private struct Answered: Sendable {
    var answer: Exchange.Answer
    var headSentAt: Instant
  }

  private struct Failure: Error, CustomStringConvertible {
    var description: String
    /// Whether the request may have arrived.
    var isAmbiguous = false
    /// Whether another address may do better: nothing was sent to this one.
    var isUnreached = false
  }

  /// Looks up, checks all addresses, and sends to the first that can be reached.
  private func exchange(_ request: Request) async -> Result<Answered, Failure> {
    let deadline = NIODeadline.now() + .nanoseconds(settings.totalTimeout.nanoseconds)
    let addresses: [IPAddress]
    do {
      addresses = try await resolver.addresses(on: clients.loop, until: deadline)
    } catch {
      return .failure(Failure(description: "\(settings.endpoint.host): \(words(error))"))
    }
    let rule = AddressRule(settings)
    for address in addresses {
      guard let objection = rule.objection(to: address) else { continue }
      return .failure(
        Failure(description: "\(settings.endpoint.host) is not contacted: \(objection)"))
    }
    var last = Failure(description: "it has no address")
    for address in addresses.prefix(Self.mostAddresses) {
      switch await exchange(request, with: address, until: deadline) {
      case .success(let answered): return .success(answered)
      case .failure(let failure):
        last = failure
        if !failure.isUnreached || NIODeadline.now() >= deadline { return .failure(failure) }
      }
    }
    return .failure(last)
  }

  private func exchange(
    _ request: Request, with address: IPAddress, until deadline: NIODeadline
  ) async -> Result<Answered, Failure> {
    let exchange = Exchange(clock: request.clock)
    do {
      let pinned = try clients.client(for: address)
      // Without this it may be let go, and shut down, while the request is under way.
      defer { withExtendedLifetime(pinned) {} }
      let message = try message(request, exchange)
      guard request.clock() >= request.instant else { throw NotDue() }
      try await pinned.client.execute(request: message, delegate: exchange, deadline: deadline)
        .get()
    } catch is NotDue {
      return .failure(Failure(description: "it is not due by the clock"))
    } catch {
      // An answer that has begun counts, whatever became of its rest.
      if exchange.answer == nil {
        let description = "\(settings.endpoint.origin) (\(address)): \(words(error))"
        return .failure(
          Failure(
            description: description, isAmbiguous: exchange.bodyBegun,
            isUnreached: exchange.headSentAt == nil))
      }
    }
    guard let answer = exchange.answer, let headSentAt = exchange.headSentAt else {
      return .failure(Failure(description: "it ended without an answer", isAmbiguous: true))
    }
    return .success(Answered(answer: answer, headSentAt: headSentAt))
  }

  /// The body waits for the connection, and for one more look at the clock: nothing of the release
  /// is in the head.
  private func message(_ request: Request, _ exchange: Exchange) throws -> HTTPClient.Request {
    let fields = try fields(
      id: request.id, timestamp: request.clock().seconds, body: request.body)
    let loop = clients.loop
    let body = HTTPClient.Body.stream(contentLength: Int64(request.body.count)) { writer in
      guard request.clock() >= request.instant else { return loop.makeFailedFuture(NotDue()) }
      exchange.noteBodyBegun()
      return writer.write(.byteBuffer(ByteBuffer(bytes: request.body)))
    }
    return try HTTPClient.Request(
      url: settings.endpoint.description, method: .POST,
      headers: HTTPHeaders(fields.map { ($0.name, $0.value) }), body: body)
  }

  private func judge(_ answer: Exchange.Answer, now: Instant) -> AttemptOutcome.Result {
    let status = "HTTP \(answer.status)"
    let said = String(displayText(answer.body).prefix(256))
    let words = said.isEmpty ? "" : ", and said: \(said)"
    switch answer.status {
    case 200..<300:
      return .delivered(receipt: status, recovered: false)
    case 410:
      return .refused(
        error: "output \(name): the endpoint says Gone (\(status)): it wants nothing more\(words). "
          + "Correct its url, then try again with embargoctl retry")
    case 300..<400:
      return .failed(
        error: "output \(name): answered \(status); redirects are not followed\(words)",
        ambiguous: false, retryAfter: nil)
    default:
      let retryAfter = answer.retryAfter.flatMap { RetryAfter.span($0, now: now) }
      return .failed(
        error: "output \(name): answered \(status)\(words)", ambiguous: false,
        retryAfter: retryAfter)
    }
  }

  /// What went wrong, for people.
  private func words(_ error: any Error) -> String {
    switch error as? HTTPClientError {
    case .deadlineExceeded, .readTimeout:
      return "no answer within \(settings.totalTimeout.nanoseconds / 1_000_000) ms"
    case .connectTimeout:
      return "no connection within \(settings.connectTimeout.nanoseconds / 1_000_000) ms"
    case .remoteConnectionClosed:
      return "the connection was closed before an answer came"
    default:
      return String(displayText(String(describing: error).utf8).prefix(256))
    }
  }
}

extension AttemptOutcome.Result {
  fileprivate static func failed(_ error: String) -> Self {
    .failed(error: error, ambiguous: false, retryAfter: nil)
  }
}
