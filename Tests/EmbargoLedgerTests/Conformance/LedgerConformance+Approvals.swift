import EmbargoCore
import EmbargoTime
import Testing

/// What a ledger keeps and refuses of approvals.
extension LedgerConformance {
  private static let jo = Actor(uid: 1001, name: "jo")

  private func approval(
    of release: Release, by actor: Actor = jo, revision: Int = 1, minutes: Int64 = 1
  ) -> Approval {
    Approval(
      by: actor, at: release.due - .minutes(minutes), revision: revision, seal: Digest(of: [1]),
      outputs: [Sample.output("newsroom"): Digest(of: [2]), Sample.output("wire"): Digest(of: [3])])
  }

  /// Commits a release that needs approvals.
  private func waiting(_ ledger: any Ledger, required: Int = 2) throws -> Release {
    var release = Sample.release(1)
    release.approvalsRequired = required
    release.submitterGroups = ["interns", "press"]
    try ledger.commit(Sample.submission([release]))
    return release
  }

  private func commit(_ release: Release, _ ledger: any Ledger) throws {
    var transaction = LedgerTransaction()
    transaction.releases = [release]
    transaction.stored[release.id] = try ledger.release(release.id)
    transaction.records = [Sample.record(release, event: "release.changed")]
    try ledger.commit(transaction)
  }

  func approvalsComeBackAndStandUnderTheirPhase() throws {
    let ledger = try make()
    var release = try waiting(ledger)
    #expect(try ledger.release(release.id) == release)
    #expect(try ledger.counts()["awaiting-approval"] == 1)
    let listed = try ledger.list(
      phases: ["awaiting-approval"], submitter: nil, after: nil, count: 9)
    #expect(listed == [release])
    let until = Instant(nanoseconds: .max)
    #expect(try ledger.embargoes(until: until, after: nil, count: 9).next == nil)
    release.approvals = [approval(of: release)]
    try commit(release, ledger)
    release.approvals.append(
      approval(of: release, by: Actor(uid: 1002, name: "kim"), minutes: 0))
    try commit(release, ledger)
    #expect(try ledger.release(release.id) == release)
    #expect(try ledger.counts().filter { $0.value > 0 } == ["scheduled": 1])
    release.approvals.removeFirst()
    try commit(release, ledger)
    #expect(try ledger.release(release.id) == release)
    #expect(try ledger.counts()["awaiting-approval"] == 1)
    release.approvals.append(approval(of: release, minutes: -1))
    try commit(release, ledger)
    #expect(try ledger.release(release.id)?.approvals == release.approvals)
  }

  func nobodyApprovesTheirOwnWorkOrTwice() throws {
    let ledger = try make()
    let release = try waiting(ledger)
    var own = release
    own.approvals = [approval(of: release, by: release.submitter)]
    expect(.forbidden) { try commit(own, ledger) }
    var once = release
    once.approvals = [approval(of: release)]
    try commit(once, ledger)
    var twice = once
    twice.approvals.append(approval(of: release, minutes: 2))
    #expect(throws: LedgerError.self) { try commit(twice, ledger) }
    #expect(try ledger.release(release.id) == once)
  }

  func nothingLiftsWithoutItsApprovals() throws {
    let ledger = try make()
    var release = try waiting(ledger, required: 1)
    var lifted = release
    lifted.phase = .lifting(since: release.due)
    expect(.forbidden) { try commit(lifted, ledger) }
    release.approvals = [approval(of: release)]
    try commit(release, ledger)
    lifted.approvals = release.approvals
    try commit(lifted, ledger)
    #expect(try ledger.release(release.id) == lifted)
  }

  func anEarlyLiftComesBackWithWhatWasMeant() throws {
    let ledger = try make()
    var release = Sample.release(1)
    try ledger.commit(Sample.submission([release]))
    release.proposal = Proposal(
      .earlyLift, reason: "broken", by: Self.jo, at: release.due - .minutes(9))
    try commit(release, ledger)
    #expect(try ledger.release(release.id) == release)
    let now = release.due - .minutes(5)
    var embargo = release.embargo
    (embargo.instant, embargo.civil, embargo.zone) = (now, CivilDateTime(now), .fixed(0))
    let early = EarlyLift(
      reason: "broken", notice: "Embargo lifted early", by: Self.jo, from: release.embargo)
    release.apply(.liftedEarly(early, embargo, due: now), by: .daemon, at: now)
    try commit(release, ledger)
    #expect(try ledger.release(release.id) == release)
    #expect(release.proposal == nil && release.earlyLift?.from.instant != release.embargo.instant)
    #expect(try ledger.nextWake() == now)
  }

  func aProposalComesBackWithItsBytes() throws {
    let ledger = try make()
    var release = Sample.release(1)
    release.phase = .lifted(at: release.due)
    try ledger.commit(Sample.submission([release]))
    #expect(try ledger.proposed(count: 9) == [])
    let content = RevisionContent(bytes: Array("other words".utf8))
    let nonce = [UInt8](repeating: 6, count: 32)
    let correction = Correction(headline: "Other", digest: content.digest, nonce: nonce)
    release.proposal = Proposal(
      .correction(correction), reason: "a figure", by: Self.jo, at: release.due + .hours(1))
    var transaction = LedgerTransaction()
    transaction.releases = [release]
    transaction.stored[release.id] = try ledger.release(release.id)
    transaction.proposed = [(id: release.id, content: content)]
    try ledger.commit(transaction)
    #expect(try ledger.release(release.id) == release)
    #expect(try ledger.proposed(count: 9) == [release])
    #expect(try ledger.proposedContent(of: release.id) == content)
    var own = release
    own.approvals = [approval(of: release, by: Self.jo, revision: 2)]
    expect(.forbidden) { try commit(own, ledger) }
    // Who submitted it may approve what somebody else wrote, and that has it published at once.
    var after = release
    after.apply(
      .approved(approval(of: release, by: release.submitter, revision: 2), due: release.due),
      by: .daemon, at: release.due + .hours(2))
    let before = Correction(
      headline: release.headline, digest: release.digest, nonce: release.nonce)
    after.apply(
      .corrected(
        from: before, to: correction, reason: "a figure", at: release.due + .hours(2)),
      by: .daemon, at: release.due + .hours(2))
    transaction = LedgerTransaction()
    transaction.releases = [after]
    transaction.stored[release.id] = release
    transaction.contents = [(after.id, 2, content)]
    try ledger.commit(transaction)
    #expect(try ledger.release(release.id) == after)
    #expect(after.proposal == nil && after.ownApprovals.count == 1)
    #expect(try ledger.proposed(count: 9) == [])
  }
}
