import EmbargoCore
import EmbargoTime
import Testing

/// What a ledger allows and refuses after the lift.
extension LedgerConformance {
  private static let correction = Correction(
    headline: "Right", digest: Sample.content(2).digest, nonce: Array(repeating: 5, count: 32))

  /// Release 1, lifted: delivered to the newsroom, with an attempt under way at the wire.
  private func lifted(_ ledger: any Ledger) throws -> Release {
    var release = Sample.release(1)
    let now = release.due
    let intent = Intent(
      key: IdempotencyKey(stored: "msg_1"), digest: Digest(of: [1]), names: ["a.txt", "b.txt"],
      pieces: [Digest(of: [2]), Digest(of: [3])])
    release.apply(
      .armed([Sample.output("newsroom"): intent, Sample.output("wire"): intent]), by: .daemon,
      at: now)
    release.apply(.liftBegan, by: .daemon, at: now)
    try ledger.commit(Sample.submission([release]))
    let before = release
    let outcome = AttemptOutcome(
      output: Sample.output("newsroom"), startedAt: now, finishedAt: now,
      result: .delivered(receipt: "a", recovered: false))
    release.apply(.attemptEnded(outcome, lateness: .zero, next: nil), by: .daemon, at: now)
    release.apply(.attemptBegan(Sample.output("wire")), by: .daemon, at: now)
    release.apply(.lifted, by: .daemon, at: now)
    var transaction = change(release)
    transaction.stored[release.id] = before
    try ledger.commit(transaction)
    return release
  }

  private func change(_ release: Release) -> LedgerTransaction {
    var transaction = LedgerTransaction()
    transaction.releases = [release]
    transaction.records = [Sample.record(release, event: "release.changed")]
    return transaction
  }

  private func after(_ event: Event, _ release: Release) -> Release {
    var after = release
    after.apply(event, by: .daemon, at: release.due + .hours(1))
    return after
  }

  private func corrected(_ release: Release) -> (Release, LedgerTransaction) {
    let present = Correction(
      headline: release.headline, digest: release.digest, nonce: release.nonce)
    let at = release.due + .hours(1)
    let after = after(
      .corrected(from: present, to: Self.correction, reason: "typo", at: at), release)
    var transaction = change(after)
    transaction.stored[release.id] = release
    transaction.contents = [(after.id, after.revision, Sample.content(2))]
    return (after, transaction)
  }

  private func expectForbidden(
    _ ledger: any Ledger, _ transaction: LedgerTransaction,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let head = try ledger.head()
    expect(.forbidden, sourceLocation: sourceLocation) { try ledger.commit(transaction) }
    #expect(try ledger.head() == head, sourceLocation: sourceLocation)
  }

  func aCorrectionAndAKillComeBackAsTheyWereWritten() throws {
    let ledger = try make()
    let first = try lifted(ledger)
    #expect(try ledger.release(first.id) == first)
    let (second, transaction) = corrected(first)
    try ledger.commit(transaction)
    #expect(try ledger.release(first.id) == second)
    #expect(second.deliveries.allSatisfy { $0.earlier.count == 1 })
    #expect(try ledger.deliveries(of: first.id, revision: 1) == first.deliveries)
    let third = after(.killed(reason: "not true", at: first.due + .hours(2)), second)
    try ledger.commit(change(third))
    #expect(try ledger.release(first.id) == third)
    #expect(try ledger.counts()["killed"] == 1)
    #expect(try ledger.content(of: first.id, revision: 3)?.digest == second.digest)
    #expect(try ledger.nextWake() == first.due)
  }

  func whatIsOutKeepsItsEmbargoAndAKillIsFinal() throws {
    let ledger = try make()
    let first = try lifted(ledger)
    var moved = first
    moved.due = first.due + .hours(1)
    moved.phase = .lifted(at: moved.due)
    try expectForbidden(ledger, change(moved))
    let killed = after(.killed(reason: "not true", at: first.due), first)
    try ledger.commit(change(killed))
    var undone = killed
    undone.phase = .lifted(at: first.due)
    try expectForbidden(ledger, change(undone))
    try expectForbidden(ledger, corrected(killed).1)
  }

  func onlyWhatLiftedIsKilledOrCorrected() throws {
    let ledger = try make()
    let queued = Sample.release(1)
    var killed = after(.killed(reason: "not true", at: queued.due), queued)
    try expectForbidden(ledger, Sample.submission([killed]))
    try ledger.commit(Sample.submission([queued]))
    try expectForbidden(ledger, change(killed))
    try expectForbidden(ledger, corrected(queued).1)
    // A revision after the lift that says nothing of it.
    killed = queued
    killed.phase = .lifting(since: queued.due)
    try ledger.commit(change(killed))
    killed.revision = 2
    try expectForbidden(ledger, change(killed))
  }

  func anEarlierRevisionEndsAndIsNeverAttemptedAgain() throws {
    let ledger = try make()
    let first = try lifted(ledger)
    let (second, transaction) = corrected(first)
    try ledger.commit(transaction)
    var wire = try #require(first.delivery(to: Sample.output("wire")))
    for state in [DeliveryState.waiting, .retrying(next: first.due + .hours(3))] {
      wire.state = state
      var again = LedgerTransaction()
      again.earlier = [EarlierDelivery(release: first.id, revision: 1, delivery: wire)]
      again.records = [Sample.record(second, event: "delivery.again")]
      try expectForbidden(ledger, again)
    }
    wire.state = .failed(at: first.due + .hours(1))
    wire.lastError = "no answer"
    var ended = LedgerTransaction()
    ended.earlier = [EarlierDelivery(release: first.id, revision: 1, delivery: wire)]
    ended.records = [Sample.record(second, event: "delivery.ended-late")]
    try ledger.commit(ended)
    #expect(try ledger.deliveries(of: first.id, revision: 1).last == wire)
    #expect(try ledger.release(first.id) == second)
  }
}
