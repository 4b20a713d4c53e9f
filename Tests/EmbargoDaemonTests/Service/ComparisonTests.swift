import EmbargoControl
import EmbargoCore
import EmbargoDaemon
import EmbargoSimulation
import EmbargoTime
import Synchronization
import Testing

@Suite(
  "A restored ledger is compared with what is out before anything lifts",
  .enabled(if: RoleDesk.isPossible, "this machine has no zone files"),
  .timeLimit(.minutes(5)))
struct ComparisonTests {
  private let thread: EngineThread
  private let desk: Desk
  private let clock = SetClock(Bench.start)
  private let caller = Caller(
    process: 1, user: 1000, name: "ada", groups: [], groupNames: [])
  private static let backup = ChainHead(sequence: 7, hash: Digest(of: [7]))

  /// Releases a, b and c wait, d is out; the ledger is frozen as a restoration leaves it.
  init() throws {
    thread = try EngineThread(passed: {}, failed: { _ in })
    let clock = clock
    try thread.start {
      let bench = Bench(clock: clock.read)
      try bench.submit("text of d", in: .seconds(5), slug: "d", outputs: ["newsroom"])
      bench.engine.tick()
      (clock.now, bench.now) = (bench.now + .seconds(6), bench.now + .seconds(6))
      bench.engine.lifted(bench.fire())
      for slug in ["a", "b", "c"] {
        try bench.submit("text of \(slug)", in: .hours(1), slug: slug)
      }
      var transaction = LedgerTransaction()
      transaction.freeze = Freeze(
        since: bench.now, by: Bench.editor, reason: "restored", restored: Self.backup)
      transaction.records = [
        RecordDraft(event: "daemon.frozen", release: nil, actor: Bench.editor, at: bench.now)
      ]
      _ = try bench.ledger.commit(transaction)
      bench.restart()
      return bench.engine
    } end: { _ in
    }
    desk = Desk(
      engine: thread,
      settings: Desk.Settings(
        intake: Intake(
          rules: try ZoneRulesSource(path: "/usr/share/zoneinfo"), maxBytes: 1000,
          maxAttachmentBytes: 1000, defaultZone: nil),
        permissions: Permissions(roles: nil, daemonUser: 1000), maxQueue: 5),
      facts: DaemonFacts(
        version: "1", process: 1, startedAt: Bench.start, stateDirectory: "/", ledgerPath: "/l"),
      clock: clock.read)
  }

  /// Has a file at the output in the newsroom; nil: has none.
  private func put(_ name: String, _ text: String?) async throws {
    try await thread.call { engine in
      let folder = engine.outputs[Bench.output("newsroom")] as? StubFolder
      folder?.state.withLock { $0.files[name] = text.map { Array($0.utf8) } }
    }
  }

  private func thaw(_ compared: String?) async -> Problem? {
    do throws(Problem) {
      _ = try await desk.thaw(
        ThawRequest(compared: compared), ControlCall(caller: caller, key: nil))
      return nil
    } catch {
      return error
    }
  }

  private func told() async throws -> [String] {
    try await desk.comparison(caller).findings.map {
      "\($0.slug) \($0.output) \($0.believed.rawValue) \($0.found.rawValue)"
    }.sorted()
  }

  @Test("What is out already, what has a name taken and what is gone is told, and nothing else")
  func findings() async throws {
    let wire = ["a", "b", "c"].map { "\($0) wire queued unseen" }
    #expect(try await told() == wire, "all is as the ledger has it")
    #expect(try await desk.comparison(caller).agreeing == 4)
    try await put("a.txt", "text of a")
    try await put("b.txt", "a later text of b")
    try await put("d.txt", nil)
    let news = ["a newsroom queued same", "b newsroom queued other", "d newsroom out nothing"]
    #expect(try await told() == (news + wire).sorted())
    let reply = try await desk.comparison(caller)
    #expect(reply.restored == Self.backup.text && reply.unlooked == 0 && reply.releases == 4)
    #expect(reply.findings.allSatisfy { !$0.sentence.isEmpty })
    try thread.stop()
  }

  @Test("A thaw wants the digest of the comparison as it is now, and records it")
  func thaw() async throws {
    #expect(await thaw(nil)?.code == .wrongState)
    #expect(await thaw("3f9a17c2")?.code == .changed)
    let digest = try await desk.comparison(caller).digest
    try await put("a.txt", "text of a")
    #expect(await thaw(digest)?.code == .changed, "something has appeared since")
    #expect(try await thread.call { $0.frozen != nil })
    let now = try await desk.comparison(caller).digest
    #expect(now != digest)
    #expect(await thaw(now) == nil)
    let (frozen, record) = try await thread.call { engine in
      let head = try engine.ports.ledger.head()
      let last = try engine.ports.ledger.records(
        after: head.sequence - 1, count: 1, release: nil)
      return (engine.frozen, try last.first.map { try JSON(parsing: $0.bytes) })
    }
    #expect(frozen == nil)
    #expect(record?["event"]?.text == "daemon.thawed")
    #expect(record?["data"]?["compared"]?.text == now)
    try thread.stop()
  }

  @Test("What was submitted after the restoration is no part of it")
  func later() async throws {
    let digest = try await desk.comparison(caller).digest
    clock.now = clock.now + .seconds(1)
    let text = "EMBARGOED UNTIL 5 May 2027, 09:00 UTC\n\nNew\n\nPARIS - Text.\n\n###\n"
    let request = SubmitRequest(bytes: Array(text.utf8), slug: "new", outputs: ["newsroom"])
    _ = try await desk.submit(
      .one(Submission(request: request)), ControlCall(caller: caller, key: nil))
    #expect(try await thread.call { try $0.find("new").phase.isQueued })
    #expect(try await desk.comparison(caller).digest == digest)
    try thread.stop()
  }
}
