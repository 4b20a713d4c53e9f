import EmbargoCore
import EmbargoDaemon
import EmbargoOutputs
import EmbargoTime

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

  /// An endpoint that is looked for.
  private struct Knock {
    var output: SimulatedOutput
    var at: Span
    var pause: Span
  }

  private let world: World
  private var pending: [Pending] = []
  private var knocks: [Knock] = []
  private var count = 0

  init(world: World) { self.world = world }

  /// Whether the network or a disk owes an answer that will never come in this life.
  private(set) var owesForEver = false

  func dispatch(_ work: Work) {
    switch work.kind {
    case .publish(let prepared):
      let isSlow = world.random.chance(1, in: 20)
      let hang = (prepared as? SimulatedPrepared)?.hang ?? .zero
      add(work, .write(prepared), after: max(hang, isSlow ? .seconds(30) : shortly(50)))
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
      if output.mood == .silent {
        owesForEver = true
      } else {
        add(
          work, .request(output, began: began, Self.result(output.mood)),
          after: output.mood == .hangs ? .seconds(15) : shortly(400))
      }
      if world.step("sent \(output.name)") { return }
    }
  }

  private func shortly(_ bound: Int) -> Span { .milliseconds(Int64(1 + world.random.below(bound))) }

  private func add(_ work: Work, _ kind: Kind, after delay: Span) {
    count += 1
    let at = world.elapsed + delay
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

  var next: Span? { (pending.map(\.at) + knocks.map(\.at)).min() }

  func awaitReturn(of output: any RemoteOutput) {
    guard let output = output as? SimulatedOutput,
      !knocks.contains(where: { $0.output === output })
    else { return }
    let pause = Span.milliseconds(500)
    knocks.append(Knock(output: output, at: world.elapsed + pause, pause: pause))
  }

  func forgetReturns() { knocks = [] }

  /// Endpoints at which somebody has opened by now. Some let nobody in all the same.
  func returned() -> [OutputName] {
    let due = knocks.filter { $0.at <= world.elapsed }
    knocks.removeAll { $0.at <= world.elapsed }
    var returned: [OutputName] = []
    for var knock in due {
      let isThere = knock.output.mood != .refuses
      if isThere || world.random.chance(1, in: 6) {
        world.note("\(knock.output.name) \(isThere ? "is" : "seems") there again")
        returned.append(knock.output.name)
      } else if knock.pause < .minutes(4) {
        knock.pause = Span(nanoseconds: 2 * knock.pause.nanoseconds)
        knock.at = world.elapsed + knock.pause
        knocks.append(knock)
      }
    }
    return returned
  }

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
      let isGone = if case .refused = result { true } else { false }
      return AttemptOutcome(
        output: output.name, startedAt: began, finishedAt: world.wallNow, result: result,
        suspends: isGone, isUnreached: result == Self.result(.refuses))
    }
  }

  private static func result(_ mood: EndpointMood) -> AttemptOutcome.Result {
    switch mood {
    case .accepts: .delivered(receipt: "HTTP 204", recovered: false)
    case .refuses: .failed(error: "connection refused", ambiguous: false, retryAfter: nil)
    // It may have done its work before it failed.
    case .fails: .failed(error: "HTTP 503", ambiguous: true, retryAfter: .seconds(7))
    case .hangs, .silent:
      .failed(error: "no answer in 15 s", ambiguous: true, retryAfter: nil)
    case .gone: .refused(error: "HTTP 410 Gone")
    }
  }
}

/// Lets a closure that is `@Sendable` by type read what only one thread ever touches.
struct Unchecked<Value>: @unchecked Sendable {
  let value: Value
  init(_ value: Value) { self.value = value }
}
