import EmbargoControl
import EmbargoCore
import EmbargoDaemon
import EmbargoTime
import Testing

@Suite(
  "Everybody may do what docs/roles.md says and nothing else",
  .enabled(if: RoleDesk.isPossible, "this machine has no zone files"), .timeLimit(.minutes(5)))
struct MatrixTests {
  private typealias Role = Configuration.Role

  @Test("Each request × each role × a release of one's own and of another × waiting and out")
  func matrix() async throws {
    let documented = try DocumentedRoles()
    let desk = try await RoleDesk()
    for role in Role.allCases {
      desk.give(role, to: "ada")
      for route in ControlRoute.allCases {
        for target in RoleDesk.Target.allCases {
          let isPermitted = try documented.permits(
            role, route.action, isOwn: target.isOwn, isOut: target.isOut)
          let refusal = await desk.refusal(of: route, on: target.slug)
          let place = "\(role), \(route.rawValue), \(target)"
          #expect((refusal == nil) == isPermitted, "\(place): \(refusal?.detail ?? "permitted")")
          guard let refusal else { continue }
          #expect(refusal.code.exitCode == .notPermitted, "\(place)")
          #expect(refusal.detail.contains("needs"), "\(refusal.detail)")
          let absent = await desk.refusal(of: route, on: "no-such-release")
          #expect(absent == refusal, "\(place): what is not there is answered otherwise")
        }
      }
    }
    try desk.stop()
  }

  @Test("A list holds what its reader may see, page by page, and nothing twice")
  func lists() async throws {
    let desk = try await RoleDesk()
    let wanted: [Role: [String]] = [
      .submitter: ["another-out", "own-out", "own"], .auditor: ["another-out", "own-out"],
      .operator: ["another-out", "own-out", "own", "another"],
    ]
    for (role, slugs) in wanted.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
      desk.give(role, to: "ada")
      var (seen, cursor) = ([String](), String?.none)
      repeat {
        let page = try await desk.desk.list(QueueQuery(limit: 1, cursor: cursor), desk.ada)
        seen += page.releases.map(\.slug)
        cursor = page.next
      } while cursor != nil && seen.count < 10
      // What is out went out at one instant, in the order of its ids.
      #expect(seen.prefix(2).sorted() + seen.dropFirst(2) == slugs, "\(role)")
      let held = try await desk.desk.list(QueueQuery(states: [.held]), desk.ada)
      #expect(held.releases == [])
    }
    try desk.stop()
  }

  @Test("Status names the nearest lift to those only who may list it")
  func status() async throws {
    let desk = try await RoleDesk()
    let wanted: [Role: String?] = [.submitter: "own", .auditor: nil, .operator: "own"]
    for (role, slug) in wanted {
      desk.give(role, to: "ada")
      let status = try await desk.desk.status(desk.ada)
      #expect(status.nextLift?.slug == slug, "\(role)")
      #expect(status.queue[.scheduled] == 2)
    }
    try desk.stop()
  }

  @Test("A beginning of an id that releases of others have, too, is that of one's own")
  func beginnings() async throws {
    let desk = try await RoleDesk()
    let ids = try await desk.thread.call { engine in
      try ["own", "another"].map { try engine.find($0).id.description }
    }
    let common = String(zip(ids[0], ids[1]).prefix { $0 == $1 }.map(\.0))
    try #require(common.count >= 4)
    desk.give(.submitter, to: "ada")
    // Two of them are out, and one is one's own.
    let problem = await #expect(throws: Problem.self) {
      _ = try await desk.desk.show(common, desk.ada)
    }
    #expect(problem?.code == .ambiguous && problem?.detail.contains(ids[1]) == false)
    let hold = await desk.refusal(of: .hold, on: ids[1])
    #expect(hold?.code == .notPermitted)
    #expect(await desk.refusal(of: .hold, on: ids[0]) == nil)
    try desk.stop()
  }

  @Test("Records are found by id; a slug leads there only for those who may know it")
  func records() async throws {
    let desk = try await RoleDesk()
    let id = try await desk.thread.call { try $0.find("another").id.description }
    desk.give(.auditor, to: "ada")
    let found = try await desk.desk.audit(AuditQuery(release: id), desk.ada)
    #expect(!found.records.isEmpty)
    for slug in ["another", "no-such-release"] {
      let problem = await #expect(throws: Problem.self) {
        _ = try await desk.desk.audit(AuditQuery(release: slug), desk.ada)
      }
      #expect(problem?.code == .notFound && problem?.release == nil)
    }
    desk.give(.operator, to: "ada")
    #expect(
      try await desk.desk.audit(AuditQuery(release: "another"), desk.ada).records == found.records)
    try desk.stop()
  }

  @Test("What stands in the way of a submission is named to those only who may know of it")
  func clashes() async throws {
    let desk = try await RoleDesk()
    desk.give(.submitter, to: "ada")
    let again = SubmitRequest(bytes: RoleDesk.text("another"), slug: "third")
    for isKnown in [false, true] {
      if isKnown { desk.give([.submitter, .operator], to: "ada") }
      let problem = await #expect(throws: Problem.self) {
        _ = try await desk.desk.submit(
          .one(Submission(request: again)), ControlCall(caller: desk.ada, key: nil))
      }
      #expect(problem?.code == .duplicate)
      #expect((problem?.release != nil) == isKnown)
    }
    try desk.stop()
  }

  @Test("Refusals and readings are on the record, without what was typed, and bounded")
  func recorded() async throws {
    let desk = try await RoleDesk()
    desk.give(.submitter, to: "ada")
    for _ in 0..<30 {
      #expect(await desk.refusal(of: .hold, on: "another") != nil)
      #expect(await desk.refusal(of: .preview, on: "own") == nil)
      #expect(await desk.refusal(of: .preview, on: "own-out") == nil)
    }
    await desk.desk.recordDenials(always: true)
    let records = try await desk.records()
    let denied = records.filter { $0["event"]?.text == "access.denied" }
    #expect(denied.count == Denials.most + 1)
    #expect(denied.first?["data"]?["action"]?.text == "hold")
    #expect(denied.first?["release"] == nil && denied.first?["actor"]?["name"]?.text == "ada")
    #expect(denied.last?["data"]?["count"] == .integer(20))
    let read = records.filter { $0["event"]?.text == "release.read" }
    #expect(read.count == 1)
    #expect(read.first?["data"]?["revision"] == .integer(1))
    desk.clock.now = desk.clock.now + .minutes(1)
    #expect(await desk.refusal(of: .preview, on: "own") == nil)
    #expect(try await desk.records().count { $0["event"]?.text == "release.read" } == 2)
    try desk.stop()
  }

  @Test("What cannot be recorded is not read, and a refusal stays one")
  func fullDisk() async throws {
    let desk = try await RoleDesk()
    desk.give(.submitter, to: "ada")
    try await desk.fill(true)
    let problem = await #expect(throws: Problem.self) {
      _ = try await desk.desk.preview("own", PreviewQuery(output: "newsroom"), desk.ada)
    }
    #expect(problem?.code == .noSpace)
    #expect(await desk.refusal(of: .hold, on: "another")?.code == .notPermitted)
    try desk.stop()
  }
}
