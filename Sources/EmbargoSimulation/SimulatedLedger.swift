package import EmbargoCore
package import EmbargoTime

/// The ledger in memory, with the rules of the real one, on a disk that can be full or lose what
/// was not durable.
package final class SimulatedLedger: Ledger {
  struct Rows {
    var releases: [ReleaseID: Release] = [:]
    var contents: [String: RevisionContent] = [:]
    var reservations: [Reservation: ReleaseID] = [:]
    var attempts: [StoredAttempt] = []
    var bodies: [String: [UInt8]] = [:]
    var answers: [String: StoredAnswer] = [:]
    var records: [Record] = []
  }

  private(set) var rows = Rows()
  /// What a crash leaves.
  private var durable = Rows()
  var isFull = false
  /// Passed before and after each commit; true: the machine is down.
  var step: (String) -> Bool = { _ in false }
  /// A planted fault: durable one commit late.
  var isLazy = false
  /// A planted fault: withholds the records of a transaction when it answers true.
  var withholdsRecords: (LedgerTransaction) -> Bool = { _ in false }
  /// Sees every transaction with what was there before and what is there after.
  var watch: (LedgerTransaction, Rows, Rows) -> Void = { _, _, _ in }
  package let instanceKey: [UInt8]

  package init(instanceKey: [UInt8]) { self.instanceKey = instanceKey }

  /// The machine went down and came up again.
  func restart() { rows = durable }

  package func commit(_ transaction: LedgerTransaction) throws(LedgerError) -> ChainHead {
    if step("commit") { throw .broken("the machine is down") }
    if isFull { throw .full("no space left on the simulated disk") }
    let before = rows
    var after = rows
    try Self.write(transaction, to: &after, records: !withholdsRecords(transaction))
    if isLazy { durable = before } else { durable = after }
    rows = after
    watch(transaction, before, after)
    if step("committed") { throw .broken("the machine is down") }
    return Self.head(of: after)
  }

  private static func write(
    _ transaction: LedgerTransaction, to rows: inout Rows, records: Bool
  ) throws(LedgerError) {
    for release in transaction.releases {
      try check(release, in: rows)
      rows.releases[release.id] = release
    }
    for item in transaction.contents {
      rows.contents["\(item.id)/\(item.revision)"] = item.content
    }
    for (id, names) in transaction.reservations.sorted(by: { $0.key < $1.key }) {
      for name in rows.reservations.keys where rows.reservations[name] == id {
        rows.reservations[name] = nil
      }
      for name in names {
        if rows.reservations[name] != nil { throw .taken("\(name.name) at \(name.output)") }
        rows.reservations[name] = id
      }
    }
    for attempt in transaction.attempts {
      guard let release = rows.releases[attempt.release],
        attempt.outcome.startedAt >= release.due,
        attempt.outcome.startedAt >= release.embargo.instant
      else { throw .forbidden("an attempt before its release was due") }
      rows.attempts.append(attempt)
    }
    for body in transaction.bodies {
      let key = "\(body.release)/\(body.revision)/\(body.output)/\(body.digest)"
      if rows.bodies[key] == nil { rows.bodies[key] = body.bytes }
    }
    for answer in transaction.answers { rows.answers[answer.key] = answer }
    if records {
      for draft in transaction.records {
        rows.records.append(Record(sealing: draft, after: head(of: rows)))
      }
    }
  }

  private static func check(_ release: Release, in rows: Rows) throws(LedgerError) {
    let slugs = rows.releases.values.filter { $0.slug == release.slug && $0.id != release.id }
    if !slugs.isEmpty { throw .taken("slug \(release.slug)") }
    switch release.phase {
    case .lifting(let at), .lifted(let at):
      if at < release.due || at < release.embargo.instant {
        throw .forbidden("a lift before its instant")
      }
    case .scheduled, .held, .withdrawn: break
    }
  }

  private static func head(of rows: Rows) -> ChainHead {
    rows.records.last.map { ChainHead($0) } ?? .empty
  }

  package func release(_ id: ReleaseID) throws(LedgerError) -> Release? { rows.releases[id] }

  package func find(_ key: String) throws(LedgerError) -> LedgerMatch {
    let matches = rows.releases.values.filter {
      $0.slug.description == key || $0.id.description == key
        || key.count >= 4 && $0.id.description.hasPrefix(key)
    }.map(\.id).sorted()
    return matches.isEmpty ? .none : matches.count == 1 ? .one(matches[0]) : .several(matches)
  }

  package func content(
    of id: ReleaseID, revision: Int
  ) throws(LedgerError) -> RevisionContent? { rows.contents["\(id)/\(revision)"] }

  package func waking(
    until limit: Instant, after cursor: LedgerCursor?, count: Int
  ) throws(LedgerError) -> [Release] {
    page(rows.releases.values.filter { ($0.wake ?? limit + .seconds(1)) <= limit }, count, cursor) {
      $0.wake ?? $0.due
    }
  }

  package func nextWake() throws(LedgerError) -> Instant? {
    rows.releases.values.compactMap(\.wake).min()
  }

  package func list(
    phases: Set<String>, after cursor: LedgerCursor?, count: Int
  ) throws(LedgerError) -> [Release] {
    page(rows.releases.values.filter { phases.contains($0.phase.name) }, count, cursor) { $0.due }
  }

  private func page(
    _ releases: [Release], _ count: Int, _ cursor: LedgerCursor?, by key: (Release) -> Instant
  ) -> [Release] {
    let sorted = releases.sorted { (key($0), $0.id) < (key($1), $1.id) }
    let rest = sorted.filter { release in
      cursor.map { (key(release), release.id) > ($0.instant, $0.id) } ?? true
    }
    return Array(rest.prefix(count))
  }

  package func counts() throws(LedgerError) -> [String: Int] {
    Dictionary(grouping: rows.releases.values, by: \.phase.name).mapValues(\.count)
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

  package func attempts(of id: ReleaseID) throws(LedgerError) -> [StoredAttempt] {
    rows.attempts.filter { $0.release == id }
  }

  package func records(
    after sequence: Int64, count: Int, release: ReleaseID?
  ) throws(LedgerError) -> [Record] {
    let wanted = release.map { Array("\"release\":\"\($0)\"".utf8) }
    return Array(
      rows.records.filter { record in
        record.sequence > sequence
          && (wanted.map { record.bytes.contains(run: $0) } ?? true)
      }.prefix(count))
  }

  package func head() throws(LedgerError) -> ChainHead { Self.head(of: rows) }

  package func body(
    _ digest: Digest, of id: ReleaseID, revision: Int, output: OutputName
  ) throws(LedgerError) -> [UInt8]? { rows.bodies["\(id)/\(revision)/\(output)/\(digest)"] }

  package func answer(
    to idempotencyKey: String
  ) throws(LedgerError) -> StoredAnswer? { rows.answers[idempotencyKey] }
}

extension [UInt8] {
  fileprivate func contains(run: [UInt8]) -> Bool {
    guard run.count <= count else { return false }
    return (0...(count - run.count)).contains { self[$0...].starts(with: run) }
  }
}
