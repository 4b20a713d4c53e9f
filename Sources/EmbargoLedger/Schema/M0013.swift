/// What channels of announcements have told: how far in the records, and which problems.
enum M0013 {
  static let sql = """
    CREATE TABLE announcers (
      name TEXT PRIMARY KEY,
      memory BLOB NOT NULL CHECK (length(memory) > 0)
    ) STRICT, WITHOUT ROWID;
    """
}
