/// The freeze: one row while nothing may lift.
enum M0011 {
  static let sql = """
    CREATE TABLE freezes (
      row INTEGER PRIMARY KEY CHECK (row = 1),
      since INTEGER NOT NULL,
      by_uid INTEGER,
      by_name TEXT NOT NULL,
      reason TEXT NOT NULL
    ) STRICT;

    CREATE TRIGGER a_freeze_stands BEFORE UPDATE ON freezes
    BEGIN SELECT RAISE(ABORT, 'a freeze stands until it is thawed'); END;
    """
}
