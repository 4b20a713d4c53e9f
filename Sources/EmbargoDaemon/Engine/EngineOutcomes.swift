package import EmbargoCore
import EmbargoTime

extension Engine {
  /// What the lifter published: recorded for all of them in one transaction.
  package func lifted(_ reports: [LiftReport]) {
    guard failure == nil else { return }
    guard !isPaused else { return unrecorded.append(contentsOf: reports.map { .lift($0) }) }
    var transaction = LedgerTransaction()
    do throws(LedgerError) {
      for report in reports { try add(report, to: &transaction) }
      try commitFromReserve(transaction)
    } catch {
      if case .full = error { unrecorded.append(contentsOf: reports.map { .lift($0) }) }
      if case .forbidden = error { fail(error) }
      return
    }
    for report in reports {
      armed[report.id] = nil
      incomplete.remove(report.id)
      ports.lifter.settle(report.id)
      resolveProblems(of: report.id)
    }
    for (report, release) in zip(reports, transaction.releases) {
      for outcome in report.outcomes { announce(outcome, of: release) }
    }
    for report in reports {
      for outcome in early.removeValue(forKey: report.id) ?? [] { finished(report.id, outcome) }
    }
    for report in reports { considerAgain(report.id) }
  }

  /// Does what a release needs by its state in the ledger, which has just changed.
  private func considerAgain(_ id: ReleaseID) {
    guard failure == nil, !isPaused else { return }
    do throws(LedgerError) {
      if let release = try ports.ledger.release(id) { consider(release) }
    } catch {
      if case .broken = error { fail(error) }
    }
  }

  /// Records what has already happened outside, with the space that was kept for it if need be.
  private func commitFromReserve(_ transaction: LedgerTransaction) throws(LedgerError) {
    do throws(LedgerError) {
      try commit(transaction)
    } catch {
      guard case .full = error else { throw error }
      ports.releaseReserve()
      try commit(transaction)
    }
  }

  private func add(
    _ lift: LiftReport, to transaction: inout LedgerTransaction
  ) throws(LedgerError) {
    guard let release = try ports.ledger.release(lift.id) else {
      throw .broken("release \(lift.id) was lifted and is not in the ledger")
    }
    for output in lift.dispatched {
      inFlight.insert(Flight(release: lift.id, output: output))
    }
    do throws(CommandRefusal) {
      var events = try release.decide(
        .begin(lift.dispatched), at: lift.began, policy: settings.policy)
      var after = Self.apply(
        events, to: release, by: .daemon, at: lift.began, recording: &transaction)
      if let index = events.firstIndex(of: .liftBegan) {
        let first = transaction.records.count - events.count + index
        transaction.records[first].data["clock"] = lift.clock.json
      }
      // Not before it began, even if the clock was set back meanwhile.
      let outcomes = lift.outcomes.map { Self.settled($0, since: lift.began) }
      let ended = outcomes.map(\.finishedAt).max() ?? lift.began
      events = try after.decide(.finish(outcomes), at: ended, policy: settings.policy)
      after = Self.apply(events, to: after, by: .daemon, at: ended, recording: &transaction)
      transaction.releases.append(after)
      store(outcomes, of: after, before: release, in: &transaction)
    } catch {
      throw .forbidden("release \(lift.id) was lifted and cannot be: \(error.message)")
    }
  }

  private func store(
    _ outcomes: [AttemptOutcome], of release: Release, before: Release,
    in transaction: inout LedgerTransaction
  ) {
    for outcome in outcomes {
      if case .delivered = before.delivery(to: outcome.output)?.state { continue }
      transaction.attempts.append(
        StoredAttempt(
          release: release.id, revision: release.revision,
          number: release.delivery(to: outcome.output)?.attempts ?? 1, outcome: outcome))
    }
  }

  /// What the dispatcher's attempt came to.
  package func finished(_ id: ReleaseID, _ outcome: AttemptOutcome) {
    guard failure == nil else { return }
    guard !isPaused else { return unrecorded.append(.outcome(id, outcome)) }
    if unrecorded.contains(where: { $0.isLift(of: id) }) {
      return unrecorded.append(.outcome(id, outcome))
    }
    do throws(LedgerError) {
      guard let release = try ports.ledger.release(id) else {
        throw LedgerError.broken("release \(id) had an attempt and is not in the ledger")
      }
      // An endpoint may answer before the lift thread has reported what it published.
      if release.phase.isQueued { return early[id, default: []].append(outcome) }
      let settled = Self.settled(outcome, since: Self.began(outcome.output, of: release))
      let after = try decide(
        .finish([settled]), on: release, by: .daemon, at: settled.finishedAt
      ) { transaction, after in
        self.store([settled], of: after, before: release, in: &transaction)
      }
      announce(outcome, of: after)
    } catch {
      if case .full = error { return unrecorded.append(.outcome(id, outcome)) }
      if case .forbidden = error { fail(error) }
      return
    }
    inFlight.remove(Flight(release: id, output: outcome.output))
  }

  private static func began(_ output: OutputName, of release: Release) -> Instant {
    if case .attempting(let since)? = release.delivery(to: output)?.state {
      since
    } else {
      release.due
    }
  }

  /// The outcome of an attempt that began at `began`: a clock that was set back meanwhile moves
  /// neither its end before its begin nor, when nothing was published, its begin before its due.
  private static func settled(_ outcome: AttemptOutcome, since began: Instant) -> AttemptOutcome {
    var settled = outcome
    if case .delivered = outcome.result {
    } else {
      settled.startedAt = max(began, outcome.startedAt)
    }
    settled.finishedAt = max(settled.startedAt, outcome.finishedAt)
    return settled
  }

  private func announce(_ outcome: AttemptOutcome, of release: Release) {
    let key = "delivery:\(release.id):\(outcome.output)"
    switch outcome.result {
    case .delivered: resolve(key)
    case .failed(let error, _, _), .refused(let error):
      let state = release.delivery(to: outcome.output)?.state.name ?? "failed"
      report(
        Notice(
          state == "failed" ? .error : .warning, "delivery.\(state)", release: release.id,
          "the delivery to \(outcome.output) is \(state): \(error)"),
        problem: key)
    }
  }
}

extension Engine.Unrecorded {
  fileprivate func isLift(of id: ReleaseID) -> Bool {
    if case .lift(let report) = self { report.id == id } else { false }
  }
}

extension ClockSample {
  /// As it stands in records.
  package var json: JSON {
    [
      "max_error_ns": .string(String(maxError.nanoseconds)),
      "synchronised": .bool(synchronised),
    ]
  }
}
