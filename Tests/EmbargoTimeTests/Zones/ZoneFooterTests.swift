import Testing

@testable import EmbargoTime

/// The footer's rule (RFC 9636 section 3.3.1); ZONE-FILES "Exhaustive plan", item 4. Every day of
/// the years 2038 to 2400 is compared with an oracle in `ZoneOracleTests`.
@Suite("Rules in the footers of zone files")
struct ZoneFooterTests {
  private func rules(_ footer: String, version: Character = "3") throws -> ZoneRules {
    try ZoneRules(tzif: TZifBytes(version: version.asciiValue ?? 0, footer: footer).bytes)
  }

  private func name(_ rules: ZoneRules, _ utc: String) throws -> String {
    rules.segment(at: try CivilDateTime.seconds(utc)).type.abbreviation
  }

  /// The change is at the second of UTC named, from one name to the other.
  static let changes: [(footer: String, utc: String, from: String, to: String)] = [
    ("EST5EDT,M3.2.0,M11.1.0", "2026-03-08T07:00:00", "EST", "EDT"),
    ("EST5EDT,M3.2.0,M11.1.0", "2400-11-05T06:00:00", "EDT", "EST"),
    ("IST-1GMT0,M10.5.0,M3.5.0/1", "2026-10-25T01:00:00", "IST", "GMT"),
    ("IST-1GMT0,M10.5.0,M3.5.0/1", "2027-03-28T01:00:00", "GMT", "IST"),
    ("<-02>2<-01>,M3.5.0/-1,M10.5.0/0", "2026-03-29T01:00:00", "-02", "-01"),
    ("EET-2EEST,M3.4.4/50,M10.4.4/50", "2026-03-28T00:00:00", "EET", "EEST"),
    ("<+1030>-10:30<+11>-11,M10.1.0,M4.1.0", "2026-04-04T15:00:00", "+11", "+1030"),
    ("AAA0BBB,J60/0,J300/0", "2028-03-01T00:00:00", "AAA", "BBB"),
    ("AAA0BBB,J59/0,J300/0", "2028-02-28T00:00:00", "AAA", "BBB"),
    ("AAA0BBB,59/0,300/0", "2028-02-29T00:00:00", "AAA", "BBB"),
    ("AAA0BBB,59/0,300/0", "2027-03-01T00:00:00", "AAA", "BBB"),
    ("AAA0BBB,M2.5.2/0,M9.1.1/0", "2028-02-29T00:00:00", "AAA", "BBB"),
    // A week before and after the day in the rule, over the ends of a year.
    ("AAA0BBB,J1/-167,J100/0", "2025-12-25T01:00:00", "AAA", "BBB"),
    ("AAA0BBB,J365/167,J100/0", "2027-01-06T23:00:00", "AAA", "BBB"),
    ("AAA0BBB,365/167:59:59,J100/0", "2028-01-07T23:59:59", "AAA", "BBB"),
    ("AAA24:59:59BBB23:59:59,J100/0,J200/0", "2026-04-11T00:59:59", "AAA", "BBB"),
    ("AAA-24:59:59BBB,J100/0,J200/0", "2026-04-08T23:00:01", "AAA", "BBB"),
  ]

  @Test("A change comes at the second that the rule says", arguments: changes)
  func change(footer: String, utc: String, from: String, to: String) throws {
    let rules = try rules(footer)
    let time = try CivilDateTime.seconds(utc)
    #expect(rules.segment(at: time - 1).type.abbreviation == from)
    #expect(rules.segment(at: time - 1).end == time)
    #expect(rules.segment(at: time).type.abbreviation == to)
    #expect(rules.segment(at: time).start == time)
  }

  @Test(
    "Daylight time may be kept all year (RFC 9636 section 3.3.1)",
    arguments: [
      "EST5EDT,0/0,J365/25", "XXX3EDT4,0/0,J365/23", "EST5EDT4,J1/0,J365/25",
      "EST5EDT,J100/0,J100/1",
    ])
  func allYear(footer: String) throws {
    let rules = try rules(footer)
    let begin = try CivilDateTime.seconds("2025-06-01T00:00:00")
    for hour in 0..<24 * 1200 {
      let segment = rules.segment(at: begin + Int64(hour) * 3600)
      #expect(segment.type.isDST && segment.type.seconds == -14_400)
    }
    let civil = try #require(CivilDateTime(iso8601: "2027-01-01T00:00:00"))
    guard case .unique(let found) = rules.resolve(civil) else {
      Issue.record("the turn of the year is \(rules.resolve(civil))")
      return
    }
    #expect(found.instant.rfc3339 == "2027-01-01T04:00:00Z")
  }

  @Test("What holds may have begun the year before last, and may end in the year after next")
  func farChanges() throws {
    // On 6 January, off on 5 January; and on 25 December, off on 26 December.
    let late = try rules("AAA0BBB,J365/167,J364/167")
    let begun = late.segment(at: try CivilDateTime.seconds("2026-01-03T00:00:00"))
    #expect(begun.type.isDST)
    #expect(begun.start == (try CivilDateTime.seconds("2025-01-06T23:00:00")))
    let early = try rules("AAA0BBB,J1/-167,J2/-167")
    let ending = early.segment(at: try CivilDateTime.seconds("2025-12-28T00:00:00"))
    #expect(!ending.type.isDST)
    #expect(ending.end == (try CivilDateTime.seconds("2026-12-25T01:00:00")))
  }

  @Test(
    "A text that is no rule is refused",
    arguments: [
      "EST", "5", "EST5EDT", "ES5", "E<ST5", "<EST5", "<E!T>5", "EST25", "EST5:60", "EST5:00:60",
      "EST5EDT,", "EST5EDT,M3.2.0", "EST5EDT,M3.2.0,", "EST5EDT,M0.2.0,M11.1.0",
      "EST5EDT,M3.0.0,M11.1.0", "EST5EDT,M3.2.7,M11.1.0", "EST5EDT,J0,J365", "EST5EDT,J1,J366",
      "EST5EDT,366,1", "EST5EDT,M3.2.0/168,M11.1.0", "EST5EDT,M3.2.0/-168,M11.1.0",
      "EST5EDT,M3.2.0,M11.1.0 ", " EST5", "EST5EDT,M3.2.0/2/3,M11.1.0", ":America/New_York",
      "EST5EDT,M3.2,M11.1.0", "EST5EDT,M3.2.0/+-2,M11.1.0", "EST0005", "EST5\0", "UTC0\nUTC0",
      "<ABCDEFGHIJKLMNOPQ>0",
    ])
  func refused(footer: String) {
    #expect(throws: TZifError.self) { try rules(footer) }
  }

  @Test("A footer without daylight time goes on for ever")
  func constant() throws {
    let rules = try rules("<+0545>-5:45", version: "2")
    #expect(rules.segment(at: 1 << 50).type.seconds == 20_700)
    #expect(rules.segment(at: 1 << 50).end == .max)
  }

  private func file(_ footer: String, at last: String, _ seconds: Int32) throws -> TZifBytes {
    var file = TZifBytes(footer: footer)
    file.types = [TZifBytes.Kind(seconds: -18_000, name: "EST")]
    file.types.append(TZifBytes.Kind(seconds: seconds, isDST: true, name: "EDT"))
    file.transitions = [(try CivilDateTime.seconds(last), 1)]
    return file
  }

  @Test("The footer must give the offset of the last transition (RFC 9636 section 3.3)")
  func consistency() throws {
    let rule = "EST5EDT,M3.2.0,M11.1.0"
    for (last, isGood) in [
      ("2026-03-08T07:00:00", true), ("2026-07-01T00:00:00", true),
      ("2026-11-01T05:59:59", true), ("2026-11-01T06:00:00", false),
      ("2026-03-08T06:59:59", false),
    ] {
      let bytes = try file(rule, at: last, -14_400).bytes
      #expect(((try? ZoneRules(tzif: bytes)) != nil) == isGood, "\(last)")
    }
    let other = try file("EST5", at: "2026-07-01T00:00:00", -14_400).bytes
    #expect(throws: TZifError.malformed("a footer that disagrees with the last transition")) {
      try ZoneRules(tzif: other)
    }
  }

  @Test("What holds at the last transition goes on without a seam into the footer's rule")
  func seam() throws {
    let rules = try ZoneRules(
      tzif: file("EST5EDT,M3.2.0,M11.1.0", at: "2026-07-01T00:00:00", -14_400).bytes)
    let last = try CivilDateTime.seconds("2026-07-01T00:00:00")
    #expect(rules.segment(at: last - 1).end == last)
    #expect(rules.segment(at: last).start == last)
    #expect(rules.segment(at: last).end == (try CivilDateTime.seconds("2026-11-01T06:00:00")))
    #expect(try name(rules, "2026-11-01T06:00:00") == "EST")
  }

  @Test("Transition times from the Big Bang on are read, and what is before it is refused")
  func extremes() throws {
    let bang: Int64 = -1 << 59
    for footer in ["EST5EDT,M3.2.0,M11.1.0", "EDT4", ""] {
      var file = try file(footer, at: "2026-07-01T00:00:00", -14_400)
      file.transitions.insert((bang, 0), at: 0)
      let rules = try ZoneRules(tzif: file.bytes)
      #expect(rules.segment(at: bang).start == bang)
      #expect(rules.segment(at: bang).type.abbreviation == "EST")
    }
    var file = TZifBytes(footer: "UTC0")
    for time in [bang - 1, Int64.min, Int64.max, 1 - bang] {
      file.transitions = [(time, 0)]
      #expect(throws: TZifError.malformed("a transition at \(time)")) {
        try ZoneRules(tzif: file.bytes)
      }
    }
    for time in [bang, -bang] {
      file.transitions = [(time, 0)]
      #expect(try ZoneRules(tzif: file.bytes).segment(at: 0).type.isSpecified)
    }
  }
}
