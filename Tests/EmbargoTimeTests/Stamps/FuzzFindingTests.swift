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
}
