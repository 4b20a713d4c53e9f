import EmbargoTime
import Testing

@Suite("Age of the zone data")
struct ZoneDataAgeTests {
  @Test(
    "A release in the table came out on the day, in UTC, that the NEWS of the tz database says",
    arguments: [
      ("2018a", "2018-01-13"), ("2018i", "2018-12-30"), ("2022f", "2022-10-29"),
      ("2023b", "2023-03-24"), ("2025b", "2025-03-22"), ("2026b", "2026-04-23"),
      ("2026f", "2026-10-28"), ("2025b-3-g1a2b3c4-dirty", "2025-03-22"),
    ])
  func known(version: String, day: String) {
    #expect(ZoneDataAge.released(version)?.rfc3339 == "\(day)T00:00:00Z")
  }

  @Test(
    "A release that is not in the table is put rather too early, but after those before it",
    arguments: [
      ("2026g", "2026-10-28"), ("2026h", "2026-12-24"), ("2027a", "2027-01-13"),
      ("2027b", "2027-01-18"), ("2027j", "2027-12-30"), ("2017c", "2017-01-23"),
      ("2026z", "2026-12-30"),
    ])
  func unknown(version: String, day: String) {
    #expect(ZoneDataAge.released(version)?.rfc3339 == "\(day)T00:00:00Z")
  }

  @Test("Releases of one year come one after the other, on the same day at the earliest")
  func order() throws {
    for year in 1994...2100 {
      let days = try "abcdefghijklmnopqrstuvwxyz".map {
        try #require(ZoneDataAge.released("\(year)\($0)"))
      }
      #expect(days == days.sorted(), "\(year)")
    }
  }

  @Test(
    "What is no name of a release has no day",
    arguments: [
      "", "unknown", "2026", "2026F", "2026ff", "26f", "1970a", "9999a", "x026f", "-2026f",
    ]
  )
  func noRelease(version: String) { #expect(ZoneDataAge.released(version) == nil) }
}
