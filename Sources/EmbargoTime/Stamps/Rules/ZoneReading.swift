/// One way to read one clock: civil time, zone and instant.
struct ClockReading: Hashable {
  var civil: CivilDateTime
  var zone: ZoneIdentity
  var offset: Int
  var abbreviation: String
  var instant: Instant
}

/// All ways to read one clock, and what keeps them from being certain.
struct ClockReadings {
  var readings: [ClockReading]
  /// Nil where exactly one instant is left.
  var doubt: RefusalReason?
  var message = ""
  /// The rule that doubts, where it is not the usual one for the reason.
  var rule: String?

  /// A certain second stamp may settle it (R16, R18); midnight stays refused (R15).
  var canBeSettled: Bool { doubt != .midnight }

  var instants: Set<Instant> { Set(readings.map(\.instant)) }
}

/// Resolves a civil time against all that a line says about the zone (R2 to R8, R18).
struct ZoneResolver {
  let zones: ZoneDatabase
  /// The operator's default zone, when it exists.
  let contextZone: String?

  init(zones: ZoneDatabase, context: StampContext) {
    self.zones = zones
    contextZone = context.zone.flatMap { name in
      (try? zones.rules(for: name)) == nil ? nil : name
    }
  }

  /// What the mentions of one clock say, sorted by kind.
  private struct Claims {
    /// For each place or identifier, the zones it can mean.
    var places: [[String]] = []
    var abbreviations: [Abbreviation] = []
    var offsets: [Int] = []
    var universal: [String] = []
    var unknown: String?
    /// A town that no table has: beside a certain zone it says nothing more.
    var town: String?
    var hasLocal = false
  }

  func read(_ civil: CivilDateTime, _ mentions: [ZoneMention]) throws(StampRefusal)
    -> ClockReadings
  {
    var claims = try claims(mentions)
    let isSilent =
      claims.places.isEmpty && claims.abbreviations.isEmpty && claims.offsets.isEmpty
      && claims.universal.isEmpty
    if let unknown = claims.unknown ?? (isSilent ? claims.town : nil) {
      throw StampRefusal(.zoneUnknown, "\"\(unknown)\" is no time zone that is known.")
    }
    if claims.hasLocal, !claims.universal.isEmpty, claims.places.isEmpty {
      throw StampRefusal(
        .conflict, "\"Local time\" and UTC disagree; write the place, or UTC alone.", rule: "R8")
    }
    if isSilent {
      guard !claims.hasLocal, let contextZone else {
        throw StampRefusal(
          .noZone,
          claims.hasLocal
            ? "\"Local time\" does not say of which place."
            : "The stamp does not say the zone; write it behind the clock, such as EDT, UTC or "
              + "London time.")
      }
      claims.places = [[contextZone]]
    }
    if let known = claims.places.first {
      return try atPlaces(civil, known, Array(claims.places.dropFirst()), claims)
    }
    if !claims.abbreviations.isEmpty { return try abbreviated(civil, claims) }
    return try fixed(civil, claims)
  }

  private func claims(_ mentions: [ZoneMention]) throws(StampRefusal) -> Claims {
    var claims = Claims()
    for mention in mentions {
      switch mention {
      case .places(let names): claims.places.append(names)
      case .abbreviation(let abbreviation): claims.abbreviations.append(abbreviation)
      case .offset(let offset): claims.offsets.append(offset)
      case .universal(let name): claims.universal.append(name)
      case .local: claims.hasLocal = true
      case .unknown(let word): claims.unknown = word
      case .placeName(let name):
        let found = MachinePlaces.zones(of: name, in: zones)
        if found.isEmpty { claims.town = name } else { claims.places.append(found) }
      case .identifier(let name, let isClaim):
        guard let known = knownName(name) else {
          throw StampRefusal(.zoneUnknown, "\"\(name)\" is not in the zone data of this machine.")
        }
        if isClaim { claims.places.append([known]) }
      }
    }
    return claims
  }

  /// The name as the zone data has it; a name all in one case is tried with capitals.
  private func knownName(_ name: String) -> String? {
    if (try? zones.rules(for: name)) != nil { return name }
    guard name == name.lowercased() || name == name.uppercased() else { return nil }
    var capital = true
    let written = name.lowercased().map { character -> String in
      defer { capital = "/_-".contains(character) }
      return capital ? character.uppercased() : String(character)
    }.joined()
    return (try? zones.rules(for: written)) == nil ? nil : written
  }

  // MARK: One zone

  private enum Local {
    case found([ClockReading])
    case gap(Gap)
  }

  private func local(_ civil: CivilDateTime, _ zone: String) throws(StampRefusal) -> Local {
    let rules: ZoneRules
    do { rules = try zones.rules(for: zone) } catch {
      throw StampRefusal(.zoneUnknown, "\(error).")
    }
    func reading(_ found: LocalInstant) -> ClockReading {
      ClockReading(
        civil: civil, zone: .named(zone), offset: found.offset.seconds,
        abbreviation: found.offset.abbreviation, instant: found.instant)
    }
    switch rules.resolve(civil) {
    case .unique(let found) where found.offset.isSpecified: return .found([reading(found)])
    case .fold(let found) where found.allSatisfy(\.offset.isSpecified):
      return .found(found.map(reading))
    case .gap(let gap): return .gap(gap)
    default:
      throw StampRefusal(.zoneDate, "The zone data does not say the time in \(zone) on that day.")
    }
  }

  private func gapRefusal(_ civil: CivilDateTime, _ gap: Gap, _ zone: String) -> StampRefusal {
    let sides = [gap.after, gap.before].map { side in
      Candidate(
        instant: side.instant,
        write: StampWriting.text(side.instant, .named(zone), zones))
    }
    return StampRefusal(
      .gap,
      "\(civil.clock12) does not exist on \(civil.longDate) in \(zone): clocks go forward then.",
      candidates: sides.sorted { $0.instant < $1.instant })
  }

  // MARK: Places (R2, R5a, R6, R18)

  private func atPlaces(
    _ civil: CivilDateTime, _ names: [String], _ others: [[String]], _ claims: Claims
  ) throws(StampRefusal) -> ClockReadings {
    var readings: [ClockReading] = []
    var gap: (Gap, String)?
    for name in names {
      switch try local(civil, name) {
      case .found(let found): readings.append(contentsOf: found)
      case .gap(let found): gap = (found, name)
      }
    }
    for other in others {
      var there: [ClockReading] = []
      for name in other {
        if case .found(let found) = try local(civil, name) { there.append(contentsOf: found) }
      }
      readings.removeAll { reading in !there.contains { isSameClock(reading, $0) } }
    }
    if readings.isEmpty, let (gap, name) = gap { throw gapRefusal(civil, gap, name) }
    if readings.isEmpty {
      throw StampRefusal(.conflict, "The places named beside one clock keep different times.")
    }
    readings = try matching(readings, claims, civil)
    return settled(readings, names: names)
  }

  /// Two places keep the same time under the same name, not only by chance the same offset.
  private func isSameClock(_ left: ClockReading, _ right: ClockReading) -> Bool {
    guard left.instant == right.instant else { return false }
    if left.zone == right.zone { return true }
    return left.abbreviation == right.abbreviation && left.abbreviation.first?.isLetter == true
  }

  /// An abbreviation means the clock that a place keeps: the place is one that the tables name
  /// for it, or it calls its time as that one does ("MST, Phoenix", "CET, Vienna"). The same offset
  /// alone is chance: Chicago's summer clock is at the offset of EST.
  private func means(
    _ abbreviation: Abbreviation, _ reading: ClockReading, isPlace: Bool
  ) -> Bool {
    guard case .named(let zone) = reading.zone else { return false }
    return abbreviation.meanings.contains { meaning in
      guard meaning.offset == reading.offset, let home = meaning.zones.first else { return false }
      if meaning.zones.contains(zone) { return true }
      if isPlace, reading.abbreviation == abbreviation.name { return true }
      guard let rules = try? zones.rules(for: home),
        let known = rules.abbreviation(ofOffset: meaning.offset),
        isPlace || rules.offset(at: reading.instant).seconds == meaning.offset
      else { return false }
      if known == reading.abbreviation, known.first?.isLetter == true { return true }
      guard let there = try? zones.rules(for: zone) else { return false }
      return there == rules
    }
  }

  /// Keeps what fits the abbreviations (else `zone-date`) and the offsets (else `conflict`).
  private func matching(_ readings: [ClockReading], _ claims: Claims, _ civil: CivilDateTime)
    throws(StampRefusal) -> [ClockReading]
  {
    var kept = readings
    // A country with several zones is no place that lives by one clock all year (R3).
    let isPlace = Set(readings.map(\.zone)).count == 1
    for abbreviation in claims.abbreviations {
      kept.removeAll { !means(abbreviation, $0, isPlace: isPlace) }
      guard !kept.isEmpty else { throw outOfSeason(abbreviation.name, readings, civil) }
    }
    if let name = claims.universal.first {
      // Of a country with several zones the first is meant: GMT in July is not Portugal's.
      let isAtZero = kept.first?.offset == 0
      kept.removeAll { $0.offset != 0 }
      guard !kept.isEmpty, isAtZero else {
        if name.hasPrefix("g") { throw outOfSeason("GMT", readings, civil) }
        throw StampRefusal(.conflict, "The place named beside UTC is not at UTC then.")
      }
    }
    for offset in claims.offsets {
      kept.removeAll { $0.offset != offset }
      guard !kept.isEmpty else {
        let there = readings.map { "UTC\(UTCOffset.text($0.offset))" }.joined(separator: " or ")
        throw StampRefusal(
          .conflict, "UTC\(UTCOffset.text(offset)) and the zone disagree: there it is \(there).")
      }
    }
    return kept
  }

  private func outOfSeason(_ name: String, _ readings: [ClockReading], _ civil: CivilDateTime)
    -> StampRefusal
  {
    let there = readings.map(\.abbreviation).joined(separator: " or ")
    return StampRefusal(
      .zoneDate, "\(name.uppercased()) is not in force there on \(civil.longDate): it is \(there).",
      candidates: StampWriting.candidates(readings, zones))
  }

  private func settled(_ readings: [ClockReading], names: [String]) -> ClockReadings {
    if Set(readings.map(\.instant)).count == 1 { return ClockReadings(readings: [readings[0]]) }
    let isFold = Set(readings.map(\.zone)).count == 1
    return ClockReadings(
      readings: readings, doubt: isFold ? .fold : .zoneAmbiguous,
      message: isFold
        ? "This clock comes twice that day: the clocks go back."
        : "The place lies in several zones (\(names.joined(separator: ", "))); name a city.",
      rule: isFold ? nil : "R6")
  }

  // MARK: Abbreviations (R3, R5)

  private func abbreviated(_ civil: CivilDateTime, _ claims: Claims) throws(StampRefusal)
    -> ClockReadings
  {
    let abbreviation = claims.abbreviations[0]
    var inSeason: [ClockReading] = []
    var wall: [ClockReading] = []
    var gap: (Gap, String)?
    for meaning in abbreviation.meanings {
      for zone in meaning.zones.prefix(1) {
        switch try local(civil, zone) {
        case .gap(let found): gap = (found, zone)
        case .found(let found):
          wall.append(contentsOf: found)
          inSeason.append(contentsOf: found.filter { $0.offset == meaning.offset })
        }
      }
    }
    let rest = Claims(
      abbreviations: Array(claims.abbreviations.dropFirst()), offsets: claims.offsets,
      universal: claims.universal)
    if abbreviation.meanings.count > 1 {
      if let found = try byContext(civil, abbreviation) {
        return settled(try matching([found], rest, civil), names: [])
      }
      // An offset beside it settles it; that only one meaning is in season does not (R5).
      if !claims.offsets.isEmpty {
        return settled(try matching(inSeason, rest, civil), names: [])
      }
      let names = abbreviation.meanings.map { $0.zones[0] }.joined(separator: ", ")
      return ClockReadings(
        readings: inSeason, doubt: .zoneAmbiguous,
        message: "\(abbreviation.name) can mean several zones: \(names).")
    }
    if inSeason.isEmpty {
      if let (gap, zone) = gap { throw gapRefusal(civil, gap, zone) }
      return literal(civil, abbreviation, wall)
    }
    return settled(try matching(inSeason, rest, civil), names: [])
  }

  /// R5b: the context zone settles an ambiguous abbreviation that it uses at that date.
  private func byContext(_ civil: CivilDateTime, _ abbreviation: Abbreviation)
    throws(StampRefusal) -> ClockReading?
  {
    guard let contextZone, case .found(let found) = try local(civil, contextZone) else {
      return nil
    }
    let fitting = found.filter { reading in
      abbreviation.meanings.contains {
        $0.offset == reading.offset
          && (reading.abbreviation == abbreviation.name || $0.zones.contains(contextZone))
      }
    }
    return fitting.count == 1 ? fitting[0] : nil
  }

  /// R3: an abbreviation out of season: as it stands, or as the clock of the place.
  private func literal(
    _ civil: CivilDateTime, _ abbreviation: Abbreviation, _ wall: [ClockReading]
  ) -> ClockReadings {
    var readings = wall
    for meaning in abbreviation.meanings {
      readings.append(
        ClockReading(
          civil: civil, zone: .fixed(meaning.offset), offset: meaning.offset,
          abbreviation: UTCOffset.text(meaning.offset),
          instant: civil.instant(offset: meaning.offset)
        ))
    }
    let there = wall.map(\.abbreviation).joined(separator: " or ")
    return ClockReadings(
      readings: readings, doubt: .zoneDate,
      message:
        "\(abbreviation.name) is not in force on \(civil.longDate); the zone is on \(there) then.")
  }

  // MARK: Fixed offsets (R4, R7)

  private func fixed(_ civil: CivilDateTime, _ claims: Claims) throws(StampRefusal)
    -> ClockReadings
  {
    let offsets = Set(claims.offsets + claims.universal.map { _ in 0 })
    guard offsets.count == 1, let offset = offsets.first else {
      throw StampRefusal(.conflict, "Two different offsets from UTC stand beside one clock.")
    }
    return ClockReadings(readings: [
      ClockReading(
        civil: civil, zone: .fixed(offset), offset: offset,
        abbreviation: offset == 0 ? "UTC" : UTCOffset.text(offset),
        instant: civil.instant(offset: offset))
    ])
  }
}
