package import EmbargoCore
package import EmbargoTime
import GRDB

extension SQLiteLedger {
  package func release(_ id: ReleaseID) throws(LedgerError) -> Release? {
    try perform("reading a release") { try $0.release(id.description) }
  }

  /// A slug comes before the beginning of an id; at most 10 candidates are named.
  package func find(_ key: String) throws(LedgerError) -> LedgerMatch {
    try perform("looking for a release") { database in
      if let id = try database.first(
        ReleaseQuery.bySlug, [key], read: { try $0.releaseID() })
      {
        return .one(id)
      }
      let isBeginning = key.utf8.allSatisfy { Self.mayStandInID($0) }
      guard 4...36 ~= key.utf8.count, isBeginning else { return .none }
      let ids = try database.all(
        ReleaseQuery.byPrefix, [key, key + "~"], read: { try $0.releaseID() })
      return ids.count > 1 ? .several(ids) : ids.first.map { .one($0) } ?? .none
    }
  }

  private static func mayStandInID(_ byte: UInt8) -> Bool {
    48...57 ~= byte || 97...102 ~= byte || byte == UInt8(ascii: "-")
  }

  package func waking(
    until limit: Instant, after cursor: LedgerCursor?, count: Int
  ) throws(LedgerError) -> [Release] {
    let places = try wakes(until: limit, after: cursor, count: count)
    return try perform("reading what wakes") { database in
      try places.compactMap { try database.release($0.id.description) }
    }
  }

  package func wakes(
    until limit: Instant, after cursor: LedgerCursor?, count: Int
  ) throws(LedgerError) -> [LedgerCursor] {
    try perform("looking for what wakes") { database in
      let (instant, id) = Self.start(cursor)
      return try database.all(
        ReleaseQuery.waking, [limit.nanoseconds, instant, id, max(0, count)],
        read: { LedgerCursor(instant: try $0.instant(), id: try $0.releaseID()) })
    }
  }

  package func nextWake() throws(LedgerError) -> Instant? {
    try perform("reading the nearest wake") { database in
      try database.first(ReleaseQuery.nextWake, read: { try $0.instant() })
    }
  }

  package func list(
    phases: Set<String>, submitter: UInt32?, after cursor: LedgerCursor?, count: Int
  ) throws(LedgerError) -> [Release] {
    try perform("listing releases") { database in
      let (instant, id) = Self.start(cursor)
      var places: [(due: Int64, id: String)] = []
      for (phase, _) in try database.phaseCounts()
      where phases.isEmpty || phases.contains(phase) {
        let start: [Argument] = submitter.map { [Int64($0)] } ?? []
        places += try database.all(
          submitter == nil ? ReleaseQuery.inPhase : ReleaseQuery.ofSubmitter,
          start + [phase, instant, id, max(0, count)],
          read: { (try $0.integer(), try $0.text()) })
      }
      places.sort { ($0.due, $0.id) < ($1.due, $1.id) }
      return try places.prefix(max(0, count)).compactMap { try database.release($0.id) }
    }
  }

  package func embargoes(
    until limit: Instant, after cursor: LedgerCursor?, count: Int
  ) throws(LedgerError) -> EmbargoPage {
    try perform("reading embargoes") { database in
      let (instant, id) = Self.start(cursor)
      var places: [(due: Int64, id: String)] = []
      for phase in ["scheduled", "held"] {
        places += try database.all(
          ReleaseQuery.queued, [phase, instant, id, limit.nanoseconds, max(0, count)],
          read: { (try $0.integer(), try $0.text()) })
      }
      places.sort { ($0.due, $0.id) < ($1.due, $1.id) }
      let page = places.prefix(max(0, count))
      let last = page.count == count ? page.last : nil
      return EmbargoPage(
        embargoes: try page.compactMap { try database.embargo(of: $0.id) },
        next: try last.map { last in
          LedgerCursor(
            instant: Instant(nanoseconds: last.due), id: try ReleaseRow.identifier(last.id))
        })
    }
  }

  private static func start(_ cursor: LedgerCursor?) -> (instant: Int64, id: String) {
    (cursor?.instant.nanoseconds ?? .min, cursor?.id.description ?? "")
  }

  package func counts() throws(LedgerError) -> [String: Int] {
    try perform("counting releases") { database in
      Dictionary(uniqueKeysWithValues: try database.phaseCounts())
    }
  }

  package func deliveryCounts() throws(LedgerError) -> [OutputName: [String: Int]] {
    try perform("counting deliveries") { database in
      var counts: [OutputName: [String: Int]] = [:]
      let rows = try database.all(
        ReleaseQuery.deliveryCounts,
        read: { (try $0.text(), try $0.text(), Int(try $0.integer())) })
      for (name, state, count) in rows {
        guard let output = OutputName(name) else {
          throw LedgerError.broken("a delivery goes to \"\(name)\", which is no output's name")
        }
        counts[output, default: [:]][state] = count
      }
      return counts
    }
  }

  package func duplicate(
    of digest: Digest, instant: Instant
  ) throws(LedgerError) -> ReleaseID? {
    try perform("looking for a duplicate") { database in
      try database.first(
        ReleaseQuery.duplicate, [digest.bytes, instant.nanoseconds],
        read: { try $0.releaseID() })
    }
  }

  package func isTaken(_ slug: Slug) throws(LedgerError) -> Bool {
    try perform("looking for a slug") { database in
      try database.first(
        ReleaseQuery.bySlug, [slug.description], read: { try $0.text() }) != nil
    }
  }

  package func reservation(
    of name: String, at output: OutputName
  ) throws(LedgerError) -> ReleaseID? {
    try perform("looking for a reservation") { database in
      try database.first(
        ReleaseQuery.reservation, [output.description, name],
        read: { try $0.releaseID() })
    }
  }

  package func content(
    of id: ReleaseID, revision: Int
  ) throws(LedgerError) -> RevisionContent? {
    try perform("reading a revision") { database in
      guard
        let stored = try database.first(
          ContentQuery.content, [id.description, revision],
          read: { (digest: try $0.digest(), format: try $0.text(), bytes: try $0.bytes()) })
      else { return nil }
      let attachments = try database.all(
        ContentQuery.attachments, [stored.digest.bytes],
        read: { Attachment(name: try $0.text(), bytes: try $0.bytes()) })
      guard let format = ReleaseDocument.Format(rawValue: stored.format) else {
        throw LedgerError.broken(
          "revision \(revision) of release \(id) has the unknown format \"\(stored.format)\"")
      }
      let content = RevisionContent(
        bytes: stored.bytes, format: format, attachments: attachments)
      guard content.digest == stored.digest else {
        throw LedgerError.broken(
          "the bytes of revision \(revision) of release \(id) are not those that were accepted")
      }
      return content
    }
  }

  package func contentSize(
    of id: ReleaseID, revision: Int
  ) throws(LedgerError) -> Int? {
    try perform("looking for the size of a revision") { database in
      try database.first(
        ContentQuery.size, [id.description, revision], read: { Int(try $0.integer()) })
    }
  }

  package func body(
    _ digest: Digest, of id: ReleaseID, revision: Int, output: OutputName
  ) throws(LedgerError) -> [UInt8]? {
    try perform("reading the bytes for an endpoint") { database in
      try database.first(
        ContentQuery.body,
        [id.description, revision, output.description, digest.bytes],
        read: { try $0.bytes() })
    }
  }

  package func deliveries(
    of id: ReleaseID, revision: Int
  ) throws(LedgerError) -> [Delivery] {
    try perform("reading deliveries") { database in
      try database.all(
        DeliveryRow.select, [id.description, revision], read: { try DeliveryRow.read(&$0) })
    }
  }

  package func attempts(of id: ReleaseID) throws(LedgerError) -> [StoredAttempt] {
    try perform("reading attempts") { database in
      try database.all(
        AttemptRow.select, [id.description], read: { try AttemptRow.read(&$0, of: id) })
    }
  }

  package func records(
    after sequence: Int64, count: Int, release: ReleaseID?
  ) throws(LedgerError) -> [EmbargoCore.Record] {
    try perform("reading records") { database in
      let read = { (columns: inout Columns) in
        EmbargoCore.Record(
          sequence: try columns.integer(), bytes: try columns.bytes(),
          hash: try columns.digest())
      }
      guard let release else {
        return try database.all(RecordQuery.all, [sequence, max(0, count)], read: read)
      }
      return try database.all(
        RecordQuery.ofRelease, [release.description, sequence, max(0, count)], read: read)
    }
  }

  package func checkpoints(
    after number: Int64, count: Int
  ) throws(LedgerError) -> [StoredCheckpoint] {
    try perform("reading checkpoints") { database in
      try database.all(
        CheckpointRow.page, [number, max(0, count)], read: { try CheckpointRow.read(&$0) })
    }
  }

  package func lastCheckpoint() throws(LedgerError) -> StoredCheckpoint? {
    try perform("reading the last checkpoint") { database in
      try database.first(CheckpointRow.last, read: { try CheckpointRow.read(&$0) })
    }
  }

  package func suspensions() throws(LedgerError) -> [Suspension] {
    try perform("reading suspended outputs") { database in
      try database.all(SuspensionRow.all, read: { try SuspensionRow.read(&$0) })
    }
  }

  package func postponed(
    at output: OutputName, count: Int
  ) throws(LedgerError) -> [ReleaseID] {
    guard case .retrying(let never) = DeliveryState.postponed else { return [] }
    return try perform("looking for postponed deliveries") { database in
      try database.all(
        SuspensionRow.postponed, [output.description, never.nanoseconds, max(0, count)],
        read: { try $0.releaseID() })
    }
  }

  package func answer(to idempotencyKey: String) throws(LedgerError) -> StoredAnswer? {
    try perform("looking for an answer") { database in
      try database.first(RecordQuery.answer, [idempotencyKey]) { columns in
        StoredAnswer(
          key: idempotencyKey, request: try columns.digest(),
          status: Int(try columns.integer()), body: try columns.bytes())
      }
    }
  }
}

extension Database {
  /// A release with its current revision and deliveries.
  func release(_ id: String) throws -> Release? {
    guard var release = try first(ReleaseRow.select, [id], read: { try ReleaseRow.read(&$0) })
    else { return nil }
    release.deliveries = try all(
      DeliveryRow.select, [id, release.revision], read: { try DeliveryRow.read(&$0) })
    return release
  }

  /// Nil for one in a fixed offset.
  fileprivate func embargo(of id: String) throws -> QueuedEmbargo? {
    let found = try first(ReleaseQuery.embargo, [id]) { columns -> QueuedEmbargo? in
      guard let zone = try columns.textIfPresent() else { return nil }
      let submittedAt = try columns.instant()
      return QueuedEmbargo(
        id: try ReleaseRow.identifier(id),
        embargo: Embargo(
          stamp: try columns.text(), civil: try columns.civil(), zone: .named(zone),
          instant: try columns.instant(), tzdb: try columns.text()),
        submittedAt: submittedAt)
    }
    return found ?? nil
  }

  /// The phases that any release is in, and how many are.
  fileprivate func phaseCounts() throws -> [(String, Int)] {
    try all(ReleaseQuery.counts, read: { (try $0.text(), Int(try $0.integer())) })
  }
}
