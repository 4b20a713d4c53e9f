import Glibc
import Testing

@testable import EmbargoTime

/// ZONE-FILES "Exhaustive plan", item 5.
@Suite("Zone files as zic may write them")
struct ZoneVariantTests {
  private static let year1800: Int64 = -5_364_662_400
  private static let year2150: Int64 = 5_680_281_600
  private static let year2070: Int64 = 3_155_760_000

  /// What differs between two readings of one zone, up to the year 2070.
  ///
  /// The zic of glibc 2.36 leaves changes of Gaza after 2072 out of a slim file.
  private func differences(_ left: [UInt8], _ right: [UInt8]) throws -> [String] {
    let both = try [left, right].map { try ZoneRules(tzif: $0) }
    let changes = both.map { $0.changes(from: Self.year1800, to: Self.year2070) }
    var wrong = changes[0] == changes[1] ? [] : ["changes at \(changes)"]
    let footers = try [left, right].map { try TZif($0).footer }
    if footers[0] != footers[1] { wrong.append("footers \(footers)") }
    for time in [Self.year1800] + changes[0] {
      let types = both.map { $0.segment(at: time).type }
      if types[0] != types[1] { wrong.append("\(time): \(types)") }
    }
    return wrong
  }

  @Test(
    "Slim and fat files answer the same (plan, item 5)",
    arguments: ["New_York", "Dublin", "Gaza", "Nuuk", "Lord_Howe"])
  func slimAndFat(zone: String) throws {
    let (slim, fat) = try (Fixtures.zoneFile("slim-\(zone)"), Fixtures.zoneFile("fat-\(zone)"))
    #expect(slim.count < fat.count)
    #expect(try differences(slim, fat) == [])
  }

  @Test(
    "Slim and fat files of every zone answer the same, where there is zic (plan, item 5)",
    .enabled(if: access("/usr/sbin/zic", X_OK) == 0 && Fixtures.version != "unknown"))
  func everyZone() throws {
    let folder = try Fixtures.temporaryFolder()
    defer { Fixtures.remove(folder) }
    for form in ["slim", "fat"] {
      let zic = "/usr/sbin/zic -b \(form) -d '\(folder)/\(form)'"
      #expect(system("\(zic) '\(Fixtures.zoneFolder)/tzdata.zi' 2>'\(folder)/log'") == 0)
    }
    var (compared, wrong, refused) = (0, [String](), [String]())
    for name in try Fixtures.zoneNames() {
      guard let slim = Fixtures.bytes("\(folder)/slim/\(name)"),
        let fat = Fixtures.bytes("\(folder)/fat/\(name)")
      else { continue }
      compared += 1
      do {
        wrong += try differences(slim, fat).map { "\(name) \($0)" }
      } catch TZifError.malformed("a footer that disagrees with the last transition") {
        refused.append(name)
      }
    }
    #expect(wrong == [])
    #expect(compared > 300)
    // The zic of glibc 2.36 leaves a change of November 2022 out of this slim file.
    #expect(refused.filter { $0 != "America/Ojinaga" } == [])
  }

  @Test("A file cut at its end says nothing from there on (plan, item 5; RFC 9636 section 3.3)")
  func cutEnd() throws {
    let whole = try ZoneRules(tzif: Fixtures.zoneFile("slim-New_York"))
    let end: Int64 = 1_600_000_000
    for name in ["until-New_York", "cut-New_York"] {
      let rules = try ZoneRules(tzif: Fixtures.zoneFile(name))
      for time in stride(from: end - 500_000_000, to: end, by: 1_234_567) {
        #expect(rules.segment(at: time).type == whole.segment(at: time).type)
      }
      #expect(rules.segment(at: end - 1).type.isSpecified)
      #expect(!rules.segment(at: end).type.isSpecified)
      #expect(!rules.segment(at: 9_000_000_000).type.isSpecified)
      // 12:26:40 UTC is 8:26:40 in New York.
      let last = try #require(CivilDateTime(iso8601: "2020-09-13T08:26:39"))
      #expect(rules.resolve(last) == whole.resolve(last))
      let first = try #require(CivilDateTime(iso8601: "2020-09-13T08:26:40"))
      #expect(rules.resolve(first) == .outOfRange)
    }
  }

  @Test("A file cut at its beginning has the whole file's rules from there on (plan, item 5)")
  func cutBeginning() throws {
    let whole = try ZoneRules(tzif: Fixtures.zoneFile("slim-New_York"))
    let rules = try ZoneRules(tzif: Fixtures.zoneFile("from-New_York"))
    let begin: Int64 = 1_000_000_000
    #expect(
      rules.changes(from: begin, to: Self.year2150)
        == whole.changes(from: begin, to: Self.year2150))
    for time in stride(from: begin, to: Self.year2150, by: 7_654_321) {
      #expect(rules.segment(at: time).type == whole.segment(at: time).type)
    }
  }

  /// RFC 9636 section 6.1: what is cut off at the beginning and at the end is `-00`.
  private func tokyo(footer: String) throws -> ZoneRules {
    let types: [TZifBytes.Kind] = [
      TZifBytes.Kind(seconds: 0, name: "-00"), TZifBytes.Kind(seconds: 32_400, name: "JST"),
    ]
    var file = TZifBytes(types: types, footer: footer)
    file.transitions = [(1_000_000_000, 1), (1_600_000_000, 0)]
    if !footer.isEmpty { file.transitions.removeLast() }
    return try ZoneRules(tzif: file.bytes)
  }

  @Test("Where a file says -00 the time is not known, nor is a gap or a fold made of it")
  func unspecified() throws {
    let both = try tokyo(footer: "")
    for time: Int64 in [-9_000_000_000, 999_999_999, 1_600_000_000, 9_000_000_000] {
      #expect(!both.segment(at: time).type.isSpecified)
    }
    #expect(both.segment(at: 1_000_000_000).type.isSpecified)
    // 01:46:40 UTC, that is 10:46:40 in Tokyo; and 12:26:40 UTC, 21:26:40 in Tokyo.
    let answers: [(String, Bool)] = [
      ("2001-09-09T01:46:39", false), ("2001-09-09T01:46:40", false),
      ("2001-09-09T10:46:39", false), ("2001-09-09T10:46:40", true),
      ("2010-01-01T00:00:00", true), ("2020-09-13T12:26:39", true),
      ("2020-09-13T12:26:40", false), ("2020-09-13T21:26:39", false),
      ("2020-09-13T21:26:40", false),
    ]
    for (text, isKnown) in answers {
      let civil = try #require(CivilDateTime(iso8601: text))
      #expect((both.resolve(civil) != .outOfRange) == isKnown, "\(text)")
    }
    let begun = try tokyo(footer: "JST-9")
    #expect(begun.segment(at: 9_000_000_000).type.isSpecified)
  }

  @Test("After the last transition an empty footer says nothing (plan, item 4)")
  func emptyFooter() throws {
    var file = TZifBytes(types: [
      TZifBytes.Kind(seconds: 3600, name: "CET"), TZifBytes.Kind(seconds: 7200, name: "EET"),
    ])
    file.transitions = [(1_000_000_000, 1)]
    let rules = try ZoneRules(tzif: file.bytes)
    #expect(rules.segment(at: 999_999_999).type.isSpecified)
    let after = rules.segment(at: 1_000_000_000).type
    #expect(!after.isSpecified && after.seconds == 7200)
    file.transitions = []
    let constant = try ZoneRules(tzif: file.bytes)
    #expect(constant.segment(at: 9_000_000_000).type.isSpecified)
  }
}
