import EmbargoCore
import EmbargoDaemon
import EmbargoSimulation
import EmbargoTime
import Testing

@Suite("Nothing goes out with words or to places that were not approved")
struct ApprovalTests {
  private static let jo = Actor(uid: 1001, name: "jo")
  private static let kim = Actor(uid: 1002, name: "kim")
  private let bench = Bench(settings())

  private static func settings(_ required: Int = 1, newsroom: String = "here") -> EngineSettings {
    EngineSettings(
      policy: Policy(
        approval: ApprovalPolicy(
          required: required,
          fingerprints: [
            Bench.output("newsroom"): Digest(of: Array(newsroom.utf8)),
            Bench.output("wire"): Digest(of: [1]),
          ])))
  }

  @discardableResult
  private func approve(_ id: ReleaseID, by actor: Actor = jo) throws -> Release {
    let release = try bench.release(id)
    let seal = release.seal(bench.engine.settings.policy.approval)
    return try bench.engine.perform(.approve(seal: seal), on: id.description, by: actor)
  }

  private func reload(_ settings: EngineSettings) {
    bench.engine.reconfigure(outputs: [bench.newsroom, bench.wire], settings: settings)
  }

  /// Lets time pass until behind the instant, looking once a second.
  private func lift(after seconds: Int64) {
    for _ in 0..<seconds {
      bench.now = bench.now + .seconds(1)
      let reports = bench.fire()
      if !reports.isEmpty { bench.engine.lifted(reports) }
      bench.engine.tick()
    }
  }

  @Test("Approved by another person it goes out at its instant")
  func good() throws {
    let release = try bench.submit(in: .minutes(2))
    #expect(release.awaitsApproval)
    #expect(try bench.ledger.counts()["awaiting-approval"] == 1)
    #expect(try !approve(release.id).awaitsApproval)
    lift(after: 121)
    #expect(try bench.release(release.id).phase.name == "lifting")
    #expect(bench.codes() == [])
    #expect(try bench.events().contains("release.approved"))
  }

  @Test("Unapproved it is not armed, that is announced ahead, and it is held at its instant")
  func unapproved() throws {
    let release = try bench.submit(in: .minutes(6))
    lift(after: 90)
    #expect(bench.codes(.warning) == ["release.preflight"])
    #expect(bench.notices.last?.text.contains("it has 0 of 1 approvals") == true)
    lift(after: 250)
    #expect(bench.codes() == ["approval.missing"])
    #expect(bench.engine.problems["arm:\(release.id)"] != nil)
    lift(after: 21)
    guard case .held(let hold) = try bench.release(release.id).phase else {
      Issue.record("it is not held")
      return
    }
    #expect(hold.cause == .approval)
    #expect(bench.codes() == ["approval.missing", "release.held-unapproved"])
    try approve(release.id)
    lift(after: 60)
    #expect(try bench.release(release.id).phase.name == "held")
    try bench.engine.perform(.resume, on: release.id.description, by: Bench.editor)
    lift(after: 2)
    #expect(try bench.release(release.id).phase.name == "lifting")
  }

  @Test(
    "Changed bytes, a changed embargo and changed outputs: no lift, and it is said at once",
    arguments: [
      Command.reschedule(
        Bench.embargo(Bench.start + .seconds(181)), allowPast: false, reason: "later"),
      .replace(
        Replacement(
          headline: "other", digest: RevisionContent(bytes: [1]).digest,
          nonce: Array(repeating: 3, count: 32),
          embargo: Bench.embargo(Bench.start + .minutes(3))),
        allowPast: false, reason: "typo"),
      .setOutputs([Bench.output("newsroom")]),
    ])
  func changed(command: Command) throws {
    let release = try bench.submit(in: .minutes(3))
    try approve(release.id)
    lift(after: 155)
    // It is armed by now.
    var content: RevisionContent?
    if case .replace = command { content = RevisionContent(bytes: [1]) }
    let after = try bench.engine.perform(
      command, on: release.id.description, by: Bench.editor, content: content)
    #expect(after.awaitsApproval && after.approvals.isEmpty)
    #expect(bench.codes(.warning) == ["approval.withdrawn"])
    #expect(bench.engine.problems["approval:\(release.id)"] != nil)
    lift(after: 40)
    #expect(try bench.release(release.id).phase.name == "held")
    #expect(try !bench.events().contains("release.lift-began"))
    #expect(try bench.events().contains("release.approval-withdrawn"))
  }

  @Test("A changed directory after the approval: no lift, announced at the reload")
  func configuredOtherwise() throws {
    let far = try bench.submit("far", in: .hours(40))
    let near = try bench.submit("near", in: .minutes(3))
    for id in [far.id, near.id] { try approve(id) }
    lift(after: 155)
    reload(Self.settings(newsroom: "elsewhere"))
    // What is near its lift is not asked twice; the rest of the queue follows in pieces.
    #expect(bench.codes(.warning) == ["approval.withdrawn"])
    #expect(try bench.engine.reviewApprovals(after: nil, count: 64) == nil)
    #expect(bench.codes(.warning) == ["approval.withdrawn", "approval.withdrawn"])
    let notice = try #require(bench.notices.last { $0.code == "approval.withdrawn" })
    #expect(notice.text.contains("output newsroom is configured otherwise"))
    #expect(try bench.release(far.id).awaitsApproval)
    lift(after: 40)
    #expect(try bench.release(near.id).phase.name == "held")
    #expect(try !bench.events().contains("release.lift-began"))
    try approve(far.id)
    #expect(bench.engine.problems["approval:\(far.id)"] == nil)
  }

  @Test("What changed while the daemon was down is found when it is armed")
  func restart() throws {
    let release = try bench.submit(in: .minutes(3))
    try approve(release.id)
    lift(after: 155)
    bench.restart(Self.settings(newsroom: "elsewhere"))
    lift(after: 40)
    #expect(try bench.release(release.id).phase.name == "held")
    #expect(try !bench.events().contains("release.lift-began"))
  }

  @Test("What the lift thread has begun with goes out as it was approved")
  func underWay() throws {
    let release = try bench.submit(in: .seconds(20))
    try approve(release.id)
    bench.engine.tick()
    bench.now = release.due
    let reports = bench.fire()
    reload(Self.settings(newsroom: "elsewhere"))
    bench.engine.lifted(reports)
    #expect(try bench.release(release.id).phase.name == "lifting")
    #expect(try bench.release(release.id).ownApprovals.count == 1)
  }

  @Test("For immediate release waits for its approval, wakes nobody, and then goes at once")
  func immediate() throws {
    let release = try bench.submit(in: .zero)
    #expect(try bench.ledger.nextWake() == nil)
    lift(after: 3600)
    #expect(bench.notices.isEmpty)
    try approve(release.id)
    lift(after: 1)
    #expect(try bench.release(release.id).phase.name == "lifting")
    #expect(bench.codes() == [])
  }

  @Test("Fewer that are asked for let go what waits, at the review")
  func fewer() throws {
    let now = try bench.submit("now", in: .zero)
    let later = try bench.submit("later", in: .hours(2))
    reload(Self.settings(0))
    #expect(try bench.engine.reviewApprovals(after: nil, count: 64) == nil)
    lift(after: 1)
    #expect(try bench.release(now.id).phase.name == "lifting")
    #expect(try bench.release(later.id).stateName == "scheduled")
    reload(Self.settings(2))
    #expect(try bench.engine.reviewApprovals(after: nil, count: 64) == nil)
    #expect(try bench.release(later.id).stateName == "awaiting-approval")
    #expect(bench.codes(.warning) == ["approval.required"])
  }

  @Test("A correction waits and goes out with its last approval")
  func correction() throws {
    let release = try bench.submit(in: .seconds(20))
    try approve(release.id)
    lift(after: 21)
    try bench.answer()
    let content = RevisionContent(bytes: Array("right".utf8))
    let correction = Correction(
      headline: "right", digest: content.digest, nonce: Array(repeating: 4, count: 32))
    let waiting = try bench.engine.perform(
      .correct(correction, reason: "typo"), on: release.id.description, by: Bench.editor,
      content: content)
    #expect(waiting.revision == 1 && waiting.proposal != nil)
    let policy = bench.engine.settings.policy.approval
    let seal = waiting.seal(of: correction, reason: "typo", policy)
    #expect(
      bench.refusal {
        try bench.engine.perform(
          .approve(seal: seal), on: release.id.description, by: Bench.editor)
      } == "refused")
    let preview = try bench.engine.preview(
      of: waiting, at: Bench.output("wire"), proposed: true)
    #expect(preview.event.name == "release.corrected")
    let after = try bench.engine.perform(
      .approve(seal: seal), on: release.id.description, by: Self.kim)
    #expect(after.revision == 2 && after.digest == content.digest)
    #expect(try bench.ledger.content(of: release.id, revision: 2) == content)
    // Both have the text before; what makes way for it is no matter of links alone.
    #expect(bench.dispatcher.works.map(\.output.description).sorted() == ["newsroom", "wire"])
  }
}
