import EmbargoTime
import Testing

@Suite("Composed lines")
struct ComposeTests {
  private let reader = StampReader(zones: Fixtures.zones)

  private func zones(_ words: String...) throws -> [ZoneIdentity] {
    try words.map { try reader.zone(named: $0) }
  }

  @Test("A line for several places reads as people write it")
  func example() throws {
    let instant = try #require(Instant(rfc3339: "2023-09-19T21:00:00Z"))
    #expect(
      try reader.compose(instant, zones: zones("ET", "London", "Tokyo"))
        == "EMBARGOED UNTIL 5:00 p.m. EDT (22:00 BST) Tuesday, September 19, 2023; "
        + "06:00 JST Wednesday, September 20")
    #expect(
      try reader.compose(instant, zones: zones("UTC"))
        == "EMBARGOED UNTIL 21:00 UTC Tuesday, September 19, 2023")
    #expect(
      try reader.compose(instant, zones: zones("London"))
        == "EMBARGOED UNTIL 22:00 London time Tuesday, September 19, 2023")
  }

  @Test("Zone words of every kind name a zone, and what can mean several does not")
  func words() throws {
    #expect(try reader.zone(named: "ET") == .named("America/New_York"))
    #expect(try reader.zone(named: "Europe/Paris") == .named("Europe/Paris"))
    #expect(try reader.zone(named: "CET") == .named("Europe/Paris"))
    #expect(try reader.zone(named: "Washington, D.C.") == .named("America/New_York"))
    #expect(try reader.zone(named: "UTC") == .fixed(0))
    #expect(try reader.zone(named: "UTC+05:30") == .fixed(19_800))
    for word in ["BST", "Texas", "Nowhere", "local", ""] {
      #expect(throws: StampRefusal.self, "\(word)") { try reader.zone(named: word) }
    }
  }

  /// A property: whatever the instant and the places, the line reads back to the instant.
  @Test("What is composed reads back to the same instant, in any places and at any time")
  func property() throws {
    let places =
      [
        "America/New_York", "America/Chicago", "America/Los_Angeles", "America/St_Johns",
        "America/Sao_Paulo", "Europe/London", "Europe/Dublin", "Europe/Paris", "Europe/Moscow",
        "Africa/Cairo", "Africa/Casablanca", "Asia/Kolkata", "Asia/Kathmandu", "Asia/Shanghai",
        "Asia/Tokyo", "Australia/Sydney", "Australia/Lord_Howe", "Pacific/Auckland",
        "Pacific/Apia", "Pacific/Honolulu", "Asia/Jerusalem", "America/Havana",
        "America/Argentina/Buenos_Aires", "Antarctica/Troll",
      ].map { ZoneIdentity.named($0) } + [.fixed(0), .fixed(-12_600)]
    var generator = SeededGenerator(state: 20_230_919)
    var composed = 0
    for _ in 0..<800 {
      let day = Int64.random(in: 0..<40_000, using: &generator)
      let minute = Int64.random(in: 0..<288, using: &generator) * 5
      let instant = Instant(seconds: 86_400 + day * 86_400 + minute * 60)
      let chosen = (0..<Int.random(in: 1...4, using: &generator)).compactMap { _ in
        places.randomElement(using: &generator)
      }
      guard let line = try reader.compose(instant, zones: chosen) else { continue }
      composed += 1
      #expect(reader.read(line).text == instant.rfc3339, "\(line)")
    }
    // Lines before 1970 or after 2099 in one of the places, and clocks that no words settle.
    print("composed: \(composed) of 800")
    #expect(composed > 780)
  }
}
