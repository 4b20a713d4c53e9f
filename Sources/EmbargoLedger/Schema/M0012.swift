/// Ledgers that were restored, and releases whose words are erased.
///
/// A ledger that was restored from a backup is frozen, and knows which one it was: the head of its
/// records, as `audit verify` takes it.
///
/// An erasure is a row of its own. While it is open, in the transaction that makes it, the rules
/// that keep accepted bytes as they are let that one release go.
enum M0012 {
  static let sql = [freezes, waiting, erasures, rules].joined(separator: "\n")

  private static let freezes = """
    ALTER TABLE freezes ADD COLUMN restored TEXT;
    """

  /// What one user has waiting, counted without a look at what they had before.
  private static let waiting = """
    CREATE INDEX releases_waiting ON releases (submitter_uid)
    WHERE phase = 'awaiting-approval' OR phase = 'scheduled' OR phase = 'held';
    """

  /// `scrubbed`: nothing is left of its keys and names in the file, either.
  private static let erasures = """
    CREATE TABLE erasures (
      release TEXT NOT NULL PRIMARY KEY REFERENCES releases (id),
      at INTEGER NOT NULL,
      open INTEGER NOT NULL CHECK (open = 0 OR open = 1),
      scrubbed INTEGER NOT NULL DEFAULT 0 CHECK (scrubbed = 0 OR scrubbed = 1)
    ) STRICT, WITHOUT ROWID;

    CREATE INDEX erasures_unscrubbed ON erasures (release) WHERE scrubbed = 0;

    CREATE TRIGGER erasures_are_of_what_is_over BEFORE INSERT ON erasures
    WHEN NOT EXISTS (
      SELECT 1 FROM releases WHERE id = NEW.release
        AND (phase = 'lifted' OR phase = 'killed' OR phase = 'withdrawn'))
    BEGIN SELECT RAISE(ABORT, 'what is not over cannot be erased'); END;
    CREATE TRIGGER erasures_stand BEFORE DELETE ON erasures
    BEGIN SELECT RAISE(ABORT, 'what was erased stays erased'); END;
    CREATE TRIGGER erasures_close BEFORE UPDATE ON erasures
    WHEN NEW.release <> OLD.release OR NEW.at <> OLD.at OR NEW.open > OLD.open
      OR NEW.scrubbed < OLD.scrubbed
    BEGIN SELECT RAISE(ABORT, 'what was erased stays erased'); END;
    """

  private static func isKept(_ release: String) -> String {
    "NOT EXISTS (SELECT 1 FROM erasures WHERE release = \(release) AND open = 1)"
  }

  private static let isAttachmentKept = isKept(
    "(SELECT release FROM contents WHERE mark = OLD.content)")

  /// As before, but for what is being erased.
  private static let rules = """
    DROP TRIGGER contents_stay;
    DROP TRIGGER attachments_stay;
    DROP TRIGGER revisions_are_fixed;
    DROP TRIGGER bodies_stay;
    DROP TRIGGER attempts_are_fixed;
    DROP TRIGGER embargoes_are_over;
    DROP TRIGGER earlier_deliveries_stand;
    DROP TRIGGER keys_go_forward;
    CREATE TRIGGER contents_stay BEFORE DELETE ON contents
    WHEN \(isKept("OLD.release"))
    BEGIN SELECT RAISE(ABORT, 'accepted bytes cannot be removed'); END;
    CREATE TRIGGER attachments_stay BEFORE DELETE ON attachments
    WHEN \(isAttachmentKept)
    BEGIN SELECT RAISE(ABORT, 'accepted bytes cannot be removed'); END;
    CREATE TRIGGER revisions_are_fixed BEFORE UPDATE ON revisions
    WHEN \(isKept("OLD.release"))
    BEGIN SELECT RAISE(ABORT, 'a revision cannot be changed'); END;
    CREATE TRIGGER bodies_stay BEFORE DELETE ON bodies
    WHEN \(isKept("OLD.release"))
    BEGIN SELECT RAISE(ABORT, 'the bytes of a delivery cannot be removed'); END;
    CREATE TRIGGER attempts_are_fixed BEFORE UPDATE ON attempts
    WHEN \(isKept("OLD.release"))
    BEGIN SELECT RAISE(ABORT, 'an attempt cannot be changed'); END;
    CREATE TRIGGER embargoes_are_over BEFORE UPDATE OF due, instant, slug_mark ON releases
    WHEN (OLD.phase = 'lifting' OR OLD.phase = 'lifted' OR OLD.phase = 'killed')
      AND (NEW.due <> OLD.due OR NEW.instant <> OLD.instant
        OR NEW.slug_mark <> OLD.slug_mark AND \(isKept("OLD.id")))
    BEGIN SELECT RAISE(ABORT, 'a release that is out keeps its embargo and its slug'); END;
    CREATE TRIGGER earlier_deliveries_stand BEFORE UPDATE OF earlier ON deliveries
    WHEN NEW.earlier IS NOT OLD.earlier AND \(isKept("OLD.release"))
    BEGIN SELECT RAISE(ABORT, 'what an output had before cannot be changed'); END;
    \(keysGoForward)
    """

  /// Made again with its table (`Scrub`).
  static let keysGoForward = """
    CREATE TRIGGER keys_go_forward BEFORE UPDATE ON revision_keys
    WHEN NEW.release <> OLD.release OR NEW.revision <> OLD.revision
      OR NEW.epoch <= OLD.epoch AND \(isKept("OLD.release"))
    BEGIN SELECT RAISE(ABORT, 'a key is wrapped anew by a later master key only'); END;
    """
}
