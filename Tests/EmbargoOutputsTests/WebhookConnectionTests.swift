import EmbargoCore
import EmbargoOutputs
import EmbargoTime
import Synchronization
import Testing

/// What an endpoint may do on a connection, over real sockets.
@Suite("Connections of webhooks", .timeLimit(.minutes(5)))
struct WebhookConnectionTests {
  typealias Step = ScriptedReceiver.Step

  static let delivered = AttemptOutcome.Result.delivered(receipt: "HTTP 202", recovered: false)
  static let answer = "HTTP/1.1 202 Accepted\r\nContent-Length: 2\r\n\r\nok"
  private static let failure =
    "HTTP/1.1 503 Busy\r\nRetry-After:  7\r\nTransfer-Encoding: chunked\r\n\r\n"
    + "5;speed=slow\r\nlater\r\n1\r\n!\r\n0\r\nX-Trailer: yes\r\n\r\n"

  static func output(
    _ port: Int, host: String = "127.0.0.1", timeout: Span = .seconds(20),
    change: (inout WebhookOutput.Settings) -> Void = { _ in }
  ) throws -> WebhookOutput {
    var settings = try WebhookBytesTests.settings("http://\(host):\(port)/hooks")
    (settings.connectTimeout, settings.totalTimeout) = (timeout, timeout)
    change(&settings)
    return try WebhookOutput(settings)
  }

  static func send(
    _ output: WebhookOutput, number: Int = 1, size: Int = 100
  ) async -> AttemptOutcome.Result {
    let publication = Publication(
      key: Samples.key(number), body: Array(repeating: UInt8(ascii: "x"), count: size))
    let clock = TestClock(Samples.instant + .milliseconds(3))
    return await output.send(publication, notBefore: Samples.instant, clock: clock.read).result
  }

  static func isAmbiguous(_ result: AttemptOutcome.Result) -> Bool? {
    if case .failed(_, let ambiguous, _) = result { ambiguous } else { nil }
  }

  static func error(_ result: AttemptOutcome.Result) -> String {
    switch result {
    case .failed(let error, _, _), .refused(let error): error
    case .delivered: "delivered"
    }
  }

  @Test("An answer may be cut anywhere")
  func cut() async throws {
    let failed = AttemptOutcome.Result.failed(
      error: "output wire: answered HTTP 503, and said: later!", ambiguous: true,
      retryAfter: .seconds(7))
    for (text, wanted) in [(Self.answer, Self.delivered), (Self.failure, failed)] {
      let scripts = (1..<text.utf8.count).map { [Step.request, .split(text, at: $0), .pause] }
      try await withThrowingTaskGroup(of: AttemptOutcome.Result.self) { group in
        for script in scripts + [[.request, .drip(text), .pause]] {
          group.addTask {
            let receiver = try ScriptedReceiver(script)
            let result = await Self.send(try Self.output(receiver.port))
            #expect(receiver.requests.count == 1)
            return result
          }
        }
        for try await result in group { #expect(result == wanted) }
      }
    }
  }

  @Test("A connection is used again, behind any form of answer that leaves it open")
  func keptOpen() async throws {
    let answers = [
      Self.answer,
      "HTTP/1.1 202 \r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\nA: b\r\n\r\n",
      "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + Self.answer,
      "HTTP/1.0 202 Accepted\r\nConnection: keep-alive\r\nContent-Length: 0\r\n\r\n",
      "HTTP/1.1 202 OK\r\ncontent-length: 0\r\nserver: a\r\n\r\n",
    ]
    let receiver = try ScriptedReceiver(answers.flatMap { [Step.request, .send($0)] } + [.pause])
    let output = try Self.output(receiver.port)
    for number in answers.indices {
      #expect(await Self.send(output, number: number) == Self.delivered)
    }
    // An answer counts from its head on: a request that follows before its end finds no connection
    // that is free.
    #expect(Set(receiver.requests.map(\.connection)).count <= 2)
    #expect(Set(receiver.requests.map { $0.field("webhook-id") }).count == answers.count)
    await output.shutdown()
  }

  @Test(
    "A connection is not used again where the answer says or shows that it ends",
    arguments: [
      "HTTP/1.1 202 Accepted\r\nConnection: close\r\nContent-Length: 0\r\n\r\n",
      "HTTP/1.0 202 Accepted\r\nContent-Length: 0\r\n\r\n",
      // Without a length it ends with the connection.
      "HTTP/1.1 202 Accepted\r\n\r\nok",
      // Nobody asked for the second one.
      answer + "HTTP/1.1 200 Smuggled\r\nContent-Length: 0\r\n\r\n",
      answer + "\u{0}garbage",
    ])
  func closedBehind(text: String) async throws {
    let receiver = try ScriptedReceiver([.request, .send(text), .closeWriting, .pause])
    let output = try Self.output(receiver.port)
    for number in 0..<3 { #expect(await Self.send(output, number: number) == Self.delivered) }
    #expect(receiver.requests.map(\.connection) == [0, 1, 2])
  }

  @Test("What waits for a connection is not given one that ends with its answer")
  func endsWithAnswer() async throws {
    let receiver = try ScriptedReceiver([.request, .send(Self.answer), .closeWriting, .pause])
    let output = try Self.output(receiver.port) { $0.concurrency = 1 }
    await withTaskGroup(of: AttemptOutcome.Result.self) { group in
      for number in 0..<50 { group.addTask { await Self.send(output, number: number) } }
      for await result in group {
        // A close that comes a moment behind the answer may meet the next request.
        #expect(result == Self.delivered || Self.isAmbiguous(result) == true)
      }
    }
    let ids = receiver.requests.map { $0.field("webhook-id") }
    #expect(ids.count == Set(ids).count)
  }

  @Test("A kept connection that has been closed meanwhile costs nothing: a new one is made")
  func closedWhileIdle() async throws {
    let receiver = try ScriptedReceiver(
      [.request, .send(Self.answer)], [.request, .send(Self.answer), .pause])
    let output = try Self.output(receiver.port)
    #expect(await Self.send(output, number: 1) == Self.delivered)
    await receiver.until { $0.ended == 1 }
    #expect(await Self.send(output, number: 2) == Self.delivered)
    #expect(receiver.requests.map(\.connection) == [0, 1])
  }

  @Test(
    "A request that was handed to a kept connection is not sent a second time by itself",
    arguments: [Step.closeWriting, .reset])
  func closedUponRequest(step: Step) async throws {
    let receiver = try ScriptedReceiver(
      [.request, .send(Self.answer), .request, step], [.request, .send(Self.answer), .pause])
    // However long this test waits for its turn among others.
    let output = try Self.output(receiver.port) { $0.idleTimeout = .minutes(10) }
    #expect(await Self.send(output, number: 1) == Self.delivered)
    let result = await Self.send(output, number: 2)
    #expect(Self.isAmbiguous(result) == true)
    #expect(receiver.requests.count == 2)
    // The next attempt has the same id.
    #expect(await Self.send(output, number: 2) == Self.delivered)
    let ids = receiver.requests.compactMap { $0.field("webhook-id") }
    #expect(ids == [1, 2, 2].map { Samples.key($0).description })
  }

  @Test("An answer that comes before the request has been read counts, and ends the connection")
  func early() async throws {
    let tooLarge = "HTTP/1.1 413 Too Large\r\nContent-Length: 3\r\n\r\nno!"
    let receiver = try ScriptedReceiver(
      [.head, .send(tooLarge), .pause], [.request, .send(Self.answer), .pause])
    let output = try Self.output(receiver.port)
    // More than the kernel takes.
    let result = await Self.send(output, number: 1, size: 32 << 20)
    #expect(Self.isAmbiguous(result) == false)
    #expect(Self.error(result) == "output wire: answered HTTP 413, and said: no!")
    #expect(await Self.send(output, number: 2) == Self.delivered)
    #expect(receiver.requests.map(\.connection) == [0, 1])
  }

  @Test("Half a connection is enough for an answer, and nothing is taken for one")
  func halfClosed() async throws {
    let good = try ScriptedReceiver([.request, .send(Self.answer), .closeWriting, .pause])
    #expect(await Self.send(try Self.output(good.port)) == Self.delivered)
    let bad = try ScriptedReceiver([.request, .closeWriting, .pause])
    #expect(Self.isAmbiguous(await Self.send(try Self.output(bad.port))) == true)
    let cut = try ScriptedReceiver([.request, .send("HTTP/1.1 2"), .closeWriting, .pause])
    #expect(Self.isAmbiguous(await Self.send(try Self.output(cut.port))) == true)
  }

  @Test(
    "What is no answer is none",
    arguments: [
      "SSH-2.0-OpenSSH_9.2\r\n", "\r\n\r\n\u{0}\u{1}\u{2}", "HTTP/1.1 20 OK\r\n\r\n",
      "HTTP/1.1 2OO OK\r\n\r\n", "HTTP/9.9 200 OK\r\n\r\n", "HTP/1.1 200 OK\r\n\r\n",
      "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n", "HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
      "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
      "GET / HTTP/1.1\r\nHost: a\r\n\r\n", "{\"ok\":true}\n",
      "HTTP/1.1 100 Continue\r\n\r\n",
    ])
  func garbage(text: String) async throws {
    let receiver = try ScriptedReceiver([.request, .send(text), .closeWriting, .pause])
    let result = await Self.send(try Self.output(receiver.port))
    #expect(Self.isAmbiguous(result) == true, "\(result)")
    #expect(receiver.requests.count == 1)
    #expect(!Self.error(result).contains { $0.isNewline })
  }

  @Test("Switching protocols is no success")
  func switching() async throws {
    let text = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n"
    let receiver = try ScriptedReceiver([.request, .send(text), .pause])
    let result = await Self.send(try Self.output(receiver.port))
    #expect(Self.error(result).contains("HTTP 101"))
  }
}
