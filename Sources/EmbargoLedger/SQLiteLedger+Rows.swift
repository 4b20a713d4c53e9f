package import EmbargoCore
import EmbargoTime
import GRDB

/// The rows of some releases, as checks of the ledger read them.
package struct RowPage: Sendable {
  package var rows: [LedgerRow] = []
  /// Rows that no such program wrote, each a sentence.
  package var flaws: [String] = []
  /// Behind which release the next page begins; nil: this is the last one.
  package var next: String?
}

extension SQLiteLedger {
  /// Every row that records commit to, release by release in order of their ids, and whether each
  /// value is stored exactly as this program writes it.
  ///
  /// - Parameter id: that of the release behind which to begin; empty: at the first.
  package func rows(after id: String, count: Int) throws(LedgerError) -> RowPage {
    try perform("reading the rows of releases") { database in
      let ids = try database.all(RowQuery.ids, [id, count], read: { try $0.text() })
      var page = RowPage(next: ids.count == count ? ids.last : nil)
      for id in ids {
        do {
          try database.readRows(of: id, into: &page)
        } catch let error as LedgerError {
          page.flaws.append("release \(id): \(error)")
        }
      }
      return page
    }
  }

  /// Rows beside those of `rows` that are not as they were made: of records, of checkpoints, of the
  /// bytes of revisions. Each a sentence.
  package func strayRows() throws(LedgerError) -> [String] {
    try perform("looking for stray rows") { database in
      var findings: [String] = []
      for (sql, sentence) in RowQuery.strays {
        let found = try database.all(sql, read: { try $0.text() })
        findings += found.map { sentence.replacing("?", with: $0) }
      }
      // The digests of the others stand in those behind them.
      let last = try database.first(RowQuery.lastCheckpoint) { columns in
        (digest: try columns.digest(), bytes: try columns.bytes())
      }
      if let last, Digest(of: last.bytes) != last.digest {
        findings.append("The last checkpoint is stored with another digest than its own.")
      }
      return findings
    }
  }
}

private enum RowQuery {
  static let ids = "SELECT id FROM releases WHERE id > ? ORDER BY id LIMIT ?"
  static let revisions = """
    SELECT revision, headline, digest, nonce, event, reason, changed_at
    FROM revisions WHERE release = ? ORDER BY revision
    """
  static let names = """
    SELECT output, name FROM reservations WHERE release = ? ORDER BY output, name
    """
  static let bodies = """
    SELECT revision, output, digest, bytes FROM bodies WHERE release = ?
    ORDER BY revision, output, digest
    """

  static let lastCheckpoint =
    "SELECT digest, bytes FROM checkpoints ORDER BY number DESC LIMIT 1"

  /// Ten of each are enough to say where it is.
  static let strays: [(sql: String, sentence: String)] = [
    (
      """
      SELECT CAST(sequence AS TEXT) FROM records AS r
      WHERE previous IS NOT coalesce(
        (SELECT hash FROM records WHERE sequence = r.sequence - 1),
        x'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855')
      LIMIT 10
      """, "Record ? is stored with another previous hash than that of the record before it."
    ),
    (
      """
      SELECT CAST(sequence AS TEXT) FROM records
      WHERE CASE WHEN json_valid(CAST(bytes AS TEXT))
        THEN release IS NOT json_extract(CAST(bytes AS TEXT), '$.release') ELSE 1 END
      LIMIT 10
      """, "Record ? is filed under another release than the one inside it."
    ),
    (
      """
      SELECT name FROM phases WHERE name <> 'awaiting-approval' AND name <> 'scheduled'
        AND name <> 'held' AND name <> 'lifting' AND name <> 'lifted' AND name <> 'withdrawn'
        AND name <> 'killed' LIMIT 10
      """, "There is no phase ?."
    ),
    (
      "SELECT CAST(count(*) AS TEXT) FROM phases HAVING count(*) <> 7",
      "There are ? phases, and should be 7."
    ),
    (
      """
      SELECT lower(hex(digest)) FROM contents
      WHERE NOT EXISTS (SELECT 1 FROM revisions WHERE revisions.digest = contents.digest) LIMIT 10
      """, "The bytes ? belong to no revision."
    ),
    (
      """
      SELECT lower(hex(content)) FROM (
        SELECT content, position,
          row_number() OVER (PARTITION BY content ORDER BY position) - 1 AS place FROM attachments)
      WHERE position <> place LIMIT 10
      """, "The attachments of the bytes ? are not counted from 0 without gaps."
    ),
    (
      """
      SELECT CAST(number AS TEXT) FROM checkpoints AS c
      WHERE number <> 1 + (SELECT count(*) FROM checkpoints WHERE number < c.number)
        OR NOT json_valid(CAST(bytes AS TEXT))
        OR sequence IS NOT json_extract(CAST(bytes AS TEXT), '$.sequence')
        OR lower(hex(hash)) IS NOT json_extract(CAST(bytes AS TEXT), '$.hash')
        OR lower(hex(previous)) IS NOT json_extract(CAST(bytes AS TEXT), '$.previous')
        OR number > 1 AND previous IS NOT
          (SELECT digest FROM checkpoints WHERE number = c.number - 1)
      LIMIT 10
      """, "Checkpoint ? is stored beside what it does not say."
    ),
  ]
}

extension Database {
  fileprivate func readRows(of id: String, into page: inout RowPage) throws {
    guard let release = try release(id) else {
      throw LedgerError.broken("its present revision is not there")
    }
    try take(.release(release), into: &page)
    for state in try revisions(of: release.id) {
      try take(.revision(state), into: &page)
      let deliveries = try all(
        DeliveryRow.select, [id, state.revision], read: { try DeliveryRow.read(&$0) })
      for delivery in deliveries {
        try take(.delivery(release.id, revision: state.revision, delivery), into: &page)
      }
    }
    let attempts = try all(
      AttemptRow.select, [id], read: { try AttemptRow.read(&$0, of: release.id) })
    for attempt in attempts { try take(.attempt(attempt), into: &page) }
    let names = try all(RowQuery.names, [id]) { columns in
      Reservation(output: try columns.output(), name: try columns.text())
    }
    try take(.names(release.id, names.sorted(by: Reservation.isBefore)), into: &page)
    let bodies = try all(RowQuery.bodies, [id]) { columns in
      StoredBody(
        release: release.id, revision: Int(try columns.integer()), output: try columns.output(),
        digest: try columns.digest(), bytes: try columns.bytes())
    }
    for body in bodies { try take(.body(body), into: &page) }
  }

  private func revisions(of id: ReleaseID) throws -> [LedgerRow.RevisionState] {
    try all(RowQuery.revisions, [id.description]) { columns in
      LedgerRow.RevisionState(
        release: id, revision: Int(try columns.integer()), headline: try columns.text(),
        digest: try columns.digest(), nonce: try columns.bytes(),
        event: try ReleaseRow.event(&columns))
    }
  }

  private func take(_ row: LedgerRow, into page: inout RowPage) throws {
    page.rows.append(row)
    guard let (table, values) = row.stored else { return }
    let sql =
      "SELECT count(*) FROM \(table) WHERE "
      + values.map { "\($0.column) IS ?" }.joined(separator: " AND ")
    guard try first(sql, values.map(\.value), read: { try $0.integer() }) == 1 else {
      page.flaws.append("\(row.name) of release \(row.release) is not stored as it is written.")
      return
    }
  }
}

extension LedgerRow {
  /// The table and the values as this program writes them; nil: what was read is all there is.
  fileprivate var stored: (table: String, values: [(column: String, value: Argument)])? {
    func pairs(_ columns: String, _ values: [Argument]) -> [(column: String, value: Argument)] {
      zip(columns.split(separator: " ").map(String.init), values).map { ($0, $1) }
    }
    switch self {
    case .release(let release):
      return ("releases", pairs(ReleaseRow.columns, ReleaseRow.arguments(release)))
    case .delivery(let id, let revision, let delivery):
      return (
        "deliveries",
        pairs(DeliveryRow.columns, DeliveryRow.arguments(delivery, of: id, revision: revision))
      )
    case .attempt(let attempt):
      return ("attempts", pairs(AttemptRow.columns, AttemptRow.arguments(attempt)))
    case .revision, .names, .body: return nil
    }
  }
}
