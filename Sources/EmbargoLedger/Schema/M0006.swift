/// The rules of before without lists of three or more, which say the same.
///
/// SQLite (3.40) makes a table of its own of such a list, anew at each statement: eight of them
/// took a third of the time in which a lift is recorded. The lists in checks of columns were taken
/// out of the steps before; a ledger that was made with them has the same rules.
enum M0006 {
  static let sql = """
    DROP INDEX deliveries_by_state;
    CREATE INDEX deliveries_by_state ON deliveries (state, output)
    WHERE state = 'attempting' OR state = 'failed' OR state = 'retrying';

    DROP TRIGGER lifts_stand;
    CREATE TRIGGER lifts_stand BEFORE UPDATE ON releases
    WHEN (OLD.phase = 'lifting' OR OLD.phase = 'lifted' OR OLD.phase = 'killed')
      AND NEW.phase <> 'lifting' AND NEW.phase <> 'lifted' AND NEW.phase <> 'killed'
    BEGIN SELECT RAISE(ABORT, 'a lift cannot be undone'); END;

    DROP TRIGGER embargoes_are_over;
    CREATE TRIGGER embargoes_are_over BEFORE UPDATE OF due, instant, slug ON releases
    WHEN (OLD.phase = 'lifting' OR OLD.phase = 'lifted' OR OLD.phase = 'killed')
      AND (NEW.due <> OLD.due OR NEW.instant <> OLD.instant OR NEW.slug <> OLD.slug)
    BEGIN SELECT RAISE(ABORT, 'a release that is out keeps its embargo and its slug'); END;

    DROP TRIGGER earlier_revisions_rest;
    CREATE TRIGGER earlier_revisions_rest BEFORE UPDATE OF state ON deliveries
    WHEN (NEW.state = 'waiting' OR NEW.state = 'attempting' OR NEW.state = 'retrying')
      AND NEW.state <> OLD.state
      AND NEW.revision < (SELECT revision FROM releases WHERE id = NEW.release)
    BEGIN SELECT RAISE(ABORT, 'an earlier revision cannot be attempted any more'); END;
    """
}
