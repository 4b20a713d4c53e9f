/// Which zone and which day each clock has, and whether all clocks agree (R13 to R18).
struct ClockRules {
  let statement: Statement
  let resolver: ZoneResolver
  /// The days of the statement's dates.
  let days: [CivilDateTime]

  /// A clock with what is said about it.
  private struct Use {
    var index: Int
    var clock: Clock
    var mentions: [ZoneMention]
  }

  /// The one reading that all clocks allow.
  func reading() throws(StampRefusal) -> ClockReading {
    let uses = uses()
    var found: [ClockReading] = []
    var failure: StampRefusal?
    // Each clock takes the date before or after it; every date must be used, in order.
    for assignment in assignments(uses) {
      do {
        let reading = try agreed(uses, assignment)
        if !found.contains(where: { $0.instant == reading.instant }) { found.append(reading) }
      } catch {
        failure = failure ?? error
      }
    }
    if found.count == 1 { return found[0] }
    throw failure
      ?? StampRefusal(.conflict, "The dates and clocks can be put together in more than one way.")
  }

  // MARK: Zones of clocks

  private func uses() -> [Use] {
    var uses = statement.clocks.compactMap { index in
      statement.clock(index).map { Use(index: index, clock: $0, mentions: []) }
    }
    let isPrefix = isPrefixed()
    for index in statement.zones {
      guard let mention = statement.mention(index) else { continue }
      let before = uses.lastIndex { $0.index < index }
      let after = uses.firstIndex { $0.index > index }
      if let owner = isPrefix ? after : before ?? after { uses[owner].mentions.append(mention) }
    }
    share(&uses)
    return uses
  }

  /// "Berlin 14:00 = Singapore 21:00": each zone stands before its clock.
  private func isPrefixed() -> Bool {
    let parts = (statement.zones + statement.clocks).sorted()
    guard parts.count == 2 * statement.clocks.count else { return false }
    return parts.enumerated().allSatisfy { place, index in
      statement.zones.contains(index) == place.isMultiple(of: 2)
    }
  }

  /// A clock without a zone shares that of the next one ("5 p.m. (17:00) EDT"), or of the one
  /// before, in whose brackets it stands.
  private func share(_ uses: inout [Use]) {
    for place in uses.indices.reversed() where uses[place].mentions.isEmpty {
      let isBracketed =
        uses[place].index > 0
        && {
          if case .symbol("(") = statement.items[uses[place].index - 1].kind { true } else { false }
        }()
      let previous = uses[..<place].last { !$0.mentions.isEmpty }?.mentions
      let next = place + 1 < uses.count ? uses[place + 1].mentions : nil
      uses[place].mentions = (isBracketed ? previous ?? next : next ?? previous) ?? []
    }
  }

  // MARK: Dates of clocks

  /// For each clock the place of its date in `days`.
  private func assignments(_ uses: [Use]) -> [[Int]] {
    var all: [[Int]] = [[]]
    for use in uses {
      let previous = statement.dates.lastIndex { $0 < use.index }
      let next = statement.dates.firstIndex { $0 > use.index }
      let options = [previous, next].compactMap { $0 }
      all = all.flatMap { chosen in
        options.filter { $0 >= chosen.last ?? 0 }.map { chosen + [$0] }
      }
      if all.count > 64 { return [] }
    }
    return all.filter { chosen in
      days.indices.allSatisfy { place in chosen.contains { days[$0] == days[place] } }
    }
  }

  // MARK: Agreement

  private func agreed(_ uses: [Use], _ assignment: [Int]) throws(StampRefusal) -> ClockReading {
    var all: [ClockReadings] = []
    for (use, place) in zip(uses, assignment) { all.append(try readings(use, days[place])) }
    if let open = all.first(where: { $0.doubt != nil && !$0.canBeSettled }) { throw refusal(open) }
    let certain = all.filter { $0.doubt == nil }
    guard let first = certain.first?.readings.first else { return try settled(all) }
    let disagreeing = all.first { !$0.instants.contains(first.instant) }
    guard disagreeing == nil else { throw disagreement(all) }
    return first
  }

  /// Clocks that are all doubtful settle one another where exactly one instant is left:
  /// "16:00 BST / 11:00 EDT". What an abbreviation out of season means is never settled so.
  private func settled(_ all: [ClockReadings]) throws(StampRefusal) -> ClockReading {
    let open = all.first ?? ClockReadings(readings: [], doubt: .conflict)
    guard all.count > 1, all.allSatisfy({ $0.doubt == .zoneAmbiguous || $0.doubt == .ampmMissing })
    else { throw refusal(open) }
    let shared = all.dropFirst().reduce(open.instants) { $0.intersection($1.instants) }
    guard !shared.isEmpty else { throw disagreement(all) }
    guard shared.count == 1,
      let reading = open.readings.first(where: { shared.contains($0.instant) })
    else { throw refusal(open) }
    return reading
  }

  private func refusal(_ open: ClockReadings) -> StampRefusal {
    StampRefusal(
      open.doubt ?? .conflict, open.message, rule: open.rule,
      candidates: StampWriting.candidates(open.readings, resolver.zones))
  }

  /// R16, R17: two clocks that disagree; with one date they may fall on two days.
  private func disagreement(_ all: [ClockReadings]) -> StampRefusal {
    let day: Int64 = 86_400_000_000_000
    let anchors = all.first { $0.doubt == nil }?.instants ?? []
    let fitsAnotherDay = all.allSatisfy { readings in
      readings.instants.contains { instant in
        anchors.contains {
          let difference = abs(instant.nanoseconds - $0.nanoseconds)
          return difference == 0 || difference == day
        }
      }
    }
    let meant = all.compactMap(\.readings.first)
      .map { "\(StampWriting.text($0.instant, $0.zone, resolver.zones)) = \($0.instant.rfc3339)" }
    let text = meant.joined(separator: "; ")
    let candidates = StampWriting.candidates(all.flatMap(\.readings), resolver.zones)
    if statement.dates.count == 1, fitsAnotherDay {
      return StampRefusal(
        .dateAmbiguous, "One date stands beside clocks of two days: \(text).", rule: "R17",
        candidates: candidates)
    }
    return StampRefusal(
      .conflict, "The times do not agree: \(text).", candidates: candidates)
  }

  // MARK: One clock

  private func readings(_ use: Use, _ day: CivilDateTime) throws(StampRefusal) -> ClockReadings {
    let isAmerican = isAmerican(use.mentions)
    var all: [ClockReading] = []
    var zoneDoubt: ClockReadings?
    var gap: StampRefusal?
    for seconds in use.clock.seconds(american: isAmerican) {
      let nanoseconds = Int64(use.clock.nanosecond)
      let moved = day.instant(offset: -seconds)
      let civil = CivilDateTime(Instant(nanoseconds: moved.nanoseconds + nanoseconds))
      do {
        let found = try resolver.read(civil, use.mentions)
        if found.doubt != nil { zoneDoubt = zoneDoubt ?? found }
        all.append(contentsOf: found.readings)
      } catch {
        guard error.reason == .gap || use.clock.doubt(american: isAmerican) != nil else {
          throw error
        }
        gap = error
      }
    }
    if let gap, all.isEmpty { throw gap }
    if let doubt = use.clock.doubt(american: isAmerican) {
      return ClockReadings(readings: all, doubt: doubt, message: Self.message(doubt))
    }
    return ClockReadings(
      readings: all, doubt: zoneDoubt?.doubt, message: zoneDoubt?.message ?? "",
      rule: zoneDoubt?.rule)
  }

  private static func message(_ doubt: RefusalReason) -> String {
    doubt == .midnight
      ? "Midnight can be the start or the end of the day; write 00:01 or 23:59."
      : "The clock can be morning or evening; write a.m. or p.m."
  }

  /// R13: places where a clock of 10, 11 or 12 may be meant as p.m.
  private func isAmerican(_ mentions: [ZoneMention]) -> Bool {
    if mentions.isEmpty { return resolver.contextZone.map(NorthAmerica.contains) ?? false }
    return mentions.contains { mention in
      switch mention {
      case .places(let names): names.contains(where: NorthAmerica.contains)
      case .abbreviation(let abbreviation):
        abbreviation.meanings.contains { $0.zones.contains(where: NorthAmerica.contains) }
      case .identifier(let name, _): NorthAmerica.contains(name)
      default: false
      }
    }
  }
}
