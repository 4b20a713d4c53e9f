import Testing

@testable import EmbargoTime

/// ZONE-FILES "Exhaustive plan", items 1, 2 and 4, against Python's zoneinfo and zdump.
///
/// In full by scripts/zones-full, which names its folder of rows in EMBARGO_ZONE_ROWS.
@Suite("Zone files and their oracles")
struct ZoneOracleTests {
  private func report(_ rows: ZoneRows, _ path: String) {
    let name = path.split(separator: "/").last ?? ""
    print(
      "zone rows: \(name) \(rows.rows) rows \(rows.zones.count) zones",
      "\(rows.differences) differences")
  }

  private func expectAgreement(
    _ rows: ZoneRows, _ path: String, least: Int = 1,
    _ location: SourceLocation = #_sourceLocation
  ) {
    #expect(rows.differences == 0, "\(path): \(rows.examples)", sourceLocation: location)
    #expect(rows.rows >= least, "\(path)", sourceLocation: location)
  }

  @Test(
    "In full: offsets a second before, at and after each change agree (plan, item 1)",
    .enabled(if: ZoneRows.folder != nil), arguments: ZoneRows.files("forward"))
  func allChanges(path: String) throws {
    var rows = ZoneRows()
    try rows.checkInstants(path)
    report(rows, path)
    expectAgreement(rows, path)
  }

  @Test(
    "In full: zdump says the same of each change (plan, item 1)",
    .enabled(if: ZoneRows.folder != nil), arguments: ZoneRows.files("zdump"))
  func allOfZdump(path: String) throws {
    var rows = ZoneRows()
    try rows.checkZdump(path)
    report(rows, path)
    expectAgreement(rows, path)
  }

  @Test(
    "In full: wall clocks round each change, and random ones, agree (plan, item 2)",
    .enabled(if: ZoneRows.folder != nil),
    arguments: ZoneRows.files("backward") + ZoneRows.files("random"))
  func allClocks(path: String) throws {
    var rows = ZoneRows()
    try rows.checkClocks(path)
    report(rows, path)
    expectAgreement(rows, path)
  }

  @Test(
    "In full: three clocks of every day from 2038 on agree (plan, item 4)",
    .enabled(if: ZoneRows.folder != nil), arguments: ZoneRows.files("days"))
  func allDays(path: String) throws {
    var rows = ZoneRows()
    try rows.checkDays(path)
    report(rows, path)
    expectAgreement(rows, path)
  }

  @Test(
    "In full: zones with one footer share their answers from 2038 on (plan, item 4)",
    .enabled(if: ZoneRows.folder != nil), arguments: ZoneRows.files("footers"))
  func allFooters(path: String) throws { try expectSameFooters(path) }

  @Test(
    "Offsets and wall clocks round each change up to 2050 agree (plan, items 1 and 2)",
    arguments: ["2/20", "7/20"])
  func changes(part: String) throws {
    let folder = try Fixtures.temporaryFolder()
    defer { Fixtures.remove(folder) }
    let arguments = [
      "round", folder, "--tzdir", Fixtures.zoneFolder, "--part", part, "--until", "2050",
      "--step", "6",
    ]
    #expect(Fixtures.python("zone_rows.py", arguments, output: "\(folder)/log") == 0)
    let index = part.prefix { $0 != "/" }
    var (forward, backward) = (ZoneRows(), ZoneRows())
    try forward.checkInstants("\(folder)/forward-\(index).tsv")
    try backward.checkClocks("\(folder)/backward-\(index).tsv")
    expectAgreement(forward, "forward", least: 1000)
    expectAgreement(backward, "backward", least: 1000)
  }

  @Test("Random wall clocks of the years 1970 to 2400 agree (plan, item 2)")
  func random() throws {
    let folder = try Fixtures.temporaryFolder()
    defer { Fixtures.remove(folder) }
    let arguments = ["21", "1000", "--tzdir", Fixtures.zoneFolder, "--years", "1970-2400"]
    #expect(Fixtures.python("oracle.py", arguments, output: "\(folder)/random") == 0)
    var rows = ZoneRows()
    try rows.checkClocks("\(folder)/random")
    expectAgreement(rows, "random", least: 1000)
  }

  @Test("Three clocks of every day of far years agree, in every zone (plan, item 4)")
  func days() throws {
    let folder = try Fixtures.temporaryFolder()
    defer { Fixtures.remove(folder) }
    let arguments = [
      "days", folder, "--tzdir", Fixtures.zoneFolder, "--years", "2038,2100,2400",
    ]
    #expect(Fixtures.python("zone_rows.py", arguments, output: "\(folder)/log") == 0)
    var rows = ZoneRows()
    try rows.checkDays("\(folder)/days-0.tsv")
    expectAgreement(rows, "days", least: 50_000)
    try expectSameFooters("\(folder)/footers-0.tsv")
  }

  /// Each zone of the second column stands for those of the first in the rows of days.
  private func expectSameFooters(_ path: String) throws {
    let newYear2038: Int64 = 2_145_916_800
    for line in try Fixtures.lines(path).dropFirst() {
      let names = line.split(separator: "\t").map(String.init)
      guard names.count == 2, names[0] != names[1] else { continue }
      let both = try names.map { try TZif(Fixtures.bytes("\(Fixtures.zoneFolder)/\($0)") ?? []) }
      let rules = try names.map { try Fixtures.zones.rules(for: $0) }
      #expect(both[0].footer != nil && both[0].footer == both[1].footer, "\(names)")
      #expect(both.allSatisfy { $0.transitions.last ?? 0 <= 1 << 31 }, "\(names)")
      let types = rules.map { $0.segment(at: newYear2038).type }
      #expect(types[0] == types[1], "\(names)")
    }
  }
}
