import EmbargoTime
import Testing

@Suite("Rules")
struct RuleTests {
  /// Our own examples for each rule of the rule book.
  @Test("Every rule gives what its examples say: never another instant, the reason nearly always")
  func examples() throws {
    let reader = StampReader(zones: Fixtures.zones)
    var rules: Set<String> = []
    var otherReason: [String] = []
    for row in try Fixtures.lines("\(Fixtures.folder)/rules.tsv").dropFirst() {
      let fields = row.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
      rules.insert(fields[0])
      let found = reader.read(fields[1], context: CorpusRow.context(fields[2])).text
      if found.hasPrefix("reject"), fields[3].hasPrefix("reject") {
        if found != fields[3] { otherReason.append("\(fields[1]): \(found), not \(fields[3])") }
      } else {
        #expect(found == fields[3], "\(fields[0]): \(fields[1])")
      }
    }
    for note in otherReason { print("reason", note) }
    #expect(otherReason.count < 40)
    // R1 is kept by whoever stores the reading.
    #expect(rules == Set((2...25).map { "R\($0)" }))
  }

  @Test(
    "Composed lines read back to the same instant",
    arguments: [
      "America/New_York", "Europe/London", "Asia/Kolkata", "Europe/Paris", "Africa/Cairo",
      "Australia/Lord_Howe", "America/Sao_Paulo", "Asia/Kathmandu", "Pacific/Apia", "Asia/Dubai",
    ])
  func composing(zone: String) throws {
    let reader = StampReader(zones: Fixtures.zones)
    for step in 0..<400 {
      let instant = Instant(seconds: 1_704_067_260 + Int64(step) * 72_000)
      let text = reader.write(instant, zone: .named(zone))
      #expect(reader.read("Embargoed until \(text)").text == instant.rfc3339, "\(text)")
    }
  }

  @Test("A line with a fault says what, where and what to write instead")
  func helpfulRefusals() throws {
    let reader = StampReader(zones: Fixtures.zones)
    let line = "EMBARGOED UNTIL 1:30 a.m. ET, Sunday, November 3, 2024"
    guard case .refused(let refusal) = reader.read(line) else {
      Issue.record("it was read")
      return
    }
    #expect(refusal.reason == .fold)
    #expect(
      refusal.candidates.map(\.write)
        == ["1:30 a.m. EDT, November 3, 2024", "1:30 a.m. EST, November 3, 2024"])
    #expect(refusal.stamp == "1:30 a.m. ET, Sunday, November 3, 2024")
  }

  @Test("A line that is too long is refused, not read")
  func bound() {
    let reader = StampReader(zones: Fixtures.zones)
    let long = "EMBARGOED UNTIL 5 p.m. EDT, March 19, 2024" + String(repeating: " x", count: 3000)
    #expect(reader.read(long).text == "reject:no-stamp")
  }
}

@Suite("Parts of a line")
struct LineFactsTests {
  private let reader = StampReader(zones: Fixtures.zones)

  static let openings: [(String, LineFacts.Opening?)] = [
    ("For immediate release", .immediate), ("***FOR IMMEDIATE RELEASE***", .immediate),
    ("EMBARGOED UNTIL 5 p.m. EDT, March 19, 2024", .embargo), ("STRICT EMBARGO:", .embargo),
    ("Sperrfrist: 5. März 2024, 10 Uhr MEZ", .embargo), ("For release at 2:00 p.m. EDT", .release),
    ("POUR DIFFUSION IMMÉDIATE", .immediate), ("Embargo: none", .immediate),
    ("The ministry said today", nil), ("Contact: Omer Kanat, +1 (202) 790-1795", nil),
    ("Immediate release of hostages urged", nil), ("Hold the government to account", nil),
    ("Release of the prisoners is demanded", nil), ("For release:", .release),
    ("For immediate release after 10:00 UTC 5 March 2024", .immediate),
    ("Embargo on arms exports to Country X since 2014", nil),
    ("HOLD FOR RELEASE", .embargo), ("NOT FOR PUBLICATION BEFORE", .embargo),
  ]

  @Test("The release words that a line begins with are known", arguments: openings)
  func opening(line: String, expected: LineFacts.Opening?) {
    #expect(reader.parts(of: line).opening == expected)
  }

  @Test("A bare stamp, a bare date and running text are told apart")
  func kinds() throws {
    let stamp = reader.parts(of: "September 19, 2023, 5:00 p.m. EDT")
    #expect(stamp.isOnlyStamp && stamp.hasDate && stamp.hasClock && stamp.hasZone)
    #expect(stamp.date?.iso8601 == "2023-09-19T00:00:00")
    let date = reader.parts(of: "Tuesday, September 19, 2023")
    #expect(date.isOnlyDate && !date.isOnlyStamp && !date.hasClock)
    let dateline = reader.parts(of: "WASHINGTON, Sept. 19, 2023 \u{2013} The ministry said")
    #expect(!dateline.isOnlyDate && !dateline.isOnlyStamp && dateline.hasDate)
    #expect(!reader.parts(of: "China casts its net, RFA, May 4, 2022").hasReleaseWords)
  }

  @Test("Joined lines are read as one")
  func joined() {
    let text = "EMBARGOED UNTIL\nSeptember 19, 2023, 5:00 p.m. EDT"
    #expect(reader.read(text).text == "2023-09-19T21:00:00Z")
  }
}
