/// What one user has submitted, in order, found without looking at what others have.
enum M0009 {
  static let sql = """
    CREATE INDEX releases_by_submitter ON releases (submitter_uid, due, id);
    """
}
