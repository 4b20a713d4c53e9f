package import EmbargoCore
import EmbargoOutputs
import EmbargoTime

/// Deliveries that wait because nobody could be reached at their output.
///
/// Only in memory: after a start they have their turn by the schedule.
struct Absences {
  /// Beyond this many a delivery waits for its turn.
  static let most = 10_000

  private var waiting: [OutputName: Set<ReleaseID>] = [:]
  private var count = 0
  /// What may be tried again at once, the last one first.
  private var ending: [Engine.Flight] = []

  var areEnding: Bool { !ending.isEmpty }
  /// At which something waits.
  var outputs: [OutputName] { waiting.keys.sorted() }

  /// Where it waits for somebody to be there, in order.
  func outputs(of id: ReleaseID) -> [OutputName] {
    waiting.filter { $0.value.contains(id) }.keys.sorted()
  }

  /// False: there are too many.
  mutating func add(_ id: ReleaseID, at output: OutputName) -> Bool {
    guard count < Self.most else { return false }
    if waiting[output, default: []].insert(id).inserted { count += 1 }
    return true
  }

  mutating func remove(_ id: ReleaseID, at output: OutputName) {
    guard count > 0, waiting[output]?.remove(id) != nil else { return }
    count -= 1
    if waiting[output]?.isEmpty == true { waiting[output] = nil }
  }

  mutating func end(at output: OutputName) {
    guard let ids = waiting.removeValue(forKey: output) else { return }
    count -= ids.count
    ending = ids.sorted(by: >).map { Engine.Flight(release: $0, output: output) } + ending
  }

  /// The next ones, in the order in which they came to an end.
  mutating func take(_ most: Int) -> [Engine.Flight] {
    let next = Array(ending.suffix(most).reversed())
    ending.removeLast(next.count)
    return next
  }
}

/// Outputs that could not be reached, and are there again.
///
/// What failed because nobody was there is tried as soon as somebody is, and not only when the
/// schedule says so. Such an attempt counts like any other. When it finds nobody, either, the next
/// one has its turn by the schedule, so that an endpoint that comes and goes uses up at most every
/// other step of it.
extension Engine {
  /// So many before others have their turn.
  private static let together = 32

  /// Has the dispatcher look for whoever was not there.
  func awaitReturn(after outcome: AttemptOutcome, of release: Release, _ attempt: Attempt?) {
    let output = outcome.output
    guard outcome.isUnreached, attempt?.isEarly != true, waits(release, for: output) else {
      return absences.remove(release.id, at: output)
    }
    guard let remote = outputs[output] as? any RemoteOutput,
      absences.add(release.id, at: output)
    else { return }
    ports.dispatcher.awaitReturn(of: remote)
  }

  /// Looks for them anew where they are now: what is configured may have changed.
  func awaitReturns() {
    ports.dispatcher.forgetReturns()
    for output in absences.outputs {
      if let remote = outputs[output] as? any RemoteOutput {
        ports.dispatcher.awaitReturn(of: remote)
      }
    }
  }

  /// Somebody can be reached there again.
  package func returned(_ output: OutputName) {
    absences.end(at: output)
    guard failure == nil, !isPaused, burst == nil else { return }
    do throws(LedgerError) {
      try bringForward(at: ports.clock())
    } catch {
      if case .broken = error { fail(error) }
    }
  }

  /// Tries some of what waits for outputs that are there again; a pass of its own follows for the
  /// rest.
  func bringForward(at now: Instant) throws(LedgerError) {
    for flight in absences.take(Self.together) {
      guard outputs[flight.output] != nil, let release = try ports.ledger.release(flight.release),
        waits(release, for: flight.output),
        // The clock may have been set back since the lift.
        now >= max(release.due, release.embargo.instant)
      else { continue }
      try unlessStuck(release) { () throws(LedgerError) in
        try attempt([flight.output], of: release, at: now, isEarly: true)
      }
    }
  }

  /// Whether it has its turn some time, nobody must let it go first, and it is not its last:
  /// whoever has just come back may fail once more, and nothing is given up sooner than the
  /// schedule says.
  private func waits(_ release: Release, for output: OutputName) -> Bool {
    guard let delivery = release.delivery(to: output), case .retrying = delivery.state else {
      return false
    }
    let policy = settings.policy.retries[output] ?? .local
    return delivery.state != .postponed && delivery.attempts < policy.schedule.count
  }
}
