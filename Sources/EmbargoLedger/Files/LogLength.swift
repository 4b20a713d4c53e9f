import GRDB
import GRDBSQLite

/// How much of the write-ahead log holds what is not in the database yet.
///
/// The file does not say: its room is used again from its beginning after a checkpoint, which costs
/// less than to give it up and ask for it anew. SQLite tells the number of pages at each commit
/// (`sqlite3_wal_hook`).
final class LogLength {
  /// Zero until the first commit.
  private(set) var bytes = 0
  private let pageSize: Int

  /// On the connection; its hook is this one's from now on.
  init(_ database: Database) throws {
    pageSize = try Int(database.integer("PRAGMA page_size"))
    _ = sqlite3_wal_hook(
      database.sqliteConnection,
      { context, _, _, pages in
        guard let context else { return SQLITE_OK }
        Unmanaged<LogLength>.fromOpaque(context).takeUnretainedValue().note(pages: Int(pages))
        return SQLITE_OK
      }, Unmanaged.passUnretained(self).toOpaque())
  }

  private func note(pages: Int) { bytes = pages * (pageSize + Self.frameHead) }

  /// All of it was moved into the database.
  func reset() { bytes = 0 }

  /// Before each page in the file.
  private static let frameHead = 24
}
