import Testing

@testable import EmbargoTime

/// ZONE-FILES "Exhaustive plan", item 3: what holds without any oracle.
@Suite("Wall clocks and instants of zones")
struct ZoneLocalTimeTests {
  /// Wall clocks round each change, and at steps in between, of the years 1900 to 2100.
  private func clocks(_ rules: ZoneRules) -> Set<Int64> {
    let (begin, end): (Int64, Int64) = (-2_208_988_800, 4_102_444_800)
    var found = Set(stride(from: begin, to: end, by: 97_654_321))
    for change in rules.changes(from: begin, to: end) {
      for time in [change - 1, change] {
        let local = change + Int64(rules.segment(at: time).type.seconds)
        found.formUnion([local - 1, local, local + 1, local - 1800, local + 1800])
      }
    }
    return found
  }

  /// What is wrong with the answer to a wall clock; nil when nothing is.
  private func fault(_ rules: ZoneRules, _ local: Int64) throws -> String? {
    let found = rules.instants(local: local)
    guard found.allSatisfy({ $0 + Int64(rules.segment(at: $0).type.seconds) == local }),
      zip(found, found.dropFirst()).allSatisfy({ $0 < $1 })
    else { return "\(found)" }
    let days = Int((Double(local) / 86_400).rounded(.down))
    let (date, rest) = (CivilDateTime.civil(fromDays: days), Int(local) - days * 86_400)
    let civil = try #require(
      CivilDateTime(
        year: date.year, month: date.month, day: date.day, hour: rest / 3600,
        minute: rest / 60 % 60, second: rest % 60))
    let result = rules.resolve(civil)
    return isRight(result, found, rules) ? nil : "\(result)"
  }

  private func isRight(_ result: LocalResult, _ found: [Int64], _ rules: ZoneRules) -> Bool {
    switch result {
    case .unique(let local):
      return found == [local.instant.seconds]
        && rules.offset(at: local.instant) == local.offset
    case .fold(let locals):
      // As far apart as the clocks were put back.
      let offsets = locals.map { Int64($0.offset.seconds) }
      return found.count > 1 && found == locals.map(\.instant.seconds)
        && locals.allSatisfy { rules.offset(at: $0.instant) == $0.offset }
        && zip(locals, locals.dropFirst()).enumerated().allSatisfy { index, pair in
          (pair.1.instant - pair.0.instant) == .seconds(offsets[index] - offsets[index + 1])
        }
    case .gap(let gap):
      let skipped = Int64(gap.after.offset.seconds - gap.before.offset.seconds)
      return found.isEmpty && skipped > 0
        && gap.after.instant < gap.change && gap.change <= gap.before.instant
        && gap.before.instant - gap.after.instant == .seconds(skipped)
        && rules.offset(at: gap.change) == gap.after.offset
        && rules.offset(at: gap.change - .seconds(1)) == gap.before.offset
    case .outOfRange:
      return found.allSatisfy { !rules.segment(at: $0).type.isSpecified } || found.count > 1
    }
  }

  @Test("Each instant shows the wall clock it was found by, once, twice or never (plan, item 3)")
  func clocks() throws {
    var (asked, wrong) = (0, [String]())
    for (index, name) in try Fixtures.zoneNames().enumerated() where index % 5 == 0 {
      let rules = try Fixtures.zones.rules(for: name)
      for local in clocks(rules) {
        asked += 1
        if let fault = try fault(rules, local) { wrong.append("\(name) \(local): \(fault)") }
      }
    }
    #expect(wrong == [])
    #expect(asked > 10_000)
  }

  @Test("Each instant is found again by the wall clock it shows (plan, item 3)")
  func instants() throws {
    for (index, name) in try Fixtures.zoneNames().enumerated() where index % 5 == 1 {
      let rules = try Fixtures.zones.rules(for: name)
      for time in stride(from: Int64(-2_208_988_800), to: 9_000_000_000, by: 54_321_987) {
        let local = time + Int64(rules.segment(at: time).type.seconds)
        #expect(rules.instants(local: local).contains(time), "\(name) \(time)")
      }
    }
  }

  @Test("A clock that was put back often at once is shown often")
  func manyFolds() throws {
    var file = TZifBytes(types: [])
    for hour in 0..<24 {
      file.types.append(TZifBytes.Kind(seconds: 3600 * (12 - Int32(hour)), name: "AAA"))
    }
    // Back by an hour at every hour but one: one wall clock comes 24 times.
    file.transitions = (1..<24).map { (Int64($0) * 3600, UInt8($0)) }
    file.footer = "AAA11"
    let rules = try ZoneRules(tzif: file.bytes)
    #expect(rules.instants(local: 12 * 3600).count == 24)
    // More changes within two days than any zone has.
    file.transitions = (0..<1000).map { (Int64($0) * 16, UInt8($0 % 2)) }
    file.footer = "AAA-11"
    let restless = try ZoneRules(tzif: file.bytes)
    let local: Int64 = 12 * 3600 + 5005
    let found = restless.instants(local: local)
    #expect(found.contains(5005) && found.contains(8605) && found.count == 2)
  }
}
