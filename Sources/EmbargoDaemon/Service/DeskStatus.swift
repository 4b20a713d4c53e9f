package import EmbargoControl
import EmbargoCore
import EmbargoOutputs
import EmbargoTime

extension Desk: ControlService {
  package func admit(_ caller: Caller, to route: ControlRoute) async throws(Problem) {
    _ = try await permitted(caller, route.action) { access throws(Problem) in access }
  }

  package func status(_ caller: Caller) async throws(Problem) -> StatusReply {
    let (now, intake) = (clock(), intake)
    let health = facts.outputs
    // What waits has no name for whoever may not list it.
    let sight = try? permissions.access(of: caller, to: .list)
    let report = try await ask { engine in
      let ledger = engine.ports.ledger
      let next = try sight.flatMap { sight in
        try engine.list(["scheduled"], for: sight, after: nil, count: 1).first
      }
      let held = try ledger.list(phases: ["held"], submitter: nil, after: nil, count: 200)
      let waiting =
        try ledger.list(
          phases: ["awaiting-approval"], submitter: nil, after: nil, count: 200)
        + ledger.proposed(count: 200)
      return Report(
        counts: try ledger.counts(), next: next,
        held: held.compactMap(Self.sentence(onHeld:))
          + waiting.compactMap { Self.sentence(onWaiting: $0, at: now) },
        head: try ledger.head().text,
        deliveries: try ledger.deliveryCounts(), suspended: engine.suspended,
        histories: engine.histories, frozen: engine.frozen,
        problems: engine.problems.values.sorted {
          ($0.level.rawValue, $0.text) < ($1.level.rawValue, $1.text)
        })
    }
    return StatusReply(
      version: facts.version, pid: facts.process, startedAt: facts.startedAt, now: now,
      stateDirectory: facts.stateDirectory, queue: QueueCounts(report.counts),
      nextLift: report.next.map { release in
        NextLift(
          id: release.id.description, slug: release.slug.description, due: release.due,
          words: intake.readBack(release.embargo, now: now).words)
      },
      clock: facts.clockReply, zoneData: facts.zoneReply,
      outputs: Self.outputs(
        health, counts: report.deliveries, suspended: report.suspended,
        histories: report.histories),
      ledger: LedgerReply(
        path: facts.ledgerPath, head: report.head, masterKey: facts.masterKeys.newest,
        oldestMasterKey: facts.masterKeys.oldest), audit: facts.auditReply,
      inbox: Self.inbox(facts.inboxReply, for: sight),
      problems: Self.sentences(report.problems) + report.held + Self.sentences(on: health)
        + facts.problems + clockProblem,
      frozen: report.frozen.map(FreezeState.init))
  }

  package func metrics(_ caller: Caller) async throws(Problem) -> String {
    metricsPage.text(at: clock(), status: try await status(caller))
  }

  /// What the clock forbids is a problem, also while nothing is due.
  private var clockProblem: [String] {
    facts.clockReply.blocked.map { ["nothing is lifted: \($0)"] } ?? []
  }

  /// A file's name may be what its release is about.
  private static func inbox(_ reply: InboxReply, for sight: Access?) -> InboxReply {
    var reply = reply
    if sight?.reach != .all { reply.leftAlone = [] }
    return reply
  }

  private struct Report: Sendable {
    var counts: [String: Int]
    var next: Release?
    /// What was stopped by no person, and waits for one.
    var held: [String]
    var head: String
    var deliveries: [OutputName: [String: Int]]
    var suspended: [OutputName: Suspension]
    var histories: [OutputName: Engine.OutputHistory]
    var frozen: Freeze?
    var problems: [Notice]
  }

  private static func sentences(
    on health: [OutputName: DaemonFacts.OutputHealth]
  ) -> [String] {
    health.sorted { $0.key < $1.key }.compactMap(\.value.problem)
  }

  /// At most 50; the count of the others stands in their place.
  private static func sentences(_ notices: [Notice]) -> [String] {
    let more = notices.count - 50
    return notices.prefix(50).map(sentence) + (more > 0 ? ["and \(more) more problems"] : [])
  }

  private static func sentence(onHeld release: Release) -> String? {
    guard case .held(let hold) = release.phase, hold.cause != .person else { return nil }
    return "release \(release.id) waits for a person: \(hold.reason)"
  }

  private static func sentence(_ notice: Notice) -> String {
    notice.release.map { "release \($0): \(notice.text)" } ?? notice.text
  }

  package func outputs(_ caller: Caller) async throws(Problem) -> OutputList {
    let health = facts.outputs
    let (counts, suspended, histories) = try await ask { engine in
      (try engine.ports.ledger.deliveryCounts(), engine.suspended, engine.histories)
    }
    return OutputList(
      outputs: Self.outputs(health, counts: counts, suspended: suspended, histories: histories))
  }

  private static func outputs(
    _ health: [OutputName: DaemonFacts.OutputHealth], counts: [OutputName: [String: Int]],
    suspended: [OutputName: Suspension], histories: [OutputName: Engine.OutputHistory]
  ) -> [OutputReply] {
    health.sorted { $0.key < $1.key }.map { name, health in
      let counts = counts[name] ?? [:]
      let pending = ["attempting", "retrying"].reduce(0) { $0 + (counts[$1] ?? 0) }
      var reply = OutputReply(
        name: name.description, kind: health.kind,
        problem: health.problem ?? suspended[name]?.sentence, suspended: suspended[name] != nil,
        checkedAt: health.checkedAt, pending: pending, failed: counts["failed"] ?? 0)
      reply.lastSuccessAt = histories[name]?.lastSuccess
      reply.lastFailureAt = histories[name]?.lastFailure
      reply.lastError = histories[name]?.lastError
      return reply
    }
  }

  package func testOutput(
    _ name: String, _ caller: Caller
  ) async throws(Problem) -> OutputTestReply {
    let actor = caller.actor
    guard let wanted = OutputName(name) else {
      throw Problem(.notFound, "there is no output named \"\(name.prefix(40))\"")
    }
    let output = try await ask { engine in
      guard let output = engine.outputs[wanted] else {
        throw Problem(.notFound, "there is no output named \(wanted)")
      }
      return output
    }
    let reply: OutputTestReply
    do {
      reply = OutputTestReply(name: name, passed: true, sentence: try await output.test())
    } catch {
      reply = OutputTestReply(name: name, passed: false, sentence: error.description)
    }
    try await ask { engine in
      try engine.record(
        "output.tested", by: actor,
        data: ["output": .string(name), "passed": .bool(reply.passed)])
    }
    return reply
  }
}
