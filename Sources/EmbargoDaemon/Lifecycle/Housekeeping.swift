import EmbargoCore
import EmbargoOutputs
package import EmbargoSystem
package import EmbargoTime
import Synchronization

/// What has to be looked at now and then, on a thread of its own: the zone files, the outputs'
/// health, the watchdog of the service manager.
package final class Housekeeping: Sendable {
  private let timer: WallTimer
  private let rounds: [Round]
  private let isStopped = Mutex(false)
  private let thread = Mutex<SystemThread?>(nil)

  /// Something that is done at intervals; the first time at once, then at the multiples of its
  /// interval, where several share a wake-up: that costs more than what most of them do.
  package struct Round: Sendable {
    /// Asked anew whenever any of them is done.
    package var every: @Sendable () -> Span
    package var work: @Sendable () -> Void

    package init(
      every: @autoclosure @escaping @Sendable () -> Span, work: @escaping @Sendable () -> Void
    ) {
      (self.every, self.work) = (every, work)
    }

    /// When it is due, in nanoseconds of the monotonic clock, having been done then.
    package func turn(after last: Int64) -> Int64 {
      let every = every().nanoseconds
      return (last / every + 1) * every
    }
  }

  package init(_ rounds: [Round]) throws(SystemError) {
    self.rounds = rounds
    timer = try WallTimer()
  }

  package func start() throws(SystemError) {
    let thread = try SystemThread(name: "housekeeping") { self.run() }
    self.thread.withLock { $0 = thread }
  }

  package func stop() throws(SystemError) {
    isStopped.withLock { $0 = true }
    timer.wake()
    try thread.withLock(\.self)?.join()
  }

  private func run() {
    // When each was done last: not yet.
    var last = rounds.map { _ in Int64.min / 2 }
    while !isStopped.withLock(\.self) {
      let now = WallClock.monotonic()
      for (index, round) in rounds.enumerated() where round.turn(after: last[index]) <= now {
        round.work()
        last[index] = now
      }
      let next = zip(rounds, last).map { $0.turn(after: $1) }.min() ?? now + 1_000_000_000
      do {
        _ = try timer.wait(until: nil, atMost: max(10_000_000, next - WallClock.monotonic()))
      } catch {
        return StandardError.report("housekeeping ends: \(error)")
      }
    }
  }
}

extension StandardError {
  fileprivate static func report(_ text: String) { write("error: \(text)\n") }
}
