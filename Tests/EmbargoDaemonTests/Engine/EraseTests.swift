import EmbargoCore
import EmbargoDaemon
import EmbargoSimulation
import EmbargoTime
import Testing

@Suite("What is over can be erased, and nothing else")
struct EraseTests {
  private let bench = Bench()

  private func erase(_ release: Release, because reason: String = "asked for") throws {
    try bench.engine.erase(release.id, reason: reason, by: Bench.editor)
  }

  /// Lifted, with what the endpoint is sent still under way.
  private func lifted(outputs: [String] = ["newsroom"]) throws -> Release {
    let release = try bench.submit("a text", in: .seconds(5), slug: "letter", outputs: outputs)
    bench.engine.tick()
    bench.now = bench.now + .seconds(6)
    bench.engine.tick()
    bench.engine.lifted(bench.fire())
    return release
  }

  @Test("A lifted release loses its words and keeps what came of it, and the record says so")
  func erased() throws {
    let release = try lifted()
    try erase(release)
    let left = try bench.release(release.id)
    #expect(left.isErased && left.headline == Erasure.headline)
    #expect(left.phase.name == "lifted")
    #expect(left.deliveries.map(\.state.name) == ["delivered"])
    #expect(left.deliveries.allSatisfy { $0.intent == nil })
    let events = try bench.events()
    #expect(events.last == "release.erased")
    #expect(bench.refusal { try bench.engine.find("letter") } == "notFound")
    let page = try bench.engine.published(
      at: Bench.output("newsroom"), before: nil, count: 10)
    #expect(page.releases == [], "it is in no feed any more")
    #expect(try bench.ledger.content(of: release.id, revision: 1) == Erasure.content)
  }

  @Test("What waits, goes out or is being sent is refused; so is a second time, and no reason")
  func refusals() throws {
    let waiting = try bench.submit(in: .hours(1))
    #expect(bench.refusal { try erase(waiting) } == "refused")
    let release = try lifted(outputs: ["newsroom", "wire"])
    #expect(bench.refusal { try erase(release) } != nil, "the endpoint has not answered")
    #expect(try bench.release(release.id).headline == "a text")
    try bench.engine.perform(
      .withdraw(reason: "no"), on: waiting.id.description, by: Bench.editor)
    #expect(bench.refusal { try erase(waiting, because: " ") } == "refused")
    try erase(waiting)
    #expect(bench.refusal { try erase(waiting) } == "refused")
  }

  @Test("Nothing can be done with what was erased")
  func commands() throws {
    let release = try lifted()
    try erase(release)
    for command in [Command.kill(reason: "wrong"), .retry(Bench.output("newsroom"))] {
      let refusal = bench.refusal {
        try bench.engine.perform(command, on: release.id.description, by: Bench.editor)
      }
      #expect(refusal == "refused")
    }
  }

  @Test("After it the same slug and name can be taken by another release")
  func again() throws {
    try erase(try lifted())
    let again = try bench.submit("another text", in: .hours(1), slug: "letter")
    #expect(again.slug.description == "letter")
  }

  @Test("What has been over for long enough is found, the oldest first, and nothing else")
  func forgettable() throws {
    let old = try lifted()
    bench.now = bench.now + .hours(48)
    let withdrawn = try bench.submit("to be withdrawn", in: .hours(100))
    try bench.engine.perform(
      .withdraw(reason: "no"), on: withdrawn.id.description, by: Bench.editor)
    let waiting = try bench.submit("waits", in: .hours(100))
    func found(_ phases: Set<String>, _ span: Span) throws -> [ReleaseID] {
      try bench.engine.forgettable(
        in: phases, before: bench.now - span, after: nil, count: 10
      ).releases
    }
    #expect(try found(["lifted", "killed"], .hours(24)) == [old.id])
    #expect(try found(["lifted", "killed"], .hours(72)) == [])
    #expect(try found(["withdrawn"], .hours(24)) == [])
    bench.now = bench.now + .hours(25)
    #expect(try found(["withdrawn"], .hours(24)) == [withdrawn.id])
    try erase(old)
    #expect(try found(["lifted", "killed"], .hours(24)) == [])
    #expect(try bench.release(waiting.id).headline == "waits")
  }

  @Test("One submitter's waiting releases come to no more than the quota, and others have room")
  func quota() throws {
    let quota = Quota(releases: 3, bytes: 1000)
    func submit(_ text: String, by actor: Actor = Bench.editor) throws {
      var submission = bench.submission(text, due: bench.now + .hours(1))
      submission.submitter = actor
      _ = try bench.engine.submit([submission], quota: quota)
    }
    for number in 1...3 { try submit("text \(number)") }
    #expect(bench.refusal { try submit("text 4") } == "quotaFull")
    let other = Actor(uid: 1001, name: "bob")
    try submit("text 5", by: other)
    let long = String(repeating: "x", count: 995)
    #expect(bench.refusal { try submit(long, by: other) } == "quotaOfBytesFull")
    let first = try #require(
      try bench.ledger.list(phases: [], submitter: 1000, after: nil, count: 1).first)
    try bench.engine.perform(
      .withdraw(reason: "no"), on: first.id.description, by: Bench.editor)
    try submit("text 6")
  }
}
