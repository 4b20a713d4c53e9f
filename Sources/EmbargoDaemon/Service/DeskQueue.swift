package import EmbargoControl
import EmbargoCore
import EmbargoTime

extension Desk {
  package func list(
    _ query: QueueQuery, _ caller: Caller
  ) async throws(Problem) -> ReleasePage {
    let (releases, next) = try await page(query, .list, caller)
    let frozen = try await ask { $0.frozen }
    return ReleasePage(
      releases: releases.map { ReleaseSummary($0) }, next: next,
      frozen: frozen.map(FreezeState.init))
  }

  package func deliveries(
    _ query: QueueQuery, _ caller: Caller
  ) async throws(Problem) -> DeliveryPage {
    let (releases, next) = try await page(query, .deliveries, caller)
    return DeliveryPage(releases: releases.map { ReleaseDeliveries($0) }, next: next)
  }

  private func page(
    _ query: QueueQuery, _ action: Action, _ caller: Caller
  ) async throws(Problem) -> ([Release], String?) {
    let states = query.states.isEmpty ? Set(ReleaseState.allCases) : query.states
    let cursor = try query.cursor.map { text throws(Problem) in try Self.cursor(text) }
    let releases = try await permitted(caller, action) { access throws(Problem) in
      try await ask { engine in
        try engine.list(
          Set(states.map(\.rawValue)), for: access, after: cursor, count: query.limit + 1)
      }
    }
    let shown = Array(releases.prefix(query.limit))
    let next = releases.count > query.limit ? shown.last.map(Self.cursor) : nil
    return (shown, next)
  }

  /// `1795435200000000000.01a2…`: a due instant and an id.
  private static func cursor(_ release: Release) -> String {
    "\(release.due.nanoseconds).\(release.id)"
  }

  private static func cursor(_ text: String) throws(Problem) -> LedgerCursor {
    let parts = text.split(separator: ".", maxSplits: 1)
    guard parts.count == 2, let nanoseconds = Int64(parts[0]),
      let id = ReleaseID(String(parts[1]))
    else { throw Problem(.badRequest, "\"\(text.prefix(80))\" is no cursor of this API") }
    return LedgerCursor(instant: Instant(nanoseconds: nanoseconds), id: id)
  }

  package func show(_ id: String, _ caller: Caller) async throws(Problem) -> ReleaseDetail {
    let now = clock()
    let (release, blocks, records) = try await permitted(caller, .show) { access throws(Problem) in
      try await ask { engine in
        let release = try engine.find(id, for: access)
        let records = try engine.ports.ledger.records(
          after: 0, count: 1000, release: release.id)
        return (release, Self.blocks(of: release, in: engine, at: now), records)
      }
    }
    var reading = intake.readBack(release.embargo, now: now)
    Self.adapt(&reading, to: release)
    return ReleaseDetail(
      release, reading: reading, blockedBy: blocks,
      revisions: Self.revisions(in: records), liftedAt: Self.lifted(in: records))
  }

  package func deliveries(
    of id: String, _ caller: Caller
  ) async throws(Problem) -> ReleaseDeliveries {
    try await permitted(caller, .deliveries) { access throws(Problem) in
      try await ask { engine in
        let release = try engine.find(id, for: access)
        return ReleaseDeliveries(
          release, attempts: try engine.ports.ledger.attempts(of: release.id))
      }
    }
  }

  /// When every output had had its first attempt, also of a release that was killed since.
  private static func lifted(in records: [Record]) -> Instant? {
    for record in records {
      guard let content = try? JSON(parsing: record.bytes),
        content["event"]?.text == "release.lifted"
      else { continue }
      return content["at"]?.text.flatMap { Instant(rfc3339: $0) }
    }
    return nil
  }

  /// How the revisions came to be, by the audit records.
  private static func revisions(in records: [Record]) -> [RevisionReply] {
    let changes = [
      "release.submitted": "submitted", "release.replaced": "replaced",
      "release.outputs-set": "outputs-set", "release.corrected": "corrected",
      "release.killed": "killed",
    ]
    return records.compactMap { record in
      guard let content = try? JSON(parsing: record.bytes),
        let change = content["event"]?.text.flatMap({ changes[$0] }),
        case .integer(let revision)? = content["data"]?["revision"],
        let at = content["at"]?.text.flatMap({ Instant(rfc3339: $0) })
      else { return nil }
      return RevisionReply(
        revision: Int(revision), change: change, by: content["actor"]?["name"]?.text ?? "",
        at: at, reason: content["data"]?["reason"]?.text,
        findings: content["data"].map { NotedReply.all(NotedFindings(in: $0)) } ?? [])
    }
  }

  package func audit(_ query: AuditQuery, _ caller: Caller) async throws(Problem) -> AuditPage {
    // Records tell no words; a slug is one.
    let sight = try? permissions.access(of: caller, to: .list)
    return try await ask { engine in
      let ledger = engine.ports.ledger
      let release = try query.release.map { key in
        let release = try engine.find(key)
        let isID = release.id.description.hasPrefix(key)
        guard isID || sight?.covers(release) ?? false else { throw EngineError.notFound(key) }
        return release.id
      }
      let records = try ledger.records(
        after: query.after, count: query.limit + 1, release: release)
      let shown = Array(records.prefix(query.limit))
      return AuditPage(
        records: shown, next: records.count > query.limit ? shown.last?.sequence : nil,
        head: try ledger.head())
    }
  }

  package func checkpoints(
    _ query: CheckpointQuery, _ caller: Caller
  ) async throws(Problem) -> CheckpointPage {
    try await ask { engine in
      let ledger = engine.ports.ledger
      let found = try ledger.checkpoints(after: query.after, count: query.limit + 1)
      let shown = found.prefix(query.limit)
      return CheckpointPage(
        chain: ChainID.text(instanceKey: ledger.instanceKey),
        checkpoints: shown.map { String(decoding: $0.bytes, as: UTF8.self) },
        next: found.count > query.limit ? shown.last?.number : nil)
    }
  }
}
