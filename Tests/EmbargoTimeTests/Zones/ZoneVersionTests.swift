import Testing

@testable import EmbargoTime

/// ZONE-FILES "Exhaustive plan", items 6 and 7.
@Suite("Versions of zone files")
struct ZoneVersionTests {
  /// The same file with another version byte in both headers.
  private func file(_ name: String, version: Character) throws -> [UInt8] {
    var bytes = try Fixtures.zoneFile(name)
    let second = try #require(bytes.dropFirst(4).places(of: Array("TZif".utf8)).first)
    for place in [4, second + 4] { bytes[place] = version.asciiValue ?? 0 }
    return bytes
  }

  @Test(
    "Versions 2 to 4, and any later one like 4, read the same file the same (plan, item 6)",
    arguments: ["2", "3", "4", "5", "9"] as [Character])
  func versions(version: Character) throws {
    for name in ["slim-New_York", "fat-New_York"] {
      let rules = try ZoneRules(tzif: file(name, version: version))
      let wanted = try ZoneRules(tzif: Fixtures.zoneFile(name))
      let changes = [rules, wanted].map { $0.changes(from: -1 << 40, to: 1 << 36) }
      #expect(changes[0] == changes[1] && changes[0].count > 1000)
      #expect(rules.offset(at: Instant(seconds: 8_000_000_000)).isSpecified)
    }
  }

  @Test("A version byte before 2 other than NUL is no version (plan, item 6)")
  func noVersion() throws {
    for version in ["1", "0", " "] as [Character] {
      #expect(throws: TZifError.self) { try ZoneRules(tzif: file("slim-Dublin", version: version)) }
    }
    var mixed = try Fixtures.zoneFile("slim-Dublin")
    let second = try #require(mixed.dropFirst(4).places(of: Array("TZif".utf8)).first)
    mixed[second + 4] = 0
    #expect(throws: TZifError.self) { try ZoneRules(tzif: mixed) }
  }

  @Test("Rules at hours beyond 0 to 24 are read from version 3 on only (plan, item 6)")
  func hours() throws {
    let change = try CivilDateTime.seconds("2050-03-26T02:00:00") - 7200
    for version in ["3", "4", "5"] as [Character] {
      let rules = try ZoneRules(tzif: file("slim-Gaza", version: version))
      #expect(rules.segment(at: change).start == change)
    }
    #expect(throws: TZifError.malformed("the footer's TZ string")) {
      try ZoneRules(tzif: file("slim-Gaza", version: "2"))
    }
    #expect(throws: TZifError.self) { try ZoneRules(tzif: file("slim-Nuuk", version: "2")) }
  }

  @Test("A version 1 file says nothing after its last transition (plan, item 6)")
  func versionOne() throws {
    let bytes = try Fixtures.zoneFile("fat-New_York")
    let second = try #require(bytes.dropFirst(4).places(of: Array("TZif".utf8)).first)
    var old = Array(bytes.prefix(second))
    old[4] = 0
    let rules = try ZoneRules(tzif: old)
    let whole = try ZoneRules(tzif: bytes)
    let last = try CivilDateTime.seconds("2037-11-01T06:00:00")
    #expect(rules.changes(from: 0, to: last - 1) == whole.changes(from: 0, to: last - 1))
    #expect(rules.segment(at: last - 1).type.isSpecified)
    #expect(!rules.segment(at: last).type.isSpecified)
    let civil = try #require(CivilDateTime(iso8601: "2038-07-01T12:00:00"))
    #expect(rules.resolve(civil) == .outOfRange)
    #expect(whole.resolve(civil) != .outOfRange)
  }

  @Test("A version 1 file without transitions says nothing beyond its 32 bits (plan, item 6)")
  func versionOneWithoutTransitions() throws {
    let rules = try ZoneRules(tzif: TZifBytes(version: 0).bytes)
    #expect(rules.segment(at: Int64(Int32.max)).type.isSpecified)
    #expect(!rules.segment(at: Int64(Int32.max) + 1).type.isSpecified)
    let civil = try #require(CivilDateTime(iso8601: "2038-01-19T12:00:00"))
    #expect(rules.resolve(civil) == .outOfRange)
  }

  @Test("A file that counts leap seconds is refused, in any version (plan, items 6 and 7)")
  func leapSeconds() throws {
    for version in [0] + "234".utf8 {
      let file = TZifBytes(version: version, footer: "UTC0", leaps: [(78_796_800, 1)])
      #expect(throws: TZifError.leapSeconds) { try ZoneRules(tzif: file.bytes) }
    }
    // Version 4: a table that begins with a correction and ends with its expiry.
    let cut = TZifBytes(
      version: UInt8(ascii: "4"), footer: "UTC0", leaps: [(500_000_000, 15), (600_000_000, 15)])
    #expect(throws: TZifError.leapSeconds) { try ZoneRules(tzif: cut.bytes) }
    #expect(throws: TZifError.leapSeconds) {
      try ZoneRules(tzif: Fixtures.zoneFile("right-New_York"))
    }
  }

  @Test("The files in right/ of this machine are refused, where it has them (plan, item 7)")
  func right() throws {
    for name in try Fixtures.zoneNames() {
      guard let bytes = Fixtures.bytes("\(Fixtures.zoneFolder)/right/\(name)") else { continue }
      #expect(throws: TZifError.leapSeconds, "\(name)") { try ZoneRules(tzif: bytes) }
    }
  }
}
