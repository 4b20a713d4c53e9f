package import EmbargoCore
import EmbargoOutputs
package import EmbargoTime
import Synchronization

/// What the engine has done since the start of the daemon, in numbers that other threads may read
/// at any moment, however long the engine takes. Nothing in it names or counts what is sealed.
package final class Tally: Sendable {
  package struct Numbers: Hashable, Sendable {
    /// Of what has gone out; an output stands in it from its first attempt on.
    package var outputs: [OutputName: OutputNumbers] = [:]
    package var suspended: Set<OutputName> = []
    package var isFrozen = false
    /// The ledger has no room: nothing is accepted and nothing lifts.
    package var isLedgerFull = false
    /// When the engine last finished a pass over the queue; nil: not yet.
    package var lastPass: Instant?
  }

  package struct OutputNumbers: Hashable, Sendable {
    /// Attempts that arrived, that failed and are tried again, and that failed for good.
    package var delivered: Int64 = 0
    package var retrying: Int64 = 0
    package var failed: Int64 = 0
    /// Of what arrived.
    package var lateness = LatenessHistogram()
  }

  private let state = Mutex(Numbers())

  package init() {}

  package var numbers: Numbers { state.withLock(\.self) }

  /// One attempt has ended; `state` is what its delivery is in now.
  func note(_ state: DeliveryState?, at output: OutputName) {
    self.state.withLock { numbers in
      switch state {
      case .delivered(let delivered):
        numbers.outputs[output, default: OutputNumbers()].delivered += 1
        numbers.outputs[output]?.lateness.add(delivered.lateness)
      case .failed: numbers.outputs[output, default: OutputNumbers()].failed += 1
      default: numbers.outputs[output, default: OutputNumbers()].retrying += 1
      }
    }
  }

  func notePass(
    at now: Instant, suspended: Set<OutputName>, isFrozen: Bool, isLedgerFull: Bool
  ) {
    state.withLock { numbers in
      (numbers.lastPass, numbers.suspended) = (now, suspended)
      (numbers.isFrozen, numbers.isLedgerFull) = (isFrozen, isLedgerFull)
    }
  }
}

/// How late deliveries arrived, counted by how much at most.
package struct LatenessHistogram: Hashable, Sendable {
  /// The upper bounds of the buckets, smallest first; one without a bound follows them.
  package static let bounds: [Span] = [
    Span(nanoseconds: 100_000), Span(nanoseconds: 500_000), .milliseconds(1), .milliseconds(5),
    .milliseconds(10), .milliseconds(50), .milliseconds(100), .milliseconds(500), .seconds(1),
    .seconds(5), .seconds(15), .minutes(1), .minutes(5), .minutes(15), .hours(1),
  ]

  /// Of each bucket alone, and last of what is later than all bounds.
  package private(set) var counts = [Int64](repeating: 0, count: bounds.count + 1)
  package private(set) var sum = Span.zero

  package init() {}

  package mutating func add(_ lateness: Span) {
    counts[Self.bounds.firstIndex { lateness <= $0 } ?? Self.bounds.count] += 1
    sum = sum.adding(lateness)
  }
}
