package import EmbargoTime

/// What the kernel says of its clock at one moment.
package struct ClockSample: Hashable, Sendable {
  package var now: Instant
  /// CLOCK_BOOTTIME: runs on in suspend, and is never set.
  package var boottime: Span
  package var synchronised: Bool
  /// The kernel's bound on its error (`adjtimex`).
  package var maxError: Span

  package init(now: Instant, boottime: Span, synchronised: Bool, maxError: Span) {
    (self.now, self.boottime) = (now, boottime)
    (self.synchronised, self.maxError) = (synchronised, maxError)
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
        "the clock was set forward by \(step.nanoseconds / 1_000_000_000) s and nothing has "
          + "confirmed it since"
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
  /// A step below this size is the clock's own creeping, and is not counted. In nanoseconds.
  private static let noticed: Int64 = 50_000_000

  private var last: ClockSample?
  /// Forward steps that nothing has confirmed, added up.
  package private(set) var unconfirmedStep = Span.zero
  /// Steps of either direction seen since the start, for status and records.
  package private(set) var steps = 0

  package init(trust: ClockTrust, maxError: Span, commitWait: Bool = false) {
    (self.trust, self.maxError, self.commitWait) = (trust, maxError, commitWait)
  }

  /// Takes a sample; call it at least once a second and after every clock change.
  package mutating func observe(_ sample: ClockSample) {
    if let last {
      let step =
        (sample.now - last.now).nanoseconds
        - (sample.boottime.nanoseconds - last.boottime.nanoseconds)
      if step.magnitude > Self.noticed { steps += 1 }
      if step > Self.tolerated.nanoseconds || unconfirmedStep > .zero && step != 0 {
        unconfirmedStep = max(.zero, Span(nanoseconds: unconfirmedStep.nanoseconds + step))
      }
      if sample.synchronised, unconfirmedStep > .zero, step.magnitude < Self.noticed { confirm() }
    }
    last = sample
  }

  /// A quick look, without asking the kernel how good its clock is: notices that it was set since
  /// the last sample. Returns what stands now.
  package mutating func look(now: Instant, boottime: Span) -> ClockSample {
    let sample = ClockSample(
      now: now, boottime: boottime, synchronised: last?.synchronised ?? false,
      maxError: last?.maxError ?? Span(nanoseconds: .max))
    guard let last else { return sample }
    let step = (now - last.now).nanoseconds - (boottime.nanoseconds - last.boottime.nanoseconds)
    if step.magnitude > Self.noticed {
      observe(sample)
    } else {
      self.last?.now = now
      self.last?.boottime = boottime
    }
    return sample
  }

  /// An operator, or a clock that is synchronised again, says that the time is right.
  package mutating func confirm() { unconfirmedStep = .zero }

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
  /// In milliseconds below a second, else in tenths of seconds.
  fileprivate var rounded: String {
    let milliseconds = nanoseconds / 1_000_000
    return milliseconds < 1000
      ? "\(milliseconds) ms" : "\(milliseconds / 1000).\(milliseconds / 100 % 10) s"
  }
}
