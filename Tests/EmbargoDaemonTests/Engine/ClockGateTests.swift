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
    var error = Span.zero
    var isSynchronised = true
    var maxError = Span.milliseconds(10)

    init(_ trust: ClockTrust, commitWait: Bool = false) {
      gate = ClockGate(trust: trust, maxError: .seconds(2), commitWait: commitWait)
      look()
    }

    var now: Instant { start + boottime + error }

    mutating func look(after span: Span = .zero) {
      boottime = Span(nanoseconds: boottime.nanoseconds + span.nanoseconds)
      gate.observe(
        ClockSample(
          now: now, boottime: boottime, synchronised: isSynchronised, maxError: maxError))
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
    #expect(clock.gate.steps == 0)
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
    #expect(clock.gate.steps == 4)
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
    clock.gate.confirm()
    #expect(clock.gate.block(due: clock.now) == nil)
  }

  @Test("A step back blocks nothing by itself")
  func backward() {
    var clock = Clock(.warn)
    clock.set(by: .hours(-3))
    #expect(clock.gate.block(due: clock.now) == nil)
    #expect(clock.gate.unconfirmedStep == .zero)
  }

  @Test("Sleep of the machine is no step")
  func suspended() {
    var clock = Clock(.strict)
    clock.look(after: .hours(8))
    #expect(clock.gate.steps == 0 && clock.gate.unconfirmedStep == .zero)
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
      (.steppedForward(step: .minutes(2)), "120 s"), (.uncertain(.milliseconds(20)), "20 ms"),
    ]
    for (block, words) in blocks { #expect(block.sentence.contains(words), "\(block.sentence)") }
  }
}
