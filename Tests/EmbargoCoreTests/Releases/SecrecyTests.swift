import EmbargoCore
import EmbargoTime
import Testing

@Suite("Records say nothing of a sealed release, and open its commitment after the lift")
struct SecrecyTests {
  private static let seeds: [UInt64] = Array(1...4)

  /// The canonical bytes of the records of a step, as text.
  private func records(of step: Walk.Step) -> [String] {
    var release = step.before
    return step.events.map { event in
      release.apply(event, by: Sample.editor, at: step.at)
      let draft = event.draft(of: release, by: Sample.editor, at: step.at)
      return String(decoding: Record(sealing: draft, after: .empty).bytes, as: UTF8.self)
    }
  }

  /// What nobody may read before the lift.
  private func secrets(of release: Release) -> [String] {
    [
      "Canary", "canary", release.slug.description, release.headline,
      release.digest.description, Hex.text(release.nonce),
    ] + release.deliveries.compactMap { $0.intent?.digest.description }
  }

  @Test(
    "No record of a queued release holds its text, headline, slug, digest or nonce",
    arguments: seeds)
  func sealed(seed: UInt64) {
    var seen = 0
    for number in 0..<100 as Range<UInt64> {
      var walk = Walk(seed: seed &* 7919 &+ number)
      for _ in 0..<100 { walk.step() }
      for step in walk.steps where step.after.phase.isQueued || step.after.phase.name == "withdrawn"
      {
        for record in records(of: step) {
          seen += 1
          for secret in secrets(of: step.after) + secrets(of: step.before) {
            #expect(!record.contains(secret), "\(record)")
          }
        }
      }
    }
    #expect(seen > 500)
  }

  @Test("The record of the submission holds none of it either")
  func submission() {
    let release = Sample.release()
    let draft = Event.submitted().draft(of: release, by: Sample.editor, at: Sample.base)
    let text = String(decoding: Record(sealing: draft, after: .empty).bytes, as: UTF8.self)
    for secret in secrets(of: release) { #expect(!text.contains(secret), "\(text)") }
    #expect(draft.data["commitment"]?.text?.count == 64)
  }

  @Test("The record of the lift gives digest and nonce, and they open the commitment")
  func opened() throws {
    var release = Sample.release()
    var drafts: [RecordDraft] = []
    func happen(_ command: Command?, at now: Instant) throws {
      let events =
        try command.map { try release.decide($0, at: now, policy: Sample.policy) } ?? [.submitted()]
      for event in events {
        release.apply(event, by: Sample.editor, at: now)
        drafts.append(event.draft(of: release, by: Sample.editor, at: now))
      }
    }
    try happen(nil, at: Sample.base - .hours(1))
    try happen(
      .replace(
        Sample.replacement(due: Sample.base), allowPast: false, reason: "typo"),
      at: Sample.base - .minutes(30))
    try happen(.setOutputs([Sample.newsroom]), at: Sample.base - .minutes(20))
    try happen(.arm(Sample.intents(revision: 3)), at: Sample.base - .seconds(30))
    try happen(
      .finish([Sample.outcome(Sample.newsroom, Sample.delivered, at: Sample.base)]),
      at: Sample.base)
    let lifted = try #require(drafts.last)
    #expect(lifted.event == "release.lifted")
    let digest = try #require(
      Hex.bytes(lifted.data["digest"]?.text ?? "").flatMap { Digest(bytes: $0) })
    let nonce = try #require(Hex.bytes(lifted.data["nonce"]?.text ?? ""))
    let commitment = JSON.string(Commitment(to: digest, nonce: nonce).text)
    let committed = drafts.filter { $0.data["commitment"] != nil }.map { $0.data["commitment"] }
    #expect(committed.count == 3)
    #expect(committed[0] != commitment, "that of the first revision")
    #expect(committed[1] == commitment && committed[2] == commitment)
    #expect(digest == Sample.replacement(due: Sample.base).digest)
  }

  @Test("Every number in a record is small enough for every reader of JSON")
  func numbers() throws {
    for seed in Self.seeds {
      var walk = Walk(seed: seed)
      for _ in 0..<300 { walk.step() }
      for record in walk.steps.flatMap({ records(of: $0) }) {
        _ = try JSON(parsing: Array(record.utf8))
      }
    }
  }
}
