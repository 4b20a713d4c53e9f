import EmbargoCore
import EmbargoDaemon
import EmbargoOutputs
import EmbargoTime

/// The lift thread without a thread: the same table and gate, driven by the simulation.
final class SimulatedLifter: Lifter {
  private let world: World
  private let watcher: Watcher
  private var table = ArmedTable()
  private(set) var gate: ClockGate
  private let dispatcher: SimulatedDispatcher
  /// How often each armed release had been stopped or changed when it was prepared.
  private var prepared: [ReleaseID: Int] = [:]
  /// From here on a lift counts as one of many.
  static let burst = 20

  init(watcher: Watcher, dispatcher: SimulatedDispatcher) {
    (world, self.watcher, self.dispatcher) = (watcher.world, watcher, dispatcher)
    let trust = world.fault == .believedClock ? .off : world.trust
    gate = ClockGate(trust: trust, maxError: .seconds(2))
    gate.observe(world.clockSample)
  }

  /// When it wants to wake, in true time.
  var next: Span? {
    guard let first = table.next else { return nil }
    let now = world.wallNow
    var wake = first
    if first <= now {
      let again = now + gate.patience(due: first)
      wake = table.next(after: now).map { min($0, again) } ?? again
    }
    return max(
      world.suspendedUntil, world.elapsed + (wake - now))
  }

  func arm(_ armed: ArmedRelease) {
    if world.step("arm") { return }
    let isLost = armed.id.description.utf8.last.map { $0 % 2 == 0 } ?? false
    if world.fault == .silentLoss, isLost { return }
    prepared[armed.id] = watcher.changes(of: armed.id)
    if !world.isResting, world.random.chance(1, in: 60) { return world.note("timer lost") }
    var armed = armed
    if world.fault == .earlyLift { armed.due = armed.due - .seconds(2) }
    table.arm(armed)
  }

  /// Whether it was handed what was prepared for a release, even if its timer was lost.
  func hasArmed(_ id: ReleaseID) -> Bool { prepared[id] != nil }

  func disarm(_ id: ReleaseID) -> Bool {
    if world.fault == .staleBytes { return true }
    let isOff = table.disarm(id)
    if isOff { prepared[id] = nil }
    return isOff
  }

  func settle(_ id: ReleaseID) {
    table.settle(id)
    prepared[id] = nil
  }

  func setPaused(_ paused: Bool) { table.isPaused = paused }

  var goingOut: Int { table.goingOut }

  func clockBlock(due: Instant) -> ClockGate.Block? {
    observe()
    return gate.block(due: due)
  }

  func confirmClock(_ step: Span) { gate.confirm(step) }

  func observe() { gate.observe(world.clockSample) }

  /// Publishes what is due; the report reaches the engine later, as it does from a thread.
  func fire() -> [LiftReport] {
    guard world.elapsed >= world.suspendedUntil else { return [] }
    observe()
    let sample = world.clockSample
    let gate = gate
    let due = table.takeDue(sample.now) { gate.block(due: $0) != nil }
    if due.count >= Self.burst { world.note("lifts \(due.count) at once") }
    for release in due {
      let changes = prepared.removeValue(forKey: release.id)
      watcher.lifts(release, preparedAfter: changes, at: sample.now)
    }
    for work in due.flatMap(\.works) where !work.isQuick { dispatcher.dispatch(work) }
    return due.map { release in
      let clock: ReadClock = { [unchecked = Unchecked(world)] in unchecked.value.wallNow }
      let outcomes = release.works.compactMap { work -> AttemptOutcome? in
        guard work.isQuick, case .publish(let prepared) = work.kind else { return nil }
        return prepared.publish(notBefore: release.due, clock: clock)
      }
      return LiftReport(
        id: release.id, began: sample.now, outcomes: outcomes,
        dispatched: release.works.filter { !$0.isQuick }.map(\.output), clock: sample)
    }
  }
}
