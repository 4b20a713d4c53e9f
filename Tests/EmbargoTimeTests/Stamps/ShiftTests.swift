import EmbargoTime
import Testing

@Suite("Changes of zone rules")
struct ShiftTests {
  /// Lines whose instant differs between two releases of the zone data (2025b and 2026f).
  @Test("A stamp is read by the rules of this machine's zone data: the old instant or the new one")
  func shifts() throws {
    let reader = StampReader(zones: Fixtures.zones)
    var read = 0
    for row in try Fixtures.lines("\(Fixtures.folder)/tz-shift.tsv").dropFirst() {
      let fields = row.split(separator: "\t").map(String.init)
      let found = reader.read(fields[0]).text
      // "10:00 Winnipeg time" may be morning or evening (R13).
      if found == "reject:ampm-missing" { continue }
      read += 1
      let allowed = fields[2...3].map { $0.prefix { $0 != ":" } == "fold" ? "reject:fold" : $0 }
        .map { $0 == "gap" ? "reject:gap" : $0 }
      #expect(allowed.contains(found), "\(fields[0]): \(found)")
    }
    #expect(read > 10)
  }

  @Test("A zone that vanishes or is damaged is refused, never replaced")
  func missingZone() {
    let none = StampReader(zones: ZoneDatabase(version: "none") { _ in nil })
    let damaged = StampReader(zones: ZoneDatabase(version: "bad") { _ in [1, 2, 3] })
    for reader in [none, damaged] {
      let line = "EMBARGOED UNTIL 5:00 p.m. EDT, March 19, 2024"
      #expect(reader.read(line).text == "reject:zone-unknown")
      #expect(reader.read(line.replacing("EDT", with: "UTC")).text == "2024-03-19T17:00:00Z")
    }
  }
}
