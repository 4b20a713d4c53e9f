import EmbargoCore
import EmbargoDaemon
import EmbargoOutputs
import EmbargoSimulation
import EmbargoTime
import Testing

@Suite("An output that says Gone is sent nothing until a person lets it go again")
struct SuspensionTests {
  private let bench = Bench()
  private let wire = Bench.output("wire")

  /// A release is lifted, and the endpoint says Gone.
  private func suspended() throws -> Release {
    let release = try bench.submit("first", in: .seconds(1))
    bench.engine.tick()
    bench.now = release.due
    lift()
    try answerGone()
    return release
  }

  private func lift() {
    bench.engine.tick()
    bench.engine.lifted(bench.fire())
  }

  private func answerGone() throws {
    try bench.answer(.refused(error: "HTTP 410 Gone"), suspends: true)
  }

  private func wait(_ span: Span) {
    bench.now = bench.now + span
    bench.engine.tick()
  }

  @Test("Its delivery has failed, and that is on the record and announced once")
  func announced() throws {
    let release = try suspended()
    #expect(try bench.state(release.id, wire) == "failed")
    #expect(try bench.ledger.suspensions().map(\.output) == [wire])
    let events = try bench.events()
    #expect(events.suffix(3) == ["delivery.failed", "release.lifted", "output.suspended"])
    #expect(bench.codes().filter { $0 == "output.suspended" }.count == 1)
    let problem = try #require(bench.engine.problems["suspended:wire"])
    #expect(problem.text.contains("embargoctl outputs resume wire"))
  }

  @Test("It is let go in the middle of a burst, too, and all of that is sent")
  func resumedInBurst() throws {
    _ = try suspended()
    let due = bench.now + .seconds(20)
    _ = try bench.engine.submit((0..<4).map { bench.submission("text \($0)", due: due) })
    wait(.seconds(1))
    bench.now = due
    let reports = bench.fire()
    bench.engine.lifting(Array(reports[..<2]))
    try bench.engine.resume(wire, reason: nil, by: Bench.editor)
    #expect(bench.engine.failure == nil)
    bench.engine.lifted(Array(reports[2...]))
    bench.engine.tick()
    #expect(bench.engine.failure == nil)
    #expect(Set(bench.dispatcher.works.map(\.release)) == Set(reports.map(\.id)))
  }

  @Test("A later release is published elsewhere, and waits for it without an attempt")
  func waits() throws {
    _ = try suspended()
    let release = try bench.submit("second", in: .seconds(20))
    wait(.seconds(1))
    bench.now = release.due
    lift()
    wait(.seconds(1))
    #expect(bench.newsroom.files.count == 2)
    #expect(bench.dispatcher.works.isEmpty)
    let after = try bench.release(release.id)
    #expect(after.phase.name == "lifted")
    #expect(after.delivery(to: wire)?.state == .postponed)
    #expect(after.delivery(to: wire)?.attempts == 0)
    // What will be sent is fixed all the same.
    let intent = try #require(after.delivery(to: wire)?.intent)
    let body = try bench.ledger.body(intent.digest, of: release.id, revision: 1, output: wire)
    #expect(body == Array("second".utf8))
    #expect(after.wake == nil)
    wait(.hours(100))
    #expect(bench.dispatcher.works.isEmpty)
  }

  @Test("What was armed before it said Gone goes out without it")
  func armedBefore() throws {
    let near = try bench.submit("near", in: .seconds(20))
    let first = try bench.submit("first", in: .seconds(1))
    bench.engine.tick()
    bench.now = first.due
    lift()
    #expect(bench.lifter.table.next(after: bench.now) == near.due)
    try answerGone()
    #expect(bench.lifter.table.next(after: bench.now) == nil)
    bench.now = near.due
    lift()
    #expect(bench.newsroom.files.count == 2)
    #expect(bench.dispatcher.works.isEmpty)
  }

  @Test("A retry that waits has its turn postponed, and a failed one that is retried as well")
  func retries() throws {
    let early = try bench.submit("early", in: .seconds(1))
    bench.engine.tick()
    bench.now = early.due
    lift()
    try bench.answer(.failed(error: "HTTP 500", ambiguous: false, retryAfter: nil))
    let failed = try suspended()
    wait(.seconds(30))
    #expect(try bench.release(early.id).delivery(to: wire)?.state == .postponed)
    #expect(bench.dispatcher.works.isEmpty)
    try bench.engine.perform(.retry(wire), on: failed.id.description, by: Bench.editor)
    #expect(try bench.release(failed.id).delivery(to: wire)?.state == .postponed)
    #expect(bench.dispatcher.works.isEmpty)
  }

  @Test("When it is let go again all that has waited goes out at once, under the same keys")
  func resumed() throws {
    bench.restart(EngineSettings(batch: 2))
    _ = try suspended()
    let releases = try (0..<5).map { try bench.submit("waits \($0)", in: .seconds(20)) }
    wait(.seconds(1))
    bench.now = releases[0].due
    for _ in 0..<9 {
      lift()
      wait(.seconds(1))
    }
    let keys = try releases.map {
      try #require(bench.release($0.id).delivery(to: wire)?.intent?.key)
    }
    bench.restart(EngineSettings(batch: 2))
    #expect(bench.engine.problems["suspended:wire"] != nil)
    let count = try bench.engine.resume(wire, reason: "it is back", by: Bench.editor)
    #expect(count == 5)
    for _ in 0..<9 { wait(.seconds(1)) }
    let sent = bench.dispatcher.works.compactMap { work -> IdempotencyKey? in
      if case .send(_, let publication) = work.kind { publication.key } else { nil }
    }
    #expect(Set(sent) == Set(keys) && sent.count == 5)
    #expect(try bench.ledger.suspensions() == [])
    #expect(bench.engine.problems["suspended:wire"] == nil)
    let events = try bench.events()
    #expect(events.filter { $0 == "delivery.retried" }.count == 5)
    #expect(events.filter { $0 == "output.resumed" }.count == 1)
    #expect(
      bench.refusal { try bench.engine.resume(wire, reason: nil, by: Bench.editor) }
        == "notSuspended")
    #expect(
      bench.refusal {
        try bench.engine.resume(Bench.output("nowhere"), reason: nil, by: Bench.editor)
      } == "unknownOutput")
  }

  @Test("Ahead of a lift a suspended output is a problem, until it is let go")
  func preflight() throws {
    _ = try suspended()
    let release = try bench.submit("later", in: .minutes(10))
    wait(.minutes(1))
    wait(.minutes(5))
    #expect(
      bench.engine.preflightFinding(of: release.id)?.problems.map(\.code) == [
        "output-suspended"
      ])
    try bench.engine.resume(wire, reason: nil, by: Bench.editor)
    wait(.seconds(11))
    #expect(bench.engine.preflightFinding(of: release.id) == nil)
  }

  @Test("A second Gone changes nothing, and one after it was let go suspends it again")
  func again() throws {
    let first = try bench.submit("first", in: .seconds(1))
    let second = try bench.submit("second", in: .seconds(1))
    bench.engine.tick()
    bench.now = first.due
    lift()
    try answerGone()
    try answerGone()
    #expect(try bench.state(second.id, wire) == "failed")
    #expect(try bench.events().filter { $0 == "output.suspended" }.count == 1)
    try bench.engine.resume(wire, reason: "it is back", by: Bench.editor)
    try bench.engine.perform(.retry(wire), on: first.id.description, by: Bench.editor)
    try answerGone()
    #expect(try bench.ledger.suspensions().count == 1)
  }
}
