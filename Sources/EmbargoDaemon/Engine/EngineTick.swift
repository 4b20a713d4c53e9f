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
    defer {
      ports.tally.notePass(
        at: now, suspended: Set(suspended.keys), isFrozen: frozen != nil, isLedgerFull: isPaused)
    }
    tellStillness()
    if isPaused { probe(at: now) }
    guard !isPaused else { return nextPass() }
    // What is published at this moment is recorded first.
    guard burst == nil else { return nextPass() }
    do throws(LedgerError) {
      try bringForward(at: now)
      let turn = try scan(at: now)
      try lookAhead(at: now)
      let wake = try ports.ledger.nextWake()
      // The ledger may take its time when nothing is to be armed or tried soon.
      if wake.map({ $0 > now + settings.armAhead }) ?? true { try ports.ledger.tidy() }
      let next = pressingPass ?? nextPass(nearest: wake)
      return turn.map { min($0, next) } ?? next
    } catch {
      if case .broken = error { fail(error) }
      // A ledger that has just filled up is looked at sooner than the queue.
      return nextPass()
    }
  }

  /// When the queue must be looked at again: in `rescan` at the latest, in case a timer was lost,
  /// and sooner when a release is nearer to its arming than that.
  package func nextPass() -> Instant {
    if let soon = pressingPass { return soon }
    do throws(LedgerError) {
      return nextPass(nearest: try ports.ledger.nextWake())
    } catch {
      if case .broken = error { fail(error) }
      return ports.clock() + settings.rescan
    }
  }

  /// When the queue must be looked at again whatever wakes in it; nil: it depends on that.
  private var pressingPass: Instant? {
    let now = ports.clock()
    guard failure == nil else { return now + settings.rescan }
    // Each second it is looked whether the ledger has room again.
    guard !isPaused else { return now + min(settings.rescan, .seconds(1)) }
    // Its last report brings the next pass.
    if burst != nil { return now + .milliseconds(10) }
    return place != nil || isHurried || absences.areEnding ? now : nil
  }

  /// When the nearest release wakes then.
  private func nextPass(nearest wake: Instant?) -> Instant {
    let now = ports.clock()
    guard let wake else { return now + settings.rescan }
    let pause = min(
      settings.rescan, .seconds(1), Span(nanoseconds: settings.armAhead.nanoseconds / 2))
    return min(now + settings.rescan, max(wake - settings.armAhead, now + pause))
  }

  /// Does what some releases need now, without looking at the others.
  func consider(_ releases: [Release]) {
    guard failure == nil, !isPaused, burst == nil else { return }
    do throws(LedgerError) {
      try performEffects(of: releases, at: ports.clock())
    } catch {
      if case .broken = error { fail(error) }
    }
  }

  func consider(_ release: Release) { consider([release]) }

  /// What is to be armed is armed together. A release that cannot go on is announced and stands in
  /// nobody's way.
  private func performEffects(of releases: [Release], at now: Instant) throws(LedgerError) {
    var near: [Near] = []
    for release in releases {
      try unlessStuck(release) { () throws(LedgerError) in
        for effect in release.effects(at: now, armingAhead: settings.armAhead) {
          switch effect {
          case _ where frozen != nil && release.phase == .scheduled: withhold(release)
          case .arm: near.append(Near(release: release))
          case .publish(let outputs):
            if release.phase != .scheduled {
              try attempt(outputs, of: release, at: now)
            } else if let due = try lateTurn(of: release, at: now) {
              near.append(due)
            }
          }
        }
      }
    }
    try arm(near, at: now)
  }

  /// What the ledger refuses of one release is announced, and the others go on.
  func unlessStuck(
    _ release: Release, _ body: () throws(LedgerError) -> Void
  ) throws(LedgerError) {
    do throws(LedgerError) {
      try body()
      resolve("stuck:\(release.id)")
    } catch {
      switch error {
      case .full, .broken: throw error
      case .taken, .forbidden:
        report(
          Notice(.error, "release.stuck", release: release.id, "cannot go on: \(error)"),
          problem: "stuck:\(release.id)")
      }
    }
  }

  /// Returns the nearest turn of an attempt that lies ahead.
  private func scan(at now: Instant) throws(LedgerError) -> Instant? {
    var turn: Instant?
    (isHurried, isStagingFull) = (false, false)
    while !isPaused {
      let places = try ports.ledger.wakes(
        until: now + settings.armAhead, after: place, count: settings.batch)
      place = places.count == settings.batch ? places.last : nil
      var releases: [Release] = []
      for place in places where !isReady(place, at: now) {
        guard let release = try ports.ledger.release(place.id) else {
          throw .broken("release \(place.id) wakes and is not there")
        }
        releases.append(release)
      }
      try performEffects(of: releases, at: now)
      for release in releases where !release.phase.isQueued {
        if let wake = release.wake, wake > now { turn = min(wake, turn ?? wake) }
      }
      // Between two pieces of work others have their turn.
      guard place != nil, !isStagingFull else { break }
      if !releases.isEmpty { return turn }
    }
    place = nil
    return turn
  }

  /// Whether the lifter has all of what wakes there, so that nothing is to be done until it is due,
  /// and for a moment beyond, in which its report is on the way.
  private func isReady(_ place: LedgerCursor, at now: Instant) -> Bool {
    if withheld[place.id] == place.instant { return true }
    guard let release = armed[place.id], release.due == place.instant,
      !incomplete.contains(place.id)
    else { return false }
    return now < place.instant
      || now < place.instant + .seconds(1) && ports.lifter.clockBlock(due: place.instant) == nil
  }

  /// A release that was not armed when its moment came, as after downtime: it goes out at once if
  /// it is within its grace or part of it is out already, else it is held.
  ///
  /// Nil: it does not go out now.
  private func lateTurn(
    of release: Release, at now: Instant
  ) throws(LedgerError) -> Near? {
    // By a clock that is not believed nobody can say how late it is.
    if reportClockBlock(of: release) { return Near(release: release) }
    guard let release = try approved(release, at: now, holds: true) else { return nil }
    let grace = grace(of: release)
    let overdue = now - release.due
    if overdue > grace {
      // It is going out, and its report has not come.
      guard ports.lifter.disarm(release.id) else {
        reportLate(release, by: overdue)
        return nil
      }
      armed[release.id] = nil
    }
    if overdue > grace, try !isPartlyOut(release) {
      let held = try decide(.holdLate, on: release, by: .daemon, at: now)
      resolveProblems(of: held.id)
      report(
        Notice(
          .error, "release.held-late", release: held.id,
          "held: overdue by \(overdue.words), more than its grace of \(grace.words); "
            + "resume it or withdraw it"))
      return nil
    }
    if overdue > Self.tolerance { reportLate(release, by: overdue) }
    return Near(release: release, isPartlyOut: overdue > grace)
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

  func grace(of release: Release) -> Span {
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
    // Rules that moved it took its intents away, and not the doubt.
    guard release.phase.isQueued,
      release.deliveries.contains(where: { $0.intent != nil || $0.isAmbiguous })
    else { return false }
    do throws(LedgerError) {
      return try isPartlyOut(release)
    } catch {
      // What cannot be prepared any more may still be withdrawn.
      guard case .forbidden = error else { throw error }
      return false
    }
  }

  /// Attempts that have their turn after the lift.
  ///
  /// - Parameter isEarly: it is not their turn yet.
  func attempt(
    _ outputs: [OutputName], of release: Release, at now: Instant, isEarly: Bool = false
  ) throws(LedgerError) {
    reportStalls(of: release, at: now)
    let (release, turn) = try postpone(
      outputs.filter { inFlight[Flight(release: release.id, output: $0)] == nil },
      of: release, at: now)
    guard !turn.isEmpty else { return }
    // A lift that the clock cut short has shown nothing yet, and the clock may be wrong again.
    let isOut = release.deliveries.contains {
      $0.state.name == "delivered" || !$0.earlier.isEmpty
    }
    if !isOut, frozen != nil || reportClockBlock(of: release) { return }
    var preparation: Preparation
    do throws(LedgerError) {
      preparation = try prepare(release, only: Set(turn))
      preparation.secure()
    } catch {
      if case .broken = error { throw error }
      return report(
        Notice(.error, "attempt.failed", release: release.id, "\(error)"),
        problem: "attempt:\(release.id)")
    }
    resolve("attempt:\(release.id)")
    let armed = try armRest(preparation, of: release, at: now)
    _ = try decide(.begin(turn), on: armed, by: .daemon, at: now)
    for output in turn {
      inFlight[Flight(release: release.id, output: output)] =
        Attempt(revision: release.revision, began: now, isEarly: isEarly)
    }
    for work in preparation.works { ports.dispatcher.dispatch(work) }
    finished(
      preparation.faults.sorted { $0.key < $1.key }.map { output, fault in
        Finished(
          release: release.id,
          outcome: AttemptOutcome(
            output: output, startedAt: now, finishedAt: now,
            result: .failed(error: fault.description, ambiguous: false, retryAfter: nil)))
      })
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
      ports.lifter.setPaused(frozen != nil)
      resolve("ledger")
      for item in waiting {
        switch item {
        case .lift(let report): lifted([report])
        case .outcome(let outcome): finished([outcome])
        }
      }
    } catch {
      if case .broken = error { fail(error) }
    }
  }
}
