import EmbargoCore
import EmbargoTime
import GRDB

/// Suspended outputs, and the deliveries that wait for them.
enum SuspensionRow {
  static let insert = """
    INSERT INTO suspensions (output, since, reason) VALUES (?, ?, ?)
    ON CONFLICT (output) DO NOTHING
    """
  static let remove = "DELETE FROM suspensions WHERE output = ?"
  static let all = "SELECT output, since, reason FROM suspensions ORDER BY output"
  static let postponed = """
    SELECT d.release FROM deliveries AS d
    JOIN releases AS r ON r.id = d.release AND r.revision = d.revision
    WHERE d.state = 'retrying' AND d.output = ? AND d.state_at = ?
    ORDER BY d.release LIMIT ?
    """

  static func arguments(_ suspension: Suspension) -> [Argument] {
    [suspension.output.description, suspension.since.nanoseconds, suspension.reason]
  }

  /// A row of `all`.
  static func read(_ columns: inout Columns) throws -> Suspension {
    Suspension(
      output: try columns.output(), since: try columns.instant(), reason: try columns.text())
  }
}
