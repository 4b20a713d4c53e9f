package import EmbargoCore
package import EmbargoTime

extension SimulatedLedger {
  package func release(_ id: ReleaseID) throws(LedgerError) -> Release? { rows.releases[id] }

  package func find(_ key: String) throws(LedgerError) -> LedgerMatch {
    if let release = rows.releases.values.first(where: { $0.slug.description == key }) {
      return .one(release.id)
    }
    guard 4...36 ~= key.utf8.count else { return .none }
    let ids = rows.releases.keys.filter { $0.description.hasPrefix(key) }.sorted()
    return ids.count > 1 ? .several(Array(ids.prefix(10))) : ids.first.map { .one($0) } ?? .none
  }

  package func content(
    of id: ReleaseID, revision: Int
  ) throws(LedgerError) -> RevisionContent? {
    rows.revisions[Revision(release: id, number: revision)].flatMap { rows.contents[$0.digest] }
  }

  package func proposedContent(of id: ReleaseID) throws(LedgerError) -> RevisionContent? {
    guard case .correction(let correction)? = rows.releases[id]?.proposal?.kind else { return nil }
    return rows.contents[correction.digest]
  }

  package func proposed(count: Int) throws(LedgerError) -> [Release] {
    let releases = rows.releases.values.filter { $0.proposal != nil }.sorted { $0.id < $1.id }
    return Array(releases.prefix(max(0, count)))
  }

  package func contentSize(
    of id: ReleaseID, revision: Int
  ) throws(LedgerError) -> Int? {
    try content(of: id, revision: revision).map { content in
      content.attachments.reduce(content.bytes.count) { $0 + $1.bytes.count }
    }
  }

  package func destinations(
    after cursor: LedgerCursor?, count: Int
  ) throws(LedgerError) -> DestinationPage {
    let releases = try list(
      phases: ["awaiting-approval", "scheduled", "held"], submitter: nil, after: cursor,
      count: count)
    var page = DestinationPage(releases: [:], next: nil)
    for output in releases.flatMap(\.outputs) { page.releases[output, default: 0] += 1 }
    if releases.count == count, let last = releases.last {
      page.next = LedgerCursor(instant: last.due, id: last.id)
    }
    return page
  }

  package func waiting(
    of submitter: UInt32, atMost most: Int
  ) throws(LedgerError) -> (releases: Int, bytes: Int) {
    let own = rows.releases.values.filter { $0.submitter.uid == submitter && $0.phase.isQueued }
      .sorted { $0.id < $1.id }.prefix(max(0, most))
    return (own.count, own.reduce(0) { $0 + (rows.contents[$1.digest]?.size ?? 0) })
  }

  package func waking(
    until limit: Instant, after cursor: LedgerCursor?, count: Int
  ) throws(LedgerError) -> [Release] {
    try wakes(until: limit, after: cursor, count: count).compactMap { rows.releases[$0.id] }
  }

  package func wakes(
    until limit: Instant, after cursor: LedgerCursor?, count: Int
  ) throws(LedgerError) -> [LedgerCursor] {
    Array(rows.wakes.behind(cursor).prefix(max(0, count)).prefix { $0.instant <= limit })
  }

  package func nextWake() throws(LedgerError) -> Instant? { rows.wakes.places.first?.instant }

  package func list(
    phases: Set<String>, submitter: UInt32?, after cursor: LedgerCursor?, count: Int
  ) throws(LedgerError) -> [Release] {
    let places = rows.releases.values
      .filter { phases.isEmpty || phases.contains($0.stateName) }
      .filter { release in submitter.map { $0 == release.submitter.uid } ?? true }
      .map { LedgerCursor(instant: $0.due, id: $0.id) }
    return page(places, count, cursor)
  }

  package func embargoes(
    until limit: Instant, after cursor: LedgerCursor?, count: Int
  ) throws(LedgerError) -> EmbargoPage {
    let places = rows.releases.values
      .filter { $0.phase.isQueued && $0.due <= limit }
      .map { LedgerCursor(instant: $0.due, id: $0.id) }
    let releases = page(places, count, cursor)
    let last = releases.count == count ? releases.last : nil
    return EmbargoPage(
      embargoes: releases.filter { release in
        if case .named = release.embargo.zone { true } else { false }
      }.map { QueuedEmbargo($0) },
      next: last.map { LedgerCursor(instant: $0.due, id: $0.id) })
  }

  package func published(
    at output: OutputName, before cursor: LedgerCursor?, count: Int
  ) throws(LedgerError) -> PublishedPage {
    let begun = rows.releases.values
      .filter { ["lifting", "lifted", "killed"].contains($0.phase.name) }
      .filter { release in cursor.map { (release.due, release.id) < ($0.instant, $0.id) } ?? true }
      .sorted { ($0.due, $0.id) > ($1.due, $1.id) }
      .prefix(max(0, count))
    let last = begun.count == count ? begun.last : nil
    return PublishedPage(
      releases: begun.filter { release in
        rows.attempts.contains { attempt in
          guard case .delivered = attempt.outcome.result else { return false }
          return attempt.release == release.id && attempt.outcome.output == output
        } || release.delivery(to: output)?.state.name == "delivered"
      },
      next: last.map { LedgerCursor(instant: $0.due, id: $0.id) })
  }

  private func page(
    _ places: [LedgerCursor], _ count: Int, _ cursor: LedgerCursor?
  ) -> [Release] {
    places
      .filter { place in
        cursor.map { (place.instant, place.id) > ($0.instant, $0.id) } ?? true
      }
      .sorted { ($0.instant, $0.id) < ($1.instant, $1.id) }
      .prefix(count).compactMap { rows.releases[$0.id] }
  }

  package func counts() throws(LedgerError) -> [String: Int] {
    Dictionary(grouping: rows.releases.values, by: \.stateName).mapValues(\.count)
  }

  package func deliveryCounts() throws(LedgerError) -> [OutputName: [String: Int]] {
    var counts: [OutputName: [String: Int]] = [:]
    for delivery in rows.releases.values.flatMap(\.deliveries) {
      let state = delivery.state.name
      guard ["attempting", "retrying", "failed"].contains(state) else { continue }
      counts[delivery.output, default: [:]][state, default: 0] += 1
    }
    return counts
  }

  package func duplicate(
    of digest: Digest, instant: Instant
  ) throws(LedgerError) -> ReleaseID? {
    rows.releases.values.filter {
      $0.digest == digest && $0.embargo.instant == instant && $0.phase.name != "withdrawn"
    }.map(\.id).min()
  }

  package func reservation(
    of name: String, at output: OutputName
  ) throws(LedgerError) -> ReleaseID? {
    rows.reservations[Reservation(output: output, name: name)]
  }

  package func isTaken(_ slug: Slug) throws(LedgerError) -> Bool {
    rows.releases.values.contains { $0.slug == slug }
  }

  package func deliveries(
    of id: ReleaseID, revision: Int
  ) throws(LedgerError) -> [Delivery] {
    if let release = rows.releases[id], release.revision == revision { return release.deliveries }
    return rows.earlier[Revision(release: id, number: revision)] ?? []
  }

  package func attempts(of id: ReleaseID) throws(LedgerError) -> [StoredAttempt] {
    func place(_ attempt: StoredAttempt) -> (Instant, Int, OutputName, Int) {
      let outcome = attempt.outcome
      return (outcome.startedAt, attempt.revision, outcome.output, attempt.number)
    }
    return rows.attempts.filter { $0.release == id }.sorted { place($0) < place($1) }
  }

  package func records(
    after sequence: Int64, count: Int, release: ReleaseID?
  ) throws(LedgerError) -> [Record] {
    // They count from 1 without gaps.
    let behind = rows.records.indices.dropFirst(max(0, Int(sequence))).lazy
    return behind.filter { [rows] in release == nil || rows.recorded[$0] == release }
      .prefix(count).map { [rows] in rows.records[$0] }
  }

  package func head() -> ChainHead { rows.records.last.map { ChainHead($0) } ?? .empty }

  package func checkpoints(
    after number: Int64, count: Int
  ) throws(LedgerError) -> [StoredCheckpoint] {
    rows.checkpoints.enumerated().dropFirst(Int(number)).prefix(count).map {
      StoredCheckpoint(number: Int64($0.offset) + 1, bytes: $0.element.bytes)
    }
  }

  package func lastCheckpoint() throws(LedgerError) -> StoredCheckpoint? {
    try checkpoints(after: Int64(max(0, rows.checkpoints.count - 1)), count: 1).first
  }

  package func body(
    _ digest: Digest, of id: ReleaseID, revision: Int, output: OutputName
  ) throws(LedgerError) -> [UInt8]? {
    rows.bodies[
      BodyKey(
        revision: Revision(release: id, number: revision), output: output, digest: digest)]
  }

  package func suspensions() throws(LedgerError) -> [Suspension] {
    rows.suspensions.values.sorted { $0.output < $1.output }
  }

  package func freeze() throws(LedgerError) -> Freeze? { rows.freeze }

  package func announcers() throws(LedgerError) -> [String: [UInt8]] { rows.announcers }

  package func postponed(
    at output: OutputName, count: Int
  ) throws(LedgerError) -> [ReleaseID] {
    let releases = rows.releases.values.filter {
      $0.delivery(to: output)?.state == .postponed
    }
    return Array(releases.map(\.id).sorted().prefix(count))
  }

  package func answer(
    to idempotencyKey: String
  ) throws(LedgerError) -> StoredAnswer? { rows.answers[idempotencyKey] }
}
