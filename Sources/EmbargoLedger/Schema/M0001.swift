/// The first schema: the queue, what became of it, and the audit records.
///
/// Instants are nanoseconds since 1970 (UTC), spans are nanoseconds. No list of more than two
/// stands behind `IN` where rows are written: see `M0006`.
enum M0001 {
  static let sql = [identity, words, releases, deliveries, attempts, records, answers, counting]
    .joined(separator: "\n")

  private static let identity = """
    CREATE TABLE migrations (
      number INTEGER PRIMARY KEY,
      name TEXT NOT NULL,
      applied_at INTEGER NOT NULL,
      applied_by TEXT NOT NULL
    ) STRICT;

    CREATE TABLE meta (
      row INTEGER PRIMARY KEY CHECK (row = 1),
      instance_key BLOB NOT NULL CHECK (length(instance_key) = 32),
      created_at INTEGER NOT NULL,
      created_by TEXT NOT NULL,
      head_sequence INTEGER NOT NULL CHECK (head_sequence >= 0),
      head_hash BLOB NOT NULL CHECK (length(head_hash) = 32)
    ) STRICT;

    CREATE TRIGGER meta_stays BEFORE DELETE ON meta
    BEGIN SELECT RAISE(ABORT, 'a ledger keeps its identity'); END;

    CREATE TRIGGER meta_is_fixed BEFORE UPDATE ON meta
    WHEN NEW.instance_key IS NOT OLD.instance_key OR NEW.created_at IS NOT OLD.created_at
    BEGIN SELECT RAISE(ABORT, 'a ledger keeps its identity'); END;

    CREATE TRIGGER meta_names_the_last_record BEFORE UPDATE ON meta
    WHEN NEW.head_sequence IS NOT (SELECT max(sequence) FROM records)
      OR NEW.head_hash IS NOT (SELECT hash FROM records ORDER BY sequence DESC LIMIT 1)
    BEGIN SELECT RAISE(ABORT, 'the head must name the last record'); END;
    """

  private static let words = """
    CREATE TABLE contents (
      digest BLOB NOT NULL PRIMARY KEY CHECK (length(digest) = 32),
      format TEXT NOT NULL CHECK (format IN ('text', 'markdown')),
      bytes BLOB NOT NULL
    ) STRICT;

    CREATE TABLE attachments (
      content BLOB NOT NULL REFERENCES contents (digest),
      position INTEGER NOT NULL CHECK (position >= 0),
      name TEXT NOT NULL,
      bytes BLOB NOT NULL,
      PRIMARY KEY (content, position)
    ) STRICT;

    CREATE TABLE revisions (
      release TEXT NOT NULL REFERENCES releases (id),
      revision INTEGER NOT NULL CHECK (revision >= 1),
      headline TEXT NOT NULL,
      digest BLOB NOT NULL REFERENCES contents (digest),
      nonce BLOB NOT NULL CHECK (length(nonce) = 32),
      PRIMARY KEY (release, revision)
    ) STRICT, WITHOUT ROWID;

    CREATE INDEX revisions_by_digest ON revisions (digest);

    CREATE TRIGGER contents_are_fixed BEFORE UPDATE ON contents
    BEGIN SELECT RAISE(ABORT, 'accepted bytes cannot be changed'); END;
    CREATE TRIGGER contents_stay BEFORE DELETE ON contents
    BEGIN SELECT RAISE(ABORT, 'accepted bytes cannot be removed'); END;
    CREATE TRIGGER attachments_are_fixed BEFORE UPDATE ON attachments
    BEGIN SELECT RAISE(ABORT, 'accepted bytes cannot be changed'); END;
    CREATE TRIGGER attachments_stay BEFORE DELETE ON attachments
    BEGIN SELECT RAISE(ABORT, 'accepted bytes cannot be removed'); END;

    CREATE TRIGGER revisions_stand BEFORE INSERT ON revisions
    WHEN EXISTS (
      SELECT 1 FROM revisions
      WHERE release = NEW.release AND revision = NEW.revision
        AND (headline <> NEW.headline OR digest <> NEW.digest OR nonce <> NEW.nonce))
    BEGIN SELECT RAISE(ABORT, 'a revision that is kept cannot be another one'); END;
    CREATE TRIGGER revisions_are_fixed BEFORE UPDATE ON revisions
    BEGIN SELECT RAISE(ABORT, 'a revision cannot be changed'); END;
    CREATE TRIGGER revisions_stay BEFORE DELETE ON revisions
    BEGIN SELECT RAISE(ABORT, 'a revision cannot be removed'); END;
    """

  private static let releases = """
    CREATE TABLE phases (
      name TEXT NOT NULL PRIMARY KEY,
      count INTEGER NOT NULL DEFAULT 0 CHECK (count >= 0)
    ) STRICT, WITHOUT ROWID;

    INSERT INTO phases (name)
    VALUES ('awaiting-approval'), ('scheduled'), ('held'), ('lifting'), ('lifted'),
      ('withdrawn'), ('killed');

    CREATE TABLE releases (
      id TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 36),
      slug TEXT NOT NULL UNIQUE,
      revision INTEGER NOT NULL CHECK (revision >= 1),
      stamp TEXT NOT NULL,
      civil TEXT NOT NULL,
      zone_name TEXT,
      zone_offset INTEGER,
      instant INTEGER NOT NULL,
      tzdb TEXT NOT NULL,
      due INTEGER NOT NULL,
      wake INTEGER,
      phase TEXT NOT NULL REFERENCES phases (name),
      phase_at INTEGER,
      hold_cause TEXT,
      hold_reason TEXT,
      submitter_uid INTEGER,
      submitter_name TEXT NOT NULL,
      submitted_at INTEGER NOT NULL,
      late_grace INTEGER,
      CONSTRAINT "a zone has a name or an offset"
        CHECK ((zone_name IS NULL) <> (zone_offset IS NULL)),
      CONSTRAINT "nothing is due before its embargo" CHECK (due >= instant),
      CONSTRAINT "nothing lifts before it is due"
        CHECK (phase NOT IN ('lifting', 'lifted') OR (phase_at >= due AND phase_at >= instant)),
      CONSTRAINT "what left the queue, or stands still in it, has a time"
        CHECK (phase_at IS NOT NULL
          OR phase <> 'held' AND phase <> 'lifting' AND phase <> 'lifted' AND phase <> 'withdrawn'),
      CONSTRAINT "a hold has a cause and a reason"
        CHECK ((phase = 'held') = (hold_cause IS NOT NULL)
          AND (phase = 'held') = (hold_reason IS NOT NULL)),
      CONSTRAINT "what is scheduled wakes" CHECK (phase <> 'scheduled' OR wake IS NOT NULL),
      CONSTRAINT "what is stopped does not wake"
        CHECK (phase NOT IN ('held', 'withdrawn') OR wake IS NULL),
      FOREIGN KEY (id, revision) REFERENCES revisions (release, revision)
        DEFERRABLE INITIALLY DEFERRED
    ) STRICT, WITHOUT ROWID;

    CREATE INDEX releases_by_wake ON releases (wake, id) WHERE wake IS NOT NULL;
    CREATE INDEX releases_by_phase ON releases (phase, due, id);

    CREATE TRIGGER releases_stay BEFORE DELETE ON releases
    BEGIN SELECT RAISE(ABORT, 'a release cannot be removed'); END;
    CREATE TRIGGER releases_go_forward BEFORE UPDATE ON releases
    WHEN NEW.id <> OLD.id OR NEW.revision < OLD.revision
    BEGIN SELECT RAISE(ABORT, 'a release cannot go back to an earlier revision'); END;
    CREATE TRIGGER lifts_stand BEFORE UPDATE ON releases
    WHEN OLD.phase IN ('lifting', 'lifted', 'killed')
      AND NEW.phase NOT IN ('lifting', 'lifted', 'killed')
    BEGIN SELECT RAISE(ABORT, 'a lift cannot be undone'); END;
    CREATE TRIGGER withdrawals_stand BEFORE UPDATE ON releases
    WHEN OLD.phase = 'withdrawn' AND NEW.phase <> 'withdrawn'
    BEGIN SELECT RAISE(ABORT, 'a withdrawal cannot be undone'); END;
    """

  private static let deliveries = """
    CREATE TABLE deliveries (
      release TEXT NOT NULL,
      revision INTEGER NOT NULL,
      output TEXT NOT NULL,
      state TEXT NOT NULL CHECK (state = 'waiting' OR state = 'attempting' OR state = 'retrying'
        OR state = 'delivered' OR state = 'failed' OR state = 'cancelled'),
      state_at INTEGER,
      lateness INTEGER CHECK (lateness >= 0),
      receipt TEXT,
      intent_key TEXT,
      intent_digest BLOB CHECK (length(intent_digest) = 32),
      intent_names TEXT,
      attempts INTEGER NOT NULL CHECK (attempts >= 0),
      first_attempt_at INTEGER,
      last_error TEXT,
      PRIMARY KEY (release, revision, output),
      FOREIGN KEY (release, revision) REFERENCES revisions (release, revision),
      CONSTRAINT "every state but waiting has a time"
        CHECK ((state = 'waiting') = (state_at IS NULL)),
      CONSTRAINT "what was delivered has its lateness and receipt"
        CHECK ((state = 'delivered') = (lateness IS NOT NULL)
          AND (state = 'delivered') = (receipt IS NOT NULL)),
      CONSTRAINT "an intent is whole"
        CHECK ((intent_key IS NULL) = (intent_digest IS NULL)
          AND (intent_key IS NULL) = (intent_names IS NULL))
    ) STRICT, WITHOUT ROWID;

    CREATE INDEX deliveries_by_state ON deliveries (state, output)
    WHERE state IN ('attempting', 'failed', 'retrying', 'waiting');

    CREATE TRIGGER deliveries_wait_until_due BEFORE INSERT ON deliveries
    WHEN NEW.first_attempt_at < (SELECT max(due, instant) FROM releases WHERE id = NEW.release)
    BEGIN SELECT RAISE(ABORT, 'a delivery cannot begin before its release is due'); END;
    CREATE TRIGGER deliveries_stay_late BEFORE UPDATE ON deliveries
    WHEN NEW.first_attempt_at < (SELECT max(due, instant) FROM releases WHERE id = NEW.release)
    BEGIN SELECT RAISE(ABORT, 'a delivery cannot begin before its release is due'); END;

    CREATE TABLE reservations (
      output TEXT NOT NULL,
      name TEXT NOT NULL,
      release TEXT NOT NULL REFERENCES releases (id),
      PRIMARY KEY (output, name)
    ) STRICT, WITHOUT ROWID;

    CREATE INDEX reservations_by_release ON reservations (release);

    CREATE TABLE bodies (
      release TEXT NOT NULL,
      revision INTEGER NOT NULL,
      output TEXT NOT NULL,
      digest BLOB NOT NULL CHECK (length(digest) = 32),
      bytes BLOB NOT NULL,
      PRIMARY KEY (release, revision, output, digest),
      FOREIGN KEY (release, revision) REFERENCES revisions (release, revision)
    ) STRICT;

    CREATE TRIGGER bodies_are_fixed BEFORE UPDATE ON bodies
    BEGIN SELECT RAISE(ABORT, 'the bytes of a delivery cannot be changed'); END;
    CREATE TRIGGER bodies_stay BEFORE DELETE ON bodies
    BEGIN SELECT RAISE(ABORT, 'the bytes of a delivery cannot be removed'); END;
    """

  private static let attempts = """
    CREATE TABLE attempts (
      release TEXT NOT NULL,
      revision INTEGER NOT NULL,
      output TEXT NOT NULL,
      number INTEGER NOT NULL CHECK (number >= 1),
      started_at INTEGER NOT NULL,
      finished_at INTEGER NOT NULL,
      result TEXT NOT NULL CHECK (
        result = 'delivered' OR result = 'failed' OR result = 'refused'),
      receipt TEXT,
      recovered INTEGER CHECK (recovered IN (0, 1)),
      error TEXT,
      ambiguous INTEGER CHECK (ambiguous IN (0, 1)),
      retry_after INTEGER,
      PRIMARY KEY (release, revision, output, number),
      FOREIGN KEY (release, revision) REFERENCES revisions (release, revision),
      CONSTRAINT "a success has a receipt, a failure an error"
        CHECK ((result = 'delivered') = (receipt IS NOT NULL)
          AND (result = 'delivered') = (recovered IS NOT NULL)
          AND (result = 'delivered') = (error IS NULL)
          AND (result = 'failed') = (ambiguous IS NOT NULL)
          AND (result = 'failed' OR retry_after IS NULL))
    ) STRICT, WITHOUT ROWID;

    CREATE TRIGGER attempts_wait_until_due BEFORE INSERT ON attempts
    WHEN NEW.started_at < (SELECT max(due, instant) FROM releases WHERE id = NEW.release)
    BEGIN SELECT RAISE(ABORT, 'an attempt cannot begin before its release is due'); END;
    CREATE TRIGGER attempts_are_fixed BEFORE UPDATE ON attempts
    BEGIN SELECT RAISE(ABORT, 'an attempt cannot be changed'); END;
    CREATE TRIGGER attempts_stay BEFORE DELETE ON attempts
    BEGIN SELECT RAISE(ABORT, 'an attempt cannot be removed'); END;
    """

  /// The previous hash of record 1 is SHA-256 of nothing.
  private static let records = """
    CREATE TABLE records (
      sequence INTEGER PRIMARY KEY CHECK (sequence >= 1),
      previous BLOB NOT NULL CHECK (length(previous) = 32),
      hash BLOB NOT NULL CHECK (length(hash) = 32),
      release TEXT,
      bytes BLOB NOT NULL
    ) STRICT;

    CREATE INDEX records_by_release ON records (release, sequence) WHERE release IS NOT NULL;

    CREATE TRIGGER records_have_no_gap BEFORE INSERT ON records
    WHEN NEW.sequence IS NOT (SELECT coalesce(max(sequence), 0) + 1 FROM records)
    BEGIN SELECT RAISE(ABORT, 'a record must follow the last one'); END;
    CREATE TRIGGER records_are_linked BEFORE INSERT ON records
    WHEN NEW.previous IS NOT coalesce(
      (SELECT hash FROM records ORDER BY sequence DESC LIMIT 1),
      x'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855')
    BEGIN SELECT RAISE(ABORT, 'a record must name the hash of the last one'); END;
    CREATE TRIGGER records_are_fixed BEFORE UPDATE ON records
    BEGIN SELECT RAISE(ABORT, 'a record cannot be changed'); END;
    CREATE TRIGGER records_stay BEFORE DELETE ON records
    BEGIN SELECT RAISE(ABORT, 'a record cannot be removed'); END;
    """

  /// The newest 100,000 answers are remembered.
  private static let answers = """
    CREATE TABLE answers (
      entry INTEGER PRIMARY KEY,
      key TEXT NOT NULL UNIQUE,
      request BLOB NOT NULL CHECK (length(request) = 32),
      status INTEGER NOT NULL,
      body BLOB NOT NULL
    ) STRICT;

    CREATE TRIGGER answers_are_bounded AFTER INSERT ON answers
    BEGIN DELETE FROM answers WHERE entry <= NEW.entry - 100000; END;
    """

  private static let counting = """
    CREATE TRIGGER phases_count_new AFTER INSERT ON releases
    BEGIN UPDATE phases SET count = count + 1 WHERE name = NEW.phase; END;
    CREATE TRIGGER phases_count_changes AFTER UPDATE ON releases
    WHEN NEW.phase <> OLD.phase
    BEGIN
      UPDATE phases SET count = count - 1 WHERE name = OLD.phase;
      UPDATE phases SET count = count + 1 WHERE name = NEW.phase;
    END;
    """
}
