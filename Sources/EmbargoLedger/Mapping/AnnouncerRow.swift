import EmbargoCore
import GRDB

/// What a channel of announcements remembers.
enum AnnouncerRow {
  static let keep = """
    INSERT INTO announcers (name, memory) VALUES (?, ?)
    ON CONFLICT (name) DO UPDATE SET memory = excluded.memory
    """
  static let remove = "DELETE FROM announcers WHERE name = ?"
  static let all = "SELECT name, memory FROM announcers ORDER BY name"

  /// A row of `all`.
  static func read(_ columns: inout Columns) throws -> (name: String, memory: [UInt8]) {
    (try columns.text(), try columns.bytes())
  }
}
