import EmbargoCore
import EmbargoTime
import GRDB
import Testing

@testable import EmbargoLedger

@Suite("What is erased is not in the files any more")
struct ErasingTests {
  private let scratch: Scratch

  init() throws { scratch = try Scratch() }

  /// Releases of which every second one is withdrawn, with names and answers.
  private func ledger(_ count: Int) throws -> SQLiteLedger {
    let ledger = try scratch.open()
    let commitments = RowCommitments(rowKey: ledger.rowKey)
    for number in 1...count {
      var release = Sample.release(number)
      if number.isMultiple(of: 2) { release.phase = .withdrawn(at: Sample.base) }
      var transaction = Sample.submission([release])
      transaction.reservations[release.id] = [
        Reservation(output: Sample.output("newsroom"), name: "\(release.slug).txt")
      ]
      transaction.bodies = [
        StoredBody(
          release: release.id, revision: 1, output: Sample.output("wire"),
          digest: Digest(of: [UInt8(number % 256)]), bytes: [UInt8(number % 256)])
      ]
      transaction.answers = [
        StoredAnswer(
          key: "1000/\(number)", request: Digest(of: [1]), status: 201,
          body: Array("{\"id\":\"\(release.id)\"}".utf8))
      ]
      commitments.commit(&transaction)
      try ledger.commit(transaction)
    }
    return ledger
  }

  private func erase(_ number: Int, in ledger: SQLiteLedger) throws {
    let id = Sample.id(number)
    var transaction = LedgerTransaction()
    transaction.erasures = [Erasure(of: id, rows: try ledger.rows(of: id), at: Sample.base)]
    transaction.records = [
      RecordDraft(event: "release.erased", release: id, actor: .daemon, at: Sample.base)
    ]
    RowCommitments(rowKey: ledger.rowKey).commit(&transaction)
    try ledger.commit(transaction)
  }

  private func blobs(_ sql: String, _ number: Int, _ ledger: SQLiteLedger) throws -> [[UInt8]] {
    try ledger.perform("reading") { database in
      try database.all(sql, [Sample.id(number).description], read: { try $0.bytes() })
    }
  }

  /// The files that hold these bytes.
  private func holders(of bytes: [UInt8]) throws -> [String] {
    try scratch.names.filter { name in
      let content = try File.read("\(scratch.path)/\(name)")
      let starts = content.indices.filter { content[$0] == bytes[0] }
      return starts.contains { content[$0...].starts(with: bytes) }
    }
  }

  private static let keys = "SELECT wrapped FROM revision_keys WHERE release = ?"
  private static let names = "SELECT name FROM reservations WHERE release = ?"

  @Test("Its wrapped key and its names are nowhere, others are as they were, and the audit is good")
  func scrubbed() throws {
    let ledger = try ledger(300)
    let victims = [2, 100, 150, 298]
    var lost: [[UInt8]] = []
    for victim in victims {
      lost += try blobs(Self.keys, victim, ledger) + blobs(Self.names, victim, ledger)
    }
    #expect(lost.count == 8)
    let kept = try blobs(Self.keys, 101, ledger)[0]
    try ledger.checkpoint()
    for bytes in lost { #expect(try holders(of: bytes) != [], "it is found where it is") }
    for victim in victims { try erase(victim, in: ledger) }
    let own = "{\"id\":\"\(Sample.id(2))\",\"slug\":\"\(Erasure.slug(of: Sample.id(2)))\"}"
    var answered = LedgerTransaction()
    answered.answers = [
      StoredAnswer(
        key: "1000/erase", request: Digest(of: [1]), status: 200, body: Array(own.utf8))
    ]
    try ledger.commit(answered)
    let ids = try ledger.unscrubbed(count: 10)
    #expect(ids == victims.map(Sample.id).sorted())
    var entry: Int64? = 0
    while let here = entry {
      entry = try ledger.forgetAnswers(naming: ids, after: here, count: 64)
    }
    try ledger.scrub(ids)
    for bytes in lost { #expect(try holders(of: bytes) == []) }
    #expect(try holders(of: kept) == ["ledger.sqlite"])
    #expect(try ledger.unscrubbed(count: 10) == [])
    #expect(try ledger.answer(to: "1000/100") == nil && ledger.answer(to: "1000/101") != nil)
    #expect(try ledger.answer(to: "1000/erase") != nil, "it holds no words")
    #expect(try ledger.release(Sample.id(101)) == Sample.release(101))
    #expect(try ledger.integrity() == [])
    #expect(try difference(ledger) == nil)
    try ledger.close()
    #expect(try scratch.open().release(Sample.id(100))?.isErased == true)
  }

  private func difference(_ ledger: SQLiteLedger) throws -> String? {
    var replay = StateReplay(rowKey: ledger.rowKey)
    for record in try ledger.records(after: 0, count: 10_000, release: nil) { replay.take(record) }
    for row in try ledger.rows(after: "", count: 10_000).rows {
      if let found = replay.compare(row) { return found.why }
    }
    return try ledger.strayRows().first ?? replay.missing?.why
  }

  @Test("Between the erasure and the scrub the audit is good, and a restart goes on with it")
  func interrupted() throws {
    let ledger = try ledger(10)
    try erase(4, in: ledger)
    #expect(try difference(ledger) == nil)
    try ledger.close()
    let again = try scratch.open()
    #expect(try again.unscrubbed(count: 10) == [Sample.id(4)])
    try again.scrub([Sample.id(4)])
    #expect(try difference(again) == nil)
  }

  @Test("The rules of the schema stand after a scrub, and the tables are as a new ledger has them")
  func schema() throws {
    let ledger = try ledger(4)
    try erase(2, in: ledger)
    let schema = "SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name"
    func read() throws -> [String] {
      try ledger.perform("reading") { database in
        try database.all(schema) { "\(try $0.text()): \(try $0.text())" }
      }
    }
    let before = try read().count
    try ledger.scrub([Sample.id(2)])
    let once = try read()
    try ledger.scrub([])
    #expect(try read() == once && once.count == before)
    expect(.forbidden) {
      try ledger.perform("attacking") { database in
        try database.execute(sql: "UPDATE revision_keys SET wrapped = zeroblob(60)")
      }
    }
  }
}
