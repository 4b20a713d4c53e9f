import EmbargoCore
import EmbargoTime
import GRDB
import Glibc
import Testing

@testable import EmbargoLedger

@Suite("Words of releases lie sealed in the ledger")
struct SealingTests {
  private let scratch: Scratch

  init() throws { scratch = try Scratch() }

  /// A word that stands in everything that is sealed, with a number of its own in each place.
  private static func canary(_ number: Int) -> String { "zanzibarquokka\(number)" }
  private static let word = Array("zanzibarquokka".utf8)

  /// Whether some bytes stand in others.
  private static func holds(_ bytes: [UInt8], _ wanted: [UInt8]) -> Bool {
    guard let first = wanted.first else { return true }
    return bytes.withUnsafeBytes { bytes in
      wanted.withUnsafeBytes { wanted in
        guard let start = bytes.baseAddress, let word = wanted.baseAddress else { return false }
        var place = 0
        while place + wanted.count <= bytes.count {
          let rest = bytes.count - wanted.count - place + 1
          guard let hit = memchr(start + place, Int32(first), rest) else { return false }
          if memcmp(hit, word, wanted.count) == 0 { return true }
          place = UnsafeRawPointer(hit) - start + 1
        }
        return false
      }
    }
  }

  /// A release whose text, headline, slug, attachment, names and body hold canaries, with a
  /// remembered answer that repeats them.
  private func submission() throws -> LedgerTransaction {
    var release = Sample.release(1)
    release.slug = try #require(Slug(Self.canary(1)))
    release.headline = "The \(Self.canary(2)) was seen"
    let content = RevisionContent(
      bytes: Array("Text with \(Self.canary(3))".utf8),
      attachments: [
        Attachment(name: "\(Self.canary(4)).pdf", bytes: Array(Self.canary(5).utf8))
      ])
    release.digest = content.digest
    let intent = Intent(
      key: IdempotencyKey(stored: "msg_1"), digest: Digest(of: Array(Self.canary(6).utf8)),
      names: ["\(Self.canary(6)).txt"], pieces: [Digest(of: [6])])
    release.deliveries[0] = Delivery(
      output: release.deliveries[0].output, intent: intent, earlier: [intent])
    var transaction = LedgerTransaction()
    transaction.releases = [release]
    transaction.contents = [(release.id, 1, content)]
    transaction.reservations = [
      release.id: [Reservation(output: Sample.output("newsroom"), name: "\(Self.canary(7)).txt")]
    ]
    transaction.bodies = [
      StoredBody(
        release: release.id, revision: 1, output: Sample.output("wire"),
        digest: Digest(of: [1]), bytes: Array("{\"text\": \"\(Self.canary(8))\"}".utf8))
    ]
    transaction.records = [Sample.record(release)]
    transaction.answers = [
      StoredAnswer(
        key: "again", request: Digest(of: [2]), status: 201, body: Array(Self.canary(9).utf8))
    ]
    return transaction
  }

  @Test("No canary word and no plain digest is in the files of the ledger")
  func canaries() throws {
    let ledger = try scratch.open()
    let transaction = try submission()
    try ledger.commit(transaction)
    let digest = transaction.releases[0].digest.bytes
    for name in scratch.names {
      let bytes = try File.read("\(scratch.path)/\(name)")
      #expect(!Self.holds(bytes, Self.word), "\(name)")
      #expect(!Self.holds(bytes, digest), "\(name): a plain digest lets short texts be guessed")
    }
    try ledger.close()
    #expect(!Self.holds(try File.read(scratch.ledgerPath), Self.word))
    let again = try scratch.open()
    #expect(try again.release(Sample.id(1)) == transaction.releases[0])
    #expect(try again.content(of: Sample.id(1), revision: 1) == transaction.contents[0].content)
    #expect(try again.find(Self.canary(1)) == .one(Sample.id(1)))
    #expect(try again.answer(to: "again") == transaction.answers[0])
  }

  @Test("Another key of the same epoch, and a missing epoch, are refused and nothing is changed")
  func otherKeys() throws {
    try scratch.open().close()
    let before = try File.read(scratch.ledgerPath)
    let other = try MasterKeys([1: [UInt8](repeating: 9, count: 32)])
    for (masters, words) in [(other, "is not the one"), (try Scratch.masters(2), "key 1")] {
      let error = expect(.forbidden) {
        try SQLiteLedger.open(
          path: scratch.ledgerPath, masters: masters,
          randomBytes: { Array(repeating: 1, count: $0) }, now: Sample.base)
      }
      #expect("\(String(describing: error))".contains(words))
    }
    #expect(try File.read(scratch.ledgerPath) == before)
  }

  @Test("Without keys the records can be read, and words cannot")
  func withoutKeys() throws {
    let ledger = try scratch.open()
    try ledger.commit(submission())
    try ledger.close()
    let reader = try SQLiteLedger.openReadOnly(path: scratch.ledgerPath)
    #expect(try reader.records(after: 0, count: 10, release: nil).count == 1)
    expect(.forbidden) { try reader.release(Sample.id(1)) }
    let opened = try SQLiteLedger.openReadOnly(
      path: scratch.ledgerPath, masters: try Scratch.masters())
    #expect(try opened.release(Sample.id(1)) != nil)
  }

  @Test(
    "A sealed value that was changed or moved to another release does not open",
    arguments: [
      ("releases", "slug"), ("revisions", "sealed"), ("contents", "bytes"),
      ("revision_keys", "wrapped"),
    ])
  func moved(_ table: String, _ column: String) throws {
    let ledger = try scratch.open()
    var transaction = Sample.submission([Sample.release(1), Sample.release(2)])
    let other = RevisionContent(bytes: [9])
    transaction.contents[1].content = other
    transaction.releases[1].digest = other.digest
    try ledger.commit(transaction)
    let id = table == "releases" ? "id" : "release"
    func attack(_ value: String) throws {
      try ledger.queue.write { database in
        for trigger in try String.fetchAll(
          database,
          sql: "SELECT name FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = ?",
          arguments: [table])
        { try database.execute(sql: "DROP TRIGGER \(trigger)") }
        try database.execute(
          sql: "UPDATE \(table) SET \(column) = \(value) WHERE \(id) = '\(Sample.id(1))'")
      }
    }
    func read() throws {
      _ = try ledger.release(Sample.id(1))
      _ = try ledger.content(of: Sample.id(1), revision: 1)
    }
    try read()
    try attack("(SELECT \(column) FROM \(table) WHERE \(id) = '\(Sample.id(2))')")
    expect(.broken) { try read() }
  }

  @Test("Keys are wrapped anew by a new master key, piece by piece; the old one can then go")
  func rotation() throws {
    let ledger = try scratch.open()
    let releases = (1...10).map { Sample.release($0) }
    try ledger.commit(Sample.submission(releases))
    try ledger.take(try Scratch.masters(1, 2))
    try ledger.commit(Sample.submission([Sample.release(11)]))
    #expect(try ledger.sealEpochs() == (1, 2))
    var place: RewrapPlace? = RewrapPlace()
    var pieces = 0
    while let here = place, pieces < 10 {
      place = try ledger.rewrap(after: here, count: 4)
      pieces += 1
    }
    #expect(pieces == 3)
    #expect(try ledger.sealEpochs() == (2, 2))
    try ledger.close()
    let later = try SQLiteLedger.open(
      path: scratch.ledgerPath, masters: try Scratch.masters(2),
      randomBytes: { Array(repeating: 1, count: $0) }, now: Sample.base)
    #expect(try later.list(phases: [], submitter: nil, after: nil, count: 20).count == 11)
    #expect(try later.release(Sample.id(1)) == releases[0])
  }

  /// What all releases of a ledger from before have.
  private let shared = RevisionContent(bytes: Array("Words that all of them have".utf8))

  private func plainRelease(_ number: Int) -> Release {
    var release = Sample.release(number)
    release.digest = shared.digest
    return release
  }

  /// A ledger as the schema before had it, whose releases share their bytes.
  private func plainLedger() throws {
    let queue = try Connection.openForWriting(scratch.ledgerPath)
    try queue.writeWithoutTransaction { database in
      for migration in Migration.all.prefix(while: { $0.rows == nil }) {
        try migration.run(
          on: database, masters: try Scratch.masters(), program: "before", now: Sample.base)
      }
      _ = try Meta.loadOrCreate(
        in: database, program: "before", randomBytes: { Array(repeating: 1, count: $0) },
        now: Sample.base)
      let content = shared
      try database.run(
        "INSERT INTO contents (digest, format, bytes) VALUES (?, 'text', ?)",
        [content.digest.bytes, content.bytes])
      for number in 1...300 { try insertPlain(number, in: database) }
    }
    try queue.close()
  }

  private func insertPlain(_ number: Int, in database: Database) throws {
    let release = plainRelease(number)
    let id = release.id.description
    try database.run("BEGIN")
    try database.run(
      """
      INSERT INTO releases (id, slug, revision, stamp, civil, zone_name, zone_offset, instant,
        tzdb, due, wake, phase, submitter_uid, submitter_name, submitted_at, late_grace)
      VALUES (?, ?, 1, ?, ?, ?, ?, ?, ?, ?, ?, 'scheduled', ?, ?, ?, ?)
      """,
      [id, release.slug.description] + Self.facts(of: release))
    try database.run(
      "INSERT INTO revisions (release, revision, headline, digest, nonce) VALUES (?, 1, ?, ?, ?)",
      [id, release.headline, release.digest.bytes, release.nonce])
    for delivery in release.deliveries {
      try database.run(
        """
        INSERT INTO deliveries (release, revision, output, state, attempts, intent_key,
          intent_digest, intent_names, earlier)
        VALUES (?, 1, ?, 'waiting', 0, 'msg_1', ?, '["\(Self.canary(number)).txt"]', NULL)
        """,
        [id, delivery.output.description, release.digest.bytes])
      try database.run(
        "INSERT INTO reservations (output, name, release) VALUES (?, ?, ?)",
        [delivery.output.description, "\(Self.canary(number)).txt", id])
    }
    try database.run("COMMIT")
  }

  private static func facts(of release: Release) -> [Argument] {
    let embargo = release.embargo
    var (name, offset): (String?, Int?) = (nil, nil)
    switch embargo.zone {
    case .named(let zone): name = zone
    case .fixed(let seconds): offset = seconds
    }
    return [
      embargo.stamp, embargo.civil.iso8601, name, offset, embargo.instant.nanoseconds,
      embargo.tzdb, release.due.nanoseconds, release.wake?.nanoseconds,
      release.submitter.uid.map { Int64($0) }, release.submitter.name,
      release.submittedAt.nanoseconds, release.lateGrace?.nanoseconds,
    ]
  }

  @Test("A ledger from before is sealed when it is opened, and has all that it had")
  func before() throws {
    try plainLedger()
    #expect(Self.holds(try File.read(scratch.ledgerPath), Self.word), "it was in plain")
    let ledger = try scratch.open()
    for number in [1, 255, 256, 257, 300] {
      var release = plainRelease(number)
      let intent = Intent(
        key: IdempotencyKey(stored: "msg_1"), digest: release.digest,
        names: ["\(Self.canary(number)).txt"])
      release.deliveries = release.deliveries.map { Delivery(output: $0.output, intent: intent) }
      #expect(try ledger.release(release.id) == release)
      #expect(try ledger.find(release.slug.description) == .one(release.id))
      #expect(try ledger.content(of: release.id, revision: 1) == shared)
      let output = try #require(release.deliveries.first?.output)
      let owner = try ledger.reservation(of: "\(Self.canary(number)).txt", at: output)
      #expect(owner == release.id)
    }
    #expect(try ledger.integrity() == [])
    try ledger.close()
    let bytes = try File.read(scratch.ledgerPath)
    #expect(!Self.holds(bytes, Self.word))
    #expect(!Self.holds(bytes, shared.digest.bytes))
    #expect(!Self.holds(bytes, shared.bytes))
  }

  @Test("Sizes are filled up by at most an eighth and never fall short")
  func padding() {
    for count in 0...5000 {
      let padded = SealedBytes.padding(of: count)
      #expect(padded >= count && padded <= max(count, count + count / 8 + 1))
    }
    #expect(SealedBytes.padding(of: 4097) == SealedBytes.padding(of: 4300))
  }
}
