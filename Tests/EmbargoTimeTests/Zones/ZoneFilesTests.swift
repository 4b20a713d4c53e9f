import Testing

@testable import EmbargoTime

/// "Plan" in the names of tests is the exhaustive plan of ZONE-FILES.md.
@Suite("Zone files")
struct ZoneFilesTests {
  @Test("Every zone of the machine agrees with the oracle on 3,000 wall clocks")
  func oracleSample() throws {
    let rows = try Fixtures.lines("\(Fixtures.folder)/oracle-sample.tsv").dropFirst()
    var wrong: [String] = []
    var checked = 0
    for row in rows {
      let fields = row.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
      guard !Self.changedSince2025b.contains(fields[0]),
        let rules = try? Fixtures.zones.rules(for: fields[0])
      else { continue }
      let civil = try #require(CivilDateTime(iso8601: fields[1]))
      let found = rules.instants(local: civil.secondsFromEpoch)
      let text = found.isEmpty ? "-" : found.map { iso($0) }.joined(separator: ",")
      let names = found.map { rules.segment(at: $0).type.abbreviation }.joined(separator: ",")
      if text != fields[3] || (names.isEmpty ? "-" : names) != fields[4] {
        wrong.append("\(row) here: \(text) \(names)")
      }
      checked += 1
    }
    #expect(wrong == [])
    #expect(checked > 2500)
  }

  /// Zones whose rules differ between the tzdata of the sample (2025b) and 2026f.
  static let changedSince2025b: Set<String> = [
    "America/Vancouver", "Canada/Pacific", "America/Edmonton", "Canada/Mountain",
    "America/Yellowknife", "America/Inuvik", "America/Winnipeg", "Canada/Central",
    "America/Rainy_River", "Africa/Casablanca", "Africa/El_Aaiun", "America/Havana", "Cuba",
    "Europe/Chisinau", "Europe/Tiraspol",
  ]

  private func iso(_ seconds: Int64) -> String {
    let days = Int((Double(seconds) / 86_400).rounded(.down))
    let date = CivilDateTime.civil(fromDays: days)
    let rest = Int(seconds - Int64(days) * 86_400)
    let civil = CivilDateTime(
      year: date.year, month: date.month, day: date.day, hour: rest / 3600,
      minute: rest / 60 % 60, second: rest % 60)
    return (civil?.iso8601 ?? "?") + "Z"
  }

  @Test(
    "Offsets just before, at and after each change agree with the oracle (plan, item 1)",
    arguments: [
      "America/New_York", "Europe/London", "Europe/Dublin", "America/Nuuk", "Asia/Gaza",
      "Australia/Lord_Howe", "Antarctica/Troll", "America/Santiago", "Africa/Cairo",
      "Pacific/Apia", "Africa/Casablanca", "America/Vancouver", "Asia/Tehran",
    ])
  func transitions(zone: String) throws {
    let folder = try Fixtures.temporaryFolder()
    defer { Fixtures.remove(folder) }
    let output = "\(folder)/transitions.tsv"
    let arguments = [
      "--transitions", zone, "--tzdir", Fixtures.zoneFolder, "--since", "1900", "--until", "2050",
    ]
    #expect(Fixtures.python("oracle.py", arguments, output: output) == 0)
    var rows = ZoneRows()
    try rows.checkInstants(output)
    #expect(rows.examples == [])
    #expect(rows.rows > 10)
  }
}
