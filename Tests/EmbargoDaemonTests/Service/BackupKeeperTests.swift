import EmbargoControl
import EmbargoCore
import EmbargoDaemon
import EmbargoLedger
import EmbargoSimulation
import EmbargoSystem
import EmbargoTime
import Testing

@Suite(
  "The daemon copies its ledger beside its other work",
  .enabled(if: RoleDesk.isPossible, "this machine has no zone files"),
  .timeLimit(.minutes(5)))
struct BackupKeeperTests {
  private let thread: EngineThread
  private let desk: Desk
  private let folder: TemporaryFolder
  private let clock = SetClock(Bench.start)
  private let ada = Caller(process: 1, user: 1000, name: "ada", groups: [], groupNames: [])
  private let bob = Caller(process: 2, user: 1001, name: "bob", groups: [], groupNames: [])

  init() throws {
    folder = try TemporaryFolder()
    thread = try EngineThread(passed: {}, failed: { _ in })
    let (path, clock) = (folder.path, clock)
    desk = Desk(
      engine: thread,
      settings: Desk.Settings(
        intake: Intake(
          rules: try ZoneRulesSource(path: "/usr/share/zoneinfo"), maxBytes: 1 << 20,
          maxAttachmentBytes: 1000, defaultZone: nil),
        permissions: Permissions(roles: nil, daemonUser: 1000), maxQueue: 5000),
      facts: DaemonFacts(
        version: "1", process: 1, startedAt: Bench.start, stateDirectory: path,
        ledgerPath: path + "/ledger.sqlite"),
      clock: clock.read)
    let desk = desk
    try thread.start {
      var random = SeededRandom(seed: 7)
      let ledger = try SQLiteLedger.open(
        path: path + "/ledger.sqlite", masters: try Self.masters(),
        randomBytes: { Array(repeating: 1, count: $0) }, now: Bench.start)
      return Engine(
        outputs: [StubFolder(Bench.output("newsroom"))], settings: EngineSettings(),
        ports: EnginePorts(
          ledger: ledger, lifter: StubLifter(), dispatcher: StubDispatcher(), clock: clock.read,
          random: { random.bytes($0) },
          document: { content throws(DocumentError) in
            ReleaseDocument(
              format: .text, parts: [], headline: "headline", subhead: nil, contacts: [],
              links: [], frontMatter: .init(), publishedBytes: content.bytes)
          },
          notify: { _ in }, zoneVerdict: { _ in nil }, ledgerRoom: { nil }, releaseReserve: {},
          makeReserve: { true }))
    } end: { engine in
      try desk.backups.giveUp(in: engine)
      try (engine.ports.ledger as? SQLiteLedger)?.close()
    }
  }

  private static func masters() throws -> MasterKeys {
    try MasterKeys([1: Array(repeating: 3, count: 32)])
  }

  private func submit(_ number: Int, in span: Span = .hours(5)) async throws {
    let due = (Bench.start + span).rfc3339
    let words = String(repeating: "words ", count: 700)
    let text = "Letter \(number)\n\nPARIS - \(words)\n\n###\n"
    let request = SubmitRequest(
      bytes: Array(text.utf8), embargo: due, slug: "letter-\(number)", outputs: ["newsroom"])
    _ = try await desk.submit(
      .one(Submission(request: request)), ControlCall(caller: ada, key: nil))
  }

  /// All bytes of a backup.
  private func read(_ backup: BackupReply) async throws -> [UInt8] {
    var bytes: [UInt8] = []
    while true {
      let piece = try await desk.backupPiece(
        backup.id, BackupQuery(offset: bytes.count), ada)
      bytes += try #require(piece.bytes)
      guard piece.next != nil else { return bytes }
      try #require(bytes.count < 1 << 28)
    }
  }

  private func look(at backup: BackupReply, as caller: Caller) async -> ProblemCode? {
    await problem { try await desk.backupPiece(backup.id, BackupQuery(offset: 0), caller) }
  }

  private func problem(_ body: () async throws -> some Any) async -> ProblemCode? {
    do {
      _ = try await body()
      return nil
    } catch {
      return (error as? Problem)?.code
    }
  }

  @Test("It is whole, on the record with its head, and lies under no name meanwhile")
  func whole() async throws {
    for number in 1...20 { try await submit(number) }
    let backup = try await desk.backup(ada)
    #expect(folder.names.filter { !$0.hasPrefix("ledger.sqlite") } == [])
    let bytes = try await read(backup)
    #expect(bytes.count == backup.size)
    #expect(Digest(of: bytes).description == backup.digest)
    #expect(backup.releases == 20 && backup.masterKey == 1 && backup.oldestMasterKey == 1)
    try folder.write("copy", bytes)
    let findings = try BackupFile.examine(folder.path + "/copy")
    #expect(findings.flaws == [] && findings.facts.head.text == backup.head)
    let record = try await thread.call { engine in
      let head = try engine.ports.ledger.head()
      let last = try engine.ports.ledger.records(
        after: head.sequence - 1, count: 1, release: nil)
      return try last.first.map { try JSON(parsing: $0.bytes) }
    }
    #expect(record?["event"]?.text == "daemon.backed-up")
    #expect(record?["data"]?["head"]?.text == backup.head)
    #expect(record?["data"]?["backup"]?.text == backup.digest)
    #expect(record?["actor"]?["name"]?.text == "ada")
    #expect(await look(at: backup, as: ada) == .notFound, "it was read to its end")
    try thread.stop()
  }

  @Test("It is kept for whoever asked, for two minutes, and nobody else makes one meanwhile")
  func kept() async throws {
    try await submit(1)
    let backup = try await desk.backup(ada)
    #expect(await look(at: backup, as: bob) == .notFound)
    #expect(await problem { try await desk.backup(bob) } == .busy)
    let again = try await desk.backup(ada)
    #expect(again.id != backup.id)
    #expect(await look(at: backup, as: ada) == .notFound, "whoever begins anew has that alone")
    clock.now = clock.now + .minutes(2)
    desk.backups.tidy()
    #expect(await look(at: again, as: ada) == .notFound)
    _ = try await desk.backup(bob)
    try thread.stop()
  }

  @Test("Releases that are submitted while it is made are taken as ever")
  func meanwhile() async throws {
    for number in 1...60 { try await submit(number) }
    async let backup = desk.backup(ada)
    for number in 61...120 { try await submit(number) }
    let made = try await backup
    try folder.write("copy", try await read(made))
    let findings = try BackupFile.examine(folder.path + "/copy")
    #expect(findings.flaws == [] && findings.facts.releases >= 60)
    try thread.stop()
  }

  @Test("A daemon that is stopped while one is made closes its ledger all the same")
  func stopped() async throws {
    for number in 1...40 { try await submit(number) }
    async let backup = problem { try await desk.backup(ada) }
    try await submit(41)
    try thread.stop()
    _ = await backup
    let reader = try SQLiteLedger.openReadOnly(path: folder.path + "/ledger.sqlite")
    #expect(try reader.counts()["scheduled"] == 41)
    #expect(folder.names == ["ledger.sqlite"], "it was closed in order")
  }
}

extension TemporaryFolder {
  fileprivate var names: [String] {
    let entries = (try? Directory(path: path).entries(limit: 100).entries) ?? []
    return entries.compactMap(\.name.string).sorted()
  }

  fileprivate func write(_ name: String, _ bytes: [UInt8]) throws {
    _ = try Directory(path: path).createFile(try FileName(name), bytes, mode: .privateFile)
  }
}
