import EmbargoControl
import EmbargoCore
import EmbargoTime
import Testing

/// Values to write as JSON, each with everything in it.
struct Samples {
  let instant: Instant
  let civil: CivilDateTime
  let id = ReleaseID(at: Instant(seconds: 1_700_000_000), random: Array(1...10))

  init() throws {
    instant = try #require(Instant(rfc3339: "2023-09-19T21:00:00Z"))
    civil = try #require(CivilDateTime(iso8601: "2023-09-19T17:00:00"))
  }

  func release(_ phase: Phase, deliveries: [Delivery] = []) throws -> Release {
    Release(
      id: id, slug: try #require(Slug("central-asia-letter")), revision: 2,
      headline: "A headline", digest: Digest(of: []), nonce: [], embargo: embargo,
      due: instant, phase: phase, deliveries: deliveries,
      submitter: Actor(uid: 1000, name: "maria"), submittedAt: Instant(seconds: 1_600_000_000),
      lateGrace: nil)
  }

  var embargo: Embargo {
    Embargo(
      stamp: "September 19, 2023, 5:00 p.m. EDT", civil: civil, zone: .named("America/New_York"),
      instant: instant, tzdb: "2025b")
  }

  var facts: TimeReply {
    .instant(
      TimeReply.Facts(
        instant: instant, civil: civil, zone: "America/New_York", offset: "-04:00",
        abbreviation: "EDT", stamp: embargo.stamp, tzdb: "2025b", notes: []))
  }

  var reading: ReadingReply { ReadingReply(facts: facts, words: "Tuesday 19 September 2023") }

  func delivery(_ name: String, _ state: DeliveryState) throws -> Delivery {
    Delivery(output: try #require(OutputName(name)), state: state)
  }

  static func text(_ value: some Encodable) throws -> String {
    String(decoding: try ControlJSON.encode(value), as: UTF8.self)
  }

  static func members(_ value: some Encodable) throws -> JSON.Members {
    guard case .object(let members) = try JSON(parsing: ControlJSON.encode(value)) else {
      throw ControlJSONError(path: "", detail: "no object")
    }
    return members
  }

  static func decode<Value: Decodable>(_ type: Value.Type, _ text: String) throws -> Value {
    try ControlJSON.decode(type, from: Array(text.utf8))
  }
}
