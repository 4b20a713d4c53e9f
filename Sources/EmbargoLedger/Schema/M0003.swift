/// Outputs to which nothing is sent until a person lets them go again.
enum M0003 {
  static let sql = """
    CREATE TABLE suspensions (
      output TEXT NOT NULL PRIMARY KEY,
      since INTEGER NOT NULL,
      reason TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;
    """
}
