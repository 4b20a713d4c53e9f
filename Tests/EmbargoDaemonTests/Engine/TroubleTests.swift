import EmbargoCore
import EmbargoDaemon
import EmbargoSimulation
import EmbargoTime
import Testing

@Suite("The engine says what is wrong, and goes on when it is over")
struct TroubleTests {
  private let bench = Bench()

  private func lift() {
    bench.engine.tick()
    bench.engine.lifted(bench.fire())
  }

  @Test("A full ledger is looked at again each second, however long the rescan")
  func probes() throws {
    bench.restart(EngineSettings(rescan: .minutes(1)))
    bench.ledger.isFull = true
    #expect(bench.refusal { try bench.submit() } == "ledger")
    #expect(bench.engine.nextPass() == bench.now + .seconds(1))
    #expect(bench.engine.tick() == bench.now + .seconds(1))
  }

  @Test("A full ledger stops intake and lifting at once, and says so once")
  func full() throws {
    let release = try bench.submit("near")
    bench.ledger.isFull = true
    (bench.hasRoom, bench.hasReserve) = (false, false)
    #expect(bench.refusal { try bench.submit("refused") } == "ledger")
    #expect(bench.engine.isPaused)
    bench.now = release.due
    for _ in 0..<5 {
      bench.now = bench.now + .seconds(1)
      lift()
    }
    #expect(bench.newsroom.files.isEmpty && bench.dispatcher.works.isEmpty)
    #expect(bench.refusal { try bench.submit("refused") } == "paused")
    #expect(bench.codes() == ["ledger.full"])
    #expect(try bench.ledger.counts() == ["scheduled": 1])
  }

  @Test("When there is space again everything goes on, with one record of it")
  func spaceReturns() throws {
    let release = try bench.submit("near")
    bench.ledger.isFull = true
    (bench.hasRoom, bench.hasReserve) = (false, false)
    #expect(bench.refusal { try bench.submit("refused") } == "ledger")
    bench.ledger.isFull = false
    for _ in 0..<3 {
      bench.now = bench.now + .seconds(1)
      bench.engine.tick()
    }
    #expect(bench.engine.isPaused, "there is no room for the reserve yet")
    bench.hasRoom = true
    bench.engine.tick()
    #expect(!bench.engine.isPaused)
    #expect(try bench.events().filter { $0 == "ledger.space-returned" }.count == 1)
    bench.now = release.due
    lift()
    #expect(bench.newsroom.files.count == 1)
    #expect(bench.codes(.info) == ["ledger.full.over"])
  }

  @Test("What was lifted when the ledger filled up is recorded from the reserve")
  func reserve() throws {
    let release = try bench.submit()
    bench.now = release.due
    bench.engine.tick()
    bench.ledger.isFull = true
    bench.hasRoom = false
    bench.engine.lifted(bench.fire())
    #expect(!bench.hasReserve)
    #expect(try bench.release(release.id).phase.name == "lifting")
    #expect(bench.engine.isPaused)
  }

  @Test("Without a reserve it is kept in memory and recorded as soon as there is space")
  func noReserve() throws {
    let release = try bench.submit()
    bench.now = release.due
    bench.engine.tick()
    bench.ledger.isFull = true
    (bench.hasRoom, bench.hasReserve) = (false, false)
    bench.engine.lifted(bench.fire())
    try bench.answer()
    #expect(try bench.release(release.id).phase == .scheduled)
    (bench.hasRoom, bench.ledger.isFull) = (true, false)
    bench.now = bench.now + .seconds(30)
    bench.engine.tick()
    let lifted = try bench.release(release.id)
    #expect(lifted.phase == .lifted(at: release.due))
    #expect(bench.newsroom.files.count == 1 && bench.dispatcher.works.isEmpty)
  }

  @Test("A ledger that cannot be written ends the engine, and nothing more goes out")
  func broken() throws {
    let release = try bench.submit()
    bench.ledger.isBroken = true
    #expect(bench.refusal { try bench.submit("other") } == "ledger")
    #expect(bench.engine.failure != nil)
    bench.now = release.due
    lift()
    #expect(bench.newsroom.files.isEmpty && bench.dispatcher.works.isEmpty)
    #expect(bench.refusal { try bench.submit("other") } == "ledger")
  }

  @Test("An output that is not ready is announced at arming and prepared when it is mended")
  func notReady() throws {
    let release = try bench.submit(in: .seconds(90))
    bench.newsroom.fail("the disk is full")
    bench.now = bench.now + .seconds(61)
    bench.engine.tick()
    bench.engine.tick()
    #expect(bench.codes() == ["output.not-ready"])
    #expect(bench.now < release.due, "while people can still act")
    bench.newsroom.fail(nil)
    bench.engine.tick()
    #expect(bench.codes(.info) == ["output.not-ready.over"])
    bench.now = release.due
    lift()
    #expect(bench.newsroom.files.count == 1)
  }

  @Test("An output that is still not ready at the lift delays no other and is tried again")
  func notReadyAtLift() throws {
    let release = try bench.submit()
    bench.newsroom.fail("the disk is full")
    bench.restart()
    bench.engine.tick()
    bench.now = release.due
    lift()
    #expect(bench.dispatcher.works.map(\.output) == [bench.wire.name])
    #expect(try bench.state(release.id, bench.newsroom.name) == "retrying")
    bench.newsroom.fail(nil)
    bench.now = bench.now + .seconds(2)
    bench.engine.tick()
    #expect(bench.dispatcher.works.map(\.output) == [bench.wire.name, bench.newsroom.name])
  }

  @Test("A release that a blocked clock holds back is announced, and judged when that is over")
  func blockedClock() throws {
    let release = try bench.submit()
    bench.lifter.block = .steppedForward(step: .hours(2))
    bench.now = release.due + .hours(1)
    for _ in 0..<3 { lift() }
    #expect(bench.codes() == ["lift.blocked"])
    #expect(try bench.release(release.id).phase == .scheduled, "the clock cannot be believed")
    bench.now = release.due - .seconds(1)
    bench.lifter.block = nil
    lift()
    bench.now = release.due
    lift()
    #expect(bench.newsroom.files.count == 1)
    #expect(bench.engine.problems.isEmpty)
  }

  @Test("Waiting out the clock's error is no problem")
  func commitWait() throws {
    let release = try bench.submit()
    bench.lifter.block = .uncertain(.milliseconds(20))
    bench.now = release.due
    lift()
    #expect(bench.codes() == [] && bench.newsroom.files.isEmpty)
  }

  @Test("Problems of a release are over when it is withdrawn or held")
  func problemsEnd() throws {
    bench.lifter.block = .unsynchronised
    let commands: [Command] = [.withdraw(reason: "wrong"), .hold(reason: "wait")]
    for (number, command) in commands.enumerated() {
      let release = try bench.submit("text \(number)")
      bench.now = release.due + .seconds(1)
      bench.engine.tick()
      #expect(!bench.engine.problems.isEmpty)
      try bench.engine.perform(command, on: release.id.description, by: Bench.editor)
      #expect(bench.engine.problems.isEmpty)
    }
  }

  @Test("New settings and outputs are in force for what is armed already")
  func reconfigure() throws {
    let release = try bench.submit()
    let replaced = StubFolder(bench.newsroom.name)
    bench.engine.reconfigure(outputs: [replaced, bench.wire], settings: EngineSettings())
    bench.now = release.due
    bench.engine.lifted(bench.fire())
    #expect(bench.newsroom.files.isEmpty)
    #expect(replaced.files.count == 1)
  }

  @Test("A delivery whose output is configured no more is announced, and waits for it")
  func goneOutput() throws {
    let release = try bench.submit()
    bench.engine.reconfigure(outputs: [bench.newsroom], settings: EngineSettings())
    bench.now = release.due
    bench.engine.lifted(bench.fire())
    #expect(try bench.release(release.id).phase.name == "lifted")
    #expect(try bench.state(release.id, bench.wire.name) == "retrying")
    #expect(bench.codes(.warning) == ["delivery.retrying"])
    bench.engine.reconfigure(outputs: [bench.newsroom, bench.wire], settings: EngineSettings())
    bench.now = bench.now + .seconds(2)
    bench.engine.tick()
    #expect(try bench.release(release.id).delivery(to: bench.wire.name)?.intent != nil)
    try bench.answer()
    #expect(try bench.state(release.id, bench.wire.name) == "delivered")
  }

  @Test("What is sent late for want of its output is the same at every attempt")
  func sameBytes() throws {
    let both = try bench.submit("both")
    bench.restart(EngineSettings(), outputs: [bench.newsroom])
    bench.now = both.due
    bench.engine.tick()
    bench.engine.lifted(bench.fire())
    bench.restart()
    bench.now = bench.now + .seconds(2)
    bench.engine.tick()
    let intent = try bench.release(both.id).delivery(to: bench.wire.name)?.intent
    let body = try bench.ledger.body(
      try #require(intent).digest, of: both.id, revision: 1, output: bench.wire.name)
    #expect(body == Array("both".utf8))
  }

  @Test("A release that went out before a crash cannot be changed any more")
  func wentOut() throws {
    let release = try bench.submit()
    bench.now = release.due
    bench.engine.tick()
    _ = bench.fire()
    bench.restart()
    bench.lifter.block = .unsynchronised
    bench.engine.tick()
    let commands: [Command] = [
      .hold(reason: "wait"), .withdraw(reason: "wrong"), .setOutputs([bench.wire.name]),
    ]
    for command in commands {
      #expect(
        bench.refusal {
          try bench.engine.perform(command, on: release.id.description, by: Bench.editor)
        } == "tooLate", "\(command)")
    }
    bench.lifter.block = nil
    lift()
    try bench.answer()
    #expect(try bench.release(release.id).phase.name == "lifted")
  }

  @Test("The same attempt is not begun twice, and after a crash it is, under the same key")
  func sameKey() throws {
    let release = try bench.submit()
    bench.now = release.due
    lift()
    let first = try #require(bench.dispatcher.works.first)
    for _ in 0..<3 { bench.engine.tick() }
    #expect(bench.dispatcher.works.count == 1)
    bench.restart()
    bench.engine.tick()
    let second = try #require(bench.dispatcher.works.first)
    guard case .send(_, let before) = first.kind, case .send(_, let after) = second.kind else {
      Issue.record("not sent")
      return
    }
    #expect(before == after)
  }

  @Test("The next pass is never later than the rescan, and comes when something is to be armed")
  func passes() throws {
    let settings = EngineSettings(rescan: .minutes(1))
    bench.restart(settings)
    #expect(bench.engine.tick() == bench.now + .minutes(1))
    try bench.submit("far", in: .hours(5))
    #expect(bench.engine.nextPass() == bench.now + .minutes(1))
    let near = try bench.submit("near", in: .seconds(40))
    #expect(bench.engine.nextPass() == bench.now + .seconds(10))
    bench.now = bench.engine.nextPass()
    #expect(bench.engine.tick() == bench.now + .seconds(1))
    #expect(bench.lifter.armed.map(\.id) == [near.id])
  }
}
