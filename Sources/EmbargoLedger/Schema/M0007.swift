/// Approvals: who has said of which revision that exactly this may go out; what waits for others;
/// and embargoes that were ended early.
///
/// A release whose approvals are missing stands under `awaiting-approval`, so that it is listed and
/// counted like any other phase.
enum M0007 {
  static let sql = [columns, proposals, earlyLifts, approvals].joined(separator: "\n")

  /// `approvals_given` and `proposed` spare what has none a look into the tables below.
  private static let columns = """
    ALTER TABLE releases ADD COLUMN approvals_required INTEGER NOT NULL DEFAULT 0
      CHECK (approvals_required >= 0);
    ALTER TABLE releases ADD COLUMN approvals_given INTEGER NOT NULL DEFAULT 0
      CHECK (approvals_given >= 0);
    ALTER TABLE releases ADD COLUMN submitter_groups TEXT;
    ALTER TABLE releases ADD COLUMN proposed INTEGER NOT NULL DEFAULT 0
      CHECK (proposed = 0 OR proposed = 1);
    ALTER TABLE releases ADD COLUMN early INTEGER NOT NULL DEFAULT 0
      CHECK (early = 0 OR early = 1);
    """

  private static let proposals = """
    CREATE TABLE proposals (
      release TEXT NOT NULL PRIMARY KEY REFERENCES releases (id),
      revision INTEGER NOT NULL CHECK (revision >= 1),
      kind TEXT NOT NULL CHECK (kind = 'correction' OR kind = 'early-lift'),
      reason TEXT NOT NULL,
      uid INTEGER,
      name TEXT NOT NULL,
      at INTEGER NOT NULL,
      content BLOB REFERENCES contents (mark),
      sealed BLOB,
      findings TEXT,
      CONSTRAINT "a correction has a text"
        CHECK ((kind = 'correction') = (content IS NOT NULL)
          AND (content IS NULL) = (sealed IS NULL)
          AND (content IS NULL) = (findings IS NULL))
    ) STRICT, WITHOUT ROWID;

    CREATE TRIGGER proposals_are_fixed BEFORE UPDATE ON proposals
    BEGIN SELECT RAISE(ABORT, 'what others are asked to agree to cannot be changed'); END;
    """

  /// The embargo that was ended before its instant; the one that took its place is the release's.
  private static let earlyLifts = """
    CREATE TABLE early_lifts (
      release TEXT NOT NULL PRIMARY KEY REFERENCES releases (id),
      reason TEXT NOT NULL,
      notice TEXT NOT NULL,
      uid INTEGER,
      name TEXT NOT NULL,
      stamp TEXT NOT NULL,
      civil TEXT NOT NULL,
      zone_name TEXT,
      zone_offset INTEGER,
      instant INTEGER NOT NULL,
      tzdb TEXT NOT NULL,
      CONSTRAINT "a zone has a name or an offset"
        CHECK ((zone_name IS NULL) <> (zone_offset IS NULL))
    ) STRICT, WITHOUT ROWID;

    CREATE TRIGGER early_lifts_are_fixed BEFORE UPDATE ON early_lifts
    BEGIN SELECT RAISE(ABORT, 'how an embargo was ended cannot be changed'); END;
    CREATE TRIGGER early_lifts_stand BEFORE DELETE ON early_lifts
    WHEN (SELECT phase FROM releases WHERE id = OLD.release) = 'lifting'
      OR (SELECT phase FROM releases WHERE id = OLD.release) = 'lifted'
      OR (SELECT phase FROM releases WHERE id = OLD.release) = 'killed'
    BEGIN SELECT RAISE(ABORT, 'how what is out was lifted cannot be removed'); END;
    """

  private static let approvals = """
    CREATE TABLE approvals (
      release TEXT NOT NULL REFERENCES releases (id),
      revision INTEGER NOT NULL CHECK (revision >= 1),
      uid INTEGER NOT NULL,
      name TEXT NOT NULL,
      at INTEGER NOT NULL,
      seal BLOB NOT NULL CHECK (length(seal) = 32),
      outputs TEXT NOT NULL,
      withdrawn INTEGER NOT NULL DEFAULT 0 CHECK (withdrawn = 0 OR withdrawn = 1),
      PRIMARY KEY (release, revision, uid, at)
    ) STRICT, WITHOUT ROWID;

    CREATE UNIQUE INDEX approvals_come_once ON approvals (release, revision, uid)
    WHERE withdrawn = 0;

    CREATE TRIGGER approvals_are_of_others BEFORE INSERT ON approvals
    WHEN NEW.uid IS (
      SELECT CASE WHEN NEW.revision > releases.revision THEN proposals.uid ELSE submitter_uid END
      FROM releases LEFT JOIN proposals ON proposals.release = releases.id
      WHERE releases.id = NEW.release)
    BEGIN SELECT RAISE(ABORT, 'nobody approves their own work'); END;
    CREATE TRIGGER approvals_are_fixed BEFORE UPDATE ON approvals
    WHEN OLD.withdrawn = 1 OR NEW.withdrawn = 0 OR NEW.release <> OLD.release
      OR NEW.revision <> OLD.revision OR NEW.uid <> OLD.uid OR NEW.name <> OLD.name
      OR NEW.at <> OLD.at OR NEW.seal <> OLD.seal OR NEW.outputs <> OLD.outputs
    BEGIN SELECT RAISE(ABORT, 'an approval can be withdrawn, and nothing else of it changed'); END;
    CREATE TRIGGER approvals_stay BEFORE DELETE ON approvals
    BEGIN SELECT RAISE(ABORT, 'an approval cannot be removed'); END;

    CREATE TRIGGER lifts_need_approvals BEFORE UPDATE OF phase ON releases
    WHEN (NEW.phase = 'lifting' OR NEW.phase = 'lifted')
      AND OLD.phase <> 'lifting' AND OLD.phase <> 'lifted' AND NEW.approvals_required > 0
      AND NEW.approvals_required > (
        SELECT count(*) FROM approvals
        WHERE release = NEW.id AND revision = NEW.revision AND withdrawn = 0)
    BEGIN SELECT RAISE(ABORT, 'a release cannot lift without its approvals'); END;
    CREATE TRIGGER nothing_begins_lifted_unapproved BEFORE INSERT ON releases
    WHEN (NEW.phase = 'lifting' OR NEW.phase = 'lifted') AND NEW.approvals_required > 0
      AND NOT EXISTS (SELECT 1 FROM releases WHERE id = NEW.id)
    BEGIN SELECT RAISE(ABORT, 'a release cannot lift without its approvals'); END;
    """
}
