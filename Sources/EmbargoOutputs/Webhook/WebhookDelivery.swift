package import EmbargoCore
import EmbargoSystem
package import EmbargoTime

extension WebhookOutput: RemoteOutput {
  package func send(
    _ publication: Publication, notBefore instant: Instant, clock: @escaping ReadClock
  ) async -> AttemptOutcome {
    await withCheckedContinuation { continuation in
      let sending = Sending(publication, notBefore: instant) { continuation.resume(returning: $0) }
      send([sending], clock: clock)
    }
  }

  package func send(_ sendings: [Sending], clock: @escaping ReadClock) {
    client.send(sendings.compactMap { request($0, clock) })
  }

  /// Signed for the second of its instant: a burst leaves in it, and signs nothing meanwhile.
  package func prepared(
    _ publication: Publication, for instant: Instant
  ) throws(OutputError) -> Publication {
    guard let piece = publication.pieces.first else { return publication }
    var prepared = publication
    prepared.head = try head(of: piece.bytes, publication.key, timestamp: instant.seconds)
    return prepared
  }

  /// Nil: it is refused, and that has been said.
  private func request(_ sending: Sending, _ clock: @escaping ReadClock) -> WebhookRequest? {
    let (publication, finished) = (sending.publication, sending.finished)
    guard let body = publication.pieces.first?.bytes, publication.pieces.count == 1 else {
      let now = clock()
      finished(
        AttemptOutcome(
          output: name, startedAt: now, finishedAt: now,
          result: .refused(error: "output \(name): its publication is not one request")))
      return nil
    }
    return WebhookRequest(
      id: publication.key.description, body: body, head: publication.head,
      instant: sending.instant, clock: clock
    ) { [self] started, result in
      finished(outcome(started: started, result, clock))
    }
  }

  private func outcome(
    started: Instant, _ result: Result<WebhookRequest.Answered, WebhookFailure>,
    _ clock: ReadClock
  ) -> AttemptOutcome {
    func outcome(_ result: AttemptOutcome.Result, at moment: Instant? = nil) -> AttemptOutcome {
      AttemptOutcome(
        output: name, startedAt: started, finishedAt: moment ?? clock(), result: result)
    }
    switch result {
    case .failure(let failure):
      var outcome = outcome(
        .failed(
          error: "output \(name): \(failure)", ambiguous: failure.isAmbiguous, retryAfter: nil))
      outcome.isUnreached = failure.isUnreached
      return outcome
    case .success(let answered):
      let result = judge(answered.answer, now: clock())
      guard case .delivered = result else {
        var outcome = outcome(result)
        outcome.suspends = answered.answer.status == Self.gone
        return outcome
      }
      return outcome(result, at: answered.sentAt)
    }
  }

  package func knock(clock: @escaping ReadClock, answer: @escaping @Sendable (Bool) -> Void) {
    client.send([
      WebhookRequest(id: "", body: [], instant: clock(), clock: clock, isKnock: true) { _, result in
        if case .success = result { answer(true) } else { answer(false) }
      }
    ])
  }

  package func check() throws(OutputError) {
    if settings.endpoint.scheme == .https || settings.caFile != nil {
      try client.authorities.read()
    }
  }

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
    let body = try ping(at: start)
    let result = await withCheckedContinuation { continuation in
      client.send([
        WebhookRequest(id: id, body: body, instant: start, clock: now) { _, result in
          continuation.resume(returning: result)
        }
      ])
    }
    switch result {
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

  package func shutdown() async { client.close() }

  private static let gone: UInt = 410

  private func judge(_ answer: Exchange.Answer, now: Instant) -> AttemptOutcome.Result {
    let status = "HTTP \(answer.status)"
    let said = String(displayText(answer.body).prefix(256))
    let words = said.isEmpty ? "" : ", and said: \(said)"
    switch answer.status {
    case 200..<300:
      return .delivered(receipt: status, recovered: false)
    case Self.gone:
      return .refused(
        error: "output \(name): the endpoint says Gone (\(status)): it wants nothing more\(words)")
    case 300..<400:
      return .failed(
        error: "output \(name): answered \(status); redirects are not followed\(words)",
        ambiguous: false, retryAfter: nil)
    default:
      // A server that fails may have done its work before: whoever has the bytes is told of a kill.
      let isAmbiguous = 500..<600 ~= answer.status
      let retryAfter = answer.retryAfter.flatMap { RetryAfter.span($0, now: now) }
      return .failed(
        error: "output \(name): answered \(status)\(words)", ambiguous: isAmbiguous,
        retryAfter: retryAfter)
    }
  }
}
