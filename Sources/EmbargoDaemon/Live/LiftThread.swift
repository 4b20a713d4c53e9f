package import EmbargoCore
import EmbargoOutputs
package import EmbargoSystem
package import EmbargoTime
import Synchronization

/// The thread that publishes: it waits for the nearest instant on the wall clock, makes the links
/// of everything that is due itself, and hands the rest to the dispatcher.
///
/// Arming and disarming come from the engine's thread; the lock is held only to change the table,
/// never while something is published.
package final class LiftThread: Lifter, Sendable {
  private struct State {
    var table = ArmedTable()
    var gate: ClockGate
    /// While something that is due is blocked: how long it may wait for the next look.
    var patience: Span?
    var isStopped = false
  }

  private let state: Mutex<State>
  private let timer: WallTimer
  private let dispatch: @Sendable (Work) -> Void
  private let report: @Sendable ([LiftReport]) -> Void
  private let fail: @Sendable (SystemError) -> Void
  private let thread = Mutex<SystemThread?>(nil)

  /// How long before an instant sleeping ends and the clock is read in a loop: a wake-up takes 50
  /// to 60 µs, and more on a busy machine.
  private static let spin: Int64 = 300_000

  /// - Parameter dispatch: takes attempts that may take long.
  /// - Parameter report: takes what was published, all that was due at once in one call.
  /// - Parameter fail: the timer can no longer be waited for; the daemon must be started again.
  package init(
    gate: ClockGate, dispatch: @escaping @Sendable (Work) -> Void,
    report: @escaping @Sendable ([LiftReport]) -> Void,
    fail: @escaping @Sendable (SystemError) -> Void
  ) throws(SystemError) {
    state = Mutex(State(gate: gate))
    timer = try WallTimer()
    (self.dispatch, self.report, self.fail) = (dispatch, report, fail)
  }

  /// Starts the thread; once.
  package func start() throws(SystemError) {
    let thread = try SystemThread(name: "lift", priority: 10) { self.run() }
    self.thread.withLock { $0 = thread }
  }

  /// Ends the thread after what it is publishing.
  package func stop() throws(SystemError) {
    state.withLock { $0.isStopped = true }
    timer.wake()
    try thread.withLock(\.self)?.join()
  }

  /// Why the thread runs without real-time priority; nil: it has it.
  package var priorityRefusal: SystemError? { thread.withLock { $0?.priorityRefusal } }

  /// The clock's verdict at this moment, for status.
  package var gate: ClockGate { state.withLock(\.gate) }

  package func setGate(trust: ClockTrust, maxError: Span, commitWait: Bool) {
    state.withLock {
      ($0.gate.trust, $0.gate.maxError, $0.gate.commitWait) = (trust, maxError, commitWait)
    }
    timer.wake()
  }

  package func arm(_ armed: ArmedRelease) {
    state.withLock { $0.table.arm(armed) }
    timer.wake()
  }

  package func disarm(_ id: ReleaseID) -> Bool { state.withLock { $0.table.disarm(id) } }

  package func settle(_ id: ReleaseID) { state.withLock { $0.table.settle(id) } }

  package func setPaused(_ paused: Bool) {
    state.withLock { $0.table.isPaused = paused }
    timer.wake()
  }

  package func clockBlock(due: Instant) -> ClockGate.Block? {
    state.withLock { state in
      // A clock that was set a moment ago must not be believed because nobody has looked since.
      state.gate.observe(.take())
      return state.gate.block(due: due)
    }
  }

  private func run() {
    while true {
      let (next, patience, isStopped) = state.withLock { state in
        let next =
          state.patience == nil ? state.table.next : state.table.next(after: .readWallClock())
        return (next, state.patience, state.isStopped)
      }
      if isStopped { return }
      do {
        _ = try timer.wait(
          until: next?.nanoseconds, atMost: patience?.nanoseconds ?? 1_000_000_000,
          spin: Self.spin)
      } catch {
        return fail(error)
      }
      liftDue()
    }
  }

  private func liftDue() {
    let (sample, due) = state.withLock { state in
      let sample = ClockSample.take()
      state.gate.observe(sample)
      let gate = state.gate
      let due = state.table.takeDue(sample.now) { gate.block(due: $0) != nil }
      state.patience = state.table.next.flatMap { next in
        next <= sample.now ? gate.patience(due: next) : nil
      }
      return (sample, due)
    }
    guard !due.isEmpty else { return }
    for release in due {
      for work in release.works where !work.isQuick { dispatch(work) }
    }
    var reports = due.map { Self.publish($0, sample: sample) }
    let published = due.flatMap { $0.works.compactMap(\.prepared) }
    do throws(OutputError) {
      try syncTogether(published)
    } catch {
      // What is there is found again by the next attempt; until then nobody may rely on it.
      for index in reports.indices { reports[index].doubt(error) }
    }
    report(reports)
  }

  /// Makes the links of one release; their directories are synced once for all that was due.
  private static func publish(_ release: ArmedRelease, sample: ClockSample) -> LiftReport {
    let outcomes = release.works.compactMap { work in
      work.prepared?.publishUnsynced(notBefore: release.due, clock: Instant.readWallClock)
    }
    return LiftReport(
      id: release.id, began: sample.now, outcomes: outcomes,
      dispatched: release.works.filter { !$0.isQuick }.map(\.output), clock: sample)
  }
}

extension Work {
  /// What the lift thread publishes itself.
  fileprivate var prepared: (any Prepared)? {
    if case .publish(let prepared) = kind, prepared.isStaged { prepared } else { nil }
  }
}

extension LiftReport {
  /// Names that were made and may not survive a power loss are failures to be tried again.
  fileprivate mutating func doubt(_ error: OutputError) {
    for index in outcomes.indices {
      if case .delivered = outcomes[index].result {
        outcomes[index].result = .failed(
          error: "published, but not durable: \(error)", ambiguous: true, retryAfter: nil)
      }
    }
  }
}

extension Instant {
  /// CLOCK_REALTIME.
  @Sendable package static func readWallClock() -> Instant {
    Instant(nanoseconds: WallClock.now())
  }
}

extension ClockSample {
  /// What the kernel says now.
  package static func take() -> ClockSample {
    let state = ClockState.sample()
    return ClockSample(
      now: .readWallClock(), boottime: Span(nanoseconds: WallClock.boottime()),
      synchronised: state.isSynchronised,
      maxError: Span(nanoseconds: state.maximumErrorNanoseconds))
  }
}
