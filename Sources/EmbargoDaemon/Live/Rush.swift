import Dispatch
import Synchronization

/// Many requests of one moment, for which others make way.
///
/// What has yet to be written about a burst would take half of a small machine from its requests;
/// it waits until they have been answered, and never longer than `patience`: an endpoint that hangs
/// holds up nothing.
package final class Rush: Sendable {
  private struct State {
    var open = 0
    var end = DispatchTime(uptimeNanoseconds: 0)
  }

  /// After the latest burst.
  private static let patience = DispatchTimeInterval.milliseconds(100)

  private let state = Mutex(State())
  private let isOver = DispatchSemaphore(value: 0)

  package init() {}

  func begin(_ requests: Int) {
    state.withLock { $0 = State(open: $0.open + requests, end: .now() + Self.patience) }
  }

  /// One of the requests has been answered, or has failed.
  func answered() {
    let isLast = state.withLock { state in
      state.open -= 1
      return state.open == 0
    }
    if isLast { isOver.signal() }
  }

  /// Returns when all requests have been answered, or their time is over; at once without a burst.
  package func makeWay() {
    while true {
      let (open, end) = state.withLock { ($0.open, $0.end) }
      guard open > 0, .now() < end else { return }
      _ = isOver.wait(timeout: end)
    }
  }
}
