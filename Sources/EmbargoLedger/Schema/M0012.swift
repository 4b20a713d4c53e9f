/// A ledger that was restored from a backup is frozen, and knows which one it was: the head of its
/// records, as `audit verify` takes it.
enum M0012 {
  static let sql = """
    ALTER TABLE freezes ADD COLUMN restored TEXT;
    """
}
