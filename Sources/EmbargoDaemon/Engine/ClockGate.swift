package import EmbargoTime

/// What the kernel says of its clock at one moment.
package struct ClockSample: Hashable, Sendable {
  package var now: Instant
  /// CLOCK_BOOTTIME: runs on in suspend, and is never set.
  package var boottime: Span
  /// CLOCK_MONOTONIC: stands still in suspend, and is never set.
  package var monotonic: Span
  package var synchronised: Bool
  /// The kernel's bound on its error (`adjtimex`).
  package var maxError: Span

  package init(
    now: Instant, boottime: Span, monotonic: Span, synchronised: Bool, maxError: Span
  ) {
    (self.now, self.boottime, self.monotonic) = (now, boottime, monotonic)
    (self.synchronised, self.maxError) = (synchronised, maxError)
  }

  /// By how much the wall clock was set since an earlier sample; negative: back.
  fileprivate func step(since last: ClockSample) -> Span {
    (now - last.now).adding(last.boottime).adding(boottime.negated)
  }

  /// How long the machine has slept since an earlier sample.
  fileprivate func slept(since last: ClockSample) -> Span {
    boottime.adding(monotonic.negated).adding(last.monotonic).adding(last.boottime.negated)
  }
}

/// How far the clock is believed.
package enum ClockTrust: String, Hashable, Sendable, CaseIterable {
  /// Nothing lifts while the clock is not synchronised or its error is above the limit.
  case strict
  /// Lifts go on, with a warning; a forward step still blocks.
  case warn
  case off
}

/// Decides whether the clock may be believed for a lift. A value: samples go in, verdicts come out.
package struct ClockGate: Hashable, Sendable {
  package enum Block: Hashable, Sendable {
    case unsynchronised
    case error(Span, limit: Span)
    /// The clock was set forward by `step`; the release is due only because of it.
    case steppedForward(step: Span)
    /// The earliest time that it may truly be lies before the instant (`clock.commit_wait`).
    case uncertain(Span)

    package var sentence: String {
      switch self {
      case .unsynchronised:
        "the kernel says that its clock is not synchronised (clock.trust = \"strict\")"
      case .error(let error, let limit):
        "the clock may be wrong by \(error.rounded), more than the \(limit.rounded) of "
          + "clock.max_error"
      case .steppedForward(let step):
        "the clock was set forward by \(step.wholeSeconds) s and nothing has confirmed it since"
      case .uncertain(let error):
        "the clock may be ahead by \(error.rounded), which is waited for (clock.commit_wait)"
      }
    }
  }

  package var trust: ClockTrust
  package var maxError: Span
  /// Wait until the earliest possible true time has come to the instant.
  package var commitWait: Bool
  /// A step up to this size is taken as a correction.
  private static let tolerated = Span.seconds(1)
  /// What is not larger than this is no step and no sleep, but what it takes to read clocks.
  private static let noticed = Span.milliseconds(50)
  /// Changes are told at most this often, added up.
  private static let pause = Span.seconds(1)

  package private(set) var last: ClockSample?
  /// What the clock did since the machine came up, as far as it was looked at.
  package private(set) var memory = ClockMemory()
  /// At most one of each kind.
  private var untold: [ClockEvent] = []
  /// CLOCK_BOOTTIME when changes were last told.
  private var told: Span?

  package init(trust: ClockTrust, maxError: Span, commitWait: Bool = false) {
    (self.trust, self.maxError, self.commitWait) = (trust, maxError, commitWait)
  }

  /// Forward steps that nothing has confirmed, added up.
  package var unconfirmedStep: Span { memory.unconfirmedStep }

  /// Takes a sample; call it at each wake-up and after every clock change.
  package mutating func observe(_ sample: ClockSample) { take(sample, isStatement: true) }

  /// - Parameter isStatement: it is what the kernel says of its clock now.
  private mutating func take(_ sample: ClockSample, isStatement: Bool) {
    if let last {
      let (step, slept) = (sample.step(since: last), sample.slept(since: last))
      if slept > Self.noticed {
        memory.suspends += 1
        memory.lastSuspend = ClockMemory.Change(span: slept, at: sample.now)
        note(.suspended(slept, count: 1))
      }
      let isStep = step.magnitude > Self.noticed
      if isStep {
        memory.steps += 1
        memory.lastStep = ClockMemory.Change(span: step, at: sample.now)
        note(.stepped(step, count: 1, sample))
      }
      if step > Self.tolerated || isStep && unconfirmedStep > .zero { addUnconfirmed(step) }
      if isStatement, sample.synchronised, unconfirmedStep > .zero, !isStep {
        note(.confirmed(unconfirmedStep))
        memory.unconfirmedStep = .zero
      }
    }
    last = sample
  }

  /// A quick look, without asking the kernel how good its clock is: notices that it was set since
  /// the last sample, which takes away that it was synchronised. Returns what stands now.
  package mutating func look(now: Instant, boottime: Span, monotonic: Span) -> ClockSample {
    var sample = ClockSample(
      now: now, boottime: boottime, monotonic: monotonic,
      synchronised: last?.synchronised ?? false,
      maxError: last?.maxError ?? Span(nanoseconds: .max))
    guard let last else { return sample }
    let isSet = sample.step(since: last).magnitude > Self.noticed
    if isSet { sample.synchronised = false }
    if isSet || sample.slept(since: last) > Self.noticed {
      take(sample, isStatement: false)
    } else {
      self.last?.now = now
      self.last?.boottime = boottime
      self.last?.monotonic = monotonic
    }
    return sample
  }

  /// An operator says that the time is right, who was shown a step of this size; what was added to
  /// it since is not confirmed by that.
  package mutating func confirm(_ step: Span) {
    addUnconfirmed(step.negated)
  }

  /// What is left is nothing when it is no more than what clocks are read wrong by.
  private mutating func addUnconfirmed(_ step: Span) {
    let sum = unconfirmedStep.adding(step)
    memory.unconfirmedStep = sum > Self.noticed ? sum : .zero
  }

  /// Takes up what an earlier daemon kept in the same boot: what the clock is off by since then was
  /// a step.
  package mutating func takeUp(_ kept: KeptClock, at sample: ClockSample) {
    memory = kept.memory
    last = sample
    last?.now = Instant(nanoseconds: 0) + kept.offset + sample.boottime
    observe(sample)
  }

  /// What the next daemon must know; nil before the first sample.
  package func kept(boot: String) -> KeptClock? {
    last.map { last in
      let offset = (last.now - Instant(nanoseconds: 0)).adding(last.boottime.negated)
      return KeptClock(boot: boot, offset: offset, memory: memory)
    }
  }

  /// Changes since the last call, one of each kind, added up where there were several. None within
  /// a second of the last ones: a clock that is set all the time must not fill the ledger.
  ///
  /// - Parameter always: also within that second.
  package mutating func takeEvents(always: Bool = false) -> [ClockEvent] {
    guard !untold.isEmpty, let last else { return [] }
    if !always, let told, last.boottime < told.adding(Self.pause) { return [] }
    told = last.boottime
    defer { untold = [] }
    return untold
  }

  private mutating func note(_ event: ClockEvent) {
    for index in untold.indices {
      if let sum = untold[index].adding(event) {
        untold[index] = sum
        return
      }
    }
    untold.append(event)
  }

  /// Why a release that is due at `due` may not go out now; nil: it may, as far as the clock goes.
  package func block(due: Instant) -> Block? {
    guard trust != .off, let last else { return nil }
    if unconfirmedStep > .zero, last.now - unconfirmedStep < due {
      return .steppedForward(step: unconfirmedStep)
    }
    if trust == .strict, !last.synchronised { return .unsynchronised }
    if trust == .strict, last.maxError > maxError { return .error(last.maxError, limit: maxError) }
    return commitWait && last.now >= due && last.now - last.maxError < due
      ? .uncertain(last.maxError) : nil
  }

  /// How long what is due at `due` and blocked may wait for the next look at it.
  package func patience(due: Instant) -> Span {
    guard case .uncertain(let error)? = block(due: due), let last else {
      return Self.longestPatience
    }
    return max(.zero, min(due + error - last.now, Self.longestPatience))
  }

  private static let longestPatience = Span.milliseconds(250)
}

extension Span {
  /// Rounded.
  fileprivate var wholeSeconds: Int64 { adding(.milliseconds(500)).nanoseconds / 1_000_000_000 }

  fileprivate var negated: Span { Span(nanoseconds: -nanoseconds) }
  fileprivate var magnitude: Span { max(self, negated) }

  /// Stops at the ends of the range.
  func adding(_ other: Span) -> Span {
    let (sum, overflow) = nanoseconds.addingReportingOverflow(other.nanoseconds)
    return Span(nanoseconds: overflow ? (other < .zero ? .min : .max) : sum)
  }

  /// In milliseconds below a second, else in tenths of seconds.
  fileprivate var rounded: String {
    let milliseconds = nanoseconds / 1_000_000
    return milliseconds < 1000
      ? "\(milliseconds) ms" : "\(milliseconds / 1000).\(milliseconds / 100 % 10) s"
  }
}
