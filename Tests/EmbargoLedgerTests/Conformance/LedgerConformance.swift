import EmbargoCore
import EmbargoTime
import Testing

/// What every ledger does, whatever engine is behind it: facts over `any Ledger`.
///
/// Each function takes a new, empty ledger from `make`.
struct LedgerConformance {
  var make: () throws -> any Ledger

  func aNewLedgerIsEmpty() throws {
    let ledger = try make()
    #expect(try ledger.head() == .empty)
    #expect(try ledger.nextWake() == nil)
    #expect(try ledger.counts().filter { $0.value > 0 } == [:])
    #expect(try ledger.list(phases: [], submitter: nil, after: nil, count: 10) == [])
    #expect(try ledger.release(Sample.id(1)) == nil)
    #expect(try ledger.find("release-1") == .none)
    #expect(try ledger.content(of: Sample.id(1), revision: 1) == nil)
    #expect(try ledger.records(after: 0, count: 10, release: nil) == [])
    #expect(ledger.instanceKey.count == 32)
  }

  func anEmptyTransactionChangesNothing() throws {
    let ledger = try make()
    #expect(try ledger.commit(LedgerTransaction()) == .empty)
    #expect(try ledger.head() == .empty)
  }

  func everyReleaseComesBackAsItWasGiven(count: Int, seed: UInt64) throws {
    let ledger = try make()
    for number in 1...count {
      let (release, content) = Sample.random(number, seed: seed)
      var transaction = LedgerTransaction()
      transaction.releases = [release]
      transaction.contents = [(release.id, release.revision, content)]
      try ledger.commit(transaction)
      #expect(try ledger.release(release.id) == release, "seed \(seed), release \(number)")
      let stored = try ledger.content(of: release.id, revision: release.revision)
      #expect(stored == content, "seed \(seed), release \(number)")
    }
  }

  func aChangedReleaseReplacesTheOldState() throws {
    let ledger = try make()
    var release = Sample.release(1)
    try ledger.commit(Sample.submission([release]))
    release.phase = .held(Hold(cause: .person, reason: "wait", at: Sample.base))
    release.deliveries = [Delivery(output: Sample.output("archive"))]
    release.slug = Sample.slug("another-1")
    var transaction = LedgerTransaction()
    transaction.releases = [release]
    try ledger.commit(transaction)
    #expect(try ledger.release(release.id) == release)
    #expect(try ledger.counts()["held"] == 1)
    #expect(try ledger.counts()["scheduled"] ?? 0 == 0)
    #expect(try ledger.isTaken(Sample.slug("another-1")))
    #expect(try !ledger.isTaken(Sample.slug("release-1")))
  }

  func oldRevisionsAreKept() throws {
    let ledger = try make()
    let first = Sample.release(1)
    try ledger.commit(Sample.submission([first]))
    var second = first
    let content = RevisionContent(
      bytes: Array("new words".utf8), attachments: [Attachment(name: "a.pdf", bytes: [1, 0, 2])])
    (second.revision, second.headline, second.digest) = (2, "New", content.digest)
    var transaction = LedgerTransaction()
    transaction.releases = [second]
    transaction.contents = [(second.id, 2, content)]
    try ledger.commit(transaction)
    #expect(try ledger.release(first.id) == second)
    #expect(try ledger.content(of: first.id, revision: 1) == Sample.content(1))
    #expect(try ledger.content(of: first.id, revision: 2) == content)
    #expect(try ledger.content(of: first.id, revision: 3) == nil)
  }

  func aRevisionWithTheSameBytesNeedsThemOnlyOnce() throws {
    let ledger = try make()
    var release = Sample.release(1)
    try ledger.commit(Sample.submission([release]))
    release.revision = 2
    release.deliveries = [Delivery(output: Sample.output("wire"))]
    var transaction = LedgerTransaction()
    transaction.releases = [release]
    try ledger.commit(transaction)
    #expect(try ledger.content(of: release.id, revision: 2) == Sample.content(1))
  }

  func releasesAreFoundByIdBeginningAndSlug() throws {
    let ledger = try make()
    let near = Sample.release(1)
    let far = Sample.release(2, due: Sample.base + .hours(4))
    try ledger.commit(Sample.submission([near, far]))
    #expect(try ledger.find(near.id.description) == .one(near.id))
    #expect(try ledger.find("release-2") == .one(far.id))
    #expect(try ledger.find(String(near.id.description.prefix(4))) == .several([near.id, far.id]))
    let shared = zip(near.id.description, far.id.description).prefix { $0 == $1 }.count
    let unique = String(far.id.description.prefix(shared + 1))
    #expect(try ledger.find(unique) == .one(far.id))
    #expect(try ledger.find(String(near.id.description.prefix(3))) == .none)
    #expect(try ledger.find("release") == .none)
    #expect(try ledger.find("%%%%") == .none)
    #expect(try ledger.find("") == .none)
  }

  func aSlugComesBeforeTheBeginningOfAnId() throws {
    let ledger = try make()
    let first = Sample.release(1)
    var second = Sample.release(2)
    second.slug = Sample.slug(String(first.id.description.prefix(8)))
    var transaction = Sample.submission([first, second])
    transaction.contents = [
      (first.id, 1, Sample.content(1)), (second.id, 1, Sample.content(2)),
    ]
    try ledger.commit(transaction)
    #expect(try ledger.find(second.slug.description) == .one(second.id))
  }
}
