import EmbargoCore
import EmbargoTime
import Testing

/// What a ledger keeps of a release whose words are erased.
extension LedgerConformance {
  /// A withdrawn release with a second revision, an attachment, names and a body.
  private func over(_ ledger: any Ledger) throws -> Release {
    var release = Sample.release(1)
    let first = RevisionContent(
      bytes: Array("the first text".utf8), attachments: [Attachment(name: "a.png", bytes: [1])])
    release.digest = first.digest
    var transaction = Sample.submission([release])
    transaction.contents = [(release.id, 1, first)]
    transaction.reservations[release.id] = [
      Reservation(output: Sample.output("newsroom"), name: "release-1.txt")
    ]
    try ledger.commit(transaction)
    let second = Sample.content(7)
    (release.revision, release.digest) = (2, second.digest)
    release.headline = "Another headline"
    release.phase = .withdrawn(at: Sample.base)
    var change = LedgerTransaction()
    change.releases = [release]
    change.contents = [(release.id, 2, second)]
    change.bodies = [
      StoredBody(
        release: release.id, revision: 2, output: Sample.output("wire"), digest: Digest(of: [9]),
        bytes: [1, 2, 3])
    ]
    change.records = [Sample.record(release, event: "release.withdrawn")]
    try ledger.commit(change)
    return release
  }

  private func erasure(of id: ReleaseID, in ledger: any Ledger) throws -> LedgerTransaction {
    var transaction = LedgerTransaction()
    transaction.erasures = [
      Erasure(of: id, rows: try ledger.rows(of: id), at: Sample.base + .hours(1))
    ]
    transaction.records = [
      RecordDraft(
        event: "release.erased", release: id, actor: .daemon, at: Sample.base + .hours(1))
    ]
    return transaction
  }

  func anErasedReleaseHasNoWordsAndKeepsItsPlace() throws {
    let ledger = try make()
    let release = try over(ledger)
    let transaction = try erasure(of: release.id, in: ledger)
    #expect(transaction.erasures[0].gone.count == 1, "the body")
    try ledger.commit(transaction)
    let erased = try #require(try ledger.release(release.id))
    #expect(erased == release.erased && erased.isErased)
    #expect(erased.headline == Erasure.headline)
    #expect(erased.phase == release.phase && erased.submitter == release.submitter)
    for revision in 1...2 {
      let content = try ledger.content(of: release.id, revision: revision)
      #expect(content == Erasure.content)
    }
    #expect(try ledger.find("release-1") == .none)
    #expect(try ledger.find(release.id.description) == .one(release.id))
    #expect(try !ledger.isTaken(release.slug), "another release may have it")
    #expect(
      try ledger.reservation(of: "release-1.txt", at: Sample.output("newsroom")) == nil)
    let body = try ledger.body(
      Digest(of: [9]), of: release.id, revision: 2, output: Sample.output("wire"))
    #expect(body == nil)
    #expect(try ledger.counts() == ["withdrawn": 1])
    let rows = try ledger.rows(of: release.id)
    #expect(Set(rows) == Set(transaction.erasures[0].rows))
    #expect(try ledger.records(after: 0, count: 10, release: release.id).count == 3)
  }

  func whatIsNotOverOrIsErasedAlreadyIsNotErased() throws {
    let ledger = try make()
    try ledger.commit(Sample.submission([Sample.release(5)]))
    let early = try erasure(of: Sample.id(5), in: ledger)
    expect(.forbidden) { try ledger.commit(early) }
    #expect(try ledger.release(Sample.id(5)) == Sample.release(5))
    let release = try over(ledger)
    try ledger.commit(try erasure(of: release.id, in: ledger))
    let again = try erasure(of: release.id, in: ledger)
    #expect(throws: LedgerError.self) { try ledger.commit(again) }
    #expect(try ledger.rows(of: Sample.id(6)) == [])
  }
}
