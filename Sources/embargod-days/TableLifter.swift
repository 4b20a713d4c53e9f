import EmbargoCore
import EmbargoDaemon
import EmbargoOutputs
import EmbargoTime
import Synchronization

/// A clock that stands still until it is set.
final class SetClock: Sendable {
  private let time: Mutex<Instant>

  init(_ now: Instant) { time = Mutex(now) }

  var now: Instant {
    get { time.withLock(\.self) }
    set { time.withLock { $0 = newValue } }
  }

  var read: ReadClock { { [self] in now } }
}

/// The lift thread without a thread: it publishes when it is told that time has come.
final class TableLifter: Lifter, Dispatcher {
  private let clock: SetClock
  private let start: Instant
  private var table = ArmedTable()
  private(set) var gate = ClockGate(trust: .strict, maxError: .seconds(2))

  init(clock: SetClock) {
    (self.clock, start) = (clock, clock.now)
    gate.observe(sample)
  }

  /// Releases that are ready to go out.
  var armed: Int { table.count }

  /// The nearest instant at which something is to be published.
  var next: Instant? { table.next }

  private var sample: ClockSample {
    let elapsed = clock.now - start
    return ClockSample(
      now: clock.now, boottime: elapsed, monotonic: elapsed, synchronised: true,
      maxError: .milliseconds(20))
  }

  func arm(_ armed: ArmedRelease) { table.arm(armed) }
  func disarm(_ id: ReleaseID) -> Bool { table.disarm(id) }
  func settle(_ id: ReleaseID) { table.settle(id) }
  func setPaused(_ paused: Bool) { table.isPaused = paused }
  var goingOut: Int { table.goingOut }
  func clockBlock(due: Instant) -> ClockGate.Block? { gate.block(due: due) }
  func confirmClock(_ step: Span) { gate.confirm(step) }

  /// Publishes what is due, and syncs the folders once; nil: nothing is.
  func fire() -> [LiftReport]? {
    let sample = sample
    gate.observe(sample)
    let gate = gate
    let due = table.takeDue(sample.now) { gate.block(due: $0) != nil }
    guard !due.isEmpty else { return nil }
    let round = PublishingRound()
    let reports = due.map { release in
      LiftReport(
        id: release.id, began: sample.now,
        outcomes: release.works.compactMap { work in
          guard case .publish(let prepared) = work.kind else { return nil }
          return prepared.publish(notBefore: release.due, clock: clock.read, in: round)
        }, dispatched: [], clock: sample)
    }
    do throws(OutputError) { try round.sync() } catch {
      preconditionFailure("the folders of the run cannot be synced: \(error)")
    }
    return reports
  }

  /// What is late or tried again; there is none in this run.
  func dispatch(_ work: Work) {
    preconditionFailure("an attempt at \(work.output) was not ready at its instant")
  }

  /// No endpoint has a part in this run.
  func awaitReturn(of output: any RemoteOutput) {
    preconditionFailure("nobody can be away at \(output.name)")
  }

  func forgetReturns() {}
}
