package import EmbargoCore
package import EmbargoOutputs
package import EmbargoSystem
package import EmbargoTime
import Synchronization

/// The thread that publishes: it waits for the nearest instant on the wall clock, makes the links
/// of everything that is due itself, and hands the rest to the dispatcher.
///
/// Arming and disarming come from the engine's thread; the lock is held only to change the table,
/// never while something is published. What it has published goes to a thread beside it, which
/// waits for the disk and reports.
package final class LiftThread: Lifter, Sendable {
  private struct State {
    var table = ArmedTable()
    var gate: ClockGate
    /// While something that is due is blocked: how long it may wait for the next look.
    var patience: Span?
    /// What the thread waits for; nil: nothing in particular.
    var awaited: Instant?
    var isStopped = false
  }

  private let state: Mutex<State>
  private let timer: WallTimer
  private let dispatch: @Sendable ([Work]) -> Void
  private let beside: SyncThread
  private let clockChanged: @Sendable ([ClockEvent]) -> Void
  private let fail: @Sendable (SystemError) -> Void
  private let thread = Mutex<SystemThread?>(nil)

  /// How far what is published at one instant has come.
  package enum Progress: Sendable {
    /// More of it follows; names may not be durable yet.
    case published
    /// That was all.
    ///
    /// - doubt: why names may not survive a power loss; nil: they do.
    case all(doubt: OutputError?)
  }

  /// How long before an instant sleeping ends and the clock is read in a loop: a wake-up takes 50
  /// to 60 µs, and more on a busy machine. In nanoseconds.
  private static let spin: Int64 = 300_000
  /// Releases that are published before they are reported: few at first, so that the first are out
  /// at once.
  private static let (firstPiece, piece) = (16, 256)
  /// A clock that is set ends the wait at once; this is for what creeps.
  private static let longestWait: Int64 = 10_000_000_000

  /// - Parameter dispatch: takes attempts that may take long; never none.
  /// - Parameter report: takes what was published at one instant, piece by piece, one instant after
  ///   the other.
  /// - Parameter clockChanged: takes what was noticed of the clock, after what is due by it.
  /// - Parameter fail: the timer can no longer be waited for; the daemon must be started again.
  package init(
    gate: ClockGate, dispatch: @escaping @Sendable ([Work]) -> Void,
    report: @escaping @Sendable ([LiftReport], Progress) -> Void,
    clockChanged: @escaping @Sendable ([ClockEvent]) -> Void,
    fail: @escaping @Sendable (SystemError) -> Void
  ) throws(SystemError) {
    state = Mutex(State(gate: gate))
    timer = try WallTimer()
    beside = SyncThread(report: report)
    (self.dispatch, self.clockChanged, self.fail) = (dispatch, clockChanged, fail)
  }

  /// Starts the thread and the one beside it; once.
  package func start() throws(SystemError) {
    try beside.start()
    let thread = try SystemThread(name: "lift", priority: 10) { self.run() }
    self.thread.withLock { $0 = thread }
  }

  /// Ends the thread after what it is publishing, and the one beside it after all its reports.
  package func stop() throws(SystemError) {
    state.withLock { $0.isStopped = true }
    timer.wake()
    try thread.withLock(\.self)?.join()
    try beside.stop()
  }

  /// Why the thread runs without real-time priority; nil: it has it.
  package var priorityRefusal: SystemError? { thread.withLock { $0?.priorityRefusal } }

  /// What is known of the clock at this moment.
  package var gate: ClockGate {
    state.withLock { state in
      state.gate.observe(.take())
      return state.gate
    }
  }

  /// Before the start: takes up what an earlier daemon knew of the clock.
  ///
  /// Returns what has happened to it since.
  package func takeUp(_ kept: KeptClock?) -> [ClockEvent] {
    state.withLock { state in
      if let kept {
        state.gate.takeUp(kept, at: .take())
      } else {
        state.gate.observe(.take())
      }
      return state.gate.takeEvents()
    }
  }

  package func confirmClock(_ step: Span) {
    state.withLock { $0.gate.confirm(step) }
    timer.wake()
  }

  package func setGate(trust: ClockTrust, maxError: Span, commitWait: Bool) {
    state.withLock {
      ($0.gate.trust, $0.gate.maxError, $0.gate.commitWait) = (trust, maxError, commitWait)
    }
    timer.wake()
  }

  package func arm(_ armed: ArmedRelease) {
    let isSooner = state.withLock { state in
      state.table.arm(armed)
      return state.awaited.map { armed.due < $0 } ?? true
    }
    if isSooner { timer.wake() }
  }

  package func disarm(_ id: ReleaseID) -> Bool { state.withLock { $0.table.disarm(id) } }

  package func settle(_ id: ReleaseID) { state.withLock { $0.table.settle(id) } }

  package func setPaused(_ paused: Bool) {
    state.withLock { $0.table.isPaused = paused }
    timer.wake()
  }

  package var goingOut: Int { state.withLock { $0.table.goingOut } }

  package func clockBlock(due: Instant) -> ClockGate.Block? {
    state.withLock { state in
      // A clock that was set a moment ago must not be believed because nobody has looked since.
      state.gate.observe(.take())
      return state.gate.block(due: due)
    }
  }

  private func run() {
    while true {
      let (next, patience, isStopped, events) = state.withLock { state in
        let next =
          state.patience == nil ? state.table.next : state.table.next(after: .readWallClock())
        state.awaited = next
        let events = state.gate.takeEvents(always: state.isStopped)
        return (next, state.patience, state.isStopped, events)
      }
      if !events.isEmpty { clockChanged(events) }
      if isStopped { return }
      do {
        _ = try timer.wait(
          until: next.map { $0.nanoseconds - Self.spin },
          atMost: patience?.nanoseconds ?? Self.longestWait)
      } catch {
        return fail(error)
      }
      state.withLock { $0.gate.observe(.take()) }
      if let next { spin(until: next) }
      liftDue()
    }
  }

  /// Reads the clock in a loop until the instant, if that is near. A clock that is set ends it, by
  /// its bound or by a look at it afterwards.
  private func spin(until instant: Instant) {
    guard instant.nanoseconds - WallClock.now() <= Self.spin else { return }
    let latest = WallClock.monotonic() + 2 * Self.spin
    while WallClock.now() < instant.nanoseconds, WallClock.monotonic() < latest {}
  }

  /// Publishes what is due, piece by piece: while one is linked the records of the one before it
  /// are written.
  private func liftDue() {
    var round: PublishingRound?
    // Closing the files of what is out waits until all is.
    var spent: [[ArmedRelease]] = []
    defer { withExtendedLifetime(spent) {} }
    while true {
      let (sample, unconfirmed, due, isLast) = takeDue(
        atMost: round == nil ? Self.firstPiece : Self.piece)
      guard !due.isEmpty else { break }
      spent.append(due)
      let slow = due.flatMap { release in release.works.filter { !$0.isQuick } }
      if !slow.isEmpty { dispatch(slow) }
      let current = round ?? PublishingRound()
      let reports = due.map {
        var report = Self.publish($0, sample: sample, in: current)
        report.unconfirmedStep = unconfirmed
        return report
      }
      if isLast {
        beside.finish(current, reports)
        return
      }
      round = current
      beside.take(reports)
    }
    if let round { beside.finish(round, []) }
  }

  /// What is due now, and whether that was all of it.
  private func takeDue(
    atMost count: Int
  ) -> (ClockSample, unconfirmed: Span, [ArmedRelease], isLast: Bool) {
    state.withLock { state in
      // A clock that was set a moment ago shows in its distance from the one that never is.
      let clocks = WallClock.together()
      let sample = state.gate.look(
        now: Instant(nanoseconds: clocks.now), boottime: Span(nanoseconds: clocks.boottime),
        monotonic: Span(nanoseconds: clocks.monotonic))
      let gate = state.gate
      let due = state.table.takeDue(sample.now, atMost: count) {
        gate.block(due: $0) != nil
      }
      let next = state.table.next
      state.patience = next.flatMap { $0 <= sample.now ? gate.patience(due: $0) : nil }
      return (sample, gate.unconfirmedStep, due, due.count < count)
    }
  }

  private static func publish(
    _ release: ArmedRelease, sample: ClockSample, in round: PublishingRound
  ) -> LiftReport {
    let outcomes = release.works.compactMap { work in
      work.prepared?.publish(
        notBefore: release.due, clock: Instant.readWallClock, in: round)
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
    let clocks = WallClock.together()
    return ClockSample(
      now: Instant(nanoseconds: clocks.now), boottime: Span(nanoseconds: clocks.boottime),
      monotonic: Span(nanoseconds: clocks.monotonic), synchronised: state.isSynchronised,
      maxError: Span(nanoseconds: state.maximumErrorNanoseconds))
  }
}
