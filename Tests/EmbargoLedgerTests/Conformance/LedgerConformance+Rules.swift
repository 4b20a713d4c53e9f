import EmbargoCore
import EmbargoTime
import Testing

extension LedgerConformance {
  private func changing(_ release: Release) -> LedgerTransaction {
    var transaction = LedgerTransaction()
    transaction.releases = [release]
    transaction.records = [Sample.record(release, event: "release.changed")]
    return transaction
  }

  /// Expects a refusal after which the ledger is as it was.
  private func expectForbidden(
    _ ledger: any Ledger, _ transaction: LedgerTransaction,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let (head, counts) = (try ledger.head(), try ledger.counts())
    let stored = try ledger.release(Sample.id(1))
    expect(.forbidden, sourceLocation: sourceLocation) { try ledger.commit(transaction) }
    #expect(try ledger.head() == head, sourceLocation: sourceLocation)
    #expect(try ledger.counts() == counts, sourceLocation: sourceLocation)
    #expect(try ledger.release(Sample.id(1)) == stored, sourceLocation: sourceLocation)
  }

  func aReleaseIsSubmittedOnce() throws {
    let ledger = try make()
    let release = Sample.release(1)
    try ledger.commit(Sample.submission([release]))
    try expectForbidden(ledger, Sample.submission([release]))
    #expect(
      try ledger.content(of: release.id, revision: 1) == Sample.content(1))
  }

  func nothingLiftsBeforeItIsDue() throws {
    let ledger = try make()
    var release = Sample.release(1)
    release.due = release.embargo.instant + .seconds(10)
    try ledger.commit(Sample.submission([release]))
    let early = release.due - Span(nanoseconds: 1)
    for phase in [Phase.lifting(since: early), .lifted(at: early)] {
      var lifted = release
      lifted.phase = phase
      try expectForbidden(ledger, changing(lifted))
    }
    release.phase = .lifting(since: release.due)
    try ledger.commit(changing(release))
    release.phase = .lifted(at: release.due)
    try ledger.commit(changing(release))
  }

  func nothingIsDueBeforeItsEmbargo() throws {
    let ledger = try make()
    var release = Sample.release(1)
    try ledger.commit(Sample.submission([release]))
    release.due = release.embargo.instant - Span(nanoseconds: 1)
    try expectForbidden(ledger, changing(release))
  }

  func noAttemptBeginsBeforeItsReleaseIsDue() throws {
    let ledger = try make()
    let release = Sample.release(1)
    try ledger.commit(Sample.submission([release]))
    var transaction = LedgerTransaction()
    transaction.attempts = [
      Sample.attempt(release, at: release.due - Span(nanoseconds: 1))
    ]
    try expectForbidden(ledger, transaction)
    transaction.attempts = [Sample.attempt(release)]
    try ledger.commit(transaction)
    var begun = release
    begun.deliveries[0].firstAttemptAt = release.due - Span(nanoseconds: 1)
    try expectForbidden(ledger, changing(begun))
  }

  func aLiftAndAWithdrawalAreFinal() throws {
    let ledger = try make()
    var release = Sample.release(1)
    release.phase = .lifting(since: release.due)
    var withdrawn = Sample.release(2)
    withdrawn.phase = .withdrawn(at: Sample.base)
    try ledger.commit(Sample.submission([release, withdrawn]))
    for phase in [
      Phase.scheduled, .withdrawn(at: release.due),
      .held(Hold(cause: .late, reason: "late", at: release.due)),
    ] {
      release.phase = phase
      try expectForbidden(ledger, changing(release))
    }
    withdrawn.phase = .scheduled
    try expectForbidden(ledger, changing(withdrawn))
  }

  func aRevisionIsNeverAnotherAndNeverGoesBack() throws {
    let ledger = try make()
    var release = Sample.release(1)
    try ledger.commit(Sample.submission([release]))
    release.headline = "Other words"
    try expectForbidden(ledger, changing(release))
    release.revision = 2
    try ledger.commit(changing(release))
    try expectForbidden(ledger, changing(Sample.release(1)))
  }

  func noReleaseIsKeptWithoutItsBytes() throws {
    let ledger = try make()
    var transaction = Sample.submission([Sample.release(1)])
    transaction.contents = []
    try expectForbidden(ledger, transaction)
    transaction.contents = [(Sample.id(1), 1, Sample.content(2))]
    try expectForbidden(ledger, transaction)
    transaction.contents.append((Sample.id(1), 1, Sample.content(1)))
    try expectForbidden(ledger, transaction)
    #expect(try ledger.release(Sample.id(1)) == nil)
  }

  func attemptsComeBackInTheOrderInWhichTheyBegan() throws {
    let ledger = try make()
    let release = Sample.release(1)
    try ledger.commit(Sample.submission([release]))
    let attempts = [
      Sample.attempt(
        release, number: 2, at: release.due + .seconds(2),
        result: .failed(error: "time-out\u{0}", ambiguous: true, retryAfter: .seconds(5))),
      Sample.attempt(release, number: 3, at: release.due + .seconds(3)),
      Sample.attempt(
        release, number: 1,
        result: .failed(error: "500", ambiguous: false, retryAfter: nil)),
      Sample.attempt(
        release, number: 4, at: release.due + .seconds(4), result: .refused(error: "410 Gone")),
      Sample.attempt(
        release, number: 5, at: release.due + .seconds(5),
        result: .delivered(receipt: "ü", recovered: true)),
    ]
    var transaction = LedgerTransaction()
    transaction.attempts = attempts
    try ledger.commit(transaction)
    let stored = try ledger.attempts(of: release.id)
    #expect(stored == attempts.sorted { $0.number < $1.number })
    #expect(try ledger.attempts(of: Sample.id(9)) == [])
    transaction.attempts = [attempts[0]]
    try expectForbidden(ledger, transaction)
  }

  func theClockMayStepBackWithinAnAttempt() throws {
    let ledger = try make()
    let release = Sample.release(1)
    try ledger.commit(Sample.submission([release]))
    var attempt = Sample.attempt(release)
    attempt.outcome.finishedAt = release.due - .seconds(1)
    var transaction = LedgerTransaction()
    transaction.attempts = [attempt]
    try ledger.commit(transaction)
    #expect(try ledger.attempts(of: release.id) == [attempt])
  }

  func recordsAreSealedInOrder(count: Int) throws {
    let ledger = try make()
    let releases = [Sample.release(1), Sample.release(2)]
    var head = try ledger.commit(Sample.submission(releases))
    var written = 2
    while written < count {
      var transaction = LedgerTransaction()
      for _ in 0..<min(37, count - written) {
        transaction.records.append(Sample.record(written % 3 == 0 ? releases[0] : nil))
        written += 1
      }
      head = try ledger.commit(transaction)
    }
    #expect(head.sequence == Int64(count))
    #expect(try ledger.head() == head)
    var verifier = ChainVerifier(remembered: [head])
    var after: Int64 = 0
    while case let page = try ledger.records(after: after, count: 100, release: nil),
      let last = page.last
    {
      for record in page { verifier.check(record) }
      after = last.sequence
    }
    #expect(verifier.verdict == .good(head: head))
    let ofFirst = try ledger.records(after: 1, count: 3, release: releases[0].id)
    #expect(ofFirst.map(\.sequence) == [4, 7, 10])
    let text = String(decoding: try #require(ofFirst.first).bytes, as: UTF8.self)
    #expect(text.contains(releases[0].id.description))
  }
}
