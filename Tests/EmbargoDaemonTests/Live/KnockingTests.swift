import EmbargoCore
import EmbargoDaemon
import EmbargoOutputs
import EmbargoTime
import NIOCore
import NIOPosix
import Synchronization
import Testing

/// An endpoint that is there from a certain knock on.
private final class AbsentEndpoint: BareEndpoint {
  let name: OutputName
  let knocks = Mutex(0)
  private let opensAt: Int
  private let knocked: Post<Int>

  init(_ name: String, opensAt: Int, knocked: Post<Int>) {
    (self.name, self.opensAt, self.knocked) = (Bench.output(name), opensAt, knocked)
  }

  func knock(clock: @escaping ReadClock, answer: @escaping @Sendable (Bool) -> Void) {
    let count = knocks.withLock { knocks in
      knocks += 1
      return knocks
    }
    answer(count >= opensAt)
    knocked.leave(count)
  }
}

@Suite("Looking for outputs that nobody could be reached at", .timeLimit(.minutes(5)))
struct KnockingTests {
  private let returned = Post<OutputName>()
  private let knocked = Post<Int>()
  /// Its own: other tests fill those that all share.
  private let loops = MultiThreadedEventLoopGroup(numberOfThreads: 1)

  private func knocking(_ pauses: Int) -> Knocking {
    let returned = returned
    return Knocking(
      clock: { Bench.start }, loops: loops,
      pauses: Array(repeating: .milliseconds(1), count: pauses)
    ) { returned.leave($0) }
  }

  @Test("It is told once when somebody is there, and looked for no more")
  func found() async throws {
    let endpoint = AbsentEndpoint("wire", opensAt: 3, knocked: knocked)
    let knocking = knocking(100)
    for _ in 0..<5 { knocking.begin(at: endpoint) }
    #expect(await returned.take() == [endpoint.name])
    #expect(await knocked.take(3) == [1, 2, 3])
    // It may be away again later.
    knocking.begin(at: endpoint)
    #expect(await returned.take() == [endpoint.name])
    #expect(endpoint.knocks.withLock(\.self) == 4)
    try await loops.shutdownGracefully()
  }

  @Test("It is given up after the last pause, and may be begun anew")
  func bounded() async throws {
    let endpoint = AbsentEndpoint("wire", opensAt: 8, knocked: knocked)
    let knocking = knocking(4)
    knocking.begin(at: endpoint)
    #expect(await knocked.take(4) == [1, 2, 3, 4])
    // Behind what has given it up.
    try await loops.any().submit {}.get()
    knocking.begin(at: endpoint)
    #expect(await returned.take() == [endpoint.name])
    #expect(endpoint.knocks.withLock(\.self) == 8)
    try await loops.shutdownGracefully()
  }

  @Test("One that is away keeps nobody else from being found, and none is after the end")
  func several() async throws {
    let away = AbsentEndpoint("away", opensAt: .max, knocked: Post())
    let here = AbsentEndpoint("here", opensAt: 1, knocked: knocked)
    let knocking = knocking(1_000_000)
    knocking.begin(at: away)
    knocking.begin(at: here)
    #expect(await returned.take() == [here.name])
    knocking.stop()
    knocking.begin(at: here)
    try await loops.any().scheduleTask(in: .milliseconds(20)) {}.futureResult.get()
    #expect(here.knocks.withLock(\.self) == 1)
    let count = away.knocks.withLock(\.self)
    try await loops.any().scheduleTask(in: .milliseconds(20)) {}.futureResult.get()
    #expect(away.knocks.withLock(\.self) == count)
    try await loops.shutdownGracefully()
  }

  @Test("What is forgotten is looked for anew where it is now")
  func forgotten() async throws {
    let before = AbsentEndpoint("wire", opensAt: .max, knocked: knocked)
    let now = AbsentEndpoint("wire", opensAt: 2, knocked: Post())
    let knocking = knocking(1_000_000)
    knocking.begin(at: before)
    _ = await knocked.take(2)
    knocking.forget()
    knocking.begin(at: now)
    #expect(await returned.take() == [now.name])
    #expect(now.knocks.withLock(\.self) == 2)
    // Behind one that may have been under way.
    try await loops.any().scheduleTask(in: .milliseconds(20)) {}.futureResult.get()
    let count = before.knocks.withLock(\.self)
    try await loops.any().scheduleTask(in: .milliseconds(20)) {}.futureResult.get()
    #expect(before.knocks.withLock(\.self) == count)
    try await loops.shutdownGracefully()
  }

  @Test("The pauses: often at first, and an hour in all")
  func pauses() {
    let total = Knocking.pauses.reduce(Int64(0)) { $0 + $1.nanoseconds }
    #expect((3600...4000).contains(total / 1_000_000_000))
    #expect(Knocking.pauses.first == .milliseconds(250))
    #expect(zip(Knocking.pauses, Knocking.pauses.dropFirst()).allSatisfy { $0 <= $1 })
  }
}
