internal import CLinux

/// The clocks of this machine, in nanoseconds.
package enum WallClock {
  /// CLOCK_REALTIME: since 1970-01-01T00:00:00Z, leap seconds not counted. It may be set both ways.
  package static func now() -> Int64 { clinux_clock_realtime() }

  /// CLOCK_MONOTONIC: since some start; never set, stands still while the machine sleeps.
  package static func monotonic() -> Int64 { clinux_clock_monotonic() }

  /// CLOCK_BOOTTIME: since the boot; never set, runs while the machine sleeps.
  ///
  /// `now() - boottime()` changes only when the wall clock is set: slewing changes the pace of all
  /// three clocks alike.
  package static func boottime() -> Int64 { clinux_clock_boottime() }

  /// Three clocks as they stand together, read within 1 ms of one another. Where the thread is
  /// stopped between each two of them, four times in a row, as they came.
  package static func together() -> (now: Int64, monotonic: Int64, boottime: Int64) {
    var attempts = 1
    var (start, clocks) = (boottime(), (now(), monotonic()))
    while boottime() - start > 1_000_000, attempts < 4 {
      attempts += 1
      (start, clocks) = (boottime(), (now(), monotonic()))
    }
    return (clocks.0, clocks.1, start)
  }

  /// CLOCK_THREAD_CPUTIME_ID: how long the calling thread has run; stands still while it waits.
  package static func threadTime() -> Int64 { clinux_clock_thread() }
}
