import EmbargoCore
import GRDB

/// The wrapped keys of revisions.
enum RevisionKeyRow {
  static let select = "SELECT epoch, wrapped FROM revision_keys WHERE release = ? AND revision = ?"
  static let insert = """
    INSERT INTO revision_keys (release, revision, epoch, wrapped) VALUES (?, ?, ?, ?)
    """
  /// Behind a place in the table, those that an earlier master key wraps are among so many.
  static let next = """
    SELECT release, revision, epoch, wrapped FROM revision_keys
    WHERE (release, revision) > (?, ?) ORDER BY release, revision LIMIT ?
    """
  static let rewrap = """
    UPDATE revision_keys SET epoch = ?, wrapped = ? WHERE release = ? AND revision = ?
    """

  /// A row of `select`.
  static func read(
    _ columns: inout Columns, of release: ReleaseID, _ revision: Int, _ sealer: Sealer
  ) throws -> RevisionKey {
    let epoch = Int(try columns.integer())
    return try sealer.unwrap(
      try columns.bytes(), epoch: epoch, of: release, revision: revision)
  }
}

extension Database {
  /// Nil where there is no such revision.
  func revisionKeyIfPresent(
    of release: ReleaseID, _ revision: Int, _ sealer: Sealer
  ) throws -> RevisionKey? {
    try first(RevisionKeyRow.select, [release.description, revision]) {
      try RevisionKeyRow.read(&$0, of: release, revision, sealer)
    }
  }

  func revisionKey(
    of release: ReleaseID, _ revision: Int, _ sealer: Sealer
  ) throws -> RevisionKey {
    guard let key = try revisionKeyIfPresent(of: release, revision, sealer) else {
      throw LedgerError.broken("revision \(revision) of release \(release) has no key")
    }
    return key
  }

  func insert(_ key: RevisionKey, _ sealer: Sealer) throws {
    try run(
      RevisionKeyRow.insert,
      [
        key.release.description, key.revision, sealer.masters.epoch, try sealer.wrap(key),
      ])
  }
}
