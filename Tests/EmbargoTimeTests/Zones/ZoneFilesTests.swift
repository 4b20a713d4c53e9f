import Testing

@testable import EmbargoTime

/// "Plan" in the names of tests is the exhaustive plan of ZONE-FILES.md.
@Suite("Zone files")
struct ZoneFilesTests {
  /// The sample was made from tzdata 2025b. Where the reader says something else the data of this
  /// machine may be newer: those answers are checked by the oracle with the same data.
  @Test("Every zone of the machine agrees with the oracle on 3,000 wall clocks (plan, item 2)")
  func oracleSample() throws {
    var (same, other) = (0, [String]())
    for row in try Fixtures.lines("\(Fixtures.folder)/oracle-sample.tsv").dropFirst() {
      let fields = row.split(separator: "\t").map(String.init)
      guard let rules = try? Fixtures.zones.rules(for: fields[0]) else { continue }
      let found = rules.instants(local: try CivilDateTime.seconds(fields[1]))
      let text = found.isEmpty ? "-" : found.map { iso($0) }.joined(separator: ",")
      let names = found.map { rules.segment(at: $0).type.abbreviation }.joined(separator: ",")
      if text == fields[3], fields[4] == (found.isEmpty ? "-" : names) {
        same += 1
      } else {
        let kind = ["gap", "unique", "fold"][min(2, found.count)]
        other.append([fields[0], fields[1], kind, text, names].joined(separator: "\t"))
      }
    }
    #expect(same > 2500)
    guard !other.isEmpty else { return }
    let folder = try Fixtures.temporaryFolder()
    defer { Fixtures.remove(folder) }
    try Fixtures.write(Array(other.joined(separator: "\n").utf8) + [10], to: "\(folder)/rows")
    let arguments = ["--check", "\(folder)/rows", "--tzdir", Fixtures.zoneFolder]
    let code = Fixtures.python("oracle.py", arguments, output: "\(folder)/log")
    let log = try Fixtures.lines("\(folder)/log")
    #expect(code == 0, "\(log)")
  }

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
