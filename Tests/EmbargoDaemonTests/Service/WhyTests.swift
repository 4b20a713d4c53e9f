import EmbargoControl
import EmbargoCore
import EmbargoDaemon
import EmbargoTime
import Testing

@Suite(
  "why says what stands between a release and its lift, and who can change it",
  .enabled(if: RoleDesk.isPossible, "this machine has no zone files"), .timeLimit(.minutes(5)))
struct WhyTests {
  private let reason = ReasonRequest(reason: "a quote is being checked")

  /// A desk at which ada may do everything, with somebody in each role.
  private func desk() async throws -> RoleDesk {
    let desk = try await RoleDesk()
    desk.adopt([
      .submitter: [.user("bob")], .publisher: [.group("night-desk"), .user("ines")],
      .operator: [.group("sysops")], .admin: [.user("ada")],
    ])
    return desk
  }

  private func sentences(_ slug: String, at desk: RoleDesk) async throws -> [String] {
    try await desk.desk.why(slug, desk.ada).sentences
  }

  private func call(_ desk: RoleDesk) -> ControlCall { ControlCall(caller: desk.ada, key: nil) }

  @Test("Of what waits: its instant, who may move it, when it is prepared, and nothing else")
  func waiting() async throws {
    let desk = try await desk()
    let sentences = try await sentences("another", at: desk)
    #expect(sentences.count == 3)
    #expect(sentences[0].hasPrefix("It waits for its instant: Wednesday 5 May 2027"))
    #expect(sentences[0].contains("embargoctl reschedule another STAMP --reason TEXT"))
    #expect(
      sentences[0].hasSuffix(
        "Who may: bob, who submitted it; admin: ada; publisher: @night-desk, ines; root."))
    #expect(sentences[1].hasPrefix("It is prepared for its lift at 2027-05-05T09:59:30Z, in "))
    #expect(sentences[2] == "Nothing else stands in its way.")
    desk.clock.now = Instant(seconds: Instant(rfc3339: "2027-05-05T09:59:40Z")?.seconds ?? 0)
    _ = try await desk.thread.call { $0.tick() }
    #expect(try await self.sentences("another", at: desk)[1].hasPrefix("It is prepared: "))
    try desk.stop()
  }

  @Test("Of what is held: who holds it and why, who may let it go, and what would come then")
  func held() async throws {
    let desk = try await desk()
    _ = try await desk.desk.command(
      CommandSubmission(command: .hold(reason)), on: "another", call(desk))
    let sentences = try await sentences("another", at: desk)
    #expect(sentences.count == 3)
    #expect(sentences[0].contains(" by ada: a quote is being checked"))
    #expect(sentences[1].contains("embargoctl resume another. Who may: bob, who submitted it; "))
    #expect(sentences[1].contains("operator: @sysops; publisher: @night-desk, ines; root."))
    #expect(sentences[2].hasPrefix("Then it would wait for its instant: "))
    try desk.stop()
  }

  @Test("While it is frozen that is said first, with who may thaw it")
  func frozen() async throws {
    let desk = try await desk()
    _ = try await desk.desk.freeze(ReasonRequest(reason: "a threat"), call(desk))
    let why = try await desk.desk.why("another", desk.ada)
    #expect(why.blockedBy.map(\.code) == ["frozen"])
    #expect(why.sentences.count == 2 && !why.sentences.contains { $0.contains("Nothing else") })
    #expect(
      why.sentences[1].contains(" by ada: a threat. To let lifts happen again: embargoctl thaw."))
    #expect(
      why.sentences[1].hasSuffix(
        "Who may: admin: ada; operator: @sysops; publisher: @night-desk, ines; root."))
    let status = try await desk.desk.status(desk.ada)
    #expect(status.frozen?.reason == "a threat" && status.frozen?.by == "ada")
    #expect(status.problems.contains(try #require(status.frozen?.sentence)))
    #expect(try await desk.desk.list(QueueQuery(), desk.ada).frozen == status.frozen)
    let held = try await desk.desk.command(
      CommandSubmission(command: .hold(reason)), on: "own", call(desk))
    #expect(held.status == 200)
    #expect(try await sentences("own", at: desk).contains { $0.contains("embargoctl thaw") })
    _ = try await desk.desk.thaw(ThawRequest(), call(desk))
    #expect(try await desk.desk.why("another", desk.ada).blockedBy == [])
    try desk.stop()
  }

  @Test("Of what is over: who ended it, and what each output has")
  func over() async throws {
    let desk = try await desk()
    let out = try await sentences("another-out", at: desk)
    #expect(out[0].hasPrefix("It was lifted at ") || out[0].hasPrefix("Its lift began at "))
    #expect(out.contains { $0.hasPrefix("newsroom has it since ") })
    _ = try await desk.desk.command(
      CommandSubmission(command: .kill(reason)), on: "another-out", call(desk))
    #expect(try await sentences("another-out", at: desk)[0].contains(" by ada: a quote is being"))
    _ = try await desk.desk.command(
      CommandSubmission(command: .withdraw(reason)), on: "own", call(desk))
    let withdrawn = try await sentences("own", at: desk)
    #expect(withdrawn.count == 1 && withdrawn[0].hasSuffix(" by ada: a quote is being checked"))
    try desk.stop()
  }

  @Test("Without roles it is root and the daemon's own user, and a role of nobody says so")
  func members() async throws {
    let desk = try await RoleDesk()
    desk.adopt([.admin: [.user("ada")]])
    #expect(try await sentences("own", at: desk)[0].contains("publisher: nobody; root."))
    desk.adopt(nil, daemonUser: 1000)
    let why = try await sentences("own", at: desk)
    #expect(why[0].hasSuffix("Who may: root and the daemon's own user."))
    try desk.stop()
  }

  @Test("A dry run says what a new time would be, and changes and records nothing")
  func dryRun() async throws {
    let desk = try await desk()
    let before = try await desk.records().count
    func reschedule(_ stamp: String) async throws -> CommandReply {
      let request = RescheduleRequest(text: stamp, reason: "moved", dryRun: true)
      let answer = try await desk.desk.command(
        CommandSubmission(command: .reschedule(request)), on: "own", call(desk))
      return try ControlJSON.decode(CommandReply.self, from: answer.body)
    }
    let reply = try await reschedule("6 May 2027, 09:00 UTC")
    #expect(reply.instant.rfc3339 == "2027-05-06T09:00:00Z")
    #expect(reply.sentence == "Nothing was changed.")
    await #expect(throws: Problem.self) { _ = try await reschedule("some day") }
    await #expect(throws: Problem.self) { _ = try await reschedule("6 May 2020, 09:00 UTC") }
    let release = try await desk.thread.call { try $0.find("own") }
    #expect(release.embargo.instant.rfc3339 == "2027-05-05T09:00:00Z")
    #expect(try await desk.records().count == before)
    try desk.stop()
  }
}
