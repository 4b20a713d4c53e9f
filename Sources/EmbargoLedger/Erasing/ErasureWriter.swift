import EmbargoCore
import EmbargoTime
import GRDB

/// Takes the words of a release out of its rows: each revision gets a new key, which seals nothing
/// but what stands in the place of its words. What the old key sealed is gone with it.
struct ErasureWriter {
  private static let open = "INSERT INTO erasures (release, at, open) VALUES (?, ?, 1)"
  private static let close = "UPDATE erasures SET open = 0 WHERE release = ?"
  private static let renewKey = """
    UPDATE revision_keys SET epoch = ?, wrapped = ? WHERE release = ? AND revision = ?
    """
  private static let removeAttachments = """
    DELETE FROM attachments WHERE content IN (SELECT mark FROM contents WHERE release = ?)
    """
  private static let removeContents = "DELETE FROM contents WHERE release = ?"
  private static let removeBodies = "DELETE FROM bodies WHERE release = ?"
  private static let blankRevision = """
    UPDATE revisions SET content = ?, sealed = ?, mark = ?, twin_mark = ?
    WHERE release = ? AND revision = ?
    """
  private static let blankDeliveries = """
    UPDATE deliveries SET intent = NULL, earlier = NULL, last_error = NULL,
      receipt = CASE WHEN receipt IS NULL THEN NULL ELSE '' END
    WHERE release = ?
    """
  private static let blankAttempts = """
    UPDATE attempts SET receipt = CASE WHEN receipt IS NULL THEN NULL ELSE '' END,
      error = CASE WHEN error IS NULL THEN NULL ELSE '' END
    WHERE release = ?
    """
  private static let blankRelease = "UPDATE releases SET slug_mark = ?, slug = ? WHERE id = ?"

  let database: Database
  let sealer: Sealer

  func write(_ erasure: Erasure) throws {
    let id = erasure.release
    let name = id.description
    // Revisions name their bytes: both change, one after the other.
    try database.execute(sql: "PRAGMA defer_foreign_keys = ON")
    try database.run(Self.open, [name, erasure.at.nanoseconds])
    try database.run(Self.removeBodies, [name])
    try database.run(Self.removeAttachments, [name])
    try database.run(Self.removeContents, [name])
    try database.run(TransactionWriter.giveUpNames, [name])
    let content = Erasure.content
    let mark = sealer.contentMark(content.digest, of: id)
    var present: RevisionKey?
    for row in erasure.rows {
      guard case .revision(let state) = row else { continue }
      let key = sealer.makeKey(of: id, revision: state.revision)
      try database.run(
        Self.renewKey, [sealer.masters.epoch, try sealer.wrap(key), name, state.revision])
      if present == nil {
        try database.run(
          TransactionWriter.insertContent,
          [
            mark, name, state.revision, content.format.rawValue,
            try key.seal(content.bytes, as: .content),
          ])
      }
      try blank(state, mark: mark, key)
      present = key
    }
    guard let present else {
      throw LedgerError.forbidden("release \(id) has no revision that could be erased")
    }
    try database.run(Self.blankDeliveries, [name])
    try database.run(Self.blankAttempts, [name])
    let slug = Erasure.slug(of: id).description
    try database.run(
      Self.blankRelease,
      [sealer.slugMark(slug), try present.seal(Array(slug.utf8), as: .slug), name])
    try database.run(Self.close, [name])
  }

  private func blank(
    _ state: LedgerRow.RevisionState, mark: [UInt8], _ key: RevisionKey
  ) throws {
    let words = RevisionWords(
      headline: state.headline, digest: state.digest, nonce: state.nonce)
    try database.run(
      Self.blankRevision,
      [
        mark, try key.seal(words.bytes, as: .revision), sealer.mark(of: words),
        sealer.twinMark(words.digest), state.release.description, state.revision,
      ])
  }
}
