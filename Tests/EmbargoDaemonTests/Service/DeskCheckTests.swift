import EmbargoControl
import EmbargoCore
import EmbargoSimulation
import EmbargoSystem
import EmbargoTime
import Testing

@testable import EmbargoDaemon

@Suite(
  "Text checks at intake",
  .enabled(if: ZoneTree(path: "/usr/share/zoneinfo").isThere, "this machine has no zone files"),
  .timeLimit(.minutes(5)))
struct DeskCheckTests {
  private let thread: EngineThread
  private let desk: Desk
  private let caller = Caller(process: 1, user: 0, name: "ada", groups: [], groupNames: [])

  init() throws {
    thread = try EngineThread(passed: {}, failed: { _ in })
    try thread.start {
      Bench().engine
    } end: { _ in
    }
    desk = Desk(
      engine: thread, settings: try Self.settings(CheckPolicy()),
      facts: DaemonFacts(
        version: "1", process: 1, startedAt: Bench.start, stateDirectory: "/", ledgerPath: "/l"),
      clock: { Bench.start })
  }

  private static func settings(_ checks: CheckPolicy) throws -> Desk.Settings {
    Desk.Settings(
      intake: Intake(
        rules: try ZoneRulesSource(path: "/usr/share/zoneinfo"), maxBytes: 100_000,
        maxAttachmentBytes: 1000, defaultZone: nil, checks: checks),
      permissions: Permissions(roles: nil, daemonUser: 0), maxQueue: 5)
  }

  /// With a word to come in line 5 and a private link in line 6.
  private func text(stamp: String = "EMBARGOED UNTIL 5 May 2027, 09:00 UTC") -> [UInt8] {
    Array(
      """
      \(stamp)

      Council opens pool for winter swimmers

      PARIS – The pool has TK lanes and opens on Monday morning at seven o'clock.
      See http://intranet/pool for more.

      ###

      """.utf8)
  }

  private func submit(_ request: SubmitRequest) async throws(Problem) -> SubmitReply {
    let answer = try await desk.submit(
      .one(Submission(request: request)), ControlCall(caller: caller, key: nil))
    do {
      return try ControlJSON.decode(SubmitReply.self, from: answer.body)
    } catch {
      throw Problem(.internalError, "\(error)")
    }
  }

  private func problem(_ body: () async throws(Problem) -> some Any) async -> Problem? {
    do throws(Problem) {
      _ = try await body()
      return nil
    } catch {
      return error
    }
  }

  private func data(of event: String) async throws -> JSON {
    let records = try await thread.call { engine in
      try engine.ports.ledger.records(after: 0, count: 100, release: nil)
    }
    let contents = try records.map { try JSON(parsing: $0.bytes) }
    return try #require(contents.last { $0["event"]?.text == event }?["data"])
  }

  @Test("A refusal lists the findings with their places, and nothing is queued")
  func refused() async throws {
    let found = await problem { () throws(Problem) in
      try await submit(SubmitRequest(bytes: text(), slug: "pool"))
    }
    #expect(found?.code == .refused)
    #expect(found?.detail.contains("unfinished-text (line 5)") == true)
    let finding = try #require(found?.findings?.first)
    #expect(found?.findings?.count == 1, "a warning is no reason to refuse")
    #expect(finding.action == "refused" && finding.line == 5 && finding.column == 22)
    #expect(finding.words == "TK")
    #expect(try await thread.call { try $0.ports.ledger.counts() } == [:])
    try thread.stop()
  }

  @Test("A stamp that is refused does not hide what the checks have found")
  func both() async throws {
    let found = await problem { () throws(Problem) in
      try await submit(SubmitRequest(bytes: text(stamp: "EMBARGOED UNTIL Monday")))
    }
    #expect(found?.stamp != nil && found?.findings?.count == 1)
    try thread.stop()
  }

  @Test("What is accepted is queued, and the record says by whom, which lines, and no words")
  func accepted() async throws {
    let reply = try await submit(
      SubmitRequest(bytes: text(), slug: "pool", accept: ["unfinished-text", "empty-contact"]))
    #expect(reply.findings.map(\.action) == ["accepted", "warned"])
    #expect(reply.findings.map(\.line) == [5, 6])
    #expect(reply.notes == ["Nothing was found of empty-contact, which was accepted."])
    let noted = NotedFindings(accepted: [.unfinishedText: [5]], warned: [.privateLinks: [6]])
    #expect(NotedFindings(in: try await data(of: "release.submitted")) == noted)
    let detail = try await desk.show("pool", caller)
    #expect(detail.revisions.map(\.findings) == [NotedReply.all(noted)])
    let why = try await desk.why("pool", caller)
    let words = why.sentences.joined(separator: " ")
    #expect(words.contains("Accepted on purpose by ada: unfinished-text (line 5)."))
    #expect(words.contains("Taken from ada with a warning: private-links (line 6)."))
    try thread.stop()
  }

  @Test("A code that no check has is refused with those that there are")
  func unknown() async throws {
    let found = await problem { () throws(Problem) in
      try await submit(SubmitRequest(bytes: text(), accept: ["typos"]))
    }
    #expect(found?.code == .refused && found?.detail.contains("unfinished-text") == true)
    try thread.stop()
  }

  @Test("The configuration says what is refused, and a reload counts at once")
  func configured() async throws {
    desk.adopt(try Self.settings(CheckPolicy([.unfinishedText: .off, .privateLinks: .refuse])))
    let found = await problem { () throws(Problem) in
      try await submit(SubmitRequest(bytes: text()))
    }
    #expect(found?.findings?.map(\.check) == ["private-links"])
    desk.adopt(try Self.settings(CheckPolicy([.unfinishedText: .off, .privateLinks: .off])))
    #expect(try await submit(SubmitRequest(bytes: text())).findings == [])
    try thread.stop()
  }

  @Test("A replacement is looked through like a submission")
  func replaced() async throws {
    let clean = String(decoding: text(), as: UTF8.self).replacing("TK", with: "six")
    _ = try await submit(SubmitRequest(bytes: Array(clean.utf8), slug: "pool"))
    func replace(_ accept: [String]) async throws(Problem) -> Answer<CommandReply> {
      let request = ReplaceRequest(bytes: text(), reason: "more lanes", accept: accept)
      return try await desk.command(
        CommandSubmission(command: .replace(request)), on: "pool",
        ControlCall(caller: caller, key: nil))
    }
    let found = await problem { () throws(Problem) in try await replace([]) }
    #expect(found?.findings?.map(\.words) == ["TK"])
    let answer = try await replace(["unfinished-text"])
    let reply = try ControlJSON.decode(CommandReply.self, from: answer.body)
    #expect(reply.findings.map(\.action) == ["accepted", "warned"])
    let noted = NotedFindings(in: try await data(of: "release.replaced"))
    #expect(noted.accepted == [.unfinishedText: [5]])
    try thread.stop()
  }

  @Test("What lies in an inbox is refused with places, unless its front matter accepts it")
  func inbox() async throws {
    func arrival(_ bytes: [UInt8]) -> InboxArrival {
      InboxArrival(
        name: "pool.txt", textName: "pool.txt", bytes: bytes, attachments: [],
        submitter: caller.actor, path: "/inbox/pool.txt", identity: "1:\(bytes.count):3")
    }
    guard case .refused(let lines) = await desk.take(arrival(text())) else {
      Issue.record("it was not refused")
      return
    }
    let reason = lines.joined(separator: "\n")
    #expect(reason.contains("Line 5, column 22, \"TK\": TK stands for words"), "\(reason)")
    #expect(reason.contains("accept = [\"unfinished-text\"]"), "\(reason)")
    let matter = Array("+++\naccept = [\"unfinished-text\"]\n+++\n".utf8)
    guard case .accepted(let receipt) = await desk.take(arrival(matter + text())) else {
      Issue.record("it was not accepted")
      return
    }
    #expect(receipt.notes.contains { $0.hasPrefix("Line 9, column 5, \"http://intranet/pool\"") })
    #expect(
      NotedFindings(in: try await data(of: "release.submitted")).accepted == [
        .unfinishedText: [8]
      ])
    try thread.stop()
  }
}

extension ZoneTree {
  fileprivate var isThere: Bool { (try? fingerprint()) != nil }
}
