internal import CLinux

/// The clocks of this machine, in nanoseconds.
package enum WallClock {
  /// CLOCK_REALTIME: since 1970-01-01T00:00:00Z, leap seconds not counted. It may be set both ways.
  package static func now() -> Int64 { clinux_clock_realtime() }

  /// CLOCK_MONOTONIC: since some start; never set, stands still while the machine sleeps.
  package static func monotonic() -> Int64 { clinux_clock_monotonic() }

  /// CLOCK_BOOTTIME: since the boot; never set, runs while the machine sleeps.
  ///
  /// `now() - boottime()` changes only when the wall clock is set or slewed.
  package static func boottime() -> Int64 { clinux_clock_boottime() }

  /// CLOCK_THREAD_CPUTIME_ID: how long the calling thread has run; stands still while it waits.
  package static func threadTime() -> Int64 { clinux_clock_thread() }
}
