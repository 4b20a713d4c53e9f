package import EmbargoCore
import GRDB

/// What is left behind an erasure, in pages that SQLite has rearranged, in the write-ahead log and
/// in remembered answers, goes as well.
///
/// `secure_delete` overwrites what is removed, but not the copies that moving rows about has left
/// in a page. The two small tables whose remains could still be read are therefore written anew:
/// what they stood in goes to the free pages, which are overwritten as a whole. What the old keys
/// of revisions sealed can stay where it is: nobody can open it.
extension SQLiteLedger {
  /// Releases that were erased and whose remains have not been removed; at most `count`.
  package func unscrubbed(count: Int) throws(LedgerError) -> [ReleaseID] {
    try perform("looking for what was erased") { database in
      try database.all(ScrubQuery.unscrubbed, [max(0, count)], read: { try $0.releaseID() })
    }
  }

  /// Forgets remembered answers that name one of these releases, among `count` behind an entry; the
  /// answer to the erasure itself holds no words and stays. Gives where to go on; nil: those were
  /// the last.
  package func forgetAnswers(
    naming releases: [ReleaseID], after entry: Int64, count: Int
  ) throws(LedgerError) -> Int64? {
    let sealer = try sealer
    let names = releases.map { id in
      (id: Array(id.description.utf8), erased: Array(Erasure.slug(of: id).description.utf8))
    }
    return try perform("forgetting answers") { database in
      let answers = try database.all(ScrubQuery.answers, [entry, max(1, count)]) { columns in
        let entry = try columns.integer()
        let (key, status) = (try columns.text(), Int(try columns.integer()))
        return (entry, try sealer.open(answer: try columns.bytes(), key: key, status: status).body)
      }
      try database.inTransaction(.immediate) {
        for (entry, body) in answers
        where names.contains(where: { body.holds($0.id) && !body.holds($0.erased) }) {
          try database.run(ScrubQuery.forget, [entry])
        }
        return .commit
      }
      return answers.count == max(1, count) ? answers.last?.0 : nil
    }
  }

  /// Writes the tables anew, empties the log, and notes that nothing is left of these. A million
  /// releases take some two seconds.
  package func scrub(_ releases: [ReleaseID]) throws(LedgerError) {
    guard !isReadOnly else { throw .forbidden("the ledger was opened for reading") }
    try perform("removing what is left of erased releases") { database in
      try database.inTransaction(.immediate) {
        try database.execute(sql: ScrubQuery.rebuild)
        for release in releases {
          try database.run(ScrubQuery.note, [release.description])
        }
        return .commit
      }
    }
    try checkpoint()
  }
}

private enum ScrubQuery {
  static let unscrubbed =
    "SELECT release FROM erasures WHERE scrubbed = 0 ORDER BY release LIMIT ?"
  static let note = "UPDATE erasures SET scrubbed = 1 WHERE release = ?"
  static let answers = """
    SELECT entry, key, status, body FROM answers WHERE entry > ? ORDER BY entry LIMIT ?
    """
  static let forget = "DELETE FROM answers WHERE entry = ?"

  static let rebuild = [keys, names].joined(separator: "\n")

  private static let keys = """
    CREATE TABLE new_revision_keys \(M0010.revisionKeys);
    INSERT INTO new_revision_keys SELECT release, revision, epoch, wrapped FROM revision_keys;
    DROP TABLE revision_keys;
    ALTER TABLE new_revision_keys RENAME TO revision_keys;
    \(M0012.keysGoForward)
    """

  private static let names = """
    CREATE TABLE new_reservations (
      output TEXT NOT NULL,
      mark TEXT NOT NULL,
      release TEXT NOT NULL REFERENCES releases (id),
      name BLOB NOT NULL DEFAULT x'',
      PRIMARY KEY (output, mark)
    ) STRICT, WITHOUT ROWID;
    INSERT INTO new_reservations SELECT output, mark, release, name FROM reservations;
    DROP TABLE reservations;
    ALTER TABLE new_reservations RENAME TO reservations;
    CREATE INDEX reservations_by_release ON reservations (release);
    """
}

extension [UInt8] {
  /// Whether the others stand in it, one behind the other.
  fileprivate func holds(_ others: [UInt8]) -> Bool {
    guard let first = others.first, count >= others.count else { return false }
    return indices.dropLast(others.count - 1).contains { place in
      self[place] == first && self[place...].starts(with: others)
    }
  }
}
