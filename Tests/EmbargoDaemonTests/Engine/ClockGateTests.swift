import EmbargoDaemon
import EmbargoTime
import Testing

@Suite("The clock is believed only as far as the configuration says")
struct ClockGateTests {
  private static let start = Instant(seconds: 1_800_000_000)

  /// A gate with a true time that goes on and a wall clock that can be wrong.
  private struct Clock {
    var gate: ClockGate
    var boottime = Span.zero
    var asleep = Span.zero
    var error = Span.zero
    var isSynchronised = true
    var maxError = Span.milliseconds(10)

    init(_ trust: ClockTrust, commitWait: Bool = false) {
      gate = ClockGate(trust: trust, maxError: .seconds(2), commitWait: commitWait)
      look()
    }

    var now: Instant { start + boottime + error }

    var monotonic: Span { Span(nanoseconds: boottime.nanoseconds - asleep.nanoseconds) }
    var sample: ClockSample {
      ClockSample(
        now: now, boottime: boottime, monotonic: monotonic, synchronised: isSynchronised,
        maxError: maxError)
    }

    mutating func pass(_ span: Span) {
      boottime = Span(nanoseconds: boottime.nanoseconds + span.nanoseconds)
    }

    mutating func look(after span: Span = .zero) {
      pass(span)
      gate.observe(sample)
    }

    mutating func doze(for span: Span) {
      asleep = Span(nanoseconds: asleep.nanoseconds + span.nanoseconds)
      pass(span)
    }

    /// Sets the clock, which leaves it unsynchronised as the kernel does.
    mutating func set(by span: Span, synchronised: Bool = false) {
      error = Span(nanoseconds: error.nanoseconds + span.nanoseconds)
      isSynchronised = synchronised
      look(after: .milliseconds(1))
    }
  }

  @Test("A synchronised clock blocks nothing", arguments: ClockTrust.allCases)
  func synchronised(trust: ClockTrust) {
    var clock = Clock(trust)
    for _ in 0..<5 { clock.look(after: .seconds(1)) }
    #expect(clock.gate.block(due: clock.now) == nil)
    #expect(clock.gate.block(due: clock.now - .hours(9)) == nil)
    #expect(clock.gate.memory.steps == 0)
  }

  @Test("Only strict trust blocks while the clock is not synchronised or its error too large")
  func strict() {
    for trust in ClockTrust.allCases {
      var clock = Clock(trust)
      clock.isSynchronised = false
      clock.look(after: .seconds(1))
      #expect((clock.gate.block(due: clock.now) == .unsynchronised) == (trust == .strict))
      clock.isSynchronised = true
      clock.maxError = .milliseconds(2001)
      clock.look(after: .seconds(1))
      let isBlocked = clock.gate.block(due: clock.now) != nil
      #expect(isBlocked == (trust == .strict))
      clock.maxError = .seconds(2)
      clock.look(after: .seconds(1))
      #expect(clock.gate.block(due: clock.now) == nil, "the limit itself is allowed")
    }
  }

  @Test("A step forward of more than a second blocks what is due only because of it")
  func forward() {
    var clock = Clock(.warn)
    let before = clock.now
    clock.set(by: .seconds(10))
    #expect(clock.gate.unconfirmedStep == .seconds(10))
    #expect(clock.gate.block(due: before - .seconds(1)) == nil, "it was due without the step")
    #expect(
      clock.gate.block(due: before + .seconds(1)) == .steppedForward(step: .seconds(10)))
    clock.look(after: .seconds(5))
    #expect(clock.gate.block(due: before + .seconds(1)) == nil, "true time has come to it")
    #expect(clock.gate.block(due: before + .seconds(9)) != nil)
  }

  @Test("A step forward of a second is taken as a correction")
  func small() {
    for step in [Span.seconds(1), .milliseconds(999), .milliseconds(2)] {
      var clock = Clock(.warn)
      clock.set(by: step)
      #expect(clock.gate.unconfirmedStep == .zero)
      #expect(clock.gate.block(due: clock.now) == nil)
    }
    var clock = Clock(.warn)
    clock.set(by: .milliseconds(1001))
    #expect(clock.gate.block(due: clock.now) != nil)
  }

  @Test("Steps while one is unconfirmed add up, and setting the clock back takes them away")
  func sum() {
    var clock = Clock(.warn)
    clock.set(by: .seconds(10))
    clock.set(by: .milliseconds(500))
    #expect(clock.gate.unconfirmedStep == .milliseconds(10_500))
    clock.set(by: .seconds(-4))
    #expect(clock.gate.unconfirmedStep == .milliseconds(6_500))
    clock.set(by: .hours(-1))
    #expect(clock.gate.unconfirmedStep == .zero)
    #expect(clock.gate.block(due: clock.now) == nil)
    #expect(clock.gate.memory.steps == 4)
  }

  @Test("A synchronised clock confirms a step with its next sample, not with the step's own")
  func confirmed() {
    var clock = Clock(.warn)
    clock.set(by: .seconds(10), synchronised: true)
    #expect(clock.gate.block(due: clock.now) != nil)
    clock.look(after: .seconds(1))
    #expect(clock.gate.block(due: clock.now) == nil)
  }

  @Test("An unsynchronised clock confirms nothing, an operator does")
  func operatorConfirms() {
    var clock = Clock(.warn)
    clock.set(by: .hours(10))
    for _ in 0..<100 { clock.look(after: .seconds(1)) }
    #expect(clock.gate.block(due: clock.now) != nil)
    clock.gate.confirm(.hours(10))
    #expect(clock.gate.block(due: clock.now) == nil)
  }

  @Test("A step back blocks nothing by itself")
  func backward() {
    var clock = Clock(.warn)
    clock.set(by: .hours(-3))
    #expect(clock.gate.block(due: clock.now) == nil)
    #expect(clock.gate.unconfirmedStep == .zero)
  }

  @Test("Sleep of the machine is no step, and its length is known")
  func suspended() {
    var clock = Clock(.strict)
    clock.look(after: .hours(8))
    #expect(clock.gate.memory == ClockMemory())
    clock.doze(for: .milliseconds(50))
    clock.look(after: .seconds(1))
    #expect(clock.gate.memory.suspends == 0, "that is what it takes to read clocks")
    clock.doze(for: .hours(8))
    clock.look(after: .seconds(1))
    #expect(clock.gate.memory.steps == 0 && clock.gate.unconfirmedStep == .zero)
    #expect(clock.gate.memory.suspends == 1)
    #expect(clock.gate.memory.lastSuspend == .init(span: .hours(8), at: clock.now))
    #expect(clock.gate.takeEvents() == [.suspended(.hours(8), count: 1)])
  }

  @Test("A quick look sees a step and a sleep, and confirms nothing")
  func quick() {
    var clock = Clock(.warn)
    func look() -> ClockSample {
      clock.gate.look(now: clock.now, boottime: clock.boottime, monotonic: clock.monotonic)
    }
    clock.pass(.seconds(1))
    #expect(look().synchronised)
    clock.error = .hours(1)
    #expect(!look().synchronised, "setting a clock takes that away")
    #expect(clock.gate.unconfirmedStep == .hours(1))
    clock.doze(for: .minutes(1))
    _ = look()
    #expect(clock.gate.unconfirmedStep == .hours(1))
    #expect(clock.gate.memory.steps == 1 && clock.gate.memory.suspends == 1)
  }

  @Test("A person confirms the step that was shown, and not what was added to it since")
  func shown() {
    var clock = Clock(.warn)
    clock.set(by: .hours(1))
    clock.set(by: .hours(2))
    clock.gate.confirm(.hours(1))
    #expect(clock.gate.unconfirmedStep == .hours(2))
    #expect(clock.gate.block(due: clock.now) == .steppedForward(step: .hours(2)))
  }

  @Test("A clock that is set all the time is told once a second, with the sum and the count")
  func flapping() {
    var clock = Clock(.warn)
    clock.set(by: .hours(1))
    #expect(clock.gate.takeEvents().count == 1)
    var told: [ClockEvent] = []
    // 1001 pairs of steps in 2.002 s, and one that is taken at the end.
    for _ in 0..<1001 {
      clock.set(by: .seconds(3))
      clock.set(by: .seconds(-2))
      told += clock.gate.takeEvents()
    }
    #expect(told.count == 2)
    told += clock.gate.takeEvents(always: true)
    let spans = told.map { event -> (Span, Int) in
      if case .stepped(let span, let count, _) = event { (span, count) } else { (.zero, 0) }
    }
    #expect(spans.map(\.1).reduce(0, +) == 2002)
    #expect(spans.map(\.0.nanoseconds).reduce(0, +) == Span.seconds(1001).nanoseconds)
    #expect(clock.gate.takeEvents(always: true).isEmpty)
  }

  @Test("Steps to the ends of time are survived")
  func extremes() {
    var gate = ClockGate(trust: .warn, maxError: .seconds(2))
    for now in [Int64.max, .min, .max, 0] {
      gate.observe(
        ClockSample(
          now: Instant(nanoseconds: now), boottime: .hours(9), monotonic: .hours(9),
          synchronised: false, maxError: Span(nanoseconds: .max)))
    }
    #expect(gate.memory.steps == 3)
    #expect(gate.takeEvents().first?.sentence.contains("in 3 steps") == true)
  }

  /// What the daemon after this one knows, when both clocks have gone on.
  private func restarted(_ clock: Clock, with changes: (inout Clock) -> Void) throws -> Clock {
    let kept = try #require(clock.gate.kept(boot: "b"))
    var next = clock
    next.gate = ClockGate(trust: .warn, maxError: .seconds(2))
    changes(&next)
    next.gate.takeUp(try #require(KeptClock(kept.bytes)), at: next.sample)
    return next
  }

  @Test("An unconfirmed step outlives the daemon, and so do the counts")
  func outlives() throws {
    var clock = Clock(.warn)
    clock.set(by: .hours(1))
    clock.doze(for: .minutes(1))
    clock.look()
    let next = try restarted(clock) { $0.pass(.minutes(5)) }
    #expect(next.gate.memory == clock.gate.memory)
    #expect(next.gate.block(due: next.now) == .steppedForward(step: .hours(1)))
    var synchronised = try restarted(clock) { $0.isSynchronised = true }
    #expect(synchronised.gate.unconfirmedStep == .zero)
    #expect(synchronised.gate.takeEvents() == [.confirmed(.hours(1))])
  }

  @Test("A step that was made while no daemon ran is one")
  func whileDown() throws {
    let clock = Clock(.warn)
    var next = try restarted(clock) {
      $0.pass(.minutes(5))
      $0.error = .hours(1)
    }
    #expect(next.gate.unconfirmedStep == .hours(1), "its own sample does not confirm it")
    #expect(next.gate.takeEvents() == [.stepped(.hours(1), count: 1, next.sample)])
    next.look(after: .seconds(1))
    #expect(next.gate.unconfirmedStep == .zero)
    let back = try restarted(clock) { $0.error = .hours(-1) }
    #expect(back.gate.unconfirmedStep == .zero && back.gate.memory.steps == 1)
  }

  @Test("What is no file of ours is not taken up")
  func otherFiles() {
    let kept = KeptClock(boot: "b", offset: .hours(1), memory: ClockMemory())
    #expect(KeptClock(kept.bytes) == kept)
    let text = String(decoding: kept.bytes, as: UTF8.self)
    for (part, other) in [("offset", "of"), ("\"0\"", "\"-1\""), ("0", "x"), ("}", "")] {
      let changed = text.split(separator: part, omittingEmptySubsequences: false)
        .joined(separator: other)
      #expect(KeptClock(Array(changed.utf8)) == nil, "\(changed)")
    }
    #expect(KeptClock([]) == nil && KeptClock([0xff]) == nil)
  }

  @Test("With commit-wait nothing goes out before the earliest time that it may truly be")
  func commitWait() {
    for trust in [ClockTrust.strict, .warn] {
      var clock = Clock(trust, commitWait: true)
      clock.maxError = .milliseconds(30)
      let due = clock.now + .seconds(1)
      clock.look(after: .milliseconds(1000))
      #expect(clock.gate.block(due: due) == .uncertain(.milliseconds(30)))
      #expect(clock.gate.patience(due: due) == .milliseconds(30))
      clock.look(after: .milliseconds(29))
      #expect(clock.gate.patience(due: due) == .milliseconds(1))
      clock.look(after: .milliseconds(1))
      #expect(clock.gate.block(due: due) == nil)
    }
    var off = Clock(.off, commitWait: true)
    off.look(after: .seconds(1))
    #expect(off.gate.block(due: off.now) == nil)
  }

  @Test("Trust that is off lets everything pass")
  func off() {
    var clock = Clock(.off)
    clock.set(by: .hours(1))
    #expect(clock.gate.block(due: clock.now) == nil)
  }

  @Test("Whatever is wrong is said in words with its numbers")
  func words() {
    let blocks: [(ClockGate.Block, String)] = [
      (.unsynchronised, "not synchronised"),
      (.error(.milliseconds(2950), limit: .seconds(2)), "2.9 s"),
      (.error(.milliseconds(60), limit: .milliseconds(50)), "60 ms"),
      (.steppedForward(step: .milliseconds(119_999)), "120 s"),
      (.uncertain(.milliseconds(20)), "20 ms"),
    ]
    for (block, words) in blocks { #expect(block.sentence.contains(words), "\(block.sentence)") }
  }
}
