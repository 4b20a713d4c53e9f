import EmbargoCore
import EmbargoDaemon
import EmbargoOutputs
import EmbargoSystem
import EmbargoTime
import NIOCore
import NIOPosix
import Synchronization
import Testing

/// A write that takes until a gate opens.
private final class Slow: Prepared {
  let output: OutputName
  let gate: ThreadGate?

  init(_ output: OutputName, gate: ThreadGate? = nil) { (self.output, self.gate) = (output, gate) }

  var isStaged: Bool { false }
  func present() -> Presence { .nothing }

  func publish(notBefore instant: Instant, clock: ReadClock) -> AttemptOutcome {
    gate?.pass()
    let now = clock()
    return AttemptOutcome(
      output: output, startedAt: now, finishedAt: now,
      result: .delivered(receipt: "written", recovered: false))
  }
}

/// An endpoint that answers when somebody lets it.
private struct SlowEndpoint: BareEndpoint {
  let name: OutputName
  let answer: Post<Void>?

  func send(
    _ publication: Publication, notBefore instant: Instant, clock: @escaping ReadClock
  ) async -> AttemptOutcome {
    _ = await answer?.take()
    let now = clock()
    return AttemptOutcome(
      output: name, startedAt: now, finishedAt: now,
      result: .delivered(receipt: "204", recovered: false))
  }
}

/// An endpoint that gives the event loop something to do, and says when that is done.
private struct LaboriousEndpoint: BareEndpoint {
  let name: OutputName
  let loop: any EventLoop
  let begun: @Sendable () -> Void

  func send(_ sendings: [Sending], clock: @escaping ReadClock) {
    loop.execute {
      for sending in sendings {
        begun()
        sending.finished(Self.refusal(of: name, clock))
      }
    }
  }

  func send(
    _ publication: Publication, notBefore instant: Instant, clock: @escaping ReadClock
  ) async -> AttemptOutcome { Self.refusal(of: name, clock) }

  private static func refusal(of name: OutputName, _ clock: ReadClock) -> AttemptOutcome {
    let now = clock()
    return AttemptOutcome(
      output: name, startedAt: now, finishedAt: now, result: .refused(error: "not in this test"))
  }
}

@Suite("No output waits for another", .timeLimit(.minutes(5)))
struct LiveDispatcherTests {
  private let outcomes = Post<OutputName>()
  private let dispatcher: LiveDispatcher
  private let id = ReleaseID(at: Bench.start, random: [1])

  init() {
    let outcomes = outcomes
    dispatcher = LiveDispatcher(clock: { Bench.start }) { answer in
      outcomes.leave(answer.outcome.output)
    }
  }

  private func write(_ output: String, gate: ThreadGate? = nil) -> Work {
    let name = Bench.output(output)
    return Work(
      release: id, output: name, due: Bench.start, kind: .publish(Slow(name, gate: gate)))
  }

  private func send(_ output: String, answer: Post<Void>? = nil) -> Work {
    let name = Bench.output(output)
    return Work(
      release: id, output: name, due: Bench.start,
      kind: .send(
        SlowEndpoint(name: name, answer: answer),
        Publication(key: IdempotencyKey(stored: "msg_a"), body: [])))
  }

  @Test("What follows a burst of requests waits for them, and no longer than its patience")
  func rush() async throws {
    let rush = Rush()
    let answers = Post<Void>()
    let dispatcher = LiveDispatcher(clock: { Bench.start }, rush: rush) { _ in }
    rush.makeWay()
    let clock = ContinuousClock()
    let start = clock.now
    dispatcher.dispatch((0..<100).map { _ in send("wire", answer: answers) })
    // An endpoint that hangs.
    rush.makeWay()
    #expect(clock.now - start >= .milliseconds(90))
    // The quickest of some: this machine may be busy with others.
    let again = (0..<5).map { _ in clock.measure { rush.makeWay() } }
    #expect(again.min() ?? .zero < .milliseconds(90), "it has waited once for that burst")
    for _ in 0..<100 { answers.leave(()) }
    dispatcher.dispatch((0..<100).map { _ in send("wire") })
    rush.makeWay()
    try dispatcher.stop()
  }

  @Test(
    "Of many outputs the first is connected before the last is begun, in the order of each piece",
    arguments: [320, 40])
  func manyOutputs(piece size: Int) async throws {
    let listener = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .bind(host: "127.0.0.1", port: 0).get()
    let address = try #require(listener.localAddress)
    // Of its own: what others give a loop to do would fill the gaps in which it goes round.
    let loops = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    let loop = loops.any()
    let outcomes = outcomes
    let dispatcher = LiveDispatcher(clock: { Bench.start }, loops: loops) {
      outcomes.leave($0.outcome.output)
    }
    let timer = try WallTimer()
    let count = Mutex(0)
    let connectedAt = Mutex<Int?>(nil)
    let names = (0..<320).map { Bench.output("out-\($0)") }
    let works = names.map { name in
      let endpoint = LaboriousEndpoint(name: name, loop: loop) {
        let isFirst = count.withLock { count in
          count += 1
          return count == 1
        }
        if isFirst {
          ClientBootstrap(group: loop).connect(to: address).whenSuccess { channel in
            connectedAt.withLock { $0 = count.withLock(\.self) }
            channel.close(promise: nil)
          }
        }
        _ = try? timer.wait(until: nil, atMost: 1_000_000)
      }
      return Work(
        release: id, output: name, due: Bench.start,
        kind: .send(endpoint, Publication(key: IdempotencyKey(stored: "msg_a"), body: [])))
    }
    // As the lift thread brings them.
    for start in stride(from: 0, to: works.count, by: size) {
      dispatcher.dispatch(Array(works[start..<start + size]))
    }
    let begun = await outcomes.take(names.count)
    #expect(Set(begun) == Set(names))
    if size == names.count { #expect(begun == names) }
    // Not at all yet: all were begun before anything else had its turn.
    #expect(connectedAt.withLock(\.self) ?? names.count < names.count)
    try await listener.close()
    try dispatcher.stop()
    try await loops.shutdownGracefully()
  }

  @Test("A slow folder delays only itself, in the order in which it was asked")
  func folders() async throws {
    let gate = try ThreadGate()
    dispatcher.dispatch(write("slow", gate: gate))
    dispatcher.dispatch(write("slow"))
    for _ in 0..<3 { dispatcher.dispatch(write("quick")) }
    let quick = Array(repeating: Bench.output("quick"), count: 3)
    #expect(await outcomes.take(3) == quick)
    gate.open()
    #expect(await outcomes.take(2).map(\.description) == ["slow", "slow"])
    try dispatcher.stop()
  }

  @Test("A slow endpoint delays neither another request nor itself")
  func endpoints() async throws {
    let answer = Post<Void>()
    dispatcher.dispatch(send("slow", answer: answer))
    dispatcher.dispatch(send("quick"))
    dispatcher.dispatch(send("slow"))
    #expect(Set(await outcomes.take(2).map(\.description)) == ["quick", "slow"])
    answer.leave(())
    #expect(await outcomes.take().map(\.description) == ["slow"])
    try dispatcher.stop()
  }

  @Test("A stop waits for what is being written")
  func stop() async throws {
    for number in 0..<20 { dispatcher.dispatch(write("out-\(number % 3)")) }
    try dispatcher.stop()
    #expect(await outcomes.take(20).count == 20)
  }
}
