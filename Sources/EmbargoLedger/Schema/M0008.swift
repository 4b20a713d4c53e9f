/// Checkpoints: signed statements of how far the chain of records went.
enum M0008 {
  static let sql = """
    CREATE TABLE checkpoints (
      number INTEGER PRIMARY KEY CHECK (number >= 1),
      sequence INTEGER NOT NULL REFERENCES records (sequence),
      hash BLOB NOT NULL CHECK (length(hash) = 32),
      previous BLOB NOT NULL CHECK (length(previous) = 32),
      digest BLOB NOT NULL CHECK (length(digest) = 32),
      bytes BLOB NOT NULL
    ) STRICT;

    CREATE TRIGGER checkpoints_have_no_gap BEFORE INSERT ON checkpoints
    WHEN NEW.number IS NOT (SELECT coalesce(max(number), 0) + 1 FROM checkpoints)
    BEGIN SELECT RAISE(ABORT, 'a checkpoint must follow the last one'); END;
    CREATE TRIGGER checkpoints_are_linked BEFORE INSERT ON checkpoints
    WHEN NEW.previous IS NOT coalesce(
        (SELECT digest FROM checkpoints ORDER BY number DESC LIMIT 1),
        x'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855')
      OR NEW.sequence < coalesce(
        (SELECT sequence FROM checkpoints ORDER BY number DESC LIMIT 1), 0)
    BEGIN SELECT RAISE(ABORT, 'a checkpoint must name the last one, and go no way back'); END;
    CREATE TRIGGER checkpoints_name_a_record BEFORE INSERT ON checkpoints
    WHEN NEW.hash IS NOT (SELECT hash FROM records WHERE sequence = NEW.sequence)
    BEGIN SELECT RAISE(ABORT, 'a checkpoint must name a record'); END;
    CREATE TRIGGER checkpoints_are_fixed BEFORE UPDATE ON checkpoints
    BEGIN SELECT RAISE(ABORT, 'a checkpoint cannot be changed'); END;
    CREATE TRIGGER checkpoints_stay BEFORE DELETE ON checkpoints
    BEGIN SELECT RAISE(ABORT, 'a checkpoint cannot be removed'); END;
    """
}
