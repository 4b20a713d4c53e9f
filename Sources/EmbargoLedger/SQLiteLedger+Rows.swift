package import EmbargoCore
package import EmbargoTime
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
          try database.readRows(of: id, into: &page, sealer)
        } catch let error as LedgerError {
          page.flaws.append("release \(id): \(error)")
        }
      }
      return page
    }
  }

  package func rows(of id: ReleaseID) throws(LedgerError) -> [LedgerRow] {
    try perform("reading the rows of a release") { database in
      guard try database.release(id.description, sealer) != nil else { return [] }
      var page = RowPage()
      try database.readRows(of: id.description, into: &page, sealer)
      if let flaw = page.flaws.first { throw LedgerError.broken(flaw) }
      return page.rows
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
      findings += try database.strayContents(sealer)
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

extension SQLiteLedger {
  /// When each release was erased, by its id.
  package func erasures() throws(LedgerError) -> [String: Instant] {
    try perform("reading what was erased") { database in
      let found = try database.all(RowQuery.erasures) { (try $0.text(), try $0.instant()) }
      return Dictionary(found) { first, _ in first }
    }
  }
}

private enum RowQuery {
  static let ids = "SELECT id FROM releases WHERE id > ? ORDER BY id LIMIT ?"
  static let revisions = """
    SELECT r.revision, epoch, wrapped, sealed, mark, content, twin_mark, event, reason, changed_at
    FROM revisions AS r
    JOIN revision_keys AS k ON k.release = r.release AND k.revision = r.revision
    WHERE r.release = ? ORDER BY r.revision
    """
  static let names = """
    SELECT output, mark, name FROM reservations WHERE release = ? ORDER BY output, mark
    """
  static let bodies = """
    SELECT revision, output, mark, bytes FROM bodies WHERE release = ?
    ORDER BY revision, output, mark
    """

  /// Bytes that no revision and no proposal has: those of a correction that was dropped.
  static let leftContents = """
    SELECT mark, release, revision, format, bytes FROM contents
    WHERE mark NOT IN (SELECT content FROM revisions)
      AND mark NOT IN (SELECT content FROM proposals WHERE content IS NOT NULL)
    """
  static let erasures = "SELECT release, at FROM erasures"
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
      SELECT lower(hex(mark)) FROM contents
      WHERE NOT EXISTS (
        SELECT 1 FROM revisions AS r
        WHERE r.release = contents.release AND r.revision = contents.revision)
      LIMIT 10
      """, "The bytes ? belong to no revision."
    ),
    (
      """
      SELECT lower(hex(c.mark)) FROM revisions AS r JOIN contents AS c ON c.mark = r.content
      WHERE c.release <> r.release
      UNION ALL
      SELECT lower(hex(c.mark)) FROM proposals AS p JOIN contents AS c ON c.mark = p.content
      WHERE c.release <> p.release
      LIMIT 10
      """, "The bytes ? are filed under another release than the one that has them."
    ),
    (
      """
      SELECT release || '/' || revision FROM revisions AS r
      WHERE NOT EXISTS (
        SELECT 1 FROM revision_keys AS k
        WHERE k.release = r.release AND k.revision = r.revision)
      LIMIT 10
      """, "Revision ? has no key."
    ),
    (
      """
      SELECT release || '/' || revision FROM revision_keys AS k
      WHERE NOT EXISTS (
        SELECT 1 FROM revisions AS r
        WHERE r.release = k.release AND r.revision = k.revision)
      LIMIT 10
      """, "There is a key of revision ?, which is not there."
    ),
    (
      "SELECT release FROM erasures WHERE open <> 0 OR scrubbed NOT IN (0, 1) LIMIT 10",
      "The erasure of release ? was not closed."
    ),
    (
      "SELECT CAST(row AS TEXT) FROM seal WHERE row <> 1",
      "The seal stands in row ?, and should in row 1."
    ),
    (
      "SELECT CAST(row AS TEXT) FROM freezes WHERE row <> 1 LIMIT 10",
      "A freeze stands in row ?, and may in row 1 alone."
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
  /// Bytes that belong to nothing any more and that this program did not write.
  fileprivate func strayContents(_ sealer: Sealer) throws -> [String] {
    let left = try all(RowQuery.leftContents) { columns in
      (
        mark: try columns.bytes(), release: try columns.text(),
        revision: Int(try columns.integer()), format: try columns.text(),
        bytes: try columns.bytes()
      )
    }
    return try left.compactMap { row in
      do {
        guard let id = ReleaseID(row.release) else { throw LedgerError.broken("no id") }
        let key = try revisionKey(of: id, row.revision, sealer)
        let content = try content(row.mark, row.format, row.bytes, openedWith: key)
        if sealer.contentMark(content.digest, of: id) == row.mark { return nil }
      } catch is LedgerError {}
      return "The bytes \(Hex.text(row.mark)) belong to no revision, and were not accepted."
    }
  }

  fileprivate func readRows(
    of id: String, into page: inout RowPage, _ sealer: Sealer
  ) throws {
    guard let release = try release(id, sealer) else {
      throw LedgerError.broken("its present revision is not there")
    }
    let identifier = release.id
    var keys: [Int: RevisionKey] = [:]
    for (state, key) in try revisions(of: identifier, sealer) {
      keys[state.revision] = key
      if state.revision == release.revision {
        let values = try ReleaseRow.arguments(release, sealer, key)
        try take(.release(release), StoredRow("releases", ReleaseRow.columns, values), into: &page)
        try checkAgreements(of: release, sealer, key, into: &page)
      }
      try take(.revision(state), nil, into: &page)
      for delivery in try deliveries(with: key) {
        let row = LedgerRow.delivery(identifier, revision: state.revision, delivery)
        let values = try DeliveryRow.arguments(delivery, sealedWith: key)
        try take(row, StoredRow("deliveries", DeliveryRow.columns, values), into: &page)
      }
    }
    let attempts = try all(
      AttemptRow.select, [id], read: { try AttemptRow.read(&$0, of: identifier) })
    for attempt in attempts {
      let values = AttemptRow.arguments(attempt)
      try take(
        .attempt(attempt), StoredRow("attempts", AttemptRow.columns, values), into: &page)
    }
    let names = try names(of: id, sealer)
    try take(.names(identifier, names.sorted(by: Reservation.isBefore)), nil, into: &page)
    for body in try bodies(of: identifier, keys, sealer) { try take(.body(body), nil, into: &page) }
  }

  private func revisions(
    of id: ReleaseID, _ sealer: Sealer
  ) throws -> [(LedgerRow.RevisionState, RevisionKey)] {
    try all(RowQuery.revisions, [id.description]) { columns in
      let revision = Int(try columns.integer())
      let key = try RevisionKeyRow.read(&columns, of: id, revision, sealer)
      let words = try RevisionWords(try key.open(try columns.bytes(), as: .revision))
      let marks = [try columns.bytes(), try columns.bytes(), try columns.bytes()]
      let wanted = [
        sealer.mark(of: words), sealer.contentMark(words.digest, of: id),
        sealer.twinMark(words.digest),
      ]
      guard marks == wanted else {
        throw LedgerError.broken("the marks of revision \(revision) are not those of its words")
      }
      let state = LedgerRow.RevisionState(
        release: id, revision: revision, headline: words.headline, digest: words.digest,
        nonce: words.nonce, event: try ReleaseRow.event(&columns))
      return (state, key)
    }
  }

  private func names(of id: String, _ sealer: Sealer) throws -> [Reservation] {
    try all(RowQuery.names, [id]) { columns in
      let output = try columns.output()
      let mark = try columns.text()
      let name = try sealer.open(name: try columns.bytes(), at: output.description)
      guard mark == sealer.nameMark(name, at: output.description) else {
        throw LedgerError.broken("the mark of a name at output \(output) is not that of the name")
      }
      return Reservation(output: output, name: name)
    }
  }

  private func bodies(
    of id: ReleaseID, _ keys: [Int: RevisionKey], _ sealer: Sealer
  ) throws -> [StoredBody] {
    try all(RowQuery.bodies, [id.description]) { columns in
      let revision = Int(try columns.integer())
      let output = try columns.output()
      let mark = try columns.bytes()
      guard let key = keys[revision] else {
        throw LedgerError.broken("a body belongs to revision \(revision), which is not there")
      }
      let plain = try key.open(try columns.bytes(), as: .body(output, mark: mark))
      guard let digest = Digest(bytes: Array(plain.prefix(32))),
        mark == sealer.mark(.body, digest.bytes)
      else {
        throw LedgerError.broken("the mark of a body for \(output) is not that of its digest")
      }
      return StoredBody(
        release: id, revision: revision, output: output, digest: digest,
        bytes: Array(plain.dropFirst(32)))
    }
  }

  /// - Parameter stored: nil: what was read is all there is.
  private func take(
    _ row: LedgerRow, _ stored: StoredRow?, into page: inout RowPage
  ) throws {
    page.rows.append(row)
    if let stored { try check(stored, "\(row.name) of release \(row.release)", into: &page) }
  }

  private func check(_ stored: StoredRow, _ name: String, into page: inout RowPage) throws {
    let sql =
      "SELECT count(*) FROM \(stored.table) WHERE "
      + stored.values.map { "\($0.column) IS ?" }.joined(separator: " AND ")
    if try first(sql, stored.values.map(\.value), read: { try $0.integer() }) != 1 {
      page.flaws.append("\(name) is not stored as it is written.")
    }
  }

  /// What belongs to the row of a release and has a table of its own.
  private func checkAgreements(
    of release: Release, _ sealer: Sealer, _ key: RevisionKey, into page: inout RowPage
  ) throws {
    let name = "of release \(release.id)"
    for approval in release.approvals {
      let values = try ApprovalRow.arguments(approval, of: release.id)
      let row = StoredRow("approvals", ApprovalRow.columns, values)
      try check(row, "an approval \(name)", into: &page)
    }
    if let proposal = release.proposal {
      let values = try ProposalRow.arguments(proposal, sealer, key)
      let row = StoredRow("proposals", ProposalRow.columns, values)
      try check(row, "what waits for others \(name)", into: &page)
    }
    if let early = release.earlyLift {
      let values = EarlyLiftRow.arguments(early, of: release.id)
      let row = StoredRow("early_lifts", EarlyLiftRow.columns, values)
      try check(row, "the early lift \(name)", into: &page)
    }
  }
}

/// A row as this program writes it, but for what is sealed: that was opened and is another each
/// time.
private struct StoredRow {
  private static let sealed: Set = ["slug", "intent", "earlier", "sealed"]

  let table: String
  let values: [(column: String, value: Argument)]

  init(_ table: String, _ columns: String, _ values: [Argument]) {
    self.table = table
    self.values = zip(columns.split(separator: " ").map(String.init), values)
      .map { ($0, $1) }.filter { !Self.sealed.contains($0.0) }
  }
}
