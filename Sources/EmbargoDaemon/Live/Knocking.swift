package import EmbargoCore
package import EmbargoOutputs
package import NIOCore
package import NIOPosix
import Synchronization

/// Looks for outputs at which nobody could be reached, until somebody is there: often in the first
/// moments, as an endpoint that is started again is away for seconds, and seldom later.
///
/// At most one knock at a time for each output, and at most so many as `pauses` has.
package final class Knocking: Sendable {
  /// Before each knock. Four a second for half a minute, one a second for five minutes, and then
  /// every 5 s for an hour.
  package static let pauses: [TimeAmount] =
    Array(repeating: .milliseconds(250), count: 120)
    + Array(repeating: .seconds(1), count: 300)
    + Array(repeating: .seconds(5), count: 720)

  private struct State {
    var sought: Set<OutputName> = []
    /// Outputs of an earlier round are looked for no more.
    var round = 0
    var isStopped = false
  }

  private let clock: ReadClock
  private let loops: MultiThreadedEventLoopGroup
  private let pauses: [TimeAmount]
  private let returned: @Sendable (OutputName) -> Void
  private let state = Mutex(State())

  /// - Parameter returned: is told, on any thread, when somebody was reached.
  package init(
    clock: @escaping ReadClock, loops: MultiThreadedEventLoopGroup = .singleton,
    pauses: [TimeAmount] = Knocking.pauses, returned: @escaping @Sendable (OutputName) -> Void
  ) {
    (self.clock, self.loops, self.pauses, self.returned) = (clock, loops, pauses, returned)
  }

  /// Begins to look for an output, unless that is being done.
  package func begin(at output: any RemoteOutput) {
    let round = state.withLock { state in
      !state.isStopped && state.sought.insert(output.name).inserted ? state.round : nil
    }
    if let round { knock(at: output, in: round, pauses[...]) }
  }

  /// Looks for none of them any more: they may have another address now. One that answers
  /// nevertheless is not listened to.
  package func forget() {
    state.withLock { state in
      state.sought = []
      state.round += 1
    }
  }

  /// The same, for good.
  package func stop() {
    state.withLock { $0.isStopped = true }
    forget()
  }

  private func knock(
    at output: any RemoteOutput, in round: Int, _ pauses: ArraySlice<TimeAmount>
  ) {
    guard let pause = pauses.first else {
      _ = end(at: output.name, in: round)
      return
    }
    loops.any().scheduleTask(in: pause) { [self] in
      guard state.withLock({ $0.round == round }) else { return }
      output.knock(clock: clock) { [self] isThere in
        guard isThere else { return knock(at: output, in: round, pauses.dropFirst()) }
        if end(at: output.name, in: round) { returned(output.name) }
      }
    }
  }

  /// Whether it was still looked for.
  private func end(at output: OutputName, in round: Int) -> Bool {
    state.withLock { $0.round == round && $0.sought.remove(output) != nil }
  }
}
