import EmbargoCore
import EmbargoOutputs
import EmbargoTime
import NIOCore
import NIOHTTP1
import NIOSSL
import Testing

@Suite("Webhooks", .timeLimit(.minutes(5)))
struct WebhookTests {
  private static let now = Samples.instant + .milliseconds(3)

  private func output(
    _ receiver: Receiver, host: String = "127.0.0.1", timeout: Span = .seconds(10),
    change: (inout WebhookOutput.Settings) throws -> Void = { _ in }
  ) throws -> WebhookOutput {
    var settings = try WebhookBytesTests.settings("http://\(host):\(receiver.port)/hooks?a=b")
    (settings.connectTimeout, settings.totalTimeout) = (timeout, timeout)
    try change(&settings)
    return try WebhookOutput(settings)
  }

  private func send(
    _ output: WebhookOutput, clock: @escaping ReadClock = TestClock(now).read, number: Int = 1
  ) async throws -> AttemptOutcome {
    let publication = try output.publication(of: Samples.material(number: number))
    return await output.send(publication, notBefore: Samples.instant, clock: clock)
  }

  @Test("A request arrives signed, and again with the same id and body", .enabled(if: Judge.isHere))
  func delivered() async throws {
    let receiver = try await Receiver(.answer(204))
    let output = try output(receiver)
    let first = try await send(output)
    #expect(first.result == .delivered(receipt: "HTTP 204", recovered: false))
    #expect(first.startedAt == Self.now && first.finishedAt == Self.now)
    _ = try await send(output, clock: TestClock(Self.now + .seconds(60)).read)
    let requests = receiver.requests
    #expect(requests.count == 2)
    #expect(requests[0].body == requests[1].body)
    #expect(Set(requests.map { $0.field("webhook-id") }) == [Samples.key.description])
    #expect(requests.map { $0.field("webhook-timestamp") } == ["1695157200", "1695157260"])
    for request in requests {
      #expect(request.head.method == .POST && request.head.uri == "/hooks?a=b")
      #expect(request.field("content-type") == "application/json")
      let question = try ["webhook-id", "webhook-timestamp", "webhook-signature"].map {
        try #require(request.field($0))
      }
      let verdict = try Judge.answer(
        "signature", [WebhookBytesTests.secret] + question, input: request.body)
      #expect(verdict == "good")
    }
    await output.shutdown()
  }

  @Test("What was signed ahead leaves in its second, and is signed again in any other")
  func signedAhead() async throws {
    let receiver = try await Receiver(.answer(204))
    let output = try output(receiver)
    var publication = try output.publication(of: Samples.material())
    publication = try output.prepared(publication, for: Samples.instant)
    #expect(publication.digest == (try output.publication(of: Samples.material()).digest))
    for clock in [Self.now, Samples.instant + .milliseconds(999), Self.now + .seconds(1)] {
      _ = await output.send(
        publication, notBefore: Samples.instant, clock: TestClock(clock).read)
    }
    // Only what was signed ahead shows this mark.
    let mark = Array("x-ahead: 1\r\n".utf8)
    var marked = try #require(publication.head)
    let end = try #require(marked.bytes.firstRange(of: Array("content-length".utf8))).lowerBound
    marked.bytes.insert(contentsOf: mark, at: end)
    publication.head = marked
    for clock in [Self.now, Self.now + .seconds(1)] {
      _ = await output.send(
        publication, notBefore: Samples.instant, clock: TestClock(clock).read)
    }
    let requests = receiver.requests
    #expect(
      requests.map { $0.field("webhook-timestamp") } == [
        "1695157200", "1695157200", "1695157201", "1695157200", "1695157201",
      ])
    #expect(requests.map { $0.field("x-ahead") } == [nil, nil, nil, "1", nil])
    let signatures = requests.map { $0.field("webhook-signature") }
    #expect(signatures[0] == signatures[1] && signatures[0] != signatures[2])
    #expect(Set(requests.map(\.body)).count == 1)
    await output.shutdown()
  }

  @Test("Before the instant nothing is resolved and nothing connects")
  func early() async throws {
    let receiver = try await Receiver(.answer(204))
    let output = try output(receiver)
    let outcome = try await send(output, clock: TestClock(Samples.before).read)
    guard case .failed(_, ambiguous: false, retryAfter: nil) = outcome.result else {
      Issue.record("sent before its instant: \(outcome)")
      return
    }
    #expect(receiver.connections == 0)
  }

  @Test("A clock that steps back after the connection keeps the body from leaving")
  func stepsBack() async throws {
    let receiver = try await Receiver(.answer(204))
    let output = try output(receiver)
    // Due at the start, for the timestamp and before the connection; then it steps back.
    let clock = TestClock(Self.now, Self.now, Self.now, Samples.before)
    let outcome = try await send(output, clock: clock.read)
    guard case .failed(_, ambiguous: false, retryAfter: nil) = outcome.result else {
      Issue.record("sent with the clock stepped back: \(outcome)")
      return
    }
    #expect(receiver.requests.isEmpty)
  }

  @Test("Lateness counts to the request's first byte, not to the answer")
  func lateness() async throws {
    let receiver = try await Receiver(.answer(200))
    let clock = TestClock.ticking(from: Self.now)
    let outcome = try await send(output(receiver), clock: clock)
    #expect(outcome.finishedAt > outcome.startedAt)
    // At least one look at the clock came between the first byte and now.
    #expect(clock() - outcome.finishedAt > .milliseconds(1))
    #expect(receiver.requests.count == 1)
  }

  /// What an answer leads to.
  struct Case: Sendable, CustomTestStringConvertible {
    var behaviour: Receiver.Behaviour
    var ambiguous = false
    var isRefused = false
    var retryAfter: Span?
    var says: String

    var testDescription: String { says }
  }

  static let failures: [Case] = [
    Case(behaviour: .reset, ambiguous: true, says: "127.0.0.1"),
    Case(
      behaviour: .answer(302, headers: [("location", "http://127.0.0.1/elsewhere")]),
      says: "HTTP 302; redirects are not followed"),
    Case(behaviour: .answer(410, body: "no more"), isRefused: true, says: "endpoint says Gone"),
    Case(
      behaviour: .answer(429, headers: [("retry-after", "120")]), retryAfter: .seconds(120),
      says: "HTTP 429"),
    Case(
      behaviour: .answer(503, headers: [("Retry-After", "Tue, 19 Sep 2023 21:01:00 GMT")]),
      ambiguous: true, retryAfter: .milliseconds(59_997), says: "HTTP 503"),
    Case(
      behaviour: .answer(503, headers: [("retry-after", "soon")]), ambiguous: true,
      says: "HTTP 503"),
    Case(
      behaviour: .answer(500, body: "a\u{1b}[31m\nb"), ambiguous: true,
      says: "said: a\\u{001B}[31m\\nb"),
    Case(behaviour: .answer(404), says: "HTTP 404"),
    Case(behaviour: .silence, ambiguous: true, says: "no answer within 1500 ms"),
  ]

  @Test(
    "A request that does not succeed fails in words, and is never taken for a success",
    arguments: failures)
  func failure(expected: Case) async throws {
    let receiver = try await Receiver(expected.behaviour)
    let isHang = if case .silence = expected.behaviour { true } else { false }
    let output = try output(receiver, timeout: isHang ? .milliseconds(1500) : .seconds(10))
    let outcome = try await send(output)
    switch outcome.result {
    case .failed(let error, let ambiguous, let retryAfter):
      #expect(error.contains(expected.says))
      #expect(ambiguous == expected.ambiguous && !expected.isRefused)
      #expect(retryAfter == expected.retryAfter)
    case .refused(let error):
      #expect(expected.isRefused && error.contains(expected.says))
    case .delivered:
      Issue.record("taken for a success: \(outcome)")
    }
    #expect(receiver.requests.count == 1)
  }

  @Test("Nobody listening is a plain failure, at once")
  func refused() async throws {
    let port = try UnheardPort()
    var settings = try WebhookBytesTests.settings("http://127.0.0.1:\(port.number)/")
    settings.totalTimeout = .seconds(60)
    let outcome = try await send(WebhookOutput(settings))
    guard case .failed(let error, ambiguous: false, retryAfter: nil) = outcome.result else {
      Issue.record("\(outcome)")
      return
    }
    #expect(error.contains("refused"))
  }

  @Test("A good status counts, whatever becomes of a long or unfinished body")
  func bodies() async throws {
    for behaviour in [Receiver.Behaviour.flood(100 << 20), .half] {
      let receiver = try await Receiver(behaviour)
      let isHalf = if case .half = behaviour { true } else { false }
      let output = try output(receiver, timeout: isHalf ? .milliseconds(1500) : .seconds(30))
      let outcome = try await send(output)
      #expect(
        outcome.result == .delivered(receipt: isHalf ? "HTTP 202" : "HTTP 200", recovered: false))
      #expect(receiver.requests.count == 1)
    }
  }

  @Test("What an endpoint says is cut to 256 characters")
  func longWords() async throws {
    let receiver = try await Receiver(.answer(500, body: String(repeating: "y", count: 4000)))
    guard case .failed(let error, _, _) = try await send(output(receiver)).result else {
      Issue.record("taken for a success")
      return
    }
    #expect(error.filter { $0 == "y" }.count == 256)
    #expect(receiver.requests.count == 1)
  }

  @Test("An endpoint that hangs delays no other")
  func isolation() async throws {
    let hung = try await Receiver(.silence)
    let healthy = try await Receiver(.answer(204))
    let slow = try output(hung)
    async let waiting = withThrowingTaskGroup(of: AttemptOutcome.self) { group in
      for number in 0..<20 { group.addTask { try await send(slow, number: number) } }
      var outcomes: [AttemptOutcome] = []
      while let outcome = try await group.next() { outcomes.append(outcome) }
      return outcomes
    }
    try await hung.received(1)
    let outcome = try await send(output(healthy))
    #expect(outcome.result == .delivered(receipt: "HTTP 204", recovered: false))
    #expect(healthy.requests.count == 1)
    hung.hangUp()
    for outcome in try await waiting {
      guard case .failed = outcome.result else {
        Issue.record("\(outcome)")
        return
      }
    }
  }

  @Test("A name is looked up, its address checked, and the connection made to that address")
  func names() async throws {
    let receiver = try await Receiver(.answer(204))
    let allowed = try await send(output(receiver, host: "localhost"))
    #expect(allowed.result == .delivered(receipt: "HTTP 204", recovered: false))
    #expect(receiver.requests.first?.field("host") == "localhost:\(receiver.port)")
    let settings = try WebhookBytesTests.settings(
      "https://localhost:\(receiver.port)/", allowPrivate: false)
    let before = receiver.connections
    let outcome = try await send(WebhookOutput(settings))
    guard case .failed(let error, ambiguous: false, _) = outcome.result else {
      Issue.record("\(outcome)")
      return
    }
    #expect(error.contains("localhost is not contacted"))
    #expect(receiver.connections == before)
  }

  @Test("A certificate must be of a trusted authority and of the endpoint's name")
  func certificates() async throws {
    let folder = Judge.fixtures + "/tls/"
    let chain = try NIOSSLCertificate.fromPEMFile(folder + "localhost.pem")
    let key = try NIOSSLPrivateKey(file: folder + "localhost.key", format: .pem)
    let tls = try NIOSSLContext(
      configuration: .makeServerConfiguration(
        certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key)))
    let receiver = try await Receiver(.answer(204), tls: tls)
    func attempt(_ host: String, ca: String?) async throws -> AttemptOutcome.Result {
      var settings = try WebhookBytesTests.settings("https://\(host):\(receiver.port)/")
      settings.caFile = ca
      return try await send(WebhookOutput(settings)).result
    }
    let trusted = try await attempt("localhost", ca: folder + "ca.pem")
    #expect(trusted == .delivered(receipt: "HTTP 204", recovered: false))
    let distrusted = [
      ("localhost", nil, "no authority in the system's list has signed it"),
      ("127.0.0.1", folder + "ca.pem", "its certificate is for another name than 127.0.0.1"),
    ]
    for (host, ca, words) in distrusted {
      guard case .failed(let error, ambiguous: false, _) = try await attempt(host, ca: ca) else {
        Issue.record("\(host) was trusted")
        continue
      }
      #expect(error.contains(words))
    }
    #expect(receiver.requests.count == 1)
    let missing = try WebhookBytesTests.settings("https://localhost:\(receiver.port)/")
    #expect(throws: OutputError.self) {
      var settings = missing
      settings.caFile = folder + "missing.pem"
      try WebhookOutput(settings).check()
    }
  }

  @Test("A name that does not exist is said to be so")
  func unknownName() async throws {
    let settings = try WebhookBytesTests.settings("https://no-such-host.invalid/")
    guard
      case .failed(let error, ambiguous: false, _) = try await send(WebhookOutput(settings)).result
    else {
      Issue.record("taken for a success")
      return
    }
    #expect(error.contains("no-such-host.invalid: its address was not found"))
  }

  @Test("A test carries nothing of any release and proves the signature")
  func ping() async throws {
    let receiver = try await Receiver(.answer(200), .answer(500))
    let output = try output(receiver)
    #expect(try await output.test().contains("HTTP 200"))
    let body = try #require(receiver.requests.first).body
    let text = String(decoding: body, as: UTF8.self)
    #expect(text.hasPrefix("{\"data\":{\"output\":\"wire\"},\"timestamp\":\""))
    #expect(text.hasSuffix("\",\"type\":\"test.ping\"}"))
    await #expect(throws: OutputError.self) { try await output.test() }
    #expect(receiver.requests.count == 2)
  }
}
