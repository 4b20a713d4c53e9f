import EmbargoOutputs
import EmbargoTime
import Synchronization

/// A clock that stands where it was put, or that gives a list of readings one after the other and
/// then stays at the last.
final class TestClock: Sendable {
  private let readings: Mutex<[Instant]>

  init(_ readings: Instant...) { self.readings = Mutex(readings) }

  var read: ReadClock {
    { [self] in
      readings.withLock { $0.count > 1 ? $0.removeFirst() : $0[0] }
    }
  }

  /// A clock that moves on by one millisecond at each look.
  static func ticking(from start: Instant) -> ReadClock {
    let next = Mutex(start)
    return {
      next.withLock { next in
        next = next + .milliseconds(1)
        return next
      }
    }
  }
}
