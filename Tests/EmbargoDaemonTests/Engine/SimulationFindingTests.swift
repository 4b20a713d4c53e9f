import EmbargoCore
import EmbargoDaemon
import EmbargoTime
import Testing

@Suite("What the simulation found in the engine stays mended")
struct SimulationFindingTests {
  private let bench = Bench()

  private func lift() {
    bench.engine.tick()
    bench.engine.lifted(bench.fire())
  }

  @Test("An attempt that does not end within a minute is announced, once, until it ends")
  func stall() throws {
    let release = try bench.submit()
    bench.now = release.due
    lift()
    bench.now = release.due + .seconds(60)
    bench.engine.tick()
    #expect(bench.codes() == [])
    for _ in 0..<3 {
      bench.now = bench.now + .seconds(1)
      bench.engine.tick()
    }
    #expect(bench.codes() == ["delivery.stalled"])
    #expect(bench.dispatcher.works.count == 1, "no second attempt beside the first")
    try bench.answer()
    #expect(bench.codes(.info) == ["delivery.stalled.over"])
    #expect(try bench.state(release.id, Bench.output("wire")) == "delivered")
  }

  @Test("What looks overdue by a wrong clock goes out at its instant, and not beyond its grace")
  func blocked() throws {
    let release = try bench.submit(in: .minutes(10))
    // Set forward by an hour, which the clock gate does not believe.
    bench.now = release.due + .minutes(50)
    bench.lifter.block = .steppedForward(step: .hours(1))
    lift()
    let armed = try #require(bench.lifter.armed.last)
    #expect(armed.expires == release.due + .minutes(15))
    // Set right, and then the machine sleeps for long.
    bench.lifter.block = nil
    bench.now = release.due + .minutes(20)
    #expect(bench.fire().isEmpty)
    lift()
    #expect(bench.newsroom.files.isEmpty)
    #expect(try bench.release(release.id).phase.name == "held")
  }

  /// It goes out, the daemon goes down before that is recorded, and holds it as late, its output
  /// not being readable.
  private func heldThoughOut() throws -> Release {
    let release = try bench.submit()
    bench.now = release.due
    _ = bench.fire()
    bench.now = release.due + .minutes(20)
    bench.newsroom.fail("no space left")
    bench.restart()
    lift()
    #expect(try bench.release(release.id).phase.name == "held")
    return release
  }

  @Test("What is out and was held as late, its output not being readable, is not withdrawn")
  func heldAndOut() throws {
    let release = try heldThoughOut()
    let key = release.id.description
    bench.newsroom.fail(nil)
    #expect(
      bench.refusal {
        try bench.engine.perform(.withdraw(reason: "wrong"), on: key, by: Bench.editor)
      } == "tooLate")
    // To let it go is the way to finish it.
    try bench.engine.perform(.resume, on: key, by: Bench.editor)
    bench.engine.lifted(bench.fire())
    #expect(try bench.state(release.id, Bench.output("newsroom")) == "delivered")
  }

  @Test("Rules that move it meanwhile do not make that forgotten")
  func heldMovedAndOut() throws {
    let release = try heldThoughOut()
    let moved = Bench.embargo(release.due + .minutes(9))
    try bench.engine.resolveAgain([ZoneFinding(QueuedEmbargo(release), .moved(moved))])
    #expect(try bench.release(release.id).deliveries.allSatisfy { $0.intent == nil })
    bench.newsroom.fail(nil)
    #expect(
      bench.refusal {
        try bench.engine.perform(
          .withdraw(reason: "wrong"), on: release.id.description, by: Bench.editor)
      } == "tooLate")
  }
}
