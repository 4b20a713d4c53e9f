import EmbargoCore
import EmbargoTime
import GRDB
import Testing

@testable import EmbargoLedger

/// Somebody with the file who changes what the next decision rests on, and no record.
@Suite("Rows are as the records say")
struct RowTests {
  private let scratch: Scratch

  init() throws {
    scratch = try Scratch()
    let ledger = try scratch.open()
    let commitments = RowCommitments(rowKey: ledger.rowKey)
    for number in 1...40 {
      var (release, content) = Sample.random(number, seed: 3)
      (release.revision, release.event) = (1, .published)
      var transaction = LedgerTransaction()
      transaction.releases = [release]
      transaction.contents = [(release.id, 1, content)]
      transaction.reservations[release.id] = [
        Reservation(output: Sample.output("newsroom"), name: "\(release.slug).txt")
      ]
      transaction.bodies = [
        StoredBody(
          release: release.id, revision: 1, output: Sample.output("wire"),
          digest: Digest(of: [UInt8(number)]), bytes: [UInt8(number)])
      ]
      transaction.records = [Sample.record(release)]
      commitments.commit(&transaction)
      try ledger.commit(transaction)
    }
    try erase(in: ledger, commitments)
    let freeze = Freeze(
      since: Instant(seconds: 1_800_000_000), by: Actor(uid: 1001, name: "bob"), reason: "a leak",
      restored: ChainHead.empty)
    var transaction = LedgerTransaction()
    transaction.freeze = freeze
    transaction.records = [
      RecordDraft(
        event: "daemon.restored", release: nil, actor: freeze.by, at: freeze.since,
        data: ["head": .string(ChainHead.empty.text)]),
      RecordDraft(
        event: "daemon.frozen", release: nil, actor: freeze.by, at: freeze.since,
        data: ["reason": .string(freeze.reason)]),
    ]
    try ledger.commit(transaction)
    try ledger.close()
  }

  /// One release is lifted early, and another is withdrawn and erased.
  private func erase(in ledger: SQLiteLedger, _ commitments: RowCommitments) throws {
    var (early, over) = (Sample.release(1001), Sample.release(1002))
    over.phase = .withdrawn(at: Sample.base)
    var submission = Sample.submission([early, over])
    commitments.commit(&submission)
    try ledger.commit(submission)
    early.earlyLift = EarlyLift(
      reason: "a leak", notice: "", by: Actor(uid: 1001, name: "bob"), from: early.embargo)
    var lift = LedgerTransaction()
    lift.releases = [early]
    lift.records = [
      RecordDraft(
        event: "release.lifted-early", release: early.id, actor: .daemon, at: Sample.base)
    ]
    commitments.commit(&lift)
    try ledger.commit(lift)
    var transaction = LedgerTransaction()
    transaction.erasures = [
      Erasure(of: over.id, rows: try ledger.rows(of: over.id), at: Sample.base)
    ]
    transaction.records = [
      RecordDraft(event: "release.erased", release: over.id, actor: .daemon, at: Sample.base)
    ]
    commitments.commit(&transaction)
    try ledger.commit(transaction)
  }

  /// What a check finds first; nil: nothing.
  private func finding() throws -> String? {
    let ledger = try SQLiteLedger.openReadOnly(
      path: scratch.ledgerPath, masters: try Scratch.masters())
    var replay = StateReplay(rowKey: ledger.rowKey)
    for record in try ledger.records(after: 0, count: 1000, release: nil) { replay.take(record) }
    if let stray = try ledger.strayRows().first { return stray }
    var place: String? = ""
    while let after = place {
      let page = try ledger.rows(after: after, count: 7)
      if let flaw = page.flaws.first { return flaw }
      for row in page.rows {
        if let difference = replay.compare(row) { return difference.why }
      }
      place = page.next
    }
    let other = replay.compare(try ledger.suspensions())
    let left = try replay.compare(ledger.freeze()) ?? replay.compare(erasures: ledger.erasures())
    return (other ?? left ?? replay.missing)?.why
  }

  private func attack(_ sql: String) throws {
    let ledger = try scratch.open()
    try ledger.queue.write { database in
      let triggers = try String.fetchAll(
        database, sql: "SELECT name FROM sqlite_schema WHERE type = 'trigger'")
      for trigger in triggers { try database.execute(sql: "DROP TRIGGER \(trigger)") }
      try database.execute(sql: "PRAGMA ignore_check_constraints = ON")
      try database.execute(sql: sql)
    }
    try ledger.close()
  }

  @Test("Left alone, releases of any shape are") func good() throws {
    #expect(try finding() == nil)
  }

  @Test(
    "A changed row is noticed",
    arguments: [
      "UPDATE releases SET wake = coalesce(wake, 0) + 1",
      "UPDATE releases SET slug = CAST(slug || x'00' AS BLOB)",
      "UPDATE releases SET slug_mark = slug_mark || 'x'",
      "UPDATE releases SET late_grace = coalesce(late_grace, 0) + 1",
      "UPDATE revisions SET sealed = CAST(sealed || x'00' AS BLOB)",
      "UPDATE revisions SET mark = zeroblob(32)",
      "UPDATE revisions SET twin_mark = zeroblob(32)",
      "UPDATE revision_keys SET wrapped = zeroblob(60)",
      "UPDATE deliveries SET attempts = attempts + 1",
      "UPDATE deliveries SET receipt = 'elsewhere' WHERE state = 'delivered'",
      "UPDATE deliveries SET intent = NULL WHERE intent IS NOT NULL",
      "UPDATE deliveries SET intent = zeroblob(100) WHERE intent IS NOT NULL",
      "DELETE FROM deliveries WHERE output = (SELECT max(output) FROM deliveries)",
      "DELETE FROM reservations WHERE mark = (SELECT max(mark) FROM reservations)",
      "UPDATE reservations SET mark = mark || 'x'",
      "UPDATE bodies SET bytes = x'00'",
      "INSERT INTO suspensions (output, since, reason) VALUES ('wire', 1, 'none')",
      "UPDATE records SET release = NULL WHERE sequence = 7",
      "UPDATE records SET previous = zeroblob(32) WHERE sequence = 7",
      "UPDATE attachments SET position = position + 10",
      "INSERT INTO contents (mark, format, bytes) VALUES (zeroblob(32), 'text', x'00')",
      """
      INSERT INTO contents (mark, release, revision, format, bytes)
        SELECT zeroblob(32), release, revision, format, bytes FROM contents LIMIT 1
      """,
      """
      UPDATE contents SET release = (SELECT max(release) FROM contents)
        WHERE mark = (SELECT mark FROM contents ORDER BY release LIMIT 1)
      """,
      "UPDATE releases SET submitter_uid = submitter_uid + 4294967296",
      "DELETE FROM freezes", "UPDATE freezes SET reason = 'none'", "UPDATE freezes SET by_uid = 0",
      "INSERT INTO freezes (row, since, by_name, reason) VALUES (2, 1, 'bob', 'none')",
      "UPDATE freezes SET restored = NULL",
      "UPDATE seal SET row = 2",
      "DELETE FROM erasures", "UPDATE erasures SET at = at + 1", "UPDATE erasures SET open = 1",
      "UPDATE early_lifts SET reason = 'none'", "UPDATE early_lifts SET uid = uid + 4294967296",
      "DELETE FROM early_lifts",
      "DELETE FROM revision_keys WHERE release = (SELECT max(release) FROM revision_keys)",
      "UPDATE meta SET instance_key = zeroblob(32)",
    ])
  func changed(_ sql: String) throws {
    try attack(sql)
    #expect(try finding() != nil)
  }
}
