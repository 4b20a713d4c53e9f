/// A deliberate mistake in the simulated edges, at least one for each promise that the simulation
/// guards: a check that no fault can break checks nothing.
package enum PlantedFault: String, CaseIterable, Sendable {
  /// Promise 1: lifts happen two seconds before their instant and outputs do not look.
  case earlyLift = "early-lift"
  /// Promise 1: nothing looks whether the clock may be believed.
  case believedClock = "believed-clock"
  /// Promise 3: what was prepared goes out although the release was changed since.
  case staleBytes = "stale-bytes"
  /// Promise 3: the configuration is another one, and approvals stand as if it were not.
  case approvalForgotten = "approval-forgotten"
  /// Promise 4: a commit is acknowledged before it is durable.
  case lostCommit = "lost-commit"
  /// Promise 4: a publication is reported before its directory is synced.
  case unsynced = "unsynced"
  /// Promise 5: the lifter loses releases and nobody is told.
  case silentLoss = "silent-loss"
  /// Promise 6: each attempt gets an id of its own.
  case freshKeys = "fresh-keys"
  /// Promise 6: a name that exists is no reason not to publish.
  case twice = "twice"
  /// Promise 7: some changes of state are written without their records.
  case unrecordedChange = "unrecorded-change"

  /// The promise of the design that it breaks.
  package var promise: Int {
    switch self {
    case .earlyLift, .believedClock: 1
    case .staleBytes, .approvalForgotten: 3
    case .lostCommit, .unsynced: 4
    case .silentLoss: 5
    case .freshKeys, .twice: 6
    case .unrecordedChange: 7
    }
  }
}

/// A promise that did not hold, where it was seen.
package struct Violation: Hashable, Sendable, CustomStringConvertible {
  package var promise: Int
  package var detail: String

  package var description: String { "promise \(promise): \(detail)" }
}
