package import EmbargoTime

/// The clock as the kernel states it, what it did since the machine came up, and what follows from
/// that.
package struct ClockReply: Codable, Hashable, Sendable {
  /// `strict`, `warn` or `off`, as configured.
  package var trust: String
  package var synchronised: Bool
  /// The kernel's maximum error; null where it states none.
  @OrNull package var maxErrorNS: Int64?
  /// Why nothing is lifted; null when the clock blocks nothing.
  @OrNull package var blocked: String?
  /// By how much it was set forward without anybody confirming that; 0 when there is nothing to
  /// confirm.
  package var unconfirmedStepNS: Int64
  /// How often it was set, in either direction.
  package var steps: Int
  @OrNull package var lastStep: ClockChange?
  /// How often the machine slept.
  package var suspends: Int
  @OrNull package var lastSuspend: ClockChange?

  private enum CodingKeys: String, CodingKey {
    case trust, synchronised, blocked, steps, suspends
    case maxErrorNS = "max_error_ns"
    case unconfirmedStepNS = "unconfirmed_step_ns"
    case lastStep = "last_step"
    case lastSuspend = "last_suspend"
  }

  package init(
    trust: String, synchronised: Bool, maxErrorNS: Int64?, blocked: String?,
    unconfirmedStepNS: Int64 = 0, steps: Int = 0, lastStep: ClockChange? = nil, suspends: Int = 0,
    lastSuspend: ClockChange? = nil
  ) {
    (self.trust, self.synchronised) = (trust, synchronised)
    (self.maxErrorNS, self.blocked) = (maxErrorNS, blocked)
    self.unconfirmedStepNS = unconfirmedStepNS
    (self.steps, self.lastStep) = (steps, lastStep)
    (self.suspends, self.lastSuspend) = (suspends, lastSuspend)
  }
}

/// A step of the clock, or a sleep of the machine.
package struct ClockChange: Codable, Hashable, Sendable {
  /// How far or how long; a step back is negative.
  package var spanNS: Int64
  /// When it was noticed, by the clock as it was then.
  package var at: Instant

  private enum CodingKeys: String, CodingKey {
    case at
    case spanNS = "span_ns"
  }

  package init(spanNS: Int64, at: Instant) { (self.spanNS, self.at) = (spanNS, at) }
}
