package import EmbargoCore
package import EmbargoOutputs
import EmbargoTime

extension Engine {
  /// What is being published at one instant, while its reports come in piece by piece.
  struct Burst {
    var reports: [LiftReport] = []
    /// The releases after their reports, in the same order, while they are with the ledger.
    var after: [Release] = []
    /// All of `reports` is with the ledger, which makes it durable at the next commit.
    var isAppended = true
  }

  /// A piece of what is published at one instant, whose names may not be durable yet: its records
  /// are written while the rest is still on its way, and are committed by `lifted`.
  package func lifting(_ reports: [LiftReport]) {
    guard failure == nil else { return }
    var burst = burst ?? Burst()
    // Held in one place only while it grows.
    self.burst = nil
    defer { self.burst = burst }
    burst.reports += reports
    guard burst.isAppended, !isPaused else { return burst.isAppended = false }
    var transaction = LedgerTransaction()
    do throws(LedgerError) {
      for report in reports { try add(report, to: &transaction) }
      commitments.commit(&transaction)
      try ports.ledger.append(transaction)
      burst.after += transaction.releases
    } catch {
      (burst.isAppended, burst.after) = (false, [])
      note(error)
    }
  }

  /// The last piece, or all, of what the lifter published at one instant: everything is recorded in
  /// one transaction.
  ///
  /// - Parameter doubt: why the names that were made may not survive a power loss; nil: they do.
  package func lifted(_ reports: [LiftReport], doubt: OutputError? = nil) {
    guard failure == nil else { return }
    let earlier = burst ?? Burst()
    burst = nil
    var all = earlier.reports + reports
    if let doubt { for index in all.indices { all[index].doubt(doubt) } }
    var after: [Release] = []
    do throws(LedgerError) {
      if !earlier.reports.isEmpty, doubt != nil || isPaused { try ports.ledger.takeBack() }
      guard !isPaused else { return unrecorded.append(contentsOf: all.map { .lift($0) }) }
      after = try record(all, last: reports, behind: doubt == nil ? earlier : nil)
    } catch {
      if case .full = error { unrecorded.append(contentsOf: all.map { .lift($0) }) }
      return note(error)
    }
    for report in all {
      armed[report.id] = nil
      incomplete.remove(report.id)
      ports.lifter.settle(report.id)
      if !problems.isEmpty { resolveProblems(of: report.id) }
    }
    noteDelivered(all.lazy.flatMap(\.outcomes))
    ports.recorded()
    if isStagingFull { (isHurried, isStagingFull) = (true, false) }
    for (report, release) in zip(all, after) {
      for outcome in report.outcomes { announce(outcome, of: release) }
    }
    tellStillness()
    let waiting = early
    early = []
    finished(waiting)
    // An answer may have taken it further than its report did.
    let answered = Set(waiting.map(\.release))
    consider(after.filter { !answered.contains($0.id) })
    for id in answered.sorted() { considerAgain(id) }
  }

  /// Commits a whole burst: its last piece behind what is appended, or all of it anew. With a full
  /// disk the space that was kept for it is used.
  private func record(
    _ all: [LiftReport], last: [LiftReport], behind earlier: Burst?
  ) throws(LedgerError) -> [Release] {
    do throws(LedgerError) {
      if let earlier, earlier.isAppended {
        return earlier.after + (try record(last))
      }
      return try record(all)
    } catch {
      guard case .full = error else { throw error }
      ports.releaseReserve()
      return try record(all)
    }
  }

  private func record(_ reports: [LiftReport]) throws(LedgerError) -> [Release] {
    var transaction = LedgerTransaction()
    for report in reports { try add(report, to: &transaction) }
    try commit(transaction)
    return transaction.releases
  }

  /// Something else is to be committed while a burst is going on: what was appended of it may not
  /// be durable before its names are, and is recorded as a whole when it ends.
  func keepBurstApart() throws(LedgerError) {
    guard var apart = burst, apart.isAppended else { return }
    (apart.isAppended, apart.after) = (false, [])
    burst = apart
    try ports.ledger.takeBack()
  }

  /// Before a release is read to be changed: what a burst has only appended can be read, and would
  /// be taken back by the commit of the change, which then rests on what is not there any more.
  func settleBurst() throws(EngineError) {
    do throws(LedgerError) {
      try keepBurstApart()
    } catch {
      note(error)
      throw .ledger(error)
    }
  }

  private func note(_ error: LedgerError) {
    switch error {
    case .broken, .forbidden: fail(error)
    case .full, .taken: break
    }
  }

  /// Does what a release needs by its state in the ledger, which has just changed.
  func considerAgain(_ id: ReleaseID) {
    guard failure == nil, !isPaused else { return }
    do throws(LedgerError) {
      if let release = try ports.ledger.release(id) { consider(release) }
    } catch {
      if case .broken = error { fail(error) }
    }
  }

  /// A release as it is stored; what is armed has not changed since.
  private func lifting(_ id: ReleaseID) throws(LedgerError) -> Release {
    if let release = armed[id] { return release }
    guard let release = try ports.ledger.release(id) else {
      throw .broken("release \(id) was lifted and is not in the ledger")
    }
    return release
  }

  private func add(
    _ lift: LiftReport, to transaction: inout LedgerTransaction
  ) throws(LedgerError) {
    let release = try lifting(lift.id)
    for output in lift.dispatched {
      inFlight[Flight(release: lift.id, output: output)] =
        Attempt(revision: release.revision, began: lift.began)
    }
    do throws(CommandRefusal) {
      let begun = try release.decide(
        .begin(lift.dispatched), at: lift.began, policy: settings.policy)
      var after = release
      for event in begun { after.apply(event, by: .daemon, at: lift.began) }
      // Not before it began, even if the clock was set back meanwhile.
      let outcomes = lift.outcomes.map { Self.settled($0, since: lift.began) }
      let ended = outcomes.map(\.finishedAt).max() ?? lift.began
      let finished = try after.decide(.finish(outcomes), at: ended, policy: settings.policy)
      for event in finished { after.apply(event, by: .daemon, at: ended) }
      if begun.first == .liftBegan {
        transaction.records.append(
          after.draft(
            ofLift: begun + finished, clock: lift.clockJSON, began: lift.began, ended: ended))
      } else {
        // The rest of a lift that is on the record already.
        transaction.records += begun.map { $0.draft(of: after, by: .daemon, at: lift.began) }
        transaction.records += finished.map { $0.draft(of: after, by: .daemon, at: ended) }
      }
      transaction.releases.append(after)
      transaction.stored[release.id] = release
      store(outcomes, of: after, before: release, in: &transaction)
    } catch {
      throw .forbidden("release \(lift.id) was lifted and cannot be: \(error.message)")
    }
  }
}

extension LiftReport {
  /// The clock as it stands in the record of the lift.
  fileprivate var clockJSON: JSON {
    guard unconfirmedStep > .zero, case .object(var members) = clock.json else { return clock.json }
    members["unconfirmed_step_ns"] = .string(String(unconfirmedStep.nanoseconds))
    return .object(members)
  }

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

extension ClockSample {
  /// As it stands in records.
  package var json: JSON {
    [
      "max_error_ns": .string(String(maxError.nanoseconds)),
      "synchronised": .bool(synchronised),
    ]
  }
}
