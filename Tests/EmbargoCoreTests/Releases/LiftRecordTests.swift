import EmbargoCore
import EmbargoTime
import Testing

@Suite("What the lift thread did for a release is one record")
struct LiftRecordTests {
  private static let began = Sample.base + .milliseconds(1)
  private static let clock: JSON = ["synchronised": true]

  /// The record of a lift that published at some outputs and handed over at others.
  private func record(
    _ outcomes: [AttemptOutcome], dispatched: [OutputName] = [], outputs: [OutputName]
  ) throws -> RecordDraft {
    let release = try Sample.release()
      .after(.setOutputs(outputs), at: Sample.base - .minutes(20))
      .after(.arm(Sample.intents(revision: 2)), at: Sample.base - .seconds(30))
    var events = try release.decide(.begin(dispatched), at: Self.began, policy: Sample.policy)
    let begun = release.after(events, at: Self.began)
    let ended = outcomes.map(\.finishedAt).max() ?? Self.began
    let finished = try begun.decide(.finish(outcomes), at: ended, policy: Sample.policy)
    events += finished
    return begun.after(finished, at: ended)
      .draft(ofLift: events, clock: Self.clock, began: Self.began, ended: ended)
  }

  private func states(_ record: RecordDraft) -> [String] {
    guard case .array(let deliveries)? = record.data["deliveries"] else { return [] }
    return deliveries.map { "\($0["output"]?.text ?? "") \($0["state"]?.text ?? "")" }
  }

  @Test("It is the lift's own, and opens the commitment, where nothing is left of it")
  func whole() throws {
    let outcome = Sample.outcome(Sample.newsroom, Sample.delivered, at: Self.began)
    let record = try record([outcome], outputs: [Sample.newsroom])
    #expect(record.event == "release.lifted")
    #expect(record.at == outcome.finishedAt)
    #expect(record.data["began"]?.text == Self.began.rfc3339)
    #expect(record.data["clock"] == Self.clock)
    #expect(states(record) == ["newsroom delivered"])
    let digest = try #require(
      Hex.bytes(record.data["digest"]?.text ?? "").flatMap { Digest(bytes: $0) })
    #expect(digest == Sample.release().digest)
    #expect(Hex.bytes(record.data["nonce"]?.text ?? "") != nil)
    guard case .array(let deliveries)? = record.data["deliveries"] else { return }
    #expect(deliveries[0]["lateness_ns"]?.text == "4000000")
    #expect(deliveries[0]["receipt"]?.text == "204")
    #expect(deliveries[0]["attempt"] == 1)
    #expect(deliveries[0]["key"]?.text != nil)
  }

  @Test("It is the begin of the lift while an endpoint has yet to answer, and opens nothing")
  func begun() throws {
    let outcome = Sample.outcome(Sample.newsroom, Sample.delivered, at: Self.began)
    let record = try record(
      [outcome], dispatched: [Sample.wire], outputs: [Sample.newsroom, Sample.wire])
    #expect(record.event == "release.lift-began")
    #expect(states(record).sorted() == ["newsroom delivered", "wire attempting"])
    #expect(record.data["digest"] == nil && record.data["nonce"] == nil)
  }

  @Test("A first attempt that failed is in it with its error")
  func failed() throws {
    let outcome = Sample.outcome(Sample.newsroom, Sample.failed, at: Self.began)
    let record = try record([outcome], outputs: [Sample.newsroom])
    #expect(record.event == "release.lifted")
    #expect(states(record) == ["newsroom retrying"])
    guard case .array(let deliveries)? = record.data["deliveries"] else { return }
    #expect(deliveries[0]["error"]?.text == "HTTP 503")
    #expect(deliveries[0]["next"]?.text != nil)
  }
}
