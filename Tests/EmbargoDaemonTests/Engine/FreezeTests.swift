import EmbargoCore
import EmbargoDaemon
import EmbargoSimulation
import EmbargoTime
import Synchronization
import Testing

@Suite("While it is frozen nothing lifts")
struct FreezeTests {
  private let bench = Bench()
  private let wire = Bench.output("wire")

  private func freeze() throws { try bench.engine.freeze(reason: "a threat", by: Bench.editor) }

  private func thaw() throws { try bench.engine.thaw(by: Bench.editor) }

  private func lift() {
    bench.engine.tick()
    bench.engine.lifted(bench.fire())
  }

  private func wait(_ span: Span) {
    bench.now = bench.now + span
    lift()
  }

  private func phase(_ release: Release) throws -> String {
    try bench.release(release.id).phase.name
  }

  private func isOut(_ release: Release) throws -> Bool {
    try bench.release(release.id).isOut
  }

  @Test("What was armed is disarmed, and what comes due stays; a thaw lets it go at once")
  func armed() throws {
    let release = try bench.submit(in: .seconds(20))
    bench.engine.tick()
    #expect(bench.lifter.table.count == 1)
    try freeze()
    #expect(bench.lifter.table.count == 0)
    wait(.seconds(60))
    #expect(try phase(release) == "scheduled")
    #expect(bench.newsroom.state.withLock(\.files.isEmpty) && bench.dispatcher.works.isEmpty)
    try thaw()
    lift()
    #expect(try isOut(release))
    let events = try bench.events().filter { $0.hasPrefix("daemon.") }
    #expect(events == ["daemon.frozen", "daemon.thawed"])
  }

  @Test("What is handed in for now waits, too, and a held one that is resumed")
  func immediate() throws {
    try freeze()
    let now = try bench.submit("now", in: .zero)
    let held = try bench.submit("held", in: .seconds(5))
    try bench.engine.perform(.hold(reason: "wait"), on: held.id.description, by: Bench.editor)
    wait(.seconds(10))
    try bench.engine.perform(.resume, on: held.id.description, by: Bench.editor)
    lift()
    #expect(try phase(now) == "scheduled" && phase(held) == "scheduled")
    #expect(bench.lifter.armed.isEmpty)
    try thaw()
    lift()
    #expect(try isOut(now) && isOut(held))
  }

  @Test("After a thaw what is overdue by more than its grace is held as late, the rest goes out")
  func late() throws {
    let old = try bench.submit("old", in: .seconds(20))
    let young = try bench.submit("young", in: .minutes(20))
    bench.engine.tick()
    try freeze()
    wait(.minutes(25))
    #expect(try phase(old) == "scheduled", "not while it is frozen")
    try thaw()
    lift()
    #expect(try isOut(young))
    guard case .held(let hold) = try bench.release(old.id).phase else {
      Issue.record("it is \(try phase(old))")
      return
    }
    #expect(hold.cause == .late)
  }

  @Test("It survives the end of the daemon and is said again")
  func restart() throws {
    let release = try bench.submit(in: .seconds(20))
    try freeze()
    bench.restart()
    bench.lifter.armed = []
    #expect(bench.engine.frozen?.reason == "a threat")
    #expect(bench.engine.problems["frozen"]?.text.contains("embargoctl thaw") == true)
    wait(.seconds(60))
    #expect(try phase(release) == "scheduled" && bench.lifter.armed.isEmpty)
    bench.engine.reconfigure(outputs: [bench.newsroom], settings: EngineSettings())
    lift()
    #expect(try phase(release) == "scheduled")
    try thaw()
    #expect(bench.engine.problems["frozen"] == nil)
    bench.restart()
    #expect(bench.engine.frozen == nil)
  }

  @Test("A second freeze and a second thaw are refused, and so is a freeze without a reason")
  func refusals() throws {
    #expect(bench.refusal { try bench.engine.freeze(reason: " ", by: Bench.editor) } == "refused")
    #expect(!bench.lifter.table.isPaused)
    #expect(bench.refusal { try thaw() } == "notFrozen")
    try freeze()
    #expect(bench.refusal { try freeze() } == "alreadyFrozen")
    try thaw()
    #expect(bench.refusal { try thaw() } == "notFrozen")
  }

  @Test("A freeze that cannot be recorded does not hold")
  func unrecorded() throws {
    bench.ledger.isFull = true
    bench.hasRoom = false
    #expect(bench.refusal { try freeze() } == "ledger")
    #expect(bench.engine.frozen == nil && bench.lifter.table.isPaused, "the disk is full")
    (bench.ledger.isFull, bench.hasRoom) = (false, true)
    bench.engine.tick()
    #expect(!bench.lifter.table.isPaused)
  }

  @Test("A full disk that has space again does not let a frozen daemon lift")
  func fullDisk() throws {
    let release = try bench.submit(in: .seconds(20))
    try freeze()
    bench.ledger.isFull = true
    bench.hasRoom = false
    _ = bench.refusal { try bench.submit("another") }
    #expect(bench.engine.isPaused)
    (bench.ledger.isFull, bench.hasRoom) = (false, true)
    wait(.seconds(60))
    #expect(!bench.engine.isPaused && bench.lifter.table.isPaused)
    #expect(try phase(release) == "scheduled")
  }

  @Test("What is out is retried, corrected and killed; what nobody has is not tried")
  func whatIsOut() throws {
    let release = try bench.submit("first", in: .seconds(1))
    let unseen = try bench.submit("second", in: .seconds(1), outputs: ["wire"])
    wait(.seconds(1))
    for _ in 0..<2 {
      try bench.answer(.failed(error: "HTTP 503", ambiguous: false, retryAfter: nil))
    }
    #expect(try phase(release) == "lifted" && phase(unseen) == "lifted")
    try freeze()
    wait(.minutes(2))
    #expect(bench.dispatcher.works.map(\.release) == [release.id])
    try bench.answer()
    #expect(try bench.state(release.id, wire) == "delivered")
    #expect(try bench.state(unseen.id, wire) == "retrying")
    try bench.engine.perform(
      .kill(reason: "not true"), on: release.id.description, by: Bench.editor)
    lift()
    #expect(try phase(release) == "killed")
    #expect(Set(bench.dispatcher.works.map(\.release)) == [release.id])
    try thaw()
    #expect(bench.dispatcher.works.map(\.release).contains(unseen.id))
  }

  @Test("Whoever froze it is told when nothing is going out any more, or that something still is")
  func stillness() throws {
    let told = Mutex<[Int]>([])
    func ask() { bench.engine.whenStill { count in told.withLock { $0.append(count) } } }
    ask()
    #expect(told.withLock(\.self) == [0])
    _ = try bench.submit(in: .seconds(1))
    bench.engine.tick()
    bench.now = bench.now + .seconds(1)
    let reports = bench.fire()
    try freeze()
    #expect(bench.lifter.goingOut == 1)
    ask()
    bench.now = bench.now + .seconds(4)
    bench.engine.tick()
    #expect(told.withLock(\.self) == [0])
    bench.now = bench.now + .seconds(1)
    bench.engine.tick()
    #expect(told.withLock(\.self) == [0, 1])
    ask()
    bench.engine.lifted(reports)
    #expect(told.withLock(\.self) == [0, 1, 0])
  }

  @Test("A pass reads what waits for a thaw once, and again when it is changed")
  func passes() throws {
    try freeze()
    let release = try bench.submit(in: .seconds(1))
    wait(.seconds(60))
    try bench.engine.perform(
      .reschedule(Bench.embargo(bench.now + .seconds(10)), allowPast: false, reason: "moved"),
      on: release.id.description, by: Bench.editor)
    wait(.seconds(60))
    #expect(try phase(release) == "scheduled")
    try thaw()
    lift()
    #expect(try isOut(release))
  }
}
