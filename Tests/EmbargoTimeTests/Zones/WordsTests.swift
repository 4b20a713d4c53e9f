import EmbargoTime
import Testing

@Suite("Words")
struct WordsTests {
  private func reading(_ civil: String, _ zone: String) throws -> Reading {
    let civil = try #require(CivilDateTime(iso8601: civil))
    guard case .unique(let found) = try Fixtures.zones.rules(for: zone).resolve(civil) else {
      throw Fixtures.Missing(path: zone)
    }
    return Reading(
      stamp: "", range: 0..<0, civil: civil, zone: .named(zone), offset: found.offset.seconds,
      abbreviation: found.offset.abbreviation, instant: found.instant, tzdb: "")
  }

  @Test("A reading is said in words, with the UTC date where it is another day")
  func readings() throws {
    let first = try reading("2023-09-19T17:00:00", "America/New_York")
    #expect(
      first.words() == "Tuesday 19 September 2023, 5:00 p.m. in New York (EDT) = 21:00 UTC")
    let now = first.instant - .minutes(192)
    #expect(first.words(now: now).hasSuffix("; in 3 h 12 min"))
    #expect(first.words(now: first.instant + .hours(24 * 800)).hasSuffix("; 2 years ago"))
    let second = try reading("2024-07-12T08:30:00", "Asia/Tokyo")
    #expect(
      second.words()
        == "Friday 12 July 2024, 8:30 a.m. in Tokyo (JST) = 23:30 UTC on Thursday 11 July 2024")
  }

  static let lengths: [(Int64, String)] = [
    (11_520, "3 h 12 min"), (840, "14 min"), (183_600, "2 d 3 h"), (45, "45 s"),
    (90, "1 min 30 s"), (86_400, "1 d"), (86_400 * 20, "20 d"), (86_400 * 1000, "2 years"),
  ]

  @Test("Lengths of time are said in at most two units", arguments: lengths)
  func spans(seconds: Int64, text: String) {
    #expect(Span.seconds(seconds).words == text)
    #expect(Span.seconds(-seconds).words == text)
  }
}
