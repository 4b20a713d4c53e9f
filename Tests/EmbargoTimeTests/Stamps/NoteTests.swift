import EmbargoTime
import Testing

@Suite("Notes")
struct NoteTests {
  private func notes(
    _ line: String, submitted: String? = nil, version: String = "2026f"
  ) -> [String] {
    let zones = ZoneDatabase(version: version) {
      Fixtures.bytes("\(Fixtures.zoneFolder)/\($0)")
    }
    let context = StampContext(submitted: submitted.flatMap { Instant(rfc3339: $0) })
    guard case .instant(let reading) = StampReader(zones: zones).read(line, context: context) else {
      Issue.record("refused: \(line)")
      return []
    }
    return reading.notes
  }

  @Test("An ordinary stamp needs no note")
  func none() {
    let line = "Embargoed until 5 p.m. EDT, June 18, 2024"
    #expect(notes(line, submitted: "2024-06-11T12:00:00Z", version: "2024a") == [])
  }

  @Test("A clock of the night, a date far ahead and old zone data are pointed out")
  func each() {
    #expect(notes("Embargoed until 00:01 London time, 18 June 2024")[0].contains("at night"))
    #expect(
      notes("Embargo: 15:00 UTC, 18 June 2024", submitted: "2023-06-01T00:00:00Z")[0]
        .contains("more than a year ahead"))
    let old = notes(
      "Embargo: 15:00 Paris time, 18 June 2026", submitted: "2026-06-11T00:00:00Z",
      version: "2025b")
    #expect(old.count == 1 && old[0].contains("2025b is about 14 months old"), "\(old)")
  }

  @Test("Old zone data does not matter for UTC")
  func universal() {
    #expect(
      notes(
        "Embargo: 15:00 UTC, 18 June 2026", submitted: "2026-06-11T00:00:00Z", version: "2025b")
        == [])
  }

  @Test("The weeks in which Europe and America differ are pointed out, whatever the zone")
  func summerTimes() {
    #expect(
      notes("Embargo: 15:00 Paris time, 20 March 2024")
        == ["In this week London and New York are 4 hours apart, not the usual 5."])
    #expect(notes("Embargo: 15:00 Paris time, 20 April 2024") == [])
  }
}
