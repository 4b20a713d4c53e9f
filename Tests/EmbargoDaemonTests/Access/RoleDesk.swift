import EmbargoControl
import EmbargoCore
import EmbargoDaemon
import EmbargoOutputs
import EmbargoSimulation
import EmbargoSystem
import EmbargoTime

/// A desk with four releases: ada's own and another's, each once waiting and once out.
struct RoleDesk {
  /// One of the releases, by its slug.
  enum Target: String, CaseIterable {
    case own, another
    case ownOut = "own-out"
    case anotherOut = "another-out"

    var slug: String { rawValue }
    var isOwn: Bool { self == .own || self == .ownOut }
    var isOut: Bool { self == .ownOut || self == .anotherOut }
  }

  let thread: EngineThread
  let desk: Desk
  let clock = SetClock(Bench.start)
  let ada = Caller(process: 1, user: 1000, name: "ada", groups: [], groupNames: [])
  private let rules: ZoneRulesSource

  static var isPossible: Bool {
    (try? ZoneTree(path: "/usr/share/zoneinfo").fingerprint()) != nil
  }

  init() async throws {
    rules = try ZoneRulesSource(path: "/usr/share/zoneinfo")
    thread = try EngineThread(passed: {}, failed: { _ in })
    let read = clock.read
    try thread.start {
      Bench(clock: read).engine
    } end: { _ in
    }
    desk = Desk(
      engine: thread, settings: Self.settings(rules, [:]),
      facts: DaemonFacts(
        version: "1", process: 1, startedAt: Bench.start, stateDirectory: "/", ledgerPath: "/l"),
      clock: read)
    let bob = Caller(process: 2, user: 1001, name: "bob", groups: [], groupNames: [])
    desk.adopt(Self.settings(rules, [.submitter: [.user("ada"), .user("bob")]]))
    for target in Target.allCases {
      var request = SubmitRequest(bytes: Self.text(target.slug), slug: target.slug)
      if target.isOut { request.embargo = "5 January 2027, 09:00 UTC" }
      request.now = target.isOut
      _ = try await desk.submit(
        .one(Submission(request: request)),
        ControlCall(caller: target.isOwn ? ada : bob, key: nil))
    }
    try await lift()
  }

  static func text(_ headline: String) -> [UInt8] {
    let hour = headline == "own" ? "09" : "10"
    let stamp = headline.hasSuffix("-out") ? "" : "EMBARGOED UNTIL 5 May 2027, \(hour):00 UTC\n\n"
    return Array("\(stamp)All about \(headline)\n\nPARIS - The text of it.\n\n###\n".utf8)
  }

  private static func settings(
    _ rules: ZoneRulesSource, _ members: [Configuration.Role: [Configuration.Member]]?,
    daemonUser: UInt32 = 990
  ) -> Desk.Settings {
    Desk.Settings(
      intake: Intake(rules: rules, maxBytes: 100_000, maxAttachmentBytes: 1000, defaultZone: nil),
      permissions: Permissions(
        roles: members.map { Configuration.Roles($0) }, daemonUser: daemonUser),
      maxQueue: 1000)
  }

  func give(_ role: Configuration.Role, to name: String) { give([role], to: name) }

  func give(_ roles: [Configuration.Role], to name: String) {
    let members = roles.map { ($0, [Configuration.Member.user(name)]) }
    desk.adopt(Self.settings(rules, Dictionary(uniqueKeysWithValues: members)))
  }

  func adopt(
    _ members: [Configuration.Role: [Configuration.Member]]?, daemonUser: UInt32 = 990
  ) {
    desk.adopt(Self.settings(rules, members, daemonUser: daemonUser))
  }

  func fill(_ isFull: Bool) async throws {
    try await thread.call { ($0.ports.ledger as? SimulatedLedger)?.isFull = isFull }
  }

  /// Has all that is due published.
  private func lift() async throws {
    let now = clock.now
    try await thread.call { engine in
      engine.tick()
      guard let lifter = engine.ports.lifter as? StubLifter else { return }
      let sample = ClockSample(
        now: now, boottime: .zero, monotonic: .zero, synchronised: true, maxError: .zero)
      var table = lifter.table
      let due = table.takeDue(now) { _ in false }
      lifter.table = table
      let reports = due.map { release in
        let outcomes = release.works.compactMap { work -> AttemptOutcome? in
          guard work.isQuick, case .publish(let prepared) = work.kind else { return nil }
          return prepared.publish(notBefore: release.due, clock: { now })
        }
        return LiftReport(
          id: release.id, began: now, outcomes: outcomes,
          dispatched: release.works.filter { !$0.isQuick }.map(\.output), clock: sample)
      }
      engine.lifted(reports)
    }
  }

  func records() async throws -> [JSON] {
    try await thread.call { engine in
      try engine.ports.ledger.records(after: 0, count: 10_000, release: nil)
        .map { try JSON(parsing: $0.bytes) }
    }
  }

  func stop() throws { try thread.stop() }

  /// Why ada may not do this with a release; nil: she may, whatever else came of it.
  func refusal(of route: ControlRoute, on slug: String) async -> Problem? {
    do {
      try await desk.admit(ada, to: route)
      let isThere = try await ask(route, slug)
      return isThere ? nil : Problem(.notPermitted, "it is not listed: this needs another role")
    } catch {
      guard let problem = error as? Problem else { return Problem(.internalError, "\(error)") }
      return problem.code == .notPermitted ? problem : nil
    }
  }

  /// False: a list that does not hold the release.
  private func ask(_ route: ControlRoute, _ slug: String) async throws -> Bool {
    let call = ControlCall(caller: ada, key: nil)
    let reason = ReasonRequest(reason: "a test")
    func command(_ command: ReleaseCommand) async throws {
      _ = try await desk.command(CommandSubmission(command: command), on: slug, call)
    }
    switch route {
    case .submit:
      _ = try await desk.submit(
        .one(Submission(request: SubmitRequest(bytes: Self.text("x")))), call)
    case .upload: break
    case .list:
      return try await desk.list(QueueQuery(), ada).releases.contains { $0.slug == slug }
    case .deliveries:
      return try await desk.deliveries(QueueQuery(), ada).releases.contains { $0.slug == slug }
    case .show: _ = try await desk.show(slug, ada)
    case .why: _ = try await desk.why(slug, ada)
    case .hold: try await command(.hold(reason))
    case .resume: try await command(.resume)
    case .withdraw: try await command(.withdraw(ReasonRequest(reason: " ")))
    case .reschedule:
      try await command(
        .reschedule(RescheduleRequest(text: "6 May 2027, 09:00 UTC", reason: "a test")))
    case .replace:
      try await command(.replace(ReplaceRequest(bytes: Self.text(slug), reason: "a test")))
    case .set: try await command(.set(SetRequest(outputs: ["newsroom"])))
    case .correct:
      try await command(.correct(CorrectRequest(bytes: Self.text(slug), reason: "a test")))
    case .kill: try await command(.kill(reason))
    case .erase: _ = try await desk.erase(slug, ReasonRequest(reason: " "), call)
    case .approval: _ = try await desk.approval(slug, ada)
    case .approve:
      try await command(.approve(ApproveRequest(digest: "\(Digest(of: []))")))
    case .unapprove: try await command(.unapprove(reason))
    case .lift: try await command(.lift(LiftRequest(reason: "a test")))
    case .preview: _ = try await desk.preview(slug, PreviewQuery(output: "newsroom"), ada)
    case .receipt: _ = try await desk.receipt(slug, ada)
    case .deliveriesOfRelease: _ = try await desk.deliveries(of: slug, ada)
    case .retry: _ = try await desk.retry("newsroom", of: slug, call)
    case .outputs: _ = try await desk.outputs(ada)
    case .testOutput: _ = try await desk.testOutput("nowhere", ada)
    case .resumeOutput:
      _ = try await desk.resumeOutput("nowhere", OutputResumeRequest(reason: "a test"), call)
    case .testAnnouncements:
      _ = try await desk.testAnnouncements(AnnounceTestRequest(), ada)
    case .handover: break
    case .audit: _ = try await desk.audit(AuditQuery(), ada)
    case .checkpoints: _ = try await desk.checkpoints(CheckpointQuery(), ada)
    case .status: _ = try await desk.status(ada)
    case .metrics: _ = try await desk.metrics(ada)
    case .confirmClock: _ = try await desk.confirmClock(reason, call)
    case .freeze: _ = try await desk.freeze(reason, call)
    case .thaw: _ = try await desk.thaw(ThawRequest(), call)
    case .comparison: _ = try await desk.comparison(ada)
    case .backup, .backupPiece: break
    }
    return true
  }
}
