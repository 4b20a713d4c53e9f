import EmbargoCore
import GRDB

/// Seals the rows of a ledger that was written before words were sealed, and gives a ledger its
/// own key.
///
/// Runs inside the transaction of its step; each loop ends with its table.
struct Sealing {
  private static let piece = 256

  private let database: Database
  private let sealer: Sealer

  @Sendable static func run(_ database: Database, _ masters: MasterKeys) throws {
    let key = Sealer.makeLedgerKey()
    try database.run(
      "INSERT INTO seal (row, epoch, wrapped) VALUES (1, ?, ?)",
      [masters.epoch, try Sealer.wrap(ledgerKey: key, by: masters)])
    let sealing = Sealing(database: database, sealer: Sealer(masters: masters, ledgerKey: key))
    try sealing.sealRevisions()
    try sealing.sealReleases()
    try sealing.sealDeliveries()
    try sealing.sealBodies()
    try sealing.sealAnswers()
  }

  private func key(_ release: String, _ revision: Int) throws -> RevisionKey {
    try database.revisionKey(of: try ReleaseRow.identifier(release), revision, sealer)
  }

  /// Goes through a table by its key, a piece at a time: rows that are changed are not read again.
  private func each<Row, Key>(
    from start: Key, _ read: (Key, Int) throws -> [Row], _ key: (Row) -> Key,
    _ body: (Row) throws -> Void
  ) throws {
    var last = start
    while true {
      let rows = try read(last, Self.piece)
      for row in rows { try body(row) }
      guard rows.count == Self.piece, let end = rows.last else { return }
      last = key(end)
    }
  }

  private struct Revision {
    var release: String
    var revision: Int
    var headline: String
    var digest: Digest
    var nonce: [UInt8]
  }

  private func sealRevisions() throws {
    try each(
      from: ("", 0),
      { last, count in
        try database.all(
          """
          SELECT release, revision, headline, content, nonce FROM revisions
          WHERE (release, revision) > (?, ?) ORDER BY release, revision LIMIT ?
          """, [last.0, last.1, count]
        ) {
          Revision(
            release: try $0.text(), revision: Int(try $0.integer()), headline: try $0.text(),
            digest: try $0.digest(), nonce: try $0.bytes())
        }
      }, { ($0.release, $0.revision) },
      { row in
        let id = try ReleaseRow.identifier(row.release)
        let key = sealer.makeKey(of: id, revision: row.revision)
        let words = RevisionWords(headline: row.headline, digest: row.digest, nonce: row.nonce)
        let content = sealer.contentMark(row.digest, of: id)
        try sealContent(of: row, mark: content, with: key)
        try database.run(
          """
          UPDATE revisions SET headline = '', nonce = zeroblob(32), content = ?, sealed = ?,
            mark = ?, twin_mark = ?
          WHERE release = ? AND revision = ?
          """,
          [
            content, try key.seal(words.bytes, as: .revision), sealer.mark(of: words),
            sealer.twinMark(row.digest), row.release, row.revision,
          ])
        try database.insert(key, sealer)
      })
    // What other releases or revisions had in common was copied to each.
    try database.run("DELETE FROM attachments WHERE name = x''")
    try database.run("DELETE FROM contents WHERE release = ''")
  }

  /// Gives a release its own copy of the bytes, sealed, unless an earlier revision brought it.
  private func sealContent(of row: Revision, mark: [UInt8], with key: RevisionKey) throws {
    let isThere = try database.first(
      "SELECT 1 FROM contents WHERE mark = ?", [mark], read: { try $0.integer() })
    guard isThere == nil else { return }
    let plain = try database.first(
      "SELECT format, bytes FROM contents WHERE mark = ?", [row.digest.bytes],
      read: { (format: try $0.text(), bytes: try $0.bytes()) })
    guard let plain else {
      throw LedgerError.broken(
        "revision \(row.revision) of release \(row.release) has lost its bytes")
    }
    try database.run(
      TransactionWriter.insertContent,
      [
        mark, row.release, row.revision, plain.format, try key.seal(plain.bytes, as: .content),
      ])
    let attachments = try database.all(
      "SELECT plain_name, bytes FROM attachments WHERE content = ? ORDER BY position",
      [row.digest.bytes], read: { (name: try $0.text(), bytes: try $0.bytes()) })
    for (position, attachment) in attachments.enumerated() {
      try database.run(
        """
        INSERT INTO attachments (content, position, plain_name, name, bytes) VALUES (?, ?, '', ?, ?)
        """,
        [
          mark, position,
          try key.seal(Array(attachment.name.utf8), as: .attachmentName(position)),
          try key.seal(attachment.bytes, as: .attachment(position)),
        ])
    }
  }

  private func sealReleases() throws {
    try each(
      from: "",
      { last, count in
        try database.all(
          "SELECT id, revision, slug_mark FROM releases WHERE id > ? ORDER BY id LIMIT ?",
          [last, count]
        ) { (id: try $0.text(), revision: Int(try $0.integer()), slug: try $0.text()) }
      }, \.id,
      { row in
        let key = try key(row.id, row.revision)
        try database.run(
          "UPDATE releases SET slug_mark = ?, slug = ? WHERE id = ?",
          [
            sealer.slugMark(row.slug), try key.seal(Array(row.slug.utf8), as: .slug), row.id,
          ])
        try sealReservations(of: row.id)
      })
  }

  private func sealDeliveries() throws {
    try each(
      from: ("", 0, ""),
      { last, count in
        try database.all(
          """
          SELECT release, revision, output, state, state_at, lateness, receipt, attempts,
            first_attempt_at, last_error, ambiguous,
            intent_key, intent_digest, intent_names, intent_pieces, earlier
          FROM deliveries WHERE (release, revision, output) > (?, ?, ?)
          ORDER BY release, revision, output LIMIT ?
          """, [last.0, last.1, last.2, count], read: { try PlainDelivery(&$0) })
      }, { ($0.release, $0.revision, $0.output.description) },
      { row in
        let key = try key(row.release, row.revision)
        try database.run(
          """
          INSERT INTO sealed_deliveries (release, revision, output, state, state_at, lateness,
            receipt, attempts, first_attempt_at, last_error, ambiguous, intent, earlier)
          VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
          """,
          row.facts + [
            try row.intent.map { try IntentWords.seal([$0], as: .intent(row.output), with: key) },
            try row.earlier.map { try key.seal(Array($0.utf8), as: .earlier(row.output)) },
          ])
      })
  }

  private func sealReservations(of release: String) throws {
    let names = try database.all(
      "SELECT output, mark FROM reservations WHERE release = ?", [release],
      read: { (output: try $0.text(), name: try $0.text()) })
    try database.run(TransactionWriter.giveUpNames, [release])
    for (output, name) in names {
      try database.run(
        TransactionWriter.reserve,
        [
          output, sealer.nameMark(name, at: output), release,
          try sealer.seal(name: name, at: output),
        ])
    }
  }

  private func sealBodies() throws {
    try each(
      from: Int64(0),
      { last, count in
        try database.all(
          """
          SELECT rowid, release, revision, output, mark, bytes FROM bodies
          WHERE rowid > ? ORDER BY rowid LIMIT ?
          """, [last, count]
        ) {
          (
            row: try $0.integer(), release: try $0.text(), revision: Int(try $0.integer()),
            output: try $0.output(), digest: try $0.digest(), bytes: try $0.bytes()
          )
        }
      }, \.row,
      { row in
        let mark = sealer.mark(.body, row.digest.bytes)
        let sealed = try key(row.release, row.revision)
          .seal(row.digest.bytes + row.bytes, as: .body(row.output, mark: mark))
        try database.run(
          "UPDATE bodies SET mark = ?, bytes = ? WHERE rowid = ?", [mark, sealed, row.row])
      })
  }

  private func sealAnswers() throws {
    try each(
      from: Int64(-1),
      { last, count in
        try database.all(
          """
          SELECT entry, key, request, status, body FROM answers
          WHERE entry > ? ORDER BY entry LIMIT ?
          """, [last, count]
        ) {
          (
            entry: try $0.integer(),
            answer: StoredAnswer(
              key: try $0.text(), request: try $0.digest(), status: Int(try $0.integer()),
              body: try $0.bytes())
          )
        }
      }, \.entry,
      { row in
        try database.run(
          "UPDATE answers SET body = ? WHERE entry = ?", [try sealer.seal(row.answer), row.entry])
      })
  }
}

/// A delivery as it was stored before words were sealed.
private struct PlainDelivery {
  var release: String
  var revision: Int
  var output: OutputName
  /// The columns up to `ambiguous`.
  var facts: [Argument]
  var intent: Intent?
  /// As JSON, in the form that it still has.
  var earlier: String?

  init(_ columns: inout Columns) throws {
    release = try columns.text()
    revision = Int(try columns.integer())
    output = try columns.output()
    facts = [
      release, revision, output.description, try columns.text(), try columns.integerIfPresent(),
      try columns.integerIfPresent(), try columns.textIfPresent(), try columns.integer(),
      try columns.integerIfPresent(), try columns.textIfPresent(), try columns.integer(),
    ]
    let key = try columns.textIfPresent()
    let digest = try columns.bytesIfPresent().flatMap(Digest.init(bytes:))
    let names = try columns.textIfPresent()
    let pieces = try columns.bytesIfPresent() ?? []
    if let key, let digest, let names {
      intent = Intent(
        key: IdempotencyKey(stored: key), digest: digest, names: try Self.list(names),
        pieces: stride(from: 0, to: pieces.count, by: 32).compactMap {
          Digest(bytes: Array(pieces[$0..<min($0 + 32, pieces.count)]))
        })
    }
    earlier = try columns.textIfPresent()
  }

  private static func list(_ text: String) throws -> [String] {
    guard case .array(let items)? = try? JSON(parsing: Array(text.utf8)) else {
      throw LedgerError.broken("a stored intent's names are not a list")
    }
    return items.compactMap(\.text)
  }
}
