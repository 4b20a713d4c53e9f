import EmbargoCore
import EmbargoDaemon
import EmbargoOutputs
import EmbargoSimulation
import EmbargoTime
import Testing

@Suite("The engine arms, records and judges lifts")
struct LiftTests {
  private let bench = Bench()

  /// Lifts what is due and gives the reports to the engine.
  private func lift() {
    bench.engine.tick()
    bench.engine.lifted(bench.fire())
  }

  @Test("A release is armed 30 s ahead, published at its instant, and lifted with its outcomes")
  func wholePath() throws {
    let release = try bench.submit(in: .seconds(90))
    #expect(bench.lifter.armed.isEmpty)
    bench.now = bench.now + .seconds(60)
    bench.engine.tick()
    #expect(bench.lifter.armed.map(\.id) == [release.id])
    #expect(try bench.release(release.id).deliveries.allSatisfy { $0.intent != nil })
    #expect(bench.fire().isEmpty)
    bench.now = release.due
    bench.engine.lifted(bench.fire())
    #expect(bench.newsroom.files.count == 1)
    #expect(try bench.release(release.id).phase.name == "lifting")
    try bench.answer()
    #expect(try bench.release(release.id).phase == .lifted(at: release.due))
    #expect(
      try bench.events() == [
        "release.submitted", "release.armed", "release.lift-began", "delivery.delivered",
        "release.lifted",
      ])
    #expect(bench.codes() == [])
  }

  @Test("An answer that comes before the report of its lift waits for it")
  func earlyAnswer() throws {
    let release = try bench.submit()
    bench.now = release.due
    let reports = bench.fire()
    try bench.answer()
    bench.engine.tick()
    bench.engine.lifted(reports)
    #expect(bench.engine.failure == nil)
    #expect(try bench.release(release.id).phase.name == "lifted")
    #expect(bench.dispatcher.works.isEmpty, "nothing is sent twice")
    #expect(bench.codes() == [])
    let attempts = try bench.ledger.attempts(of: release.id)
    #expect(attempts.map(\.number) == [1, 1])
  }

  @Test("A failed answer that comes before the report of its lift is tried again in its turn")
  func earlyFailure() throws {
    let release = try bench.submit()
    bench.now = release.due
    let reports = bench.fire()
    try bench.answer(.failed(error: "HTTP 503", ambiguous: false, retryAfter: nil))
    bench.engine.lifted(reports)
    #expect(bench.engine.failure == nil)
    #expect(try bench.state(release.id, bench.wire.name) == "retrying")
    bench.now = bench.now + .seconds(2)
    bench.engine.tick()
    try bench.answer()
    #expect(try bench.state(release.id, bench.wire.name) == "delivered")
    #expect(try bench.release(release.id).delivery(to: bench.wire.name)?.attempts == 2)
  }

  @Test("A clock that is set back during a lift stops nothing but that lift, which comes later")
  func setBack() throws {
    let release = try bench.submit()
    bench.now = release.due
    bench.engine.tick()
    let taken = bench.lifter.table.takeDue(bench.now) { _ in false }
    let work = try #require(taken.first?.works.first { $0.isQuick })
    guard case .publish(let prepared) = work.kind else { return }
    bench.now = release.due - .hours(1)
    let outcome = prepared.publish(notBefore: release.due, clock: bench.clock.read)
    let sample = ClockSample(
      now: release.due, boottime: .zero, monotonic: .zero, synchronised: true, maxError: .zero)
    bench.engine.lifted([
      LiftReport(
        id: release.id, began: release.due, outcomes: [outcome], dispatched: [bench.wire.name],
        clock: sample)
    ])
    #expect(bench.engine.failure == nil)
    #expect(bench.newsroom.files.isEmpty)
    bench.engine.finished(
      release.id,
      AttemptOutcome(
        output: bench.wire.name, startedAt: bench.now, finishedAt: bench.now,
        result: .failed(error: "not due", ambiguous: false, retryAfter: nil)))
    #expect(bench.engine.failure == nil)
    bench.engine.tick()
    #expect(bench.dispatcher.works.isEmpty)
    bench.now = release.due + .minutes(1)
    bench.lifter.block = .steppedForward(step: .hours(1))
    bench.engine.tick()
    #expect(bench.dispatcher.works.isEmpty, "nothing of it is out, and the clock is in doubt")
    bench.lifter.block = nil
    bench.engine.tick()
    #expect(bench.dispatcher.works.map(\.output) == [bench.newsroom.name, bench.wire.name])
  }

  @Test("A hold is acknowledged only before the lift; during it, it is too late")
  func tooLate() throws {
    let release = try bench.submit()
    bench.now = release.due
    let reports = bench.fire()
    let commands: [Command] = [
      .hold(reason: "wait"), .withdraw(reason: "wrong"), .setOutputs([bench.wire.name]),
      .reschedule(Bench.embargo(bench.now + .hours(1)), allowPast: false, reason: "later"),
    ]
    for command in commands {
      #expect(
        bench.refusal {
          try bench.engine.perform(command, on: release.id.description, by: Bench.editor)
        } == "tooLate", "\(command)")
    }
    bench.engine.lifted(reports)
    #expect(
      bench.refusal {
        try bench.engine.perform(commands[0], on: release.id.description, by: Bench.editor)
      } == "refused")
    #expect(try bench.events().filter { $0 == "release.held" }.isEmpty)
  }

  @Test("After an acknowledged hold nothing goes out, and after a resume all does")
  func hold() throws {
    let release = try bench.submit()
    let key = release.id.description
    try bench.engine.perform(.hold(reason: "wait"), on: key, by: Bench.editor)
    bench.now = release.due + .minutes(1)
    lift()
    #expect(bench.newsroom.files.isEmpty && bench.dispatcher.works.isEmpty)
    let resumed = try bench.engine.perform(.resume, on: key, by: Bench.editor)
    #expect(resumed.due == bench.now)
    bench.engine.lifted(bench.fire())
    #expect(bench.newsroom.files.count == 1 && bench.dispatcher.works.count == 1)
  }

  @Test(
    "Due within its grace after downtime, it goes out at once; beyond, it is held and announced")
  func late() throws {
    let near = try bench.submit("near", in: .minutes(10))
    let far = try bench.submit("far", in: .minutes(1))
    bench.now = bench.now + .minutes(20)
    bench.restart()
    lift()
    #expect(Array(bench.newsroom.files.keys) == ["near.txt"])
    #expect(bench.codes() == ["release.held-late", "release.late"])
    #expect(try bench.release(near.id).phase.name == "lifting")
    guard case .held(let hold) = try bench.release(far.id).phase else {
      Issue.record("not held")
      return
    }
    #expect(hold.cause == .late)
    try bench.engine.perform(.resume, on: far.id.description, by: Bench.editor)
    bench.engine.lifted(bench.fire())
    #expect(bench.newsroom.files.count == 2)
  }

  @Test("Blocked by the clock for longer than its grace, it is held once the clock is believed")
  func blockedBeyondGrace() throws {
    let release = try bench.submit(in: .hours(1))
    bench.lifter.block = .steppedForward(step: .hours(2))
    bench.now = release.due + .hours(1)
    bench.engine.tick()
    bench.lifter.block = nil
    bench.engine.lifted(bench.fire())
    #expect(bench.newsroom.files.isEmpty, "the lift thread comes before the engine's next pass")
    bench.engine.tick()
    #expect(try bench.release(release.id).phase.name == "held")
    #expect(bench.codes() == ["lift.blocked", "release.held-late"])
  }

  @Test("Its own grace comes before the configured one")
  func ownGrace() throws {
    var submission = bench.submission("text", due: bench.now + .seconds(20))
    submission.lateGrace = .seconds(1)
    let release = try #require(try bench.engine.submit([submission]).first)
    bench.now = release.due + .seconds(2)
    bench.restart()
    lift()
    #expect(try bench.release(release.id).phase.name == "held")
  }

  @Test("A release of which part is out is completed, however late it is")
  func partlyOut() throws {
    let release = try bench.submit()
    bench.now = release.due
    bench.engine.tick()
    _ = bench.fire()
    #expect(bench.newsroom.files.count == 1)
    // The machine goes down before the report reaches the engine.
    bench.now = bench.now + .hours(5)
    bench.restart()
    lift()
    try bench.answer()
    #expect(try bench.release(release.id).phase.name == "lifted")
    let attempts = try bench.ledger.attempts(of: release.id)
    #expect(attempts.first?.outcome.result == .delivered(receipt: "linked", recovered: true))
  }

  @Test("What the lifter has lost is announced, armed again and goes out")
  func lostTimer() throws {
    bench.lifter.isForgetful = true
    let release = try bench.submit()
    bench.now = release.due + .seconds(1)
    lift()
    #expect(bench.codes() == [])
    bench.lifter.isForgetful = false
    bench.now = release.due + .seconds(6)
    lift()
    #expect(bench.codes() == ["release.late"])
    #expect(bench.newsroom.files.count == 1)
  }

  @Test("The ledger has its quiet moments when no instant is near") func quietMoments() throws {
    bench.engine.tick()
    #expect(bench.ledger.quietMoments == 1)
    let release = try bench.submit(in: .seconds(90))
    bench.engine.tick()
    #expect(bench.ledger.quietMoments == 2)
    bench.now = release.due - .seconds(10)
    bench.engine.tick()
    #expect(bench.ledger.quietMoments == 2, "it is about to go out")
    bench.now = release.due
    bench.engine.lifted(bench.fire())
    try bench.answer()
    bench.engine.tick()
    #expect(bench.ledger.quietMoments == 3)
  }

  @Test("A burst of releases of one instant is recorded in one transaction")
  func burst() throws {
    let due = bench.now + .seconds(20)
    let releases = try bench.engine.submit(
      (0..<600).map { bench.submission("text \($0)", due: due) })
    #expect(bench.lifter.armed.count == 600)
    bench.now = due
    lift()
    for release in releases { #expect(try bench.release(release.id).phase.name == "lifting") }
    #expect(bench.newsroom.files.count == 600)
  }
}

@Suite("Lateness counts from when people expected the release")
struct LatenessTests {
  @Test("What was resumed after its instant is recorded as late by its instant")
  func resumed() throws {
    let bench = Bench()
    let release = try bench.submit()
    try bench.engine.perform(.hold(reason: "wait"), on: "\(release.id)", by: Bench.editor)
    bench.now = release.due + .seconds(300)
    try bench.engine.perform(.resume, on: "\(release.id)", by: Bench.editor)
    bench.engine.lifted(bench.fire())
    guard
      case .delivered(let delivered)? = try bench.release(release.id)
        .delivery(to: bench.newsroom.name)?.state
    else {
      Issue.record("it is not delivered")
      return
    }
    #expect(delivered.lateness == .seconds(300))
  }
}
