package import EmbargoCore
import GRDB

/// A file that `embargoctl backup` has written: a whole ledger, which needs nothing beside it.
package enum BackupFile {
  /// What a backup is found to be.
  package struct Findings: Hashable, Sendable {
    package var facts: LedgerFacts
    /// The epochs of the master keys that wrap keys in it, ascending; empty: of before words were
    /// sealed.
    package var masterKeys: [Int]
    /// What does not fit together, each a sentence; empty: all is well.
    package var flaws: [String]
  }

  /// Reads the whole file; no key is needed, and nothing is changed.
  ///
  /// - Throws: `forbidden` for what is no ledger, a newer program's, or a copy of a daemon's files.
  package static func examine(_ path: String) throws(LedgerError) -> Findings {
    if DatabaseFile.size(WriteAheadLog.path(of: path)) != nil {
      throw .forbidden(
        "\(WriteAheadLog.path(of: path)) lies beside it: this is a copy of a daemon's files and no "
          + "backup")
    }
    do {
      let queue = try Connection.openForReading(path)
      let findings = try queue.writeWithoutTransaction { try examine($0) }
      try queue.close()
      return findings
    } catch {
      throw LedgerError(error, while: "examining the backup \(path)")
    }
  }

  private static func examine(_ database: Database) throws -> Findings {
    guard try FileFormat.version(of: database) > 0 else {
      throw LedgerError.forbidden("the file is empty: this is no backup")
    }
    let facts = try LedgerFacts(in: database)
    let isSealed = try database.integer(BackupQuery.hasSeal) == 1
    let keys = isSealed ? try database.all(BackupQuery.epochs) { Int(try $0.integer()) } : []
    return Findings(
      facts: facts, masterKeys: keys, flaws: try SQLiteLedger.findings(in: database))
  }
}

private enum BackupQuery {
  static let hasSeal =
    "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = 'revision_keys'"
  static let epochs = "SELECT epoch FROM seal UNION SELECT epoch FROM revision_keys ORDER BY epoch"
}
