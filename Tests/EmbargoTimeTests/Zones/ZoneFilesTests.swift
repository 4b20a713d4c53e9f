import EmbargoTime
import Testing

@testable import EmbargoTime

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
    "Offsets just before, at and after each change agree with the oracle",
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
    let rules = try Fixtures.zones.rules(for: zone)
    var wrong: [String] = []
    let rows = try Fixtures.lines(output).dropFirst()
    for row in rows {
      let fields = row.split(separator: "\t").map(String.init)
      let instant = try #require(Instant(rfc3339: fields[1]))
      let found = rules.offset(at: instant)
      if String(found.seconds) != fields[2] || found.abbreviation != fields[4] {
        wrong.append("\(row) here: \(found)")
      }
    }
    #expect(wrong == [])
    #expect(rows.count > 10)
  }

  @Test("Damaged files are refused with an error, or read within the offsets RFC 9636 allows")
  func damage() throws {
    let folder = try Fixtures.temporaryFolder()
    defer { Fixtures.remove(folder) }
    let source = "\(Fixtures.zoneFolder)/America/New_York"
    #expect(
      Fixtures.python("tzif_fuzz.py", ["\(folder)/files", source], output: "\(folder)/log") == 0)
    let original = try Fixtures.zones.rules(for: "America/New_York")
    let instants = stride(from: Int64(-3_000_000_000), to: 9_000_000_000, by: 4_321_987)
      .map { Instant(seconds: $0) }
    var (refused, read) = (0, 0)
    for row in try Fixtures.lines("\(folder)/files/MANIFEST.tsv") {
      let fields = row.split(separator: "\t").map(String.init)
      let bytes = try #require(Fixtures.bytes("\(folder)/files/\(fields[0])"))
      let rules: ZoneRules
      do { rules = try ZoneRules(tzif: bytes) } catch {
        refused += 1
        #expect(fields[1] != "same", "\(fields[0]): \(error)")
        continue
      }
      read += 1
      #expect(fields[1] != "reject", "\(fields[0]) was read")
      let offsets = instants.map { rules.offset(at: $0) }
      #expect(offsets.allSatisfy { -89_999...93_599 ~= $0.seconds })
      if fields[1] == "same" { #expect(offsets == instants.map { original.offset(at: $0) }) }
    }
    #expect(refused > 40)
    #expect(read > 40)
  }

  @Test("A file that counts leap seconds is refused")
  func leapSeconds() throws {
    var bytes = try #require(Fixtures.bytes("\(Fixtures.zoneFolder)/Etc/UTC"))
    let first = 44 + 6 + 4
    bytes[first + 28 + 3] = 1
    bytes.insert(contentsOf: [0, 0, 0, 0, 4, 178, 88, 0, 0, 0, 0, 1], at: first + 44 + 6 + 4)
    #expect(throws: TZifError.leapSeconds) { try ZoneRules(tzif: bytes) }
  }

  @Test("A version 1 file says nothing after its last transition")
  func versionOne() throws {
    let bytes = try #require(Fixtures.bytes("\(Fixtures.zoneFolder)/America/New_York"))
    let counts = (0..<6).map { index in
      bytes[(20 + 4 * index)..<(24 + 4 * index)].reduce(0) { $0 << 8 | Int($1) }
    }
    let size = counts[3] * 5 + counts[4] * 6 + counts[5] + counts[0] + counts[1]
    var old = Array(bytes.prefix(44 + size))
    old[4] = 0
    guard counts[3] > 0 else { return }  // a slim file has no version 1 data
    let rules = try ZoneRules(tzif: old)
    #expect(rules.offset(at: Instant(seconds: 1_700_000_000)).isSpecified)
    #expect(!rules.offset(at: Instant(seconds: 2_200_000_000)).isSpecified)
  }

  @Test(
    "Names that are no zone never reach the loader",
    arguments: [
      "", "/etc/passwd", "../../etc/passwd", "Europe/../Asia/Tokyo", "Europe//Paris", "Europe/",
      "right/Europe/Paris", "posix/Europe/Paris", "posixrules", "localtime", "Factory",
      "zone1970.tab", "tzdata.zi", "+VERSION", "Europe/P\u{e9}", "a b",
      String(repeating: "a", count: 256),
    ])
  func names(name: String) {
    let database = ZoneDatabase(version: "test") { name in
      Issue.record("the loader was asked for \(name)")
      return nil
    }
    #expect(throws: ZoneError.badName(name)) { try database.rules(for: name) }
  }
}
