import EmbargoCore
import EmbargoTime
import GRDB
import Testing

@testable import EmbargoLedger

/// Somebody with the file, the schema and patience: triggers are dropped first.
@Suite("Tampering with the records is noticed")
struct TamperTests {
  private let scratch: Scratch
  private let head: ChainHead

  init() throws {
    scratch = try Scratch()
    let ledger = try scratch.open()
    let release = Sample.release(1)
    try ledger.commit(Sample.submission([release]))
    var transaction = LedgerTransaction()
    transaction.records = (2...1000).map { Sample.record($0 % 2 == 0 ? release : nil) }
    head = try ledger.commit(transaction)
    try ledger.close()
  }

  private func attack(_ sql: String...) throws {
    let ledger = try scratch.open()
    try ledger.queue.write { database in
      for trigger in [
        "records_are_fixed", "records_stay", "records_have_no_gap", "records_are_linked",
        "meta_names_the_last_record",
      ] { try database.execute(sql: "DROP TRIGGER \(trigger)") }
      for statement in sql { try database.execute(sql: statement) }
    }
    try ledger.close()
  }

  private func verdict(remembering heads: [ChainHead] = []) throws -> ChainVerifier.Verdict {
    let reader = try SQLiteLedger.openReadOnly(path: scratch.ledgerPath)
    var verifier = ChainVerifier(remembered: heads)
    var after: Int64 = 0
    while case let page = try reader.records(after: after, count: 128, release: nil),
      let last = page.last
    {
      for record in page { verifier.check(record) }
      after = last.sequence
    }
    return verifier.verdict
  }

  private func faultAt(_ verdict: ChainVerifier.Verdict) -> Int64? {
    if case .tampered(let sequence, _) = verdict { sequence } else { nil }
  }

  @Test("Left alone, 1,000 records are good") func good() throws {
    #expect(try verdict(remembering: [head]) == .good(head: head))
  }

  @Test("A changed byte") func changed() throws {
    try attack(
      """
      UPDATE records SET bytes = CAST(replace(CAST(bytes AS TEXT), 'embargod', 'embargoD') AS BLOB)
      WHERE sequence = 500
      """)
    #expect(faultAt(try verdict()) == 500)
  }

  @Test("A changed byte with its hash made to match") func rehashed() throws {
    let ledger = try scratch.open()
    let record = try #require(try ledger.records(after: 499, count: 1, release: nil).first)
    try ledger.close()
    var bytes = record.bytes
    bytes[bytes.count - 3] ^= 1
    try attack(
      """
      UPDATE records SET bytes = x'\(Hex.text(bytes))', hash = x'\(Digest(of: bytes))'
      WHERE sequence = 500
      """)
    let fault = try #require(faultAt(try verdict()))
    #expect(500...501 ~= fault)
  }

  @Test("A removed record") func removed() throws {
    try attack("DELETE FROM records WHERE sequence = 500")
    #expect(faultAt(try verdict()) == 500)
    let reader = try SQLiteLedger.openReadOnly(path: scratch.ledgerPath)
    #expect(try reader.integrity() == ["There are 999 records and the last is number 1000."])
  }

  @Test("A removed record with the later ones moved up") func closedGap() throws {
    try attack(
      "DELETE FROM records WHERE sequence = 500",
      "UPDATE records SET sequence = sequence + 100000 WHERE sequence > 500",
      "UPDATE records SET sequence = sequence - 100001 WHERE sequence > 100000")
    #expect(faultAt(try verdict()) == 500)
  }

  @Test("A swapped pair") func swapped() throws {
    try attack(
      """
      CREATE TEMP TABLE pair AS SELECT * FROM records WHERE sequence IN (500, 501);
      """,
      """
      UPDATE records SET (previous, hash, release, bytes) =
        (SELECT previous, hash, release, bytes FROM pair
         WHERE pair.sequence = 1001 - records.sequence)
      WHERE sequence IN (500, 501)
      """)
    #expect(faultAt(try verdict()) == 500)
  }

  @Test("A cut tail, by the head that was noted outside") func cut() throws {
    try attack(
      "DELETE FROM records WHERE sequence > 990",
      """
      UPDATE meta SET head_sequence = 990,
        head_hash = (SELECT hash FROM records WHERE sequence = 990)
      """)
    let ledger = try scratch.open()
    #expect(try ledger.head().sequence == 990, "the ledger alone cannot know")
    try ledger.close()
    guard case .truncated(let found, let noted) = try verdict(remembering: [head]) else {
      Issue.record("not noticed")
      return
    }
    #expect((found.sequence, noted) == (990, head))
  }

  @Test("A cut tail whose head was forgotten is refused when the ledger is opened")
  func cutAlone() throws {
    try attack("DELETE FROM records WHERE sequence > 990")
    let error = expect(.broken) { try scratch.open() }
    #expect("\(String(describing: error))".contains("audit verify"))
    let reader = try SQLiteLedger.openReadOnly(path: scratch.ledgerPath)
    #expect(try reader.integrity().contains { $0.contains("the last record is 990:") })
  }

  @Test("Changed bytes of a release are noticed when they are read") func content() throws {
    let ledger = try scratch.open()
    try ledger.queue.write { database in
      try database.execute(sql: "DROP TRIGGER contents_are_fixed")
      try database.execute(sql: "UPDATE contents SET bytes = CAST(bytes || x'20' AS BLOB)")
    }
    expect(.broken) { try ledger.content(of: Sample.id(1), revision: 1) }
    #expect(try ledger.release(Sample.id(1)) != nil, "the rest of the ledger can be used")
  }

  @Test("A wrong count is found by the examination") func counts() throws {
    let ledger = try scratch.open()
    try ledger.queue.write {
      try $0.execute(sql: "UPDATE phases SET count = 7 WHERE name = 'held'")
    }
    #expect(try ledger.integrity() == ["7 releases are counted as held, there are 0."])
  }
}
