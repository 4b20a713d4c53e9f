import EmbargoCore
import EmbargoDaemon
import EmbargoOutputs
import EmbargoSimulation
import EmbargoTime
import Testing

@Suite("Corrections and kills reach every output that has the release, in order")
struct AfterLiftTests {
  private let bench = Bench()

  /// A release whose files are out and whose request is on its way.
  private func lifted() throws -> Release {
    let release = try bench.submit(in: .seconds(1), slug: "letter")
    bench.engine.tick()
    bench.now = release.due
    bench.engine.lifted(bench.fire())
    return try bench.release(release.id)
  }

  private func correct(_ release: Release, _ text: String) throws {
    let content = RevisionContent(bytes: Array(text.utf8))
    let correction = Correction(
      headline: text, digest: content.digest, nonce: Array(repeating: 4, count: 32))
    try bench.engine.perform(
      .correct(correction, reason: "a typo"), on: release.id.description, by: Bench.editor,
      content: content)
  }

  private func kill(_ release: Release) throws {
    try bench.engine.perform(
      .kill(reason: "not true"), on: release.id.description, by: Bench.editor)
  }

  private func bodies() -> [String] {
    bench.dispatcher.works.map { work in
      switch work.kind {
      case .send(_, let publication):
        "wire " + String(decoding: publication.pieces[0].bytes, as: UTF8.self)
      case .publish: "newsroom"
      }
    }
  }

  @Test("A correction waits for the request that is under way at the same output, and no other")
  func order() throws {
    let release = try lifted()
    #expect(bodies() == ["wire text"])
    try correct(release, "better text")
    #expect(bodies() == ["wire text", "newsroom"])
    bench.engine.tick()
    #expect(bodies() == ["wire text", "newsroom"])
    // The late answer is on the record and lets the correction go, at once.
    try bench.answer(.failed(error: "no answer", ambiguous: true, retryAfter: nil))
    #expect(bodies() == ["newsroom", "wire better text"])
    #expect(try bench.events().contains("delivery.ended-late"))
    #expect(try bench.state(release.id, bench.wire.name) == "attempting")
    let earlier = try bench.ledger.deliveries(of: release.id, revision: 1)
    #expect(earlier.map(\.state.name) == ["delivered", "failed"])
  }

  @Test("A kill cancels what was to be tried again, and goes at once")
  func retries() throws {
    let release = try lifted()
    try bench.answer(.failed(error: "HTTP 503", ambiguous: false, retryAfter: nil))
    #expect(try bench.state(release.id, bench.wire.name) == "retrying")
    try kill(release)
    #expect(bodies().count == 2)
    let earlier = try bench.ledger.deliveries(of: release.id, revision: 1)
    #expect(earlier.map(\.state.name) == ["delivered", "cancelled"])
    #expect(try bench.release(release.id).phase.name == "killed")
    #expect(bench.refusal { try kill(release) } == "refused")
  }

  @Test("After a crash the kill goes on under the same key, and the earlier attempt is not made")
  func crash() throws {
    let release = try lifted()
    try kill(release)
    bench.restart()
    bench.engine.tick()
    let keys = bench.dispatcher.works.compactMap { work -> String? in
      guard case .send(_, let publication) = work.kind else { return nil }
      return publication.key.description
    }
    let wanted = IdempotencyKey(
      instance: bench.ledger.instanceKey, release: release.id, revision: 2,
      output: bench.wire.name, event: "release.killed")
    #expect(keys == [wanted.description])
    bench.restart()
    bench.engine.tick()
    try bench.answer()
    try bench.answer()
    #expect(try bench.release(release.id).deliveries.allSatisfy { $0.state.name == "delivered" })
  }

  @Test("Before the lift a kill is refused with the word for that, and what is armed stays so")
  func queued() throws {
    let release = try bench.submit(in: .seconds(10))
    bench.engine.tick()
    let error = #expect(throws: EngineError.self) { try kill(release) }
    guard case .refused(let refusal)? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(refusal.message.contains("withdraw"))
    #expect(bench.lifter.table.count == 1)
  }

  @Test("While a lift goes out and is not on the record the answer is to ask again")
  func goingOut() throws {
    let release = try bench.submit(in: .seconds(10))
    bench.engine.tick()
    bench.now = release.due
    let reports = bench.fire()
    #expect(bench.refusal { try kill(release) } == "goingOut")
    bench.engine.lifted(reports)
    try kill(release)
  }

  @Test("A preview is what goes out, and of an endpoint what is kept for it")
  func preview() throws {
    let release = try bench.submit("text", in: .seconds(10))
    let before = try bench.engine.preview(of: release, at: bench.wire.name)
    #expect(!before.isStored && before.event == .published)
    bench.engine.tick()
    let armed = try bench.engine.preview(of: bench.release(release.id), at: bench.wire.name)
    #expect(armed.isStored && armed.publication.pieces == before.publication.pieces)
    bench.now = release.due
    bench.engine.lifted(bench.fire())
    let files = try bench.engine.preview(of: bench.release(release.id), at: bench.newsroom.name)
    #expect(files.publication.pieces[0].bytes == bench.newsroom.files.values.first)
  }
}
