import EmbargoCore
import EmbargoDaemon
import EmbargoOutputs
import EmbargoSimulation
import EmbargoTime
import Testing

@Suite("What failed because nobody was there is tried as soon as somebody is")
struct ReturnTests {
  private let bench = Bench()
  private let wire = Bench.output("wire")

  /// The endpoint's answer to the oldest request: nobody is there.
  private func answerUnreached() throws {
    try bench.answer(
      .failed(error: "connection refused", ambiguous: false, retryAfter: nil), isUnreached: true)
  }

  /// Lifted, and its first attempts found nobody.
  private func unreached(_ text: String = "first") throws -> Release {
    let release = try bench.submit(text, in: .seconds(20))
    bench.engine.tick()
    bench.now = release.due
    bench.engine.lifted(bench.fire())
    try answerUnreached()
    return release
  }

  private func next(_ id: ReleaseID) throws -> Instant? {
    guard case .retrying(let next)? = try bench.release(id).delivery(to: wire)?.state else {
      return nil
    }
    return next
  }

  private static func publication(_ work: Work) -> Publication? {
    if case .send(_, let publication) = work.kind { publication } else { nil }
  }

  @Test("It is sent at once, under the same key, and counts as the next attempt")
  func broughtForward() throws {
    let release = try unreached()
    #expect(bench.dispatcher.awaited == [wire])
    let key = try bench.release(release.id).delivery(to: wire)?.intent?.key
    let next = try #require(try next(release.id))
    bench.now = bench.now + .milliseconds(300)
    #expect(bench.now < next)
    bench.engine.tick()
    #expect(bench.dispatcher.works.isEmpty, "it is not its turn")
    bench.engine.returned(wire)
    let work = try #require(bench.dispatcher.works.first)
    #expect(Self.publication(work)?.key == key)
    try bench.answer()
    #expect(try bench.state(release.id, wire) == "delivered")
    #expect(try bench.release(release.id).delivery(to: wire)?.attempts == 2)
    bench.engine.returned(wire)
    bench.now = next + .seconds(10)
    bench.engine.tick()
    #expect(bench.dispatcher.works.isEmpty, "it was sent once")
  }

  @Test("When nobody is there after all, the next attempt has its turn by the schedule")
  func flapping() throws {
    let release = try unreached()
    bench.engine.returned(wire)
    try answerUnreached()
    #expect(bench.dispatcher.awaited == [wire], "nobody is looked for a second time")
    let next = try #require(try next(release.id))
    #expect(next - bench.now >= .seconds(5))
    bench.engine.returned(wire)
    #expect(bench.dispatcher.works.isEmpty)
    bench.now = next
    bench.engine.tick()
    try answerUnreached()
    #expect(bench.dispatcher.awaited == [wire, wire])
    #expect(try bench.release(release.id).delivery(to: wire)?.attempts == 3)
  }

  @Test("The last attempt has its turn by the schedule: nothing is given up sooner")
  func last() throws {
    let release = try unreached()
    let steps = RetryPolicy.webhook.schedule.count
    for _ in 1..<steps {
      bench.now = try #require(try next(release.id))
      bench.engine.tick()
      try answerUnreached()
    }
    #expect(try bench.release(release.id).delivery(to: wire)?.attempts == steps)
    bench.engine.returned(wire)
    #expect(bench.dispatcher.works.isEmpty)
    bench.now = try #require(try next(release.id))
    bench.engine.tick()
    try bench.answer()
    #expect(try bench.state(release.id, wire) == "delivered")
  }

  @Test("An endpoint that was there and failed is left alone until its turn")
  func reached() throws {
    let release = try bench.submit("busy", in: .seconds(20))
    bench.engine.tick()
    bench.now = release.due
    bench.engine.lifted(bench.fire())
    try bench.answer(.failed(error: "HTTP 503", ambiguous: true, retryAfter: .seconds(60)))
    #expect(bench.dispatcher.awaited.isEmpty)
    bench.engine.returned(wire)
    #expect(bench.dispatcher.works.isEmpty)
  }

  @Test("With a clock that was set back before its instant it waits for its turn")
  func clockSetBack() throws {
    let release = try unreached()
    bench.now = release.due - .seconds(1)
    bench.engine.returned(wire)
    #expect(bench.dispatcher.works.isEmpty)
    #expect(bench.engine.problems["stuck:\(release.id)"] == nil)
    #expect(try bench.state(release.id, wire) == "retrying")
  }

  @Test("What was killed meanwhile is not sent any more")
  func killed() throws {
    let release = try unreached()
    let key = try #require(try bench.release(release.id).delivery(to: wire)?.intent?.key)
    _ = try bench.engine.perform(
      .kill(reason: "wrong"), on: release.id.description, by: Bench.editor)
    bench.engine.returned(wire)
    bench.now = bench.now + .minutes(5)
    bench.engine.tick()
    #expect(!bench.dispatcher.works.contains { Self.publication($0)?.key == key })
  }

  @Test("After a reload it is looked for where it is now, and nowhere when it is gone")
  func reloaded() throws {
    let release = try unreached()
    bench.dispatcher.awaited = []
    bench.engine.reconfigure(
      outputs: [bench.newsroom, bench.wire], settings: bench.engine.settings)
    #expect(bench.dispatcher.awaited == [wire])
    bench.engine.reconfigure(outputs: [bench.newsroom], settings: bench.engine.settings)
    #expect(bench.dispatcher.awaited.isEmpty)
    bench.engine.returned(wire)
    #expect(bench.dispatcher.works.isEmpty)
    #expect(try bench.state(release.id, wire) == "retrying")
  }

  @Test("Many that wait go a piece at a time, and all of them; nothing of it outlives a start")
  func many() throws {
    let due = bench.now + .seconds(20)
    let count = 100
    _ = try bench.engine.submit((0..<count).map { bench.submission("text \($0)", due: due) })
    bench.engine.tick()
    bench.now = due
    bench.engine.lifted(bench.fire())
    for _ in 0..<count { try answerUnreached() }
    bench.engine.returned(wire)
    #expect(bench.dispatcher.works.count == 32)
    #expect(bench.engine.nextPass() <= bench.now)
    var passes = 0
    while bench.dispatcher.works.count < count, passes < 10 {
      bench.engine.tick()
      passes += 1
    }
    #expect(passes == 3)
    #expect(Set(bench.dispatcher.works.map(\.release)).count == count)
    #expect(bench.engine.nextPass() > bench.now)
  }

  @Test("While the ledger is full nothing is begun; it goes on when there is room")
  func full() throws {
    let release = try unreached()
    bench.ledger.isFull = true
    (bench.hasRoom, bench.hasReserve) = (false, false)
    bench.engine.returned(wire)
    #expect(bench.dispatcher.works.isEmpty)
    bench.ledger.isFull = false
    bench.hasRoom = true
    bench.now = bench.now + .seconds(2)
    bench.engine.tick()
    bench.engine.tick()
    #expect(bench.dispatcher.works.map(\.release) == [release.id])
  }
}
