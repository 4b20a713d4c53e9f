import EmbargoCore
import EmbargoTime
import GRDB

/// A release as a row of `releases`, joined with its current revision.
enum ReleaseRow {
  static let upsert = """
    INSERT INTO releases (
      id, slug_mark, slug, revision, stamp, civil, zone_name, zone_offset, instant, tzdb, due, wake,
      phase, phase_at, hold_cause, hold_reason,
      submitter_uid, submitter_name, submitted_at, late_grace,
      submitter_groups, approvals_required, approvals_given, proposed, early)
    VALUES (
      ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,
      ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (id) DO UPDATE SET
      slug_mark = excluded.slug_mark, slug = excluded.slug,
      revision = excluded.revision, stamp = excluded.stamp,
      civil = excluded.civil, zone_name = excluded.zone_name,
      zone_offset = excluded.zone_offset, instant = excluded.instant, tzdb = excluded.tzdb,
      due = excluded.due, wake = excluded.wake, phase = excluded.phase,
      phase_at = excluded.phase_at, hold_cause = excluded.hold_cause,
      hold_reason = excluded.hold_reason, submitter_uid = excluded.submitter_uid,
      submitter_name = excluded.submitter_name, submitted_at = excluded.submitted_at,
      late_grace = excluded.late_grace, submitter_groups = excluded.submitter_groups,
      approvals_required = excluded.approvals_required,
      approvals_given = excluded.approvals_given, proposed = excluded.proposed,
      early = excluded.early
    """

  static let insertRevision = """
    INSERT INTO revisions (
      release, revision, content, sealed, mark, twin_mark, event, reason, changed_at)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (release, revision) DO NOTHING
    """

  static let select = """
    SELECT releases.id, releases.revision, epoch, wrapped, slug, sealed,
      stamp, civil, zone_name, zone_offset, instant, tzdb, due,
      phase, phase_at, hold_cause, hold_reason,
      submitter_uid, submitter_name, submitted_at, late_grace, event, reason, changed_at,
      submitter_groups, approvals_required, approvals_given, proposed, early
    FROM releases
    JOIN revisions ON revisions.release = releases.id AND revisions.revision = releases.revision
    JOIN revision_keys AS k ON k.release = releases.id AND k.revision = releases.revision
    WHERE releases.id = ?
    """

  /// The columns of `upsert`.
  static let columns = """
    id slug_mark slug revision stamp civil zone_name zone_offset instant tzdb due wake phase \
    phase_at hold_cause hold_reason submitter_uid submitter_name submitted_at late_grace \
    submitter_groups approvals_required approvals_given proposed early
    """

  /// In the order of `upsert`.
  static func arguments(
    _ release: Release, _ sealer: Sealer, _ key: RevisionKey
  ) throws -> [Argument] {
    let slug = release.slug.description
    let embargo = release.embargo
    let (zoneName, zoneOffset) = zone(of: embargo)
    let (at, hold) = facts(of: release.phase)
    return [
      release.id.description, sealer.slugMark(slug),
      try key.seal(Array(slug.utf8), as: .slug), release.revision,
      embargo.stamp, embargo.civil.iso8601, zoneName, zoneOffset,
      embargo.instant.nanoseconds, embargo.tzdb, release.due.nanoseconds,
      release.wake?.nanoseconds, release.stateName, at?.nanoseconds, hold?.cause.rawValue,
      hold?.reason, release.submitter.uid.map { Int64($0) },
      release.submitter.name, release.submittedAt.nanoseconds,
      release.lateGrace?.nanoseconds,
      release.submitterGroups.isEmpty ? nil : release.submitterGroups.joined(separator: "\n"),
      release.approvalsRequired, release.approvals.count, release.proposal != nil,
      release.earlyLift != nil,
    ]
  }

  static func zone(of embargo: Embargo) -> (name: String?, offset: Int?) {
    switch embargo.zone {
    case .named(let name): (name, nil)
    case .fixed(let offset): (nil, offset)
    }
  }

  /// For a release that has gone on within its revision.
  static let advance = """
    UPDATE releases SET wake = ?, phase = ?, phase_at = ?, hold_cause = ?, hold_reason = ?
    WHERE id = ? AND revision = ?
    """

  /// Runs `advance`.
  static func advance(
    _ release: Release, by statement: OpaquePointer, in database: Database
  ) throws {
    let (at, hold) = facts(of: release.phase)
    try database.run(
      statement, release.wake?.nanoseconds, release.stateName, at?.nanoseconds,
      hold?.cause.rawValue, hold?.reason, release.id.description, release.revision)
  }

  /// In the order of `insertRevision`.
  static func revisionArguments(
    _ release: Release, _ sealer: Sealer, _ key: RevisionKey
  ) throws -> [Argument] {
    let words = RevisionWords(
      headline: release.headline, digest: release.digest, nonce: release.nonce)
    let (reason, at): (String?, Instant?) =
      switch release.event {
      case .published: (nil, nil)
      case .corrected(let reason, let at), .killed(let reason, let at): (reason, at)
      }
    return [
      release.id.description, release.revision,
      sealer.contentMark(release.digest, of: release.id),
      try key.seal(words.bytes, as: .revision), sealer.mark(of: words),
      sealer.twinMark(release.digest), release.event.name, reason, at?.nanoseconds,
    ]
  }

  private static func facts(of phase: Phase) -> (at: Instant?, hold: Hold?) {
    switch phase {
    case .scheduled: (nil, nil)
    case .held(let hold): (hold.at, hold)
    case .lifting(let since): (since, nil)
    case .lifted(let at), .withdrawn(let at), .killed(let at): (at, nil)
    }
  }

  /// A release without what stands in other tables.
  struct Row {
    var release: Release
    /// Opens what is sealed of its present revision.
    var key: RevisionKey
    /// How many approvals are kept in theirs.
    var approvals: Int
    var isProposed: Bool
    var isEarly: Bool
  }

  /// A row of `select`.
  static func read(_ columns: inout Columns, _ sealer: Sealer) throws -> Row {
    var (release, key) = try release(&columns, sealer)
    release.submitterGroups =
      try columns.textIfPresent()?.split(separator: "\n").map(String.init) ?? []
    release.approvalsRequired = Int(try columns.integer())
    return Row(
      release: release, key: key, approvals: Int(try columns.integer()),
      isProposed: try columns.integer() != 0, isEarly: try columns.integer() != 0)
  }

  private static func release(
    _ columns: inout Columns, _ sealer: Sealer
  ) throws -> (Release, RevisionKey) {
    let id = try columns.releaseID()
    let revision = Int(try columns.integer())
    let key = try RevisionKeyRow.read(&columns, of: id, revision, sealer)
    let slug = String(decoding: try key.open(try columns.bytes(), as: .slug), as: UTF8.self)
    let words = try RevisionWords(try key.open(try columns.bytes(), as: .revision))
    guard let slug = Slug(slug) else {
      throw LedgerError.broken("a stored slug does not have its form")
    }
    let release = Release(
      id: id, slug: slug, revision: revision, headline: words.headline,
      digest: words.digest, nonce: words.nonce, embargo: try embargo(&columns),
      due: try columns.instant(), phase: try phase(&columns), deliveries: [],
      submitter: Actor(
        uid: try columns.userIfPresent(), name: try columns.text()),
      submittedAt: try columns.instant(),
      lateGrace: try columns.integerIfPresent().map { Span(nanoseconds: $0) },
      event: try event(&columns))
    return (release, key)
  }

  static func event(_ columns: inout Columns) throws -> ReleaseEvent {
    let name = try columns.text()
    let reason = try columns.textIfPresent()
    let at = try columns.instantIfPresent()
    switch (name, reason, at) {
    case ("release.published", nil, nil): return .published
    case ("release.corrected", let reason?, let at?): return .corrected(reason: reason, at: at)
    case ("release.killed", let reason?, let at?): return .killed(reason: reason, at: at)
    default: throw LedgerError.broken("a stored revision's event cannot be understood")
    }
  }

  static func identifier(_ text: String) throws -> ReleaseID {
    guard let id = ReleaseID(text) else {
      throw LedgerError.broken("a stored id does not have its form")
    }
    return id
  }

  static func embargo(_ columns: inout Columns) throws -> Embargo {
    let stamp = try columns.text()
    let civil = try columns.civil()
    let name = try columns.textIfPresent()
    let offset = try columns.integerIfPresent()
    let zone = name.map { ZoneIdentity.named($0) } ?? offset.map { .fixed(Int($0)) }
    guard let zone else { throw LedgerError.broken("a stored release has no zone") }
    return Embargo(
      stamp: stamp, civil: civil, zone: zone, instant: try columns.instant(),
      tzdb: try columns.text())
  }

  private static func phase(_ columns: inout Columns) throws -> Phase {
    let name = try columns.text()
    let at = try columns.instantIfPresent()
    let cause = try columns.textIfPresent()
    let reason = try columns.textIfPresent()
    switch (name, at) {
    case ("scheduled", _), ("awaiting-approval", _): return .scheduled
    case ("held", let at?):
      if let cause = cause.flatMap(Hold.Cause.init(rawValue:)), let reason {
        return .held(Hold(cause: cause, reason: reason, at: at))
      }
    case ("lifting", let at?): return .lifting(since: at)
    case ("lifted", let at?): return .lifted(at: at)
    case ("withdrawn", let at?): return .withdrawn(at: at)
    case ("killed", let at?): return .killed(at: at)
    default: break
    }
    throw LedgerError.broken("a stored release is in a phase that cannot be understood")
  }
}

extension Columns {
  mutating func instant() throws -> Instant { Instant(nanoseconds: try integer()) }

  mutating func userIfPresent() throws -> UInt32? {
    try integerIfPresent().map { number in
      guard let user = UInt32(exactly: number) else {
        throw LedgerError.broken("a stored user id is \(number), which none is")
      }
      return user
    }
  }

  mutating func instantIfPresent() throws -> Instant? {
    try integerIfPresent().map { Instant(nanoseconds: $0) }
  }

  mutating func digest() throws -> Digest {
    guard let digest = Digest(bytes: try bytes()) else {
      throw LedgerError.broken("a stored digest does not have 32 bytes")
    }
    return digest
  }

  mutating func releaseID() throws -> ReleaseID { try value("id", ReleaseID.init(_:)) }

  mutating func civil() throws -> CivilDateTime {
    try value("civil") { CivilDateTime(iso8601: $0) }
  }

  mutating func output() throws -> OutputName { try value("output", OutputName.init(_:)) }

  /// Text that must have a certain form.
  mutating func value<Value>(_ column: String, _ parse: (String) -> Value?) throws -> Value {
    guard let value = parse(try text()) else {
      throw LedgerError.broken("a stored \(column) does not have its form")
    }
    return value
  }
}
