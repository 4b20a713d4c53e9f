/// What is scheduled wakes when it is due, so the index of what is due by phase finds it, and the
/// index of what wakes has the rest alone.
///
/// Each index of instants costs a page at another place in the file for each release that is
/// queued, and a change at each lift.
enum M0014 {
  static let sql = """
    UPDATE releases SET wake = due WHERE phase = 'scheduled' AND wake IS NOT due;

    DROP INDEX releases_by_wake;
    CREATE INDEX releases_by_wake ON releases (wake, id)
    WHERE wake IS NOT NULL AND phase <> 'scheduled';
    """
}
