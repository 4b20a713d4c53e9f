import EmbargoCore
import EmbargoOutputs
package import EmbargoTime

extension Engine {
  /// One pass over what is near: arms, judges lateness, begins attempts that have their turn.
  /// Returns when the next pass is needed.
  ///
  /// Call it at start (that is the whole of recovery: an intent without an outcome is simply due)
  /// and at the returned instant, or at that of `nextPass` if something made it come sooner.
  @discardableResult
  package func tick() -> Instant {
    let now = ports.clock()
    guard failure == nil else { return now + settings.rescan }
    if isPaused { probe(at: now) }
    guard !isPaused else { return nextPass() }
    do throws(LedgerError) {
      let turn = try scan(at: now)
      let next = nextPass()
      return turn.map { min($0, next) } ?? next
    } catch {
      if case .broken = error { fail(error) }
      return now + settings.rescan
    }
  }

  /// When the queue must be looked at again: in `rescan` at the latest, in case a timer was lost,
  /// and sooner when a release is nearer to its arming than that.
  package func nextPass() -> Instant {
    let now = ports.clock()
    guard failure == nil else { return now + settings.rescan }
    // Each second it is looked whether the ledger has room again.
    guard !isPaused else { return now + min(settings.rescan, .seconds(1)) }
    do throws(LedgerError) {
      guard let wake = try ports.ledger.nextWake() else { return now + settings.rescan }
      let pause = min(
        settings.rescan, .seconds(1), Span(nanoseconds: settings.armAhead.nanoseconds / 2))
      return min(now + settings.rescan, max(wake - settings.armAhead, now + pause))
    } catch {
      if case .broken = error { fail(error) }
      return now + settings.rescan
    }
  }

  /// Does what one release needs now, without looking at the others.
  func consider(_ release: Release) {
    guard failure == nil, !isPaused else { return }
    do throws(LedgerError) {
      try performEffects(of: release, at: ports.clock())
    } catch {
      if case .broken = error { fail(error) }
    }
  }

  /// A release that cannot go on is announced and stands in nobody's way.
  private func performEffects(of release: Release, at now: Instant) throws(LedgerError) {
    let key = "stuck:\(release.id)"
    do throws(LedgerError) {
      for effect in release.effects(at: now, armingAhead: settings.armAhead) {
        try perform(effect, for: release, at: now)
      }
      resolve(key)
    } catch {
      switch error {
      case .full, .broken: throw error
      case .taken, .forbidden:
        report(
          Notice(.error, "release.stuck", release: release.id, "cannot go on: \(error)"),
          problem: key)
      }
    }
  }

  /// Returns the nearest turn of an attempt that lies ahead.
  private func scan(at now: Instant) throws(LedgerError) -> Instant? {
    var cursor: LedgerCursor?
    var turn: Instant?
    while !isPaused {
      let releases = try ports.ledger.waking(
        until: now + settings.armAhead, after: cursor, count: settings.batch)
      for release in releases {
        try performEffects(of: release, at: now)
        if let wake = release.wake, wake > now, !release.phase.isQueued {
          turn = min(wake, turn ?? wake)
        }
      }
      guard releases.count == settings.batch, let last = releases.last, let wake = last.wake
      else { return turn }
      cursor = LedgerCursor(instant: wake, id: last.id)
    }
    return turn
  }

  private func perform(
    _ effect: Effect, for release: Release, at now: Instant
  ) throws(LedgerError) {
    switch effect {
    case .arm:
      try arm(release, at: now)
    case .publish(let outputs):
      if release.phase == .scheduled {
        try liftLate(release, at: now)
      } else {
        try attempt(outputs, of: release, at: now)
      }
    }
  }

  /// A release that was not armed when its moment came, as after downtime: it goes out at once if
  /// it is within its grace or part of it is out already, else it is held.
  private func liftLate(_ release: Release, at now: Instant) throws(LedgerError) {
    // By a clock that is not believed nobody can say how late it is.
    if reportClockBlock(of: release) { return try arm(release, at: now) }
    let grace = grace(of: release)
    let overdue = now - release.due
    if overdue > grace {
      // It is going out, and its report has not come.
      guard ports.lifter.disarm(release.id) else { return reportLate(release, by: overdue) }
      armed[release.id] = nil
    }
    if overdue > grace, try !isPartlyOut(release) {
      let held = try decide(.holdLate, on: release, by: .daemon, at: now)
      resolveProblems(of: held.id)
      report(
        Notice(
          .error, "release.held-late", release: held.id,
          "held: overdue by \(overdue.nanoseconds / 1_000_000_000) s, more than its grace of "
            + "\(grace.nanoseconds / 1_000_000_000) s; resume it or withdraw it"))
      return
    }
    if overdue > Self.tolerance { reportLate(release, by: overdue) }
    try arm(release, at: now, finishes: overdue > grace)
  }

  /// What a lift may take before it counts as late: the lifter has had its instant, its report
  /// has been on the way for longer than any burst needs, and a lost timer is the likely cause.
  private static let tolerance = Span.seconds(5)

  private func reportLate(_ release: Release, by overdue: Span) {
    // Armed anew: if the lifter has lost it, this is its second chance; if not, nothing changes.
    armed[release.id] = nil
    report(
      Notice(
        .error, "release.late", release: release.id,
        "was due at \(release.due.rfc3339) and is late"),
      problem: "late:\(release.id)")
  }

  private func grace(of release: Release) -> Span {
    release.lateGrace ?? settings.policy.lateGrace
  }

  /// True when the clock forbids this lift now.
  private func reportClockBlock(of release: Release) -> Bool {
    let key = "clock:\(release.id)"
    guard let block = ports.lifter.clockBlock(due: release.due) else {
      resolve(key)
      return false
    }
    // That passes within moments at every lift.
    if case .uncertain = block { return true }
    report(
      Notice(
        .error, "lift.blocked", release: release.id,
        "due at \(release.due.rfc3339) and blocked: \(block.sentence)"),
      problem: key)
    return true
  }

  /// Whether an output shows something of it with our digest, from before a crash.
  private func isPartlyOut(_ release: Release) throws(LedgerError) -> Bool {
    try prepare(release).works.contains { work in
      if case .publish(let prepared) = work.kind { prepared.present() != .nothing } else { false }
    }
  }

  /// Whether something of a queued release went out and a crash kept that from being recorded, so
  /// that it is too late to change it. The clock may have been set back since, or it was held as
  /// late while a full disk hid what is there.
  func wentOut(_ release: Release) throws(LedgerError) -> Bool {
    guard release.phase.isQueued,
      release.deliveries.contains(where: { $0.intent != nil })
    else { return false }
    do throws(LedgerError) {
      return try isPartlyOut(release)
    } catch {
      // What cannot be prepared any more may still be withdrawn.
      guard case .forbidden = error else { throw error }
      return false
    }
  }

  /// - Parameter finishes: part of it is out already, and the rest goes out however late.
  private func arm(
    _ release: Release, at now: Instant, finishes: Bool = false
  ) throws(LedgerError) {
    guard armed[release.id] != release.revision || incomplete.contains(release.id) else { return }
    if try isResolvedAgain(release) { return }
    var preparation: Preparation
    do throws(LedgerError) {
      preparation = try prepare(release)
      preparation.noteObstacles()
    } catch {
      if case .broken = error { throw error }
      report(
        Notice(
          .error, "arm.failed", release: release.id,
          "cannot be prepared for its lift: \(release.withheld(from: error.description))"),
        problem: "arm:\(release.id)")
      return
    }
    let known = Dictionary(
      uniqueKeysWithValues: release.deliveries.compactMap { delivery in
        delivery.intent.map { (delivery.output, $0) }
      })
    if !preparation.intents.allSatisfy({ known[$0] == $1 }) {
      _ = try decide(.arm(preparation.intents), on: release, by: .daemon, at: now) {
        transaction, _ in transaction.bodies = preparation.bodies
      }
    }
    announce(preparation, of: release)
    armed[release.id] = release.revision
    if preparation.faults.isEmpty {
      incomplete.remove(release.id)
    } else {
      incomplete.insert(release.id)
    }
    ports.lifter.arm(
      ArmedRelease(
        id: release.id, due: release.due,
        expires: finishes ? Instant(nanoseconds: .max) : release.due + grace(of: release),
        works: preparation.works))
  }

  private func announce(_ preparation: Preparation, of release: Release) {
    let key = "arm:\(release.id)"
    guard let (output, fault) = preparation.faults.min(by: { $0.key < $1.key }) else {
      return resolve(key)
    }
    report(
      Notice(
        .error, "output.not-ready", release: release.id,
        "output \(output) is not ready for the lift at \(release.due.rfc3339): "
          + release.withheld(from: fault.description)),
      problem: key)
  }

  /// Attempts that have their turn after the lift.
  private func attempt(
    _ outputs: [OutputName], of release: Release, at now: Instant
  ) throws(LedgerError) {
    let turn = outputs.filter {
      !inFlight.contains(Flight(release: release.id, output: $0))
    }
    reportStalls(of: release, at: now)
    guard !turn.isEmpty else { return }
    // A lift that the clock cut short has shown nothing yet, and the clock may be wrong again.
    let isOut = release.deliveries.contains { $0.state.name == "delivered" }
    if !isOut, reportClockBlock(of: release) { return }
    let preparation: Preparation
    do throws(LedgerError) {
      preparation = try prepare(release, only: Set(turn))
    } catch {
      if case .broken = error { throw error }
      return report(
        Notice(.error, "attempt.failed", release: release.id, "\(error)"),
        problem: "attempt:\(release.id)")
    }
    resolve("attempt:\(release.id)")
    let armed = try armRest(preparation, of: release, at: now)
    _ = try decide(.begin(turn), on: armed, by: .daemon, at: now)
    for output in turn { inFlight.insert(Flight(release: release.id, output: output)) }
    for work in preparation.works { ports.dispatcher.dispatch(work) }
    for (output, fault) in preparation.faults.sorted(by: { $0.key < $1.key }) {
      finished(
        release.id,
        AttemptOutcome(
          output: output, startedAt: now, finishedAt: now,
          result: .failed(error: fault.description, ambiguous: false, retryAfter: nil)))
    }
  }

  /// Records what will be published where that was not known before the lift, so that every
  /// attempt publishes the same.
  private func armRest(
    _ preparation: Preparation, of release: Release, at now: Instant
  ) throws(LedgerError) -> Release {
    let rest = preparation.intents.filter { release.delivery(to: $0.key)?.intent == nil }
    guard !rest.isEmpty else { return release }
    return try decide(.arm(rest), on: release, by: .daemon, at: now) { transaction, _ in
      transaction.bodies = preparation.bodies.filter { rest[$0.output] != nil }
    }
  }

  /// Looks whether the ledger has room again, and records what had to wait.
  private func probe(at now: Instant) {
    guard ports.makeReserve() else { return }
    do throws(LedgerError) {
      var transaction = LedgerTransaction()
      transaction.records = [
        RecordDraft(event: "ledger.space-returned", release: nil, actor: .daemon, at: now)
      ]
      try commit(transaction)
      let waiting = unrecorded
      unrecorded = []
      isPaused = false
      ports.lifter.setPaused(false)
      resolve("ledger")
      for item in waiting {
        switch item {
        case .lift(let report): lifted([report])
        case .outcome(let id, let outcome): finished(id, outcome)
        }
      }
    } catch {
      if case .broken = error { fail(error) }
    }
  }
}
