import EmbargoCore
import EmbargoDaemon
import EmbargoSimulation
import EmbargoTime
import Testing

@Suite("What became of messages is on the record")
struct HandoverTests {
  private let bench = Bench()

  private func handover(
    _ release: ReleaseID, _ state: Handover.State, at output: String = "newsroom",
    detail: String = "no such list"
  ) -> Handover {
    Handover(
      output: Bench.output(output), release: release, message: "1.code.published.1.embargod",
      state: state, at: bench.now, recipients: 3, detail: detail, by: nil)
  }

  private func lifted() throws -> Release {
    let release = try bench.submit()
    bench.now = release.due
    bench.engine.lifted(bench.fire())
    return try bench.release(release.id)
  }

  private func record(_ handover: Handover, answer: StoredAnswer? = nil) throws {
    try bench.engine.record(handover, by: Bench.editor, answer: answer)
  }

  @Test("A report is a record of its release with what the mail server said")
  func recorded() throws {
    let release = try lifted()
    let answer = StoredAnswer(key: "1000/k", request: Digest(of: [1]), status: 200, body: [2])
    try record(handover(release.id, .handedOver), answer: answer)
    let last = try #require(
      try bench.ledger.records(after: 0, count: 100, release: release.id).last)
    let json = try JSON(parsing: last.bytes)
    #expect(json["event"]?.text == "mail.handed-over")
    #expect(
      json["data"] == [
        "detail": "no such list", "message": "1.code.published.1.embargod", "output": "newsroom",
        "recipients": 3, "reported_at": .string(bench.now.rfc3339),
      ])
    #expect(json["actor"]?["name"]?.text == Bench.editor.name)
    #expect(try bench.ledger.answer(to: "1000/k") == answer)
  }

  @Test("What waits for a person is a problem until somebody has settled it")
  func problems() throws {
    let release = try lifted()
    for (state, code) in [
      (Handover.State.deferred, "mail.deferred"), (.refused, "mail.refused"),
      (.uncertain, "mail.uncertain"),
    ] {
      try record(handover(release.id, state))
      #expect(bench.engine.problems.values.map(\.code) == [code])
    }
    try record(handover(release.id, .resent))
    #expect(bench.engine.problems.isEmpty)
    try record(handover(release.id, .uncertain))
    try record(handover(release.id, .discarded))
    #expect(bench.engine.problems.isEmpty)
  }

  @Test("Nothing is recorded of a release whose lift is not, or that never went there")
  func refused() throws {
    let release = try bench.submit()
    let count = try bench.events().count
    #expect(bench.refusal { try record(handover(release.id, .handedOver)) } == "notRecordedYet")
    let other = ReleaseID(at: bench.now, random: [9])
    #expect(bench.refusal { try record(handover(other, .handedOver)) } == "notFound")
    let elsewhere = handover(release.id, .handedOver, at: "elsewhere")
    #expect(bench.refusal { try record(elsewhere) } == "notFound")
    #expect(try bench.events().count == count)
  }
}
