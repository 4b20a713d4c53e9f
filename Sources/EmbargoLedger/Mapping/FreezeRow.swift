import EmbargoCore
import EmbargoTime
import GRDB

/// The one row of `freezes`, while it is frozen.
enum FreezeRow {
  static let insert = """
    INSERT INTO freezes (row, since, by_uid, by_name, reason, restored) VALUES (1, ?, ?, ?, ?, ?)
    """
  static let remove = "DELETE FROM freezes"
  static let select = "SELECT since, by_uid, by_name, reason, restored FROM freezes"

  static func arguments(_ freeze: Freeze) -> [Argument] {
    [
      freeze.since.nanoseconds, freeze.by.uid.map { Int64($0) }, freeze.by.name, freeze.reason,
      freeze.restored?.text,
    ]
  }

  /// A row of `select`.
  static func read(_ columns: inout Columns) throws -> Freeze {
    let since = try columns.instant()
    let uid = try columns.userIfPresent()
    return Freeze(
      since: since, by: Actor(uid: uid, name: try columns.text()), reason: try columns.text(),
      restored: try columns.textIfPresent().map(head))
  }

  private static func head(_ text: String) throws -> ChainHead {
    guard let head = ChainHead(text: text) else {
      throw LedgerError.broken("a stored head of a backup does not have its form")
    }
    return head
  }
}
