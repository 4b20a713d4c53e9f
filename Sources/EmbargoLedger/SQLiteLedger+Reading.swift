package import EmbargoCore
package import EmbargoTime
import GRDB

extension SQLiteLedger {
  package func release(_ id: ReleaseID) throws(LedgerError) -> Release? {
    try perform("reading a release") { try $0.release(id.description, sealer) }
  }

  /// A slug comes before the beginning of an id; at most 10 candidates are named.
  package func find(_ key: String) throws(LedgerError) -> LedgerMatch {
    try perform("looking for a release") { database in
      if let id = try database.first(
        ReleaseQuery.bySlug, [sealer.slugMark(key)], read: { try $0.releaseID() })
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
      try places.compactMap { try database.release($0.id.description, sealer) }
    }
  }

  package func wakes(
    until limit: Instant, after cursor: LedgerCursor?, count: Int
  ) throws(LedgerError) -> [LedgerCursor] {
    try perform("looking for what wakes") { database in
      let (instant, id) = Self.start(cursor)
      func places(_ sql: String, _ arguments: [Argument]) throws -> [LedgerCursor] {
        try database.all(
          sql, arguments + [max(0, count)],
          read: { LedgerCursor(instant: try $0.instant(), id: try $0.releaseID()) })
      }
      let scheduled = try places(
        ReleaseQuery.queued, ["scheduled", instant, id, limit.nanoseconds])
      let others = try places(ReleaseQuery.waking, [limit.nanoseconds, instant, id])
      if others.isEmpty { return scheduled }
      return Array((scheduled + others).sorted().prefix(max(0, count)))
    }
  }

  package func nextWake() throws(LedgerError) -> Instant? {
    try perform("reading the nearest wake") { database in
      try [ReleaseQuery.nextWake, ReleaseQuery.nextScheduled]
        .compactMap { try database.first($0, read: { try $0.instant() }) }.min()
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
      return try places.prefix(max(0, count)).compactMap { try database.release($0.id, sealer) }
    }
  }

  package func embargoes(
    until limit: Instant, after cursor: LedgerCursor?, count: Int
  ) throws(LedgerError) -> EmbargoPage {
    try perform("reading embargoes") { database in
      let (instant, id) = Self.start(cursor)
      var places: [(due: Int64, id: String)] = []
      for phase in ["awaiting-approval", "scheduled", "held"] {
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
        ReleaseQuery.duplicate, [sealer.twinMark(digest), instant.nanoseconds],
        read: { try $0.releaseID() })
    }
  }

  package func isTaken(_ slug: Slug) throws(LedgerError) -> Bool {
    try perform("looking for a slug") { database in
      try database.first(
        ReleaseQuery.bySlug, [sealer.slugMark(slug.description)], read: { try $0.text() }) != nil
    }
  }

  package func reservation(
    of name: String, at output: OutputName
  ) throws(LedgerError) -> ReleaseID? {
    try perform("looking for a reservation") { database in
      try database.first(
        ReleaseQuery.reservation,
        [output.description, sealer.nameMark(name, at: output.description)],
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
          read: { try StoredContent(&$0, wordsOf: revision) })
      else { return nil }
      return try database.content(
        stored, of: id, wordsAs: .revision, named: "revision \(revision) of release \(id)", sealer)
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
      let mark = try sealer.mark(.body, digest.bytes)
      let sealed = try database.first(
        ContentQuery.body, [id.description, revision, output.description, mark],
        read: { try $0.bytes() })
      return try sealed.map {
        let key = try database.revisionKey(of: id, revision, sealer)
        return Array(try key.open($0, as: .body(output, mark: mark)).dropFirst(32))
      }
    }
  }

  package func deliveries(
    of id: ReleaseID, revision: Int
  ) throws(LedgerError) -> [Delivery] {
    try perform("reading deliveries") { database in
      guard let key = try database.revisionKeyIfPresent(of: id, revision, sealer) else {
        return []
      }
      return try database.deliveries(with: key)
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

  package func announcers() throws(LedgerError) -> [String: [UInt8]] {
    try perform("reading what was announced") { database in
      let rows = try database.all(AnnouncerRow.all, read: { try AnnouncerRow.read(&$0) })
      return Dictionary(rows.map { ($0.name, $0.memory) }) { first, _ in first }
    }
  }

  package func freeze() throws(LedgerError) -> Freeze? {
    try perform("reading the freeze") { database in
      try database.first(FreezeRow.select, read: { try FreezeRow.read(&$0) })
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
        let status = Int(try columns.integer())
        return try sealer.open(
          answer: try columns.bytes(), key: idempotencyKey, status: status)
      }
    }
  }
}

extension Database {
  /// A release with its current revision and deliveries.
  func release(_ id: String, _ sealer: Sealer) throws -> Release? {
    guard let row = try first(ReleaseRow.select, [id], read: { try ReleaseRow.read(&$0, sealer) })
    else { return nil }
    var release = row.release
    release.deliveries = try deliveries(with: row.key)
    if row.approvals > 0 {
      release.approvals = try all(ApprovalRow.select, [id], read: { try ApprovalRow.read(&$0) })
    }
    guard release.approvals.count == row.approvals else {
      throw LedgerError.broken("the approvals of release \(id) are not those that are counted")
    }
    if row.isProposed { release.proposal = try proposal(of: release.id, sealer) }
    if row.isEarly {
      release.earlyLift = try first(
        EarlyLiftRow.select, [id], read: { try EarlyLiftRow.read(&$0) })
    }
    return release
  }

  /// Bytes with their attachments, opened and compared with the digest among the words.
  func content(
    _ stored: StoredContent, of id: ReleaseID, wordsAs field: RevisionKey.Field,
    named name: String, _ sealer: Sealer
  ) throws -> RevisionContent {
    let own = try revisionKey(of: id, stored.wordsRevision, sealer)
    let words = try RevisionWords(try own.open(stored.words, as: field))
    let key =
      stored.revision == stored.wordsRevision
      ? own : try revisionKey(of: id, stored.revision, sealer)
    let content = try content(stored.mark, stored.format, stored.bytes, openedWith: key)
    guard content.digest == words.digest else {
      throw LedgerError.broken("the bytes of \(name) are not those that were accepted")
    }
    return content
  }

  /// What a row of contents holds, with its attachments.
  func content(
    _ mark: [UInt8], _ format: String, _ sealed: [UInt8], openedWith key: RevisionKey
  ) throws -> RevisionContent {
    let attachments = try all(ContentQuery.attachments, [mark]) { columns in
      let position = Int(try columns.integer())
      let name = try key.open(try columns.bytes(), as: .attachmentName(position))
      return Attachment(
        name: String(decoding: name, as: UTF8.self),
        bytes: try key.open(try columns.bytes(), as: .attachment(position)))
    }
    guard let known = ReleaseDocument.Format(rawValue: format) else {
      throw LedgerError.broken("accepted bytes have the unknown format \"\(format)\"")
    }
    return RevisionContent(
      bytes: try key.open(sealed, as: .content), format: known, attachments: attachments)
  }

  /// The deliveries of the revision whose key it is.
  func deliveries(with key: RevisionKey) throws -> [Delivery] {
    try all(
      DeliveryRow.select, [key.release.description, key.revision],
      read: { try DeliveryRow.read(&$0, openedWith: key) })
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
