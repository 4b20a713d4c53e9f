/// Looking for releases; each is answered from an index.
enum ReleaseQuery {
  static let bySlug = "SELECT id FROM releases WHERE slug_mark = ?"
  static let byPrefix = "SELECT id FROM releases WHERE id >= ? AND id < ? ORDER BY id LIMIT 10"
  /// What wakes for another reason than that it is scheduled; see `M0014`.
  static let waking = """
    SELECT wake, id FROM releases
    WHERE phase <> 'scheduled' AND wake <= ? AND (wake, id) > (?, ?) ORDER BY wake, id LIMIT ?
    """
  static let nextWake = """
    SELECT wake FROM releases
    WHERE phase <> 'scheduled' AND wake IS NOT NULL ORDER BY wake, id LIMIT 1
    """
  static let nextScheduled = """
    SELECT due FROM releases WHERE phase = 'scheduled' ORDER BY due, id LIMIT 1
    """
  static let inPhase = """
    SELECT due, id FROM releases WHERE phase = ? AND (due, id) > (?, ?) ORDER BY due, id LIMIT ?
    """
  static let ofSubmitter = """
    SELECT due, id FROM releases INDEXED BY releases_by_submitter
    WHERE submitter_uid = ? AND phase = ? AND (due, id) > (?, ?) ORDER BY due, id LIMIT ?
    """
  static let waiting = """
    SELECT id FROM releases INDEXED BY releases_waiting
    WHERE submitter_uid = ?
      AND (phase = 'awaiting-approval' OR phase = 'scheduled' OR phase = 'held') LIMIT ?
    """
  static let outputs = """
    SELECT output FROM deliveries
    WHERE release = ? AND revision = (SELECT revision FROM releases WHERE id = ?)
    """
  static let queued = """
    SELECT due, id FROM releases
    WHERE phase = ? AND (due, id) > (?, ?) AND due <= ? ORDER BY due, id LIMIT ?
    """
  static let lifted = """
    SELECT due, id FROM releases WHERE phase = ? AND (due, id) < (?, ?)
    ORDER BY due DESC, id DESC LIMIT ?
    """
  static let arrived = """
    SELECT 1 FROM deliveries WHERE release = ? AND output = ? AND state = 'delivered' LIMIT 1
    """
  static let embargo = """
    SELECT zone_name, submitted_at, stamp, civil, instant, tzdb FROM releases WHERE id = ?
    """
  static let counts = "SELECT name, count FROM phases WHERE count > 0"
  static let deliveryCounts = """
    SELECT output, state, count(*) FROM (
      SELECT output, state FROM deliveries
      JOIN releases ON releases.id = deliveries.release
        AND releases.revision = deliveries.revision
      WHERE (state = 'attempting' OR state = 'failed' OR state = 'retrying')
      LIMIT 100000
    ) GROUP BY output, state
    """
  static let duplicate = """
    SELECT releases.id FROM revisions
    JOIN releases ON releases.id = revisions.release AND releases.revision = revisions.revision
    WHERE twin_mark = ? AND instant = ? AND phase <> 'withdrawn'
    ORDER BY releases.id LIMIT 1
    """
  static let reservation = """
    SELECT release FROM reservations WHERE output = ? AND mark = ?
    """
}

/// The bytes of revisions and deliveries.
enum ContentQuery {
  static let mark = "SELECT content FROM revisions WHERE release = ? AND revision = ?"
  static let isKept = "SELECT 1 FROM contents WHERE mark = ?"
  /// With the revision that brought them, whose key opens them.
  static let content = """
    SELECT r.sealed, c.mark, c.revision, format, bytes FROM revisions AS r
    JOIN contents AS c ON c.mark = r.content
    WHERE r.release = ? AND r.revision = ?
    """
  static let proposed = """
    SELECT p.sealed, c.mark, p.revision, c.revision, format, bytes FROM proposals AS p
    JOIN contents AS c ON c.mark = p.content WHERE p.release = ?
    """
  /// The length of a blob is known from the head of its row. Each is a little more than what was
  /// sealed.
  static let size = """
    SELECT length(c.bytes) + coalesce(
      (SELECT sum(length(bytes)) FROM attachments WHERE content = c.mark), 0)
    FROM revisions AS r JOIN contents AS c ON c.mark = r.content
    WHERE r.release = ? AND r.revision = ?
    """
  /// The same of the present revision.
  static let presentSize = """
    SELECT length(c.bytes) + coalesce(
      (SELECT sum(length(bytes)) FROM attachments WHERE content = c.mark), 0)
    FROM releases JOIN revisions AS r ON r.release = releases.id AND r.revision = releases.revision
    JOIN contents AS c ON c.mark = r.content
    WHERE releases.id = ?
    """
  static let attachments = """
    SELECT position, name, bytes FROM attachments WHERE content = ? ORDER BY position
    """
  static let body = """
    SELECT bytes FROM bodies WHERE release = ? AND revision = ? AND output = ? AND mark = ?
    """
}

/// The audit records and the answers that were given.
enum RecordQuery {
  static let all = """
    SELECT sequence, bytes, hash FROM records WHERE sequence > ? ORDER BY sequence LIMIT ?
    """
  static let ofRelease = """
    SELECT sequence, bytes, hash FROM records
    WHERE release = ? AND sequence > ? ORDER BY sequence LIMIT ?
    """
  static let answer = "SELECT status, body FROM answers WHERE key = ?"
}
