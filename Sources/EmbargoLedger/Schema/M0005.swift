/// Corrections and kills: what a revision tells those who have an earlier one, and what an output
/// has of earlier ones.
enum M0005 {
  static let sql = [columns, revisions, kills, deliveries].joined(separator: "\n")

  private static let columns = """
    ALTER TABLE revisions ADD COLUMN event TEXT NOT NULL DEFAULT 'release.published'
      CHECK (event = 'release.published' OR event = 'release.corrected'
        OR event = 'release.killed');
    ALTER TABLE revisions ADD COLUMN reason TEXT
      CONSTRAINT "a correction and a kill have a reason"
      CHECK ((event = 'release.published') = (reason IS NULL));
    ALTER TABLE revisions ADD COLUMN changed_at INTEGER
      CONSTRAINT "a correction and a kill have a time"
      CHECK ((event = 'release.published') = (changed_at IS NULL));

    ALTER TABLE deliveries ADD COLUMN ambiguous INTEGER NOT NULL DEFAULT 0
      CHECK (ambiguous IN (0, 1));
    ALTER TABLE deliveries ADD COLUMN intent_pieces BLOB;
    ALTER TABLE deliveries ADD COLUMN earlier TEXT;
    """

  private static let revisions = """
    CREATE TRIGGER events_stand BEFORE INSERT ON revisions
    WHEN EXISTS (
      SELECT 1 FROM revisions
      WHERE release = NEW.release AND revision = NEW.revision
        AND (event <> NEW.event OR reason IS NOT NEW.reason
          OR changed_at IS NOT NEW.changed_at))
    BEGIN SELECT RAISE(ABORT, 'a revision that is kept cannot be another one'); END;

    CREATE TRIGGER after_the_lift_is_said BEFORE INSERT ON revisions
    WHEN NEW.event <> (
        SELECT CASE
          WHEN phase = 'killed' THEN 'release.killed'
          WHEN phase IN ('lifting', 'lifted') AND NEW.revision > 1 THEN 'release.corrected'
          ELSE 'release.published' END
        FROM releases WHERE id = NEW.release)
      AND NOT EXISTS (
        SELECT 1 FROM revisions WHERE release = NEW.release AND revision = NEW.revision)
    BEGIN SELECT RAISE(ABORT,
      'a revision is a correction or a kill after the lift, and neither before it'); END;
    """

  private static let kills = """
    CREATE TRIGGER nothing_is_killed_unlifted BEFORE INSERT ON releases
    WHEN NEW.phase = 'killed'
      AND NOT EXISTS (SELECT 1 FROM releases WHERE id = NEW.id)
    BEGIN SELECT RAISE(ABORT, 'what never lifted cannot be killed'); END;
    CREATE TRIGGER kills_need_a_lift BEFORE UPDATE OF phase ON releases
    WHEN NEW.phase = 'killed' AND OLD.phase <> 'killed'
      AND (OLD.phase NOT IN ('lifting', 'lifted') OR NEW.phase_at IS NULL
        OR NEW.phase_at < NEW.due OR NEW.revision <= OLD.revision)
    BEGIN SELECT RAISE(ABORT, 'a kill is a revision after the lift'); END;
    CREATE TRIGGER kills_stand BEFORE UPDATE ON releases
    WHEN OLD.phase = 'killed'
      AND (NEW.phase <> 'killed' OR NEW.phase_at IS NOT OLD.phase_at
        OR NEW.revision <> OLD.revision)
    BEGIN SELECT RAISE(ABORT, 'a kill cannot be undone'); END;
    CREATE TRIGGER embargoes_are_over BEFORE UPDATE OF due, instant, slug ON releases
    WHEN OLD.phase IN ('lifting', 'lifted', 'killed')
      AND (NEW.due <> OLD.due OR NEW.instant <> OLD.instant OR NEW.slug <> OLD.slug)
    BEGIN SELECT RAISE(ABORT, 'a release that is out keeps its embargo and its slug'); END;
    """

  private static let deliveries = """
    CREATE TRIGGER earlier_revisions_rest BEFORE UPDATE OF state ON deliveries
    WHEN NEW.state IN ('waiting', 'attempting', 'retrying') AND NEW.state <> OLD.state
      AND NEW.revision < (SELECT revision FROM releases WHERE id = NEW.release)
    BEGIN SELECT RAISE(ABORT, 'an earlier revision cannot be attempted any more'); END;
    CREATE TRIGGER earlier_deliveries_stand BEFORE UPDATE OF earlier ON deliveries
    WHEN NEW.earlier IS NOT OLD.earlier
    BEGIN SELECT RAISE(ABORT, 'what an output had before cannot be changed'); END;
    """
}
