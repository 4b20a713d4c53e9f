import EmbargoCore
import EmbargoOutputs
import EmbargoSystem
import EmbargoTime
import Logging
import Synchronization
import Testing

@testable import EmbargoDaemon

@Suite(
  "What is kept for long enough is removed, a piece at a time",
  .enabled(if: RoleDesk.isPossible, "this machine has no zone files"), .timeLimit(.minutes(5)))
struct RetentionTests {
  private let thread: EngineThread
  private let keeper: RetentionKeeper
  private let clock = SetClock(Bench.start)
  private let folder: TemporaryFolder

  /// Two releases that are out, and one that was withdrawn.
  init() throws {
    folder = try TemporaryFolder()
    thread = try EngineThread(passed: {}, failed: { _ in })
    let clock = clock
    try thread.start {
      let bench = Bench(clock: clock.read)
      for text in ["one", "two"] {
        try bench.submit(text, in: .seconds(5), slug: text, outputs: ["newsroom"])
      }
      let third = try bench.submit("three", in: .hours(5), slug: "three")
      try bench.engine.perform(
        .withdraw(reason: "no"), on: third.id.description, by: Bench.editor)
      bench.engine.tick()
      (clock.now, bench.now) = (bench.now + .seconds(6), bench.now + .seconds(6))
      bench.engine.lifted(bench.fire())
      return bench.engine
    } end: { _ in
    }
    let facts = DaemonFacts(
      version: "1", process: 1, startedAt: Bench.start, stateDirectory: "/", ledgerPath: "/l")
    let desk = Desk(
      engine: thread,
      settings: Desk.Settings(
        intake: Intake(
          rules: try ZoneRulesSource(path: "/usr/share/zoneinfo"), maxBytes: 1000,
          maxAttachmentBytes: 1000, defaultZone: nil),
        permissions: Permissions(roles: nil, daemonUser: 1000), maxQueue: 5),
      facts: facts, clock: clock.read)
    keeper = RetentionKeeper(
      engine: thread, desk: desk, facts: facts,
      logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, clock: clock.read)
  }

  private func erased() async throws -> [String] {
    try await thread.call { engine in
      try engine.ports.ledger.list(phases: [], submitter: nil, after: nil, count: 10)
        .filter { !$0.isErased }.map(\.slug.description).sorted()
    }
  }

  @Test("Words of what is out and of what was withdrawn go each after its own time")
  func words() async throws {
    keeper.adopt(
      Configuration.Retention(published: .hours(48), withdrawn: .hours(24)), outputs: [],
      inboxes: [])
    await keeper.sweep()
    #expect(try await erased() == ["one", "three", "two"])
    clock.now = clock.now + .hours(25)
    await keeper.sweep()
    #expect(try await erased() == ["one", "two"])
    clock.now = clock.now + .hours(25)
    await keeper.sweep()
    #expect(try await erased() == [])
    let reasons = try await thread.call { engine in
      try engine.ports.ledger.records(after: 0, count: 100, release: nil)
        .map { try JSON(parsing: $0.bytes) }
        .filter { $0["event"] == "release.erased" }
        .compactMap { $0["data"]?["reason"]?.text }
    }
    #expect(reasons.count == 3 && reasons.allSatisfy { $0.contains("retention.") })
    try thread.stop()
  }

  @Test("Without a time for it everything stays")
  func nothing() async throws {
    keeper.adopt(Configuration.Retention(), outputs: [], inboxes: [folder.path])
    clock.now = clock.now + .hours(10_000)
    await keeper.sweep()
    #expect(try await erased() == ["one", "three", "two"])
    try thread.stop()
  }

  @Test("Refused files and folders go with their reasons, what waits in the inbox stays")
  func refused() async throws {
    let shelves = try Shelves(path: folder.path)
    for name in ["letter.txt", "letter.txt.reason.txt"] {
      _ = try shelves.rejected.createFile(try FileName(name), [1], mode: .privateFile)
    }
    let inner = try shelves.rejected.makeDirectory(RelativePath("plans"))
    _ = try inner.createFile(try FileName("plans.txt"), [1], mode: .privateFile)
    _ = try shelves.accepted.createFile(try FileName("a.txt.json"), [1], mode: .privateFile)
    _ = try shelves.inbox.createFile(try FileName("waits.txt"), [1], mode: .privateFile)
    keeper.adopt(
      Configuration.Retention(refused: .hours(1)), outputs: [], inboxes: [folder.path])
    // Files have the machine's own times.
    clock.now = .readWallClock()
    await keeper.sweep()
    #expect(try shelves.rejected.entries(limit: 10).entries.count == 3)
    clock.now = clock.now + .hours(2)
    await keeper.sweep()
    #expect(try shelves.rejected.entries(limit: 10).entries == [])
    #expect(
      try shelves.accepted.entries(limit: 10).entries.compactMap(\.name.string) == [".removing"])
    #expect(try FileAttributes.of(try FileName("waits.txt"), in: shelves.inbox) != nil)
    let last = try await thread.call { engine in
      let head = try engine.ports.ledger.head()
      return try engine.ports.ledger.records(after: head.sequence - 1, count: 1, release: nil)
        .first.map { try JSON(parsing: $0.bytes) }
    }
    #expect(last?["event"] == "retention.refused" && last?["data"]?["count"] == 4)
    try thread.stop()
  }
}
