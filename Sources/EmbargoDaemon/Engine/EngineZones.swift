package import EmbargoCore
package import EmbargoTime

/// What changed zone rules make of one queued embargo, as somebody has found.
package struct ZoneFinding: Hashable, Sendable {
  package var queued: QueuedEmbargo
  package var verdict: ZoneVerdict

  package init(_ queued: QueuedEmbargo, _ verdict: ZoneVerdict) {
    (self.queued, self.verdict) = (queued, verdict)
  }
}

extension Engine {
  /// A piece of the queue for somebody who resolves it again, nearest lift first.
  package func embargoes(
    until limit: Instant, after cursor: LedgerCursor?, count: Int
  ) throws(LedgerError) -> EmbargoPage {
    guard failure == nil, !isPaused else { throw .full("the ledger is full") }
    do throws(LedgerError) {
      return try ports.ledger.embargoes(until: limit, after: cursor, count: count)
    } catch {
      if case .broken = error { fail(error) }
      throw error
    }
  }

  /// Takes up what changed zone rules made of some releases, in one transaction: each is recorded,
  /// announced, and waits for a person unless it may follow. A release whose embargo is another by
  /// now is left alone: it was understood after the rules had changed.
  package func resolveAgain(_ findings: [ZoneFinding]) throws(LedgerError) {
    guard failure == nil, !isPaused else { throw .full("the ledger is full") }
    for release in try take(findings) { consider(release) }
  }

  /// The zone rules in use judge a release that is about to be armed; true when that has stopped or
  /// moved it.
  func isResolvedAgain(_ release: Release) throws(LedgerError) -> Bool {
    guard release.phase == .scheduled, let verdict = ports.zoneVerdict(release),
      try !wentOut(release)
    else { return false }
    let changed = try take([ZoneFinding(QueuedEmbargo(release), verdict)])
    return changed.contains { $0 != release }
  }

  /// What becomes of some findings.
  private struct ZoneBatch {
    struct Change {
      var before: Release
      var after: Release
      var verdict: ZoneVerdict
    }
    var transaction = LedgerTransaction()
    var changes: [Change] = []
    /// Of these something is out already, which a crash kept from the record.
    var out: [Release] = []
  }

  /// Returns what has to be considered now. After an error all is as it was but for what was armed,
  /// which the next pass does again.
  private func take(_ findings: [ZoneFinding]) throws(LedgerError) -> [Release] {
    var batch = ZoneBatch()
    for finding in findings { try add(finding, to: &batch) }
    do throws(LedgerError) {
      if !batch.changes.isEmpty { try commit(batch.transaction) }
    } catch {
      guard case .taken = error else { throw error }
      return try takeOneByOne(findings, after: error)
    }
    for change in batch.changes { announce(change) }
    return batch.changes.map(\.after) + batch.out
  }

  private func add(_ finding: ZoneFinding, to batch: inout ZoneBatch) throws(LedgerError) {
    guard let release = try ports.ledger.release(finding.queued.id), release.phase.isQueued,
      release.embargo == finding.queued.embargo
    else { return }
    let now = ports.clock()
    let events = release.decideZones(
      finding.verdict, follow: settings.followsZoneRules, at: now, policy: settings.policy)
    // What is going out at this moment goes out by the rules that were in force until now.
    guard !events.isEmpty, ports.lifter.disarm(release.id) else { return }
    armed[release.id] = nil
    if try wentOut(release) { return batch.out.append(release) }
    let after = Self.apply(
      events, to: release, by: .daemon, at: now, recording: &batch.transaction)
    batch.transaction.releases.append(after)
    if let names = try newNames(of: after, before: release) {
      batch.transaction.reservations[after.id] = names
    }
    batch.changes.append(.init(before: release, after: after, verdict: finding.verdict))
  }

  /// The names that a moved release takes at its outputs; nil: those that it has.
  private func newNames(
    of release: Release, before: Release
  ) throws(LedgerError) -> [Reservation]? {
    guard
      reservations(for: release, attachments: []) != reservations(for: before, attachments: [])
    else { return nil }
    let content = try ports.ledger.content(of: release.id, revision: release.revision)
    return reservations(for: release, attachments: content?.attachments.map(\.name) ?? [])
  }

  /// One release cannot have the name that it would take by the new rules: it is stopped with the
  /// instant that it had, the others are not kept waiting.
  private func takeOneByOne(
    _ findings: [ZoneFinding], after error: LedgerError
  ) throws(LedgerError) -> [Release] {
    if findings.count > 1 {
      var releases: [Release] = []
      for finding in findings { releases += try take([finding]) }
      return releases
    }
    guard let finding = findings.first, case .moved(let embargo) = finding.verdict else {
      throw error
    }
    let reason =
      "zone rules \(embargo.tzdb) move it to \(embargo.instant.rfc3339), and the name that it "
      + "would take at an output then is another release's: reschedule it"
    return try take([
      ZoneFinding(finding.queued, .unresolvable(reason: reason, tzdb: embargo.tzdb))
    ])
  }

  private func announce(_ change: ZoneBatch.Change) {
    resolveProblems(of: change.after.id)
    let after = change.after
    let what = after.phase == .scheduled ? "it follows" : "it waits for a person"
    switch change.verdict {
    case .moved(let embargo):
      report(
        Notice(
          .warning, "embargo.moved", release: after.id,
          "zone rules \(embargo.tzdb) move its lift from \(change.before.embargo.instant.rfc3339) "
            + "(by \(change.before.embargo.tzdb)) to \(embargo.instant.rfc3339); \(what)"))
    case .unresolvable(let reason, _):
      report(
        Notice(
          .error, "embargo.unresolvable", release: after.id, "\(reason); it waits for a person"))
    }
  }
}
