package import EmbargoCore
import GRDB
import GRDBSQLite

/// A copy of a ledger that is in use, made some pages at a time through its only connection.
///
/// SQLite's backup takes up what is committed meanwhile: the copy is the ledger as it is at the
/// last step. It lies in a file without a name, which is gone with the process. Steps, and its end,
/// belong to the thread of the ledger; only that one touches what is in here.
package final class LedgerCopy: @unchecked Sendable {
  package enum Step: Hashable, Sendable {
    /// Pages that are still to come.
    case more(Int)
    /// A transaction is open; nothing was copied.
    case busy
    /// The copy is whole, and this is what it holds.
    case done(LedgerFacts)
  }

  /// The name of the file until it has been opened. What a crash leaves under it is empty.
  static let name = "ledger.copy"
  /// Bytes that stay free beside the copy: for what the ledger itself writes.
  static let margin = 64 << 20

  private let ledger: SQLiteLedger
  private let directory: String
  private var target: OpaquePointer?
  private var backup: OpaquePointer?
  /// What is written, and when it is whole, read.
  package let file: CopyFile

  /// - Parameter directory: where there is room for it.
  /// - Throws: `full` where there is not.
  package init(of ledger: SQLiteLedger, in directory: String) throws(LedgerError) {
    (self.ledger, self.directory) = (ledger, directory)
    let wanted =
      (DatabaseFile.size(ledger.path) ?? 0) + WriteAheadLog.size(of: ledger.path) + Self.margin
    let free = DatabaseFile.freeBytes(in: directory)
    if let free, free < wanted {
      throw .full("a copy of the ledger needs \(wanted) bytes in \(directory), \(free) are free")
    }
    let path = directory + "/" + Self.name
    file = try CopyFile(path)
    defer { file.forget(path) }
    do throws(LedgerError) {
      try begin(path)
    } catch {
      _ = end()
      throw error
    }
  }

  private func begin(_ path: String) throws(LedgerError) {
    let flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX
    var result = sqlite3_open_v2(path, &target, flags, nil)
    if result == SQLITE_OK {
      // Nobody reads it before it is whole; and without a journal no second file is made.
      result = sqlite3_exec(
        target,
        "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -1024;"
          + "PRAGMA user_version", nil, nil, nil)
    }
    guard result == SQLITE_OK else { throw failed(result) }
    try ledger.perform("copying the ledger") { database in
      backup = sqlite3_backup_init(target, "main", database.sqliteConnection, "main")
      if backup == nil { throw failed(sqlite3_errcode(target)) }
    }
  }

  /// Copies up to so many pages.
  ///
  /// - Throws: `full` where there is no room any more; the ledger itself is well.
  package func step(pages: Int) throws(LedgerError) -> Step {
    if let free = DatabaseFile.freeBytes(in: directory), free < Self.margin {
      throw .full("the copy was given up: \(free) bytes are free in \(directory)")
    }
    return try ledger.perform("copying the ledger") { database in
      guard let backup else { throw LedgerError.forbidden("the copy was given up") }
      switch sqlite3_backup_step(backup, Int32(clamping: max(1, pages))) {
      case SQLITE_OK: return .more(Int(sqlite3_backup_remaining(backup)))
      case SQLITE_BUSY, SQLITE_LOCKED: return .busy
      case SQLITE_DONE:
        let facts = try LedgerFacts(in: database)
        let result = end()
        guard result == SQLITE_OK else { throw failed(result) }
        return .done(facts)
      case let result: throw failed(result)
      }
    }
  }

  /// Lets go of the ledger, which cannot be closed before; harmless when it is done.
  package func giveUp() throws(LedgerError) {
    try ledger.perform("giving up a copy of the ledger") { _ in _ = end() }
  }

  private func end() -> Int32 {
    let result = sqlite3_backup_finish(backup)
    let closing = sqlite3_close(target)
    (backup, target) = (nil, nil)
    return result == SQLITE_OK ? closing : result
  }

  /// Says nothing of the ledger: what cannot be read of it is met again where it is used.
  private func failed(_ result: Int32) -> LedgerError {
    let detail =
      "the copy of the ledger cannot be written: \(String(cString: sqlite3_errstr(result)))"
    return result & 0xff == SQLITE_FULL ? .full(detail) : .forbidden(detail)
  }
}

/// What a ledger, or a copy of one, holds.
package struct LedgerFacts: Hashable, Sendable {
  package var head: ChainHead
  package var schema: Int
  package var releases: Int64

  package init(head: ChainHead, schema: Int, releases: Int64) {
    (self.head, self.schema, self.releases) = (head, schema, releases)
  }

  init(in database: Database) throws {
    head = try Meta.load(from: database).head
    schema = try Int(database.integer("PRAGMA user_version"))
    releases = try database.integer("SELECT coalesce(sum(count), 0) FROM phases")
  }
}
