internal import CLinux

/// What the kernel says about the trust that the wall clock deserves (adjtimex(2)).
package struct ClockState: Hashable, Sendable {
  /// Why the clock does not count as synchronised.
  package enum Doubt: Hashable, Sendable {
    /// The kernel did not answer: a filter or a hardened service forbids adjtimex (EPERM), or
    /// another errno.
    case unreadable(code: Int32)
    /// STA_UNSYNC is set. chronyd without `rtcsync` never clears it, however good the clock is.
    case unsynchronised
    /// The call returned TIME_ERROR without STA_UNSYNC.
    case timeError
  }

  /// nil when the clock is synchronised.
  package let doubt: Doubt?
  /// The bound on the error that whoever disciplines the clock gave; grows by 500 ppm between
  /// updates up to 16 s. `Int64.max` when unreadable.
  package let maximumErrorNanoseconds: Int64
  /// `Int64.max` when unreadable.
  package let estimatedErrorNanoseconds: Int64
  /// The STA_* bits; 0 when unreadable.
  package let statusBits: Int32

  package init(
    doubt: Doubt?, maximumErrorNanoseconds: Int64, estimatedErrorNanoseconds: Int64,
    statusBits: Int32
  ) {
    self.doubt = doubt
    self.maximumErrorNanoseconds = maximumErrorNanoseconds
    self.estimatedErrorNanoseconds = estimatedErrorNanoseconds
    self.statusBits = statusBits
  }

  package var isSynchronised: Bool { doubt == nil }

  /// Asks the kernel; changes nothing and needs no privilege.
  package static func sample() -> ClockState {
    var found = clinux_clock_state()
    let result = clinux_clock_state(&found)
    guard result >= 0 else {
      return ClockState(
        doubt: .unreadable(code: -result), maximumErrorNanoseconds: .max,
        estimatedErrorNanoseconds: .max, statusBits: 0)
    }
    let doubt: Doubt? =
      found.is_unsynchronised != 0 ? .unsynchronised : found.is_in_error != 0 ? .timeError : nil
    return ClockState(
      doubt: doubt, maximumErrorNanoseconds: nanoseconds(microseconds: found.maximum_error),
      estimatedErrorNanoseconds: nanoseconds(microseconds: found.estimated_error),
      statusBits: found.status)
  }
}

private func nanoseconds(microseconds: Int64) -> Int64 {
  let (product, overflow) = microseconds.multipliedReportingOverflow(by: 1000)
  return overflow ? .max : product
}
