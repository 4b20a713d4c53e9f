import EmbargoCore

/// A checkpoint as a row of `checkpoints`.
enum CheckpointRow {
  static let insert = """
    INSERT INTO checkpoints (number, sequence, hash, previous, digest, bytes)
    SELECT coalesce(max(number), 0) + 1, ?, ?, ?, ?, ? FROM checkpoints
    """
  static let page = """
    SELECT number, bytes FROM checkpoints WHERE number > ? ORDER BY number LIMIT ?
    """
  static let last = "SELECT number, bytes FROM checkpoints ORDER BY number DESC LIMIT 1"

  static func arguments(_ checkpoint: Checkpoint) -> [Argument] {
    [
      checkpoint.head.sequence, checkpoint.head.hash.bytes, checkpoint.draft.previous.bytes,
      checkpoint.digest.bytes, checkpoint.bytes,
    ]
  }

  /// A row of `page` or `last`.
  static func read(_ columns: inout Columns) throws -> StoredCheckpoint {
    StoredCheckpoint(number: try columns.integer(), bytes: try columns.bytes())
  }
}
