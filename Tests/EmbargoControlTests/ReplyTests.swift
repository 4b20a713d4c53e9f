import EmbargoControl
import EmbargoCore
import EmbargoTime
import Testing

@Suite("The replies of the control API")
struct ReplyTests {
  let samples: Samples

  init() throws { samples = try Samples() }

  @Test("A release in the list has the promised members and no others")
  func listMembers() throws {
    let summary = ReleaseSummary(try samples.release(.scheduled))
    let names = [
      "approvals_given", "approvals_required", "change", "civil", "due", "headline", "held", "id",
      "instant", "outputs", "revision", "slug",
      "stamp", "state", "submitted_at", "submitted_by", "zone",
    ]
    let members = try Samples.members(summary)
    #expect(members.keys.sorted() == names)
    #expect(members["instant"] == "2023-09-19T21:00:00Z")
    #expect(members["civil"] == "2023-09-19T17:00:00")
    #expect(members["state"] == "scheduled")
    #expect(members["submitted_by"] == "maria")
    #expect(members["held"] == .null)
  }

  @Test("A shown release has the members of the list and those of the detail, null included")
  func showMembers() throws {
    let release = try samples.release(
      .lifted(at: samples.instant),
      deliveries: [
        try samples.delivery(
          "newsroom",
          .delivered(
            Delivered(
              at: samples.instant + .milliseconds(3), lateness: .milliseconds(3),
              receipt: "letter.txt"))),
        try samples.delivery("wire", .retrying(next: samples.instant + .seconds(5))),
      ])
    let detail = ReleaseDetail(release, reading: samples.reading, blockedBy: [], revisions: [])
    let members = try Samples.members(detail)
    for name in ["approvals", "blocked_by", "deliveries", "lifted_at", "reading", "revisions"] {
      #expect(members[name] != nil, "\(name)")
    }
    #expect(members["headline"] == "A headline")
    #expect(members["approvals"] == [])
    #expect(members["lifted_at"] == "2023-09-19T21:00:00Z")
    guard case .array(let deliveries) = members["deliveries"] else {
      Issue.record("deliveries is no array")
      return
    }
    #expect(deliveries[0]["lateness_ns"] == 3_000_000)
    #expect(deliveries[0]["last_error"] == .null)
    #expect(deliveries[1]["next_attempt_at"] == "2023-09-19T21:00:05Z")
    #expect(deliveries[1]["delivered_at"] == .null)
    #expect(try Samples.decode(ReleaseDetail.self, Samples.text(detail)) == detail)
  }

  @Test("A held release says why")
  func heldReason() throws {
    let hold = Hold(cause: .zoneRules, reason: "the rules changed", at: samples.instant)
    let members = try Samples.members(ReleaseSummary(try samples.release(.held(hold))))
    #expect(members["state"] == "held")
    #expect(members["held"]?["cause"] == "zone-rules")
    #expect(members["held"]?["reason"] == "the rules changed")
  }

  @Test("The object for one instant is the documented one")
  func timeInstant() throws {
    let wanted = """
      {"abbreviation":"EDT","civil":"2023-09-19T17:00:00","instant":"2023-09-19T21:00:00Z",\
      "notes":[],"offset":"-04:00","outcome":"instant",\
      "stamp":"September 19, 2023, 5:00 p.m. EDT","tzdb":"2025b","zone":"America/New_York"}
      """
    #expect(try Samples.text(samples.facts) == wanted)
    #expect(try Samples.decode(TimeReply.self, wanted) == samples.facts)
  }

  @Test("The object for an immediate release is the documented one")
  func timeImmediate() throws {
    let reply = TimeReply(.immediate(stamp: "FOR IMMEDIATE RELEASE", range: 0..<21))
    let wanted = #"{"outcome":"immediate","stamp":"FOR IMMEDIATE RELEASE"}"#
    #expect(try Samples.text(reply) == wanted)
    #expect(try Samples.decode(TimeReply.self, wanted) == reply)
  }

  @Test("The object for a refusal is the documented one, candidates in their order")
  func timeRefused() throws {
    let first = try #require(Instant(rfc3339: "2024-11-03T05:30:00Z"))
    let refusal = StampRefusal(
      .fold, "1:30 a.m. comes twice",
      candidates: [
        Candidate(instant: first, write: "1:30 a.m. EDT, November 3, 2024"),
        Candidate(instant: first + .hours(1), write: "1:30 a.m. EST, November 3, 2024"),
      ])
    let wanted = """
      {"candidates":[{"instant":"2024-11-03T05:30:00Z","write":"1:30 a.m. EDT, November 3, 2024"},\
      {"instant":"2024-11-03T06:30:00Z","write":"1:30 a.m. EST, November 3, 2024"}],\
      "message":"1:30 a.m. comes twice","outcome":"refused","reason":"fold"}
      """
    #expect(try Samples.text(TimeReply(refusal)) == wanted)
    #expect(try Samples.decode(TimeReply.self, wanted) == TimeReply(refusal))
  }

  @Test("Every phase of the core has a state of the same name")
  func stateNames() throws {
    let at = samples.instant
    let hold = Hold(cause: .person, reason: "r", at: at)
    let phases: [Phase] = [
      .scheduled, .held(hold), .lifting(since: at), .lifted(at: at), .withdrawn(at: at),
      .killed(at: at),
    ]
    for phase in phases {
      let release = try samples.release(phase)
      #expect(ReleaseState(release).rawValue == phase.name && release.stateName == phase.name)
    }
    var waiting = try samples.release(.scheduled)
    waiting.approvalsRequired = 1
    #expect(ReleaseState(waiting) == .awaitingApproval)
    #expect(waiting.stateName == ReleaseState.awaitingApproval.rawValue)
  }

  @Test("The counts of the queue name every state, also those with none")
  func queueCounts() throws {
    let members = try Samples.members(QueueCounts(["scheduled": 3]))
    #expect(members.keys.sorted() == ReleaseState.allCases.map(\.rawValue).sorted())
    #expect(members["scheduled"] == 3)
    #expect(members["killed"] == 0)
  }

  @Test("A record comes back byte for byte, so that its hash can be checked")
  func recordBytes() throws {
    let draft = RecordDraft(
      event: "release.held", release: samples.id, actor: .daemon, at: samples.instant,
      data: ["reason": "a / b \u{7} \u{2028} \"ü\""])
    let record = Record(sealing: draft, after: .empty)
    let page = AuditPage(records: [record], next: nil, head: ChainHead(record))
    let back = try Samples.decode(AuditPage.self, Samples.text(page))
    #expect(back.records[0].record == record)
    #expect(back.head == ChainHead(record).text)
  }
}
