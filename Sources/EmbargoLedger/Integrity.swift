package import EmbargoCore
import GRDB
import GRDBSQLite

extension SQLiteLedger {
  /// The version of SQLite that this process uses: the system's.
  package static var engineVersion: String { String(cString: sqlite3_libversion()) }
}

extension SQLiteLedger {
  /// What does not fit together in the stored ledger, each finding a sentence; empty: all is well.
  ///
  /// Reads the whole file. The chain itself is `ChainVerifier`'s matter.
  package func integrity() throws(LedgerError) -> [String] {
    try perform("examining the ledger") { try Self.findings(in: $0) }
  }

  static func findings(in database: Database) throws -> [String] {
    var findings = try String.fetchAll(database, sql: "PRAGMA integrity_check(20)")
      .filter { $0 != "ok" }
      .map { "The database: \($0)." }
    findings += try Row.fetchAll(database, sql: "PRAGMA foreign_key_check")
      .prefix(20).map { row in
        "A row of \(row["table"] as String? ?? "?") names what is not there."
      }
    findings += try chain(database) + counted(database)
    return findings
  }

  private static func chain(_ database: Database) throws -> [String] {
    var findings: [String] = []
    let noted = try Meta.load(from: database).head
    let last = try Meta.last(in: database)
    if noted != last {
      findings.append(
        "The head is noted as \(noted.text), the last record is \(last.text).")
    }
    let count = try database.integer("SELECT count(*) FROM records")
    if count != last.sequence {
      findings.append("There are \(count) records and the last is number \(last.sequence).")
    }
    return findings
  }

  private static func counted(_ database: Database) throws -> [String] {
    let differing = try database.all(IntegrityQuery.phases) { columns in
      (name: try columns.text(), count: try columns.integer(), found: try columns.integer())
    }
    return differing.map {
      "\($0.count) releases are counted as \($0.name), there are \($0.found)."
    }
  }
}

/// What the stored counts say against what is there.
enum IntegrityQuery {
  static let phases = """
    SELECT name, count, found FROM (
      SELECT name, count, (SELECT count(*) FROM releases WHERE phase = name) AS found FROM phases)
    WHERE count <> found
    """
}
