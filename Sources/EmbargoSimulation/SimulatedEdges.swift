import EmbargoCore
import EmbargoDaemon
import EmbargoOutputs
import EmbargoTime

/// The lift thread without a thread: the same table and gate, driven by the simulation.
final class SimulatedLifter: Lifter {
  private let world: World
  private var table = ArmedTable()
  private var gate = ClockGate(trust: .strict, maxError: .seconds(2))
  private let dispatcher: SimulatedDispatcher

  init(world: World, dispatcher: SimulatedDispatcher) {
    (self.world, self.dispatcher) = (world, dispatcher)
  }

  /// When it wants to wake; while something is due and blocked, a quarter second from now.
  var next: Instant? {
    guard let first = table.next, first <= world.wallNow else { return table.next }
    let again = world.wallNow + gate.patience(due: first)
    return table.next(after: world.wallNow).map { min($0, again) } ?? again
  }

  func arm(_ armed: ArmedRelease) {
    if world.step("arm") { return }
    if world.fault == .silentLoss, armed.id.description.utf8.last.map({ $0 % 2 == 0 }) ?? false {
      return
    }
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

  func observe() { gate.observe(world.clockSample) }

  /// Publishes what is due; the report reaches the engine later, as it does from a thread.
  func fire() -> [LiftReport] {
    observe()
    let sample = world.clockSample
    let gate = gate
    let due = table.takeDue(sample.now) { gate.block(due: $0) != nil }
    return due.map { release in
      let quick = release.works.filter(\.isQuick)
      for work in release.works where !work.isQuick { dispatcher.dispatch(work) }
      let world = world
      let clock: ReadClock = { [unchecked = Unchecked(world)] in unchecked.value.wallNow }
      let outcomes = quick.compactMap { work -> AttemptOutcome? in
        guard case .publish(let prepared) = work.kind else { return nil }
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
    case request(SimulatedOutput, began: Instant)
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
      add(work, .write(prepared), after: .milliseconds(Int64(1 + world.random.below(50))))
    case .send(let remote, let publication):
      guard let output = remote as? SimulatedOutput, !world.step("send \(output.name)") else {
        return
      }
      arrive(publication, at: output)
      let delay: Span =
        output.mood == .hangs ? .seconds(15) : .milliseconds(Int64(1 + world.random.below(400)))
      add(work, .request(output, began: world.wallNow), after: delay)
    }
  }

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
    output.received.append((key, body))
    output.watch(.init(output: output.name, key: publication.key, bytes: body))
  }

  var next: Span? { pending.map(\.at).min() }

  /// The outcomes that have come by now.
  func answers() -> [(ReleaseID, AttemptOutcome)] {
    let come = pending.filter { $0.at <= world.elapsed }
      .sorted { ($0.at, $0.order) < ($1.at, $1.order) }
    pending.removeAll { $0.at <= world.elapsed }
    return come.map { ($0.work.release, outcome(of: $0)) }
  }

  private func outcome(of item: Pending) -> AttemptOutcome {
    switch item.kind {
    case .write(let prepared):
      let clock: ReadClock = { [held = Unchecked(world)] in held.value.wallNow }
      return prepared.publish(notBefore: item.work.due, clock: clock)
    case .request(let output, let began):
      return AttemptOutcome(
        output: item.work.output, startedAt: began, finishedAt: max(began, world.wallNow),
        result: Self.result(output.mood))
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
