import EmbargoCore
import EmbargoOutputs
import EmbargoTime
import Testing

@Suite("Whether an endpoint can be reached again", .timeLimit(.minutes(5)))
struct WebhookKnockTests {
  private static func output(_ port: Int) throws -> WebhookOutput {
    try WebhookConnectionTests.output(port)
  }

  private static func knock(_ output: WebhookOutput) async -> Bool {
    let clock = TestClock(Samples.instant)
    return await withCheckedContinuation { continuation in
      output.knock(clock: clock.read) { continuation.resume(returning: $0) }
    }
  }

  private static func send(_ output: WebhookOutput) async -> AttemptOutcome {
    let clock = TestClock(Samples.instant + .milliseconds(3))
    return await output.send(
      Publication(key: Samples.key(1), body: Array("text".utf8)), notBefore: Samples.instant,
      clock: clock.read)
  }

  @Test("Nobody listens: an attempt says so, and a knock is not answered")
  func refused() async throws {
    let port = try UnheardPort()
    let output = try Self.output(port.number)
    let outcome = await Self.send(output)
    #expect(outcome.isUnreached)
    #expect(WebhookConnectionTests.isAmbiguous(outcome.result) == false)
    #expect(await Self.knock(output) == false)
  }

  @Test("Somebody listens: nothing is said, and the next request comes over the same connection")
  func reached() async throws {
    let receiver = try await Receiver(.answer(204))
    let output = try Self.output(receiver.port)
    #expect(await Self.knock(output))
    #expect(receiver.requests.isEmpty)
    #expect(await Self.knock(output))
    let outcome = await Self.send(output)
    #expect(outcome.result == .delivered(receipt: "HTTP 204", recovered: false))
    #expect(receiver.requests.count == 1)
    #expect(receiver.connections == 1)
  }

  @Test("A name that is not found is nobody, and an address that is not allowed is not looked for")
  func named() async throws {
    let unknown = try WebhookConnectionTests.output(80, host: "nowhere.invalid") {
      $0.lookUp = { _ in .failure(LookUpFailure("there is no such name")) }
    }
    #expect(await Self.send(unknown).isUnreached)
    #expect(await Self.knock(unknown) == false)
    let port = try UnheardPort()
    var settings = try WebhookBytesTests.settings("https://wire.example:\(port.number)/hooks")
    settings.allowPrivate = false
    settings.lookUp = { _ in .success([.v4([127, 0, 0, 1])]) }
    let forbidden = try WebhookOutput(settings)
    let outcome = await Self.send(forbidden)
    #expect(WebhookConnectionTests.error(outcome.result).contains("is not contacted"))
    #expect(outcome.isUnreached == false)
    #expect(await Self.knock(forbidden) == false)
  }

  @Test(
    "Whoever has been reached was there, whatever became of the request",
    arguments: [Receiver.Behaviour.reset, .answer(503), .answer(301)])
  func answered(_ behaviour: Receiver.Behaviour) async throws {
    let receiver = try await Receiver(behaviour)
    let outcome = await Self.send(try Self.output(receiver.port))
    #expect(outcome.isUnreached == false)
    #expect(outcome.result != WebhookConnectionTests.delivered)
  }
}
