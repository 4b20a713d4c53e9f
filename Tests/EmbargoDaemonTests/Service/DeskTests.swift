import EmbargoControl
import EmbargoCore
import EmbargoDaemon
import EmbargoSimulation
import EmbargoSystem
import EmbargoTime
import Testing

@Suite(
  "The desk understands what people ask and says what came of it",
  .enabled(if: ZoneTree(path: "/usr/share/zoneinfo").isHere, "this machine has no zone files"),
  .timeLimit(.minutes(5)))
struct DeskTests {
  private let thread: EngineThread
  private let desk: Desk
  private let caller = Caller(
    process: 1, user: 1000, name: "ada", groups: [], groupNames: [])
  private let stamp = "EMBARGOED UNTIL 5 May 2027, 09:00 UTC"

  init() throws {
    thread = try EngineThread(passed: {}, failed: { _ in })
    try thread.start {
      Bench().engine
    } end: { _ in
    }
    let rules = try ZoneRulesSource(path: "/usr/share/zoneinfo")
    desk = Desk(
      engine: thread,
      settings: Desk.Settings(
        intake: Intake(
          rules: rules, maxBytes: 100_000, maxAttachmentBytes: 1000, defaultZone: nil),
        permissions: Permissions(roles: nil, daemonUser: 1000), maxQueue: 5),
      facts: DaemonFacts(
        version: "1", process: 1, startedAt: Bench.start, stateDirectory: "/", ledgerPath: "/l"),
      clock: { Bench.start })
  }

  private func text(_ headline: String, stamp: String? = nil, matter: String? = nil) -> [UInt8] {
    let head = matter.map { "+++\n\($0)\n+++\n" } ?? ""
    return Array(
      "\(head)\(stamp ?? self.stamp)\n\n\(headline)\n\nPARIS - The text of it.\n\n###\n".utf8)
  }

  private func submit(
    _ requests: SubmitRequest..., key: RequestKey? = nil
  ) async throws(Problem) -> Answer<OneOrMany<SubmitReply>> {
    let submissions = requests.map { Submission(request: $0) }
    return try await desk.submit(
      submissions.count == 1 ? .one(submissions[0]) : .many(submissions),
      ControlCall(caller: caller, key: key))
  }

  private func command(
    _ command: ReleaseCommand, on id: String
  ) async throws(Problem) -> Answer<CommandReply> {
    try await desk.command(
      CommandSubmission(command: command), on: id, ControlCall(caller: caller, key: nil))
  }

  private func problem(_ body: () async throws -> some Any) async -> Problem? {
    do {
      _ = try await body()
      return nil
    } catch {
      return error as? Problem
    }
  }

  private func release(_ key: String) async throws -> Release {
    try await thread.call { try $0.find(key) }
  }

  @Test("What was submitted is queued for the instant in its text")
  func submitted() async throws {
    _ = try await submit(SubmitRequest(bytes: text("Growth in spring"), slug: "spring"))
    let release = try await release("spring")
    #expect(release.due.rfc3339 == "2027-05-05T09:00:00Z")
    #expect(release.submitter == Actor(uid: 1000, name: "ada"))
    try thread.stop()
  }

  @Test("A request with the same key gets the first answer, and another request is refused")
  func keys() async throws {
    let request = SubmitRequest(bytes: text("Growth"), slug: "growth")
    let key = RequestKey(user: 1000, key: "k", request: Digest(of: [1]))
    let first = try await submit(request, key: key)
    let second = try await submit(request, key: key)
    #expect(second.isReplay && second.body == first.body && second.status == 201)
    let other = RequestKey(user: 1000, key: "k", request: Digest(of: [2]))
    #expect(await problem { try await submit(request, key: other) }?.code == .keyReused)
    try thread.stop()
  }

  @Test("Of several, the one that is refused is named and none is queued")
  func index() async throws {
    let found = await problem {
      try await submit(
        SubmitRequest(bytes: text("One")), SubmitRequest(bytes: text("Two", stamp: "tomorrow")))
    }
    #expect(found?.index == 1)
    #expect(try await thread.call { try $0.ports.ledger.counts() } == [:])
    try thread.stop()
  }

  @Test("A replacement is a new revision with the instant of the new text")
  func replaced() async throws {
    _ = try await submit(SubmitRequest(bytes: text("Growth"), slug: "growth"))
    let new = text("Growth, corrected", stamp: "EMBARGOED UNTIL 6 May 2027, 09:00 UTC")
    _ = try await command(.replace(ReplaceRequest(bytes: new, reason: "typo")), on: "growth")
    let release = try await release("growth")
    #expect(release.revision == 2 && release.due.rfc3339 == "2027-05-06T09:00:00Z")
    try thread.stop()
  }

  @Test(
    "Front matter of a new text that a replacement would pass over is refused",
    arguments: ["outputs = [\"wire\"]", "slug = \"other\"", "late_grace = \"3m\""])
  func frontMatter(matter: String) async throws {
    _ = try await submit(SubmitRequest(bytes: text("Growth"), slug: "growth"))
    let request = ReplaceRequest(bytes: text("Growth 2", matter: matter), reason: "typo")
    #expect(await problem { try await command(.replace(request), on: "growth") }?.code == .refused)
    #expect(try await release("growth").revision == 1)
    let same = text("Growth 2", matter: "slug = \"growth\"\noutputs = [\"wire\", \"newsroom\"]")
    _ = try await command(.replace(ReplaceRequest(bytes: same, reason: "typo")), on: "growth")
    #expect(try await release("growth").revision == 2)
    try thread.stop()
  }

  @Test("Refusals have the codes of the API")
  func codes() async throws {
    _ = try await submit(SubmitRequest(bytes: text("Growth"), slug: "growth"))
    let hold = ReleaseCommand.hold(ReasonRequest(reason: "wait"))
    let wanted: [(ProblemCode, () async throws -> Any)] = [
      (.duplicate, { try await submit(SubmitRequest(bytes: text("Growth"))) }),
      (.conflict, { try await submit(SubmitRequest(bytes: text("Other"), slug: "growth")) }),
      (.refused, { try await submit(SubmitRequest(bytes: text("Other"), slug: "No Slug")) }),
      (.refused, { try await submit(SubmitRequest(bytes: text("Other"), outputs: ["nowhere"])) }),
      (.refused, { try await submit(SubmitRequest(bytes: text("Other", stamp: "Embargo: soon"))) }),
      (.notFound, { try await command(hold, on: "nothing") }),
      (.wrongState, { try await command(.resume, on: "growth") }),
      (.refused, { try await command(.hold(ReasonRequest(reason: " ")), on: "growth") }),
    ]
    for (number, (code, body)) in wanted.enumerated() {
      #expect(await problem(body)?.code == code, "number \(number)")
    }
    try thread.stop()
  }

  @Test("A person confirms a step of the clock once, and another time there is nothing to confirm")
  func clock() async throws {
    func confirm(_ reason: String, key: RequestKey? = nil) async throws -> Answer<ClockReply> {
      try await desk.confirmClock(
        ReasonRequest(reason: reason), ControlCall(caller: caller, key: key))
    }
    #expect(await problem { try await confirm("why") }?.code == .wrongState)
    try await thread.call { engine in
      guard let lifter = engine.ports.lifter as? StubLifter else { return }
      for now in [Bench.start, Bench.start + .hours(1)] {
        lifter.gate.observe(
          ClockSample(
            now: now, boottime: .zero, monotonic: .zero, synchronised: false, maxError: .zero))
      }
    }
    #expect(await problem { try await confirm(" ") }?.code == .refused)
    let key = RequestKey(user: 1000, key: "k", request: Digest(of: [1]))
    let first = try await confirm("compared", key: key)
    let reply = try ControlJSON.decode(ClockReply.self, from: first.body)
    #expect(reply.unconfirmedStepNS == 0 && reply.blocked == nil && reply.steps == 1)
    #expect(reply.lastStep?.spanNS == Span.hours(1).nanoseconds)
    let again = try await confirm("compared", key: key)
    #expect(again.isReplay && again.body == first.body)
    #expect(await problem { try await confirm("why") }?.code == .wrongState)
    try thread.stop()
  }

  @Test("A full disk is said as such, also to the next who asks")
  func fullDisk() async throws {
    try await thread.call { ($0.ports.ledger as? SimulatedLedger)?.isFull = true }
    #expect(await problem { try await submit(SubmitRequest(bytes: text("A"))) }?.code == .noSpace)
    #expect(await problem { try await submit(SubmitRequest(bytes: text("A"))) }?.code == .noSpace)
    try thread.stop()
  }
}

extension ZoneTree {
  fileprivate var isHere: Bool { (try? fingerprint()) != nil }
}
