import EmbargoCore
import EmbargoDaemon
import EmbargoSimulation
import EmbargoTime
import Synchronization
import Testing

@Suite("The queue is resolved again beside the engine, nearest lift first", .timeLimit(.minutes(5)))
struct ZoneReviewTests {
  private let place: ZonePlace
  private let source: ZoneRulesSource
  private let thread: EngineThread
  private let review: ZoneReview
  private let passes = Post<ZoneReview.Count>()
  private let failures = Post<String>()

  init() throws {
    place = try ZonePlace()
    source = try ZoneRulesSource(path: place.tree)
    thread = try EngineThread(passed: {}, failed: { _ in })
    try thread.start {
      Bench(EngineSettings(batch: 8), clock: { Bench.start }).engine
    } end: { _ in
    }
    review = ZoneReview(engine: thread, source: source) { nil }
  }

  /// Queues releases for Vancouver, a day apart, each second of them in summer.
  private func queue(_ count: Int) async throws {
    let rules = source.rules
    try await thread.call { engine in
      for number in 0..<count {
        let month = number.isMultiple(of: 2) ? "January" : "July"
        let queued = try ZoneFixtures.queued(
          "9:00 a.m. Vancouver time, \(month) \(number % 28 + 1), \(2028 + number / 28)", by: rules)
        _ = try engine.submit([
          AcceptedRelease(
            content: RevisionContent(bytes: Array("\(number)".utf8)), headline: "\(number)",
            embargo: queued.embargo, submitter: Bench.editor)
        ])
      }
    }
  }

  private func change(_ how: ZonePlace.Replacement) throws -> ZoneRulesSource.Rules {
    try place.replace(how)
    for second in 1...4 {
      if case .changed(let earlier) = try source.look(at: Instant(seconds: Int64(second))) {
        return earlier
      }
    }
    throw ZoneFixtures.Unread(stamp: "the tree", outcome: "is not taken up")
  }

  private func begin(_ scope: ZoneReview.Scope) {
    review.begin(scope) { [passes, failures] outcome in
      switch outcome {
      case .success(let count): passes.leave(count)
      case .failure(let error): failures.leave("\(error)")
      }
    }
  }

  /// The instants to which releases were moved, in the order of the records.
  private func moves() async throws -> [String] {
    try await thread.call { engine in
      try engine.ports.ledger.records(after: 0, count: 10_000, release: nil)
        .map { try JSON(parsing: $0.bytes) }
        .filter { $0["event"]?.text == "embargo.moved" }
        .compactMap { $0["data"]?["instant"]?.text }
    }
  }

  @Test("Every release that moved is changed once, in the order of the lifts, and nothing else")
  func everything() async throws {
    try await queue(300)
    let earlier = try change(.linkSwitched)
    begin(.all(earlier: earlier))
    #expect(await passes.take().map(\.looked) == [300])
    let moves = try await moves()
    #expect(moves.count == 150 && moves == moves.sorted())
    begin(.all(earlier: nil))
    #expect(await passes.take().map(\.changed) == [0])
    #expect(!review.isOwed)
    try thread.stop()
  }

  @Test("A look at what is near leaves the rest as it is")
  func near() async throws {
    try await queue(20)
    _ = try change(.linkSwitched)
    let limit = try #require(Instant(rfc3339: "2028-01-05T00:00:00Z"))
    begin(.near(until: limit))
    #expect(await passes.take().map(\.changed) == [2])
    #expect(try await moves().count == 2)
    try thread.stop()
  }

  @Test("What the ledger had no room for is owed and done later")
  func owed() async throws {
    try await queue(4)
    let earlier = try change(.linkSwitched)
    try await thread.call { ($0.ports.ledger as? SimulatedLedger)?.isFull = true }
    begin(.all(earlier: earlier))
    #expect(await failures.take().first?.contains("full") == true)
    #expect(review.isOwed)
    try await thread.call { ($0.ports.ledger as? SimulatedLedger)?.isFull = false }
    try await thread.call { _ = $0.tick() }
    begin(.near(until: Bench.start))
    #expect(await passes.take().map(\.changed) == [2])
    #expect(!review.isOwed)
    try thread.stop()
  }

  @Test("Rules that change during a pass begin another one, which ends with the newest")
  func superseded() async throws {
    try await queue(300)
    let earlier = try change(.linkSwitched)
    begin(.all(earlier: earlier))
    begin(.all(earlier: earlier))
    #expect(await passes.take().map(\.looked) == [300])
    #expect(try await moves().count == 150)
    try thread.stop()
  }
}
