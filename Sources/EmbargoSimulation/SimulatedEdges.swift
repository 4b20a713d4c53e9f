import EmbargoCore
import EmbargoDaemon
import EmbargoOutputs
import EmbargoTime

/// The lift thread without a thread: the same table and gate, driven by the simulation.
final class SimulatedLifter: Lifter {
  private let world: World
  private var table = ArmedTable()
  private(set) var gate: ClockGate
  private let dispatcher: SimulatedDispatcher

  init(world: World, dispatcher: SimulatedDispatcher) {
    (self.world, self.dispatcher) = (world, dispatcher)
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
      world.suspendedUntil, Span(nanoseconds: world.elapsed.nanoseconds + (wake - now).nanoseconds))
  }

  func arm(_ armed: ArmedRelease) {
    if world.step("arm") { return }
    let isLost = armed.id.description.utf8.last.map { $0 % 2 == 0 } ?? false
    if world.fault == .silentLoss, isLost { return }
    if !world.isResting, world.random.chance(1, in: 60) { return world.note("timer lost") }
    var armed = armed
    if world.fault == .earlyLift { armed.due = armed.due - .seconds(2) }
    table.arm(armed)
  }

  func disarm(_ id: ReleaseID) -> Bool {
    world.fault == .staleBytes ? true : table.disarm(id)
  }

  func settle(_ id: ReleaseID) { table.settle(id) }
  func setPaused(_ paused: Bool) { table.isPaused = paused }

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

/// The network and the slow disks: each attempt has its outcome later, or never.
final class SimulatedDispatcher: Dispatcher {
  private enum Kind {
    case request(SimulatedOutput, began: Instant, AttemptOutcome.Result)
    case write(any Prepared)
  }

  private struct Pending {
    var at: Span
    var order: Int
    var work: Work
    var kind: Kind
  }

  private let world: World
  private var pending: [Pending] = []
  private var count = 0

  init(world: World) { self.world = world }

  func dispatch(_ work: Work) {
    switch work.kind {
    case .publish(let prepared):
      let isSlow = world.random.chance(1, in: 20)
      add(work, .write(prepared), after: isSlow ? .seconds(30) : shortly(50))
    case .send(let remote, let publication):
      guard let output = remote as? SimulatedOutput, !world.step("send \(output.name)") else {
        return
      }
      world.setClockPerhaps()
      let began = world.wallNow
      guard began >= work.due || world.fault == .earlyLift else {
        let result = AttemptOutcome.Result.failed(
          error: "too early", ambiguous: false, retryAfter: nil)
        return add(work, .request(output, began: began, result), after: shortly(1))
      }
      arrive(publication, at: output)
      add(
        work, .request(output, began: began, Self.result(output.mood)),
        after: output.mood == .hangs ? .seconds(15) : shortly(400))
      if world.step("sent \(output.name)") { return }
    }
  }

  private func shortly(_ bound: Int) -> Span { .milliseconds(Int64(1 + world.random.below(bound))) }

  private func add(_ work: Work, _ kind: Kind, after delay: Span) {
    count += 1
    let at = Span(nanoseconds: world.elapsed.nanoseconds + delay.nanoseconds)
    pending.append(Pending(at: at, order: count, work: work, kind: kind))
  }

  private func arrive(_ publication: Publication, at output: SimulatedOutput) {
    if output.mood == .refuses { return }
    let key =
      world.fault == .freshKeys
      ? "msg_\(world.random.next())" : publication.key.description
    let body = publication.pieces.flatMap(\.bytes)
    output.watcher.arrived(at: output.name, key: key, of: publication.key, body: body)
    output.watcher.saw(.init(output: output.name, key: publication.key, bytes: body))
  }

  var next: Span? { pending.map(\.at).min() }

  /// The outcomes that have come by now.
  func answers() -> [(ReleaseID, AttemptOutcome)] {
    let come = pending.filter { $0.at <= world.elapsed }
      .sorted { ($0.at, $0.order) < ($1.at, $1.order) }
    if come.isEmpty { return [] }
    pending.removeAll { $0.at <= world.elapsed }
    return come.map { ($0.work.release, outcome(of: $0)) }
  }

  private func outcome(of item: Pending) -> AttemptOutcome {
    switch item.kind {
    case .write(let prepared):
      let clock: ReadClock = { [held = Unchecked(world)] in held.value.wallNow }
      return prepared.publish(notBefore: item.work.due, clock: clock)
    case .request(let output, let began, let result):
      return AttemptOutcome(
        output: output.name, startedAt: began, finishedAt: world.wallNow, result: result)
    }
  }

  private static func result(_ mood: EndpointMood) -> AttemptOutcome.Result {
    switch mood {
    case .accepts: .delivered(receipt: "HTTP 204", recovered: false)
    case .refuses: .failed(error: "connection refused", ambiguous: false, retryAfter: nil)
    case .fails: .failed(error: "HTTP 503", ambiguous: false, retryAfter: .seconds(7))
    case .hangs: .failed(error: "no answer in 15 s", ambiguous: true, retryAfter: nil)
    case .gone: .refused(error: "HTTP 410 Gone")
    }
  }
}

/// Lets a closure that is `@Sendable` by type read what only one thread ever touches.
struct Unchecked<Value>: @unchecked Sendable {
  let value: Value
  init(_ value: Value) { self.value = value }
}
