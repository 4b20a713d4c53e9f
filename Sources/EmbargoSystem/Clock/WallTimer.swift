internal import CLinux

/// Why `WallTimer.wait` returned.
package enum WakeReason: Hashable, Sendable {
  /// The wall clock has come to the deadline.
  case reached
  /// Somebody called `wake`.
  case woken
  /// The wall clock was set since the last wait (also by nothing at all, and on resume).
  case clockSet
  /// The longest wait is over and the deadline has not come.
  case timedOut
}

/// Waits for instants of the wall clock: a timerfd on CLOCK_REALTIME that notices when the clock
/// is set, and an eventfd to end the wait from elsewhere.
///
/// One thread waits at a time; any thread may wake it.
package final class WallTimer: Sendable {
  /// Far beyond every deadline, so that setting the clock is noticed without one (the year 2261).
  private static let never: Int64 = 9_200_000_000_000_000_000

  private let timer: Descriptor
  private let signal: WakeSignal

  package init() throws(SystemError) {
    timer = Descriptor(owning: try check(clinux_timer_create(), "create", "a timer"))
    signal = try WakeSignal()
  }

  /// Ends the current wait, or the next one when nobody waits; several calls may count as one.
  package func wake() { signal.signal() }

  /// Waits until the wall clock comes to the deadline, or something else happens.
  ///
  /// `.clockSet` comes before `.reached`: a deadline that has come only because the clock was set
  /// is told apart by looking at the clock's offset first. `.reached` comes before `.woken`, so
  /// that no stream of wakes delays a deadline; the wake is kept for the next wait.
  /// - Parameter deadline: nanoseconds since 1970; nil waits for the other reasons only.
  /// - Parameter longest: nanoseconds of CLOCK_MONOTONIC; below zero counts as zero.
  /// - Parameter spin: how long before the deadline sleeping ends and reading the clock in a loop
  ///   begins, in nanoseconds: 300 000 makes up for the time that a wake-up takes.
  package func wait(
    until deadline: Int64?, atMost longest: Int64, spin: Int64 = 0
  ) throws(SystemError) -> WakeReason {
    let end = saturatingSum(WallClock.monotonic(), max(0, longest))
    while true {
      if try arm(before: deadline, by: spin) { return .clockSet }
      if let deadline {
        spinUntil(deadline, near: spin, end: end)
        if WallClock.now() >= deadline { return try readTimer() ? .clockSet : .reached }
      }
      let left = max(0, end - WallClock.monotonic())
      let ready = try check(
        clinux_wait_readable(timer.number, signal.descriptor.number, left), "wait for", "a timer")
      if ready & 1 != 0, try readTimer() { return .clockSet }
      if let deadline, WallClock.now() >= deadline { continue }
      if ready & 2 != 0, try signal.take() { return .woken }
      if WallClock.monotonic() >= end { return .timedOut }
    }
  }

  /// Whether the clock was set before it was armed.
  private func arm(before deadline: Int64?, by spin: Int64) throws(SystemError) -> Bool {
    let instant = deadline.map { min(max(1, saturatingSum($0, -max(0, spin))), Self.never) }
    let result = clinux_timer_arm(timer.number, instant ?? Self.never)
    if result == -Errno.cancelled { return true }
    _ = try check(result, "arm", "a timer")
    return false
  }

  /// Whether the clock was set; otherwise takes the expiry, if there is one, off the timer.
  private func readTimer() throws(SystemError) -> Bool {
    let result = clinux_timer_read(timer.number)
    if result == -Errno.cancelled { return true }
    _ = try check(result, "read", "a timer")
    return false
  }

  /// Reads the clock until the deadline, if that is near; a clock that is set back ends it as well.
  private func spinUntil(_ deadline: Int64, near spin: Int64, end: Int64) {
    guard spin > 0, saturatingSum(WallClock.now(), spin) >= deadline else { return }
    let latest = min(end, saturatingSum(WallClock.monotonic(), spin))
    while WallClock.now() < deadline, WallClock.monotonic() < latest {}
  }
}

/// The sum, stopped at the ends of the range.
func saturatingSum(_ left: Int64, _ right: Int64) -> Int64 {
  let (sum, overflow) = left.addingReportingOverflow(right)
  return overflow ? (right < 0 ? .min : .max) : sum
}
