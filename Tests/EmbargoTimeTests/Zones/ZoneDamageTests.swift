import Glibc
import Synchronization
import Testing

@testable import EmbargoTime

/// ZONE-FILES "Exhaustive plan", items 9 and 10.
@Suite("Damaged zone files")
struct ZoneDamageTests {
  /// What the reader makes of bytes; nil when it refuses them. What it answers lies in the range of
  /// offsets that RFC 9636 wants (section 3.2), at any time, and no question stops the program.
  private func read(_ bytes: [UInt8], _ name: String) -> ZoneRules? {
    guard let rules = try? ZoneRules(tzif: bytes) else { return nil }
    let far = stride(from: Int64(-9_000_000_000), through: 9_000_000_000, by: 120_000_000)
    for time in [-1 << 59, -1 << 40] + Array(far) + [1 << 40, 1 << 59] {
      let offsets = [rules.segment(at: time).type.seconds]
      let shown = rules.instants(local: time).map { Int(time - $0) }
      let isGood = (offsets + shown).allSatisfy { -89_999...93_599 ~= $0 }
      #expect(isGood, "\(name) at \(time)")
    }
    return rules
  }

  @Test(
    "Damaged files are refused, or read with offsets that RFC 9636 allows (plan, item 9)",
    arguments: ["fat-New_York", "fat-Gaza", "slim-New_York", "slim-Nuuk"])
  func damage(name: String) throws {
    let folder = try Fixtures.temporaryFolder()
    defer { Fixtures.remove(folder) }
    let files = "\(folder)/files"
    let source = "\(Fixtures.folder)/zones/\(name)"
    #expect(Fixtures.python("tzif_fuzz.py", [files, source], output: "\(folder)/log") == 0)
    let original = try ZoneRules(tzif: Fixtures.zoneFile(name))
    let changes = original.changes(from: -1 << 40, to: 1 << 33)
    var counts: [String: Int] = [:]
    for row in try Fixtures.lines("\(files)/MANIFEST.tsv") {
      let fields = row.split(separator: "\t").map(String.init)
      let bytes = try #require(Fixtures.bytes("\(files)/\(fields[0])"))
      let rules = read(bytes, fields[0])
      counts[fields[1], default: 0] += 1
      switch fields[1] {
      case "reject": #expect(rules == nil, "\(fields[0]) was read")
      case "same": #expect(rules?.changes(from: -1 << 40, to: 1 << 33) == changes, "\(fields[0])")
      default: #expect(fields[1] == "either")
      }
    }
    #expect(counts["reject", default: 0] > 50)
    #expect(counts["same"] == 1)
    #expect(counts["either", default: 0] > 200)
  }

  @Test("A file that ends early is refused, wherever it ends (plan, item 9)")
  func cuts() throws {
    for name in ["slim-New_York", "slim-Lord_Howe", "fat-Nuuk"] {
      let bytes = try Fixtures.zoneFile(name)
      for count in 0..<bytes.count {
        #expect(throws: TZifError.self, "\(name) cut at \(count)") {
          try ZoneRules(tzif: Array(bytes.prefix(count)))
        }
      }
    }
  }

  @Test("Any byte may be wrong: the file is refused or its offsets are in range (plan, item 9)")
  func wrongBytes() throws {
    let bytes = try Fixtures.zoneFile("slim-Lord_Howe")
    var (refused, answered) = (0, 0)
    for place in bytes.indices {
      for value in [0, 1, 10, 0x7f, 0x80, 0xff] as [UInt8] where value != bytes[place] {
        var damaged = bytes
        damaged[place] = value
        if read(damaged, "\(place) = \(value)") == nil { refused += 1 } else { answered += 1 }
      }
    }
    #expect(refused > 1000)
    #expect(answered > 1000)
  }

  @Test("More than 64 KiB are refused unread (plan, item 8)")
  func size() {
    let bytes = [UInt8](repeating: 0, count: TZif.maximumBytes + 1)
    #expect(throws: TZifError.tooLarge(bytes.count)) { try ZoneRules(tzif: bytes) }
  }

  @Test("A designation must be there and be of letters, digits, + and -")
  func designations() throws {
    for name in ["", "E T", "E\u{e9}T", "E!T"] {
      let file = TZifBytes(types: [TZifBytes.Kind(seconds: 0, name: name)], footer: "UTC0")
      #expect(throws: TZifError.self) { try ZoneRules(tzif: file.bytes) }
    }
  }

  @Test("Rules once read stay when the file is replaced or cut, until a new value (plan, item 10)")
  func replaced() throws {
    let folder = try Fixtures.temporaryFolder()
    defer { Fixtures.remove(folder) }
    let path = "\(folder)/Zone"
    func database() -> ZoneDatabase {
      ZoneDatabase(version: "x") { Fixtures.bytes("\(folder)/\($0)") }
    }
    func offset(_ zones: ZoneDatabase) throws -> Int {
      try zones.rules(for: "Zone").offset(at: Instant(seconds: 1_700_000_000)).seconds
    }
    try Fixtures.write(Fixtures.zoneFile("slim-New_York"), to: path)
    let first = database()
    #expect(try offset(first) == -18_000)
    try Fixtures.write(Fixtures.zoneFile("slim-Dublin"), to: "\(folder)/New")
    #expect(rename("\(folder)/New", path) == 0)
    #expect(try offset(first) == -18_000)
    let second = database()
    #expect(try offset(second) == 0)
    #expect(truncate(path, 1000) == 0)
    #expect(try offset(second) == 0)
    let error = #expect(throws: ZoneError.self) { try offset(database()) }
    #expect(error == .unusable("Zone", .truncated("the data block")))
  }

  @Test("A zone that could not be read is tried again, and one that was is not read twice")
  func cache() throws {
    let bytes = try Fixtures.zoneFile("slim-Dublin")
    let loads = Loads()
    let zones = ZoneDatabase(version: "x") { _ in loads.next() < 3 ? nil : bytes }
    for _ in 1...2 { #expect(throws: ZoneError.unknown("A")) { try zones.rules(for: "A") } }
    for _ in 1...5 { #expect(throws: Never.self) { try zones.rules(for: "A") } }
    #expect(loads.next() == 4)
  }
}

/// Counts how often a file was asked for.
private final class Loads: Sendable {
  private let count = Atomic(0)
  func next() -> Int { count.add(1, ordering: .relaxed).newValue }
}
