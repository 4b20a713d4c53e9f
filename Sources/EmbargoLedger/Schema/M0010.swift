/// The words of releases are sealed: text, headline, slug, attachments, names at outputs, what was
/// rendered, and answers that repeat any of it.
///
/// What is looked for by its value has a mark in its place (`Sealer.mark`), in hexadecimal where
/// the column holds text. A ledger that has rows already is sealed in one transaction and then
/// written anew as a whole, which takes twice as much space again as it has.
enum M0010 {
  /// What `revision_keys` is, also where the table is made anew to leave nothing of old keys.
  static let revisionKeys = """
    (
      release TEXT NOT NULL,
      revision INTEGER NOT NULL,
      epoch INTEGER NOT NULL,
      wrapped BLOB NOT NULL CHECK (length(wrapped) = 60),
      PRIMARY KEY (release, revision),
      FOREIGN KEY (release, revision) REFERENCES revisions (release, revision)
    ) STRICT, WITHOUT ROWID
    """

  /// Before the rows are sealed: new columns, and rules that would forbid it go.
  static let before = """
    CREATE TABLE seal (
      row INTEGER PRIMARY KEY CHECK (row = 1),
      epoch INTEGER NOT NULL,
      wrapped BLOB NOT NULL CHECK (length(wrapped) = 60)
    ) STRICT;

    CREATE TABLE revision_keys \(revisionKeys);

    PRAGMA defer_foreign_keys = ON;
    DROP TRIGGER contents_are_fixed;
    DROP TRIGGER contents_stay;
    DROP TRIGGER attachments_are_fixed;
    DROP TRIGGER attachments_stay;
    DROP TRIGGER revisions_stand;
    DROP TRIGGER revisions_are_fixed;
    DROP TRIGGER bodies_are_fixed;
    DROP TRIGGER embargoes_are_over;
    DROP INDEX revisions_by_digest;

    ALTER TABLE releases RENAME COLUMN slug TO slug_mark;
    ALTER TABLE releases ADD COLUMN slug BLOB;
    ALTER TABLE contents RENAME COLUMN digest TO mark;
    ALTER TABLE contents ADD COLUMN release TEXT NOT NULL DEFAULT '';
    ALTER TABLE contents ADD COLUMN revision INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE attachments RENAME COLUMN name TO plain_name;
    ALTER TABLE attachments ADD COLUMN name BLOB NOT NULL DEFAULT x'';
    ALTER TABLE revisions RENAME COLUMN digest TO content;
    ALTER TABLE revisions ADD COLUMN sealed BLOB NOT NULL DEFAULT x'';
    ALTER TABLE revisions ADD COLUMN mark BLOB NOT NULL DEFAULT x'';
    ALTER TABLE revisions ADD COLUMN twin_mark BLOB NOT NULL DEFAULT x'';
    ALTER TABLE reservations RENAME COLUMN name TO mark;
    ALTER TABLE reservations ADD COLUMN name BLOB NOT NULL DEFAULT x'';
    ALTER TABLE bodies RENAME COLUMN digest TO mark;
    CREATE TABLE sealed_deliveries (
      release TEXT NOT NULL,
      revision INTEGER NOT NULL,
      output TEXT NOT NULL,
      state TEXT NOT NULL CHECK (state = 'waiting' OR state = 'attempting' OR state = 'retrying'
        OR state = 'delivered' OR state = 'failed' OR state = 'cancelled'),
      state_at INTEGER,
      lateness INTEGER CHECK (lateness >= 0),
      receipt TEXT,
      attempts INTEGER NOT NULL CHECK (attempts >= 0),
      first_attempt_at INTEGER,
      last_error TEXT,
      ambiguous INTEGER NOT NULL DEFAULT 0 CHECK (ambiguous = 0 OR ambiguous = 1),
      intent BLOB,
      earlier BLOB,
      PRIMARY KEY (release, revision, output),
      FOREIGN KEY (release, revision) REFERENCES revisions (release, revision),
      CONSTRAINT "every state but waiting has a time"
        CHECK ((state = 'waiting') = (state_at IS NULL)),
      CONSTRAINT "what was delivered has its lateness and receipt"
        CHECK ((state = 'delivered') = (lateness IS NOT NULL)
          AND (state = 'delivered') = (receipt IS NOT NULL))
    ) STRICT, WITHOUT ROWID;
    """

  /// Behind the rows: what was in plain words goes, and the rules come back.
  static let after = [tables, rules, deliveryRules].joined(separator: "\n")

  private static let tables = """
    ALTER TABLE attachments DROP COLUMN plain_name;
    ALTER TABLE revisions DROP COLUMN headline;
    ALTER TABLE revisions DROP COLUMN nonce;
    ALTER TABLE answers DROP COLUMN request;
    DROP TABLE deliveries;
    ALTER TABLE sealed_deliveries RENAME TO deliveries;
    CREATE INDEX revisions_by_twin ON revisions (twin_mark);
    CREATE INDEX deliveries_by_state ON deliveries (state, output)
    WHERE state = 'attempting' OR state = 'failed' OR state = 'retrying';
    """

  private static let rules = """
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
      WHERE release = NEW.release AND revision = NEW.revision AND mark <> NEW.mark)
    BEGIN SELECT RAISE(ABORT, 'a revision that is kept cannot be another one'); END;
    CREATE TRIGGER revisions_are_fixed BEFORE UPDATE ON revisions
    BEGIN SELECT RAISE(ABORT, 'a revision cannot be changed'); END;
    CREATE TRIGGER bodies_are_fixed BEFORE UPDATE ON bodies
    BEGIN SELECT RAISE(ABORT, 'the bytes of a delivery cannot be changed'); END;
    CREATE TRIGGER embargoes_are_over BEFORE UPDATE OF due, instant, slug_mark ON releases
    WHEN (OLD.phase = 'lifting' OR OLD.phase = 'lifted' OR OLD.phase = 'killed')
      AND (NEW.due <> OLD.due OR NEW.instant <> OLD.instant OR NEW.slug_mark <> OLD.slug_mark)
    BEGIN SELECT RAISE(ABORT, 'a release that is out keeps its embargo and its slug'); END;
    CREATE TRIGGER keys_go_forward BEFORE UPDATE ON revision_keys
    WHEN NEW.release <> OLD.release OR NEW.revision <> OLD.revision OR NEW.epoch <= OLD.epoch
    BEGIN SELECT RAISE(ABORT, 'a key is wrapped anew by a later master key only'); END;
    CREATE TRIGGER seals_stay BEFORE DELETE ON seal
    BEGIN SELECT RAISE(ABORT, 'a ledger keeps its seal'); END;
    CREATE TRIGGER seals_go_forward BEFORE UPDATE ON seal WHEN NEW.epoch <= OLD.epoch
    BEGIN SELECT RAISE(ABORT, 'a key is wrapped anew by a later master key only'); END;
    """

  private static let deliveryRules = """
    CREATE TRIGGER deliveries_wait_until_due BEFORE INSERT ON deliveries
    WHEN NEW.first_attempt_at < (SELECT max(due, instant) FROM releases WHERE id = NEW.release)
    BEGIN SELECT RAISE(ABORT, 'a delivery cannot begin before its release is due'); END;
    CREATE TRIGGER deliveries_stay_late BEFORE UPDATE ON deliveries
    WHEN NEW.first_attempt_at < (SELECT max(due, instant) FROM releases WHERE id = NEW.release)
    BEGIN SELECT RAISE(ABORT, 'a delivery cannot begin before its release is due'); END;
    CREATE TRIGGER earlier_revisions_rest BEFORE UPDATE OF state ON deliveries
    WHEN (NEW.state = 'waiting' OR NEW.state = 'attempting' OR NEW.state = 'retrying')
      AND NEW.state <> OLD.state
      AND NEW.revision < (SELECT revision FROM releases WHERE id = NEW.release)
    BEGIN SELECT RAISE(ABORT, 'an earlier revision cannot be attempted any more'); END;
    CREATE TRIGGER earlier_deliveries_stand BEFORE UPDATE OF earlier ON deliveries
    WHEN NEW.earlier IS NOT OLD.earlier
    BEGIN SELECT RAISE(ABORT, 'what an output had before cannot be changed'); END;
    """
}
