import EmbargoCore
import EmbargoDaemon
import EmbargoSimulation
import EmbargoSystem
import EmbargoTime
import Synchronization
import Testing

@Suite("The engine's thread does one thing after the other", .timeLimit(.minutes(5)))
struct EngineThreadTests {
  private let passes = Post<Void>()
  private let failures = Post<String>()

  private func thread(_ rescan: Span = .seconds(1)) throws -> EngineThread {
    let thread = try EngineThread(
      passed: { [passes] in passes.leave(()) }, failed: { [failures] in failures.leave("\($0)") })
    try thread.start {
      Bench(EngineSettings(rescan: rescan), clock: Instant.readWallClock).engine
    } end: { engine in
      try engine.record("daemon.stopped")
    }
    return thread
  }

  /// The refusal of a call.
  private func refusal(_ thread: EngineThread) async -> EngineThread.Refusal? {
    do {
      try await thread.call { _ in }
      return nil
    } catch {
      return error as? EngineThread.Refusal
    }
  }

  @Test("Calls are answered, their errors too")
  func calls() async throws {
    let thread = try thread()
    #expect(try await thread.call { $0.ports.ledger.instanceKey.count } == 32)
    await #expect(throws: EngineError.self) { try await thread.call { try $0.find("nothing") } }
    try thread.stop()
  }

  @Test("The order of posts is kept, and a stop comes after all of them")
  func order() async throws {
    let thread = try thread()
    let numbers = Post<Int>()
    for number in 0..<500 { thread.post { _ in numbers.leave(number) } }
    try thread.stop()
    #expect(await numbers.take(500) == Array(0..<500))
    #expect(await refusal(thread) == .stopped)
    try thread.stop()
  }

  @Test("No stream of requests keeps it from its passes over the queue")
  func noStarvation() async throws {
    let thread = try thread(.milliseconds(20))
    final class Stream: Sendable {
      let isOver = Mutex(false)
      func run(on thread: EngineThread) {
        thread.post { [self] _ in if !isOver.withLock(\.self) { run(on: thread) } }
      }
    }
    let stream = Stream()
    stream.run(on: thread)
    #expect(await passes.take(10).count == 10)
    stream.isOver.withLock { $0 = true }
    try thread.stop()
  }

  @Test("More than 4,096 waiting requests are refused as busy, and the daemon's own never")
  func busy() async throws {
    let thread = try thread()
    let gate = try ThreadGate()
    let (entered, done) = (Post<Void>(), Post<Void>())
    thread.post { _ in
      entered.leave(())
      gate.pass()
    }
    _ = await entered.take()
    for _ in 0..<4096 { thread.post { _ in } }
    #expect(await refusal(thread) == .busy)
    thread.post { _ in done.leave(()) }
    gate.open()
    _ = await done.take()
    #expect(await refusal(thread) == nil)
    try thread.stop()
  }

  @Test("An engine that cannot be made is reported, and whoever asks is refused")
  func notMade() async throws {
    struct NoEngine: Error {}
    let thread = try EngineThread(
      passed: {}, failed: { [failures] in failures.leave("\($0)") })
    try thread.start {
      throw NoEngine()
    } end: { _ in
    }
    #expect(await failures.take().first?.contains("NoEngine") == true)
    await #expect(throws: (any Error).self) { try await thread.call { _ in } }
    try thread.stop()
  }

  @Test("A ledger that breaks ends it, and nobody waits for ever")
  func broken() async throws {
    let thread = try thread()
    await #expect(throws: EngineError.self) {
      try await thread.call { engine in
        (engine.ports.ledger as? SimulatedLedger)?.isBroken = true
        _ = try engine.submit([
          AcceptedRelease(
            content: RevisionContent(bytes: [1]), headline: "x",
            embargo: Bench.embargo(Bench.start), submitter: Bench.editor)
        ])
      }
    }
    #expect(await failures.take().first?.contains("I/O error") == true)
    await #expect(throws: (any Error).self) { try await thread.call { _ in } }
    try thread.stop()
  }
}
