import EmbargoTime
import Testing

/// Inputs that scripts/fuzz found.
@Suite("What fuzzing the stamp reader found")
struct FuzzFindingTests {
  private let reader = StampReader(zones: Fixtures.zones)

  @Test(
    "A refusal that names a place in the line names the words there, too",
    arguments: [
      "Embargoed since 10:00 GMT 5 March 2024", "Zur sofortigen Freigabe 31.13.2024",
      "The minister lifted the arms embargo on 5 March 2024",
    ])
  func wordsOfRefusals(_ line: String) throws {
    guard case .refused(let refusal) = reader.read(line) else {
      Issue.record("was read: \(line)")
      return
    }
    let range = try #require(refusal.range)
    #expect(refusal.stamp == String(decoding: Array(line.utf8)[range], as: UTF8.self))
  }

  @Test(
    "An instant with a fraction of a second is written so that it reads back",
    arguments: [ZoneIdentity.fixed(0), .fixed(3600), .named("America/New_York")])
  func fractions(_ zone: ZoneIdentity) throws {
    let instant = try #require(Instant(rfc3339: "2024-03-05T17:00:00.25Z"))
    let written = reader.write(instant, zone: zone)
    #expect(reader.read("Embargoed until \(written)").text == instant.rfc3339, "\(written)")
  }

  @Test(
    "A year that no instant holds is refused, wherever it stands",
    arguments: [
      "EMBARGOED UNTIL midnight between Monday 18 and Tuesday 19 March 2535, London time",
      "EMBARGOED UNTIL midnight between 31 December and 1 January 9999, UTC",
      "EMBARGOED UNTIL 5 p.m. EDT, Monday, September 19, 9999",
      "EMBARGOED UNTIL 10:00 UTC, Monday 03/04/9999",
      "EMBARGOED UNTIL midnight between Tuesday 18 and Tuesday 19 March 2024, UTC, 5 June 2535",
    ])
  func farYears(_ line: String) {
    guard case .refused = reader.read(line) else {
      Issue.record("was read: \(line)")
      return
    }
  }

  @Test("A timestamp outside the years of an instant is none")
  func farTimestamps() {
    for text in ["9999-01-01T00:00:00Z", "2262-06-01T00:00:00Z", "0001-01-01T00:00:00Z"] {
      #expect(Instant(rfc3339: text) == nil)
    }
    #expect(Instant(rfc3339: "2261-12-31T23:59:59Z") != nil)
    #expect(Instant(rfc3339: "1678-01-01T00:00:00Z") != nil)
  }

  @Test("The first and the last instant can be written")
  func ends() {
    #expect(Instant(nanoseconds: .min).rfc3339 == "1677-09-21T00:12:43.145224192Z")
    #expect(Instant(nanoseconds: .max).rfc3339 == "2262-04-11T23:47:16.854775807Z")
  }
}
