/// Writes an instant as a stamp that reads back to exactly that instant.
enum StampWriting {
  /// `5:00 p.m. EST, January 10, 2024`.
  static func text(
    _ instant: Instant, _ zone: ZoneIdentity, _ zones: ZoneDatabase, hasWeekday: Bool = false
  ) -> String {
    func date(_ civil: CivilDateTime) -> String {
      (hasWeekday ? "\(civil.weekday.name), " : "") + self.date(civil)
    }
    switch zone {
    case .fixed(let offset) where hasFraction(instant): return iso(instant, offset)
    case .fixed(let offset):
      let civil = CivilDateTime(instant, offset: offset)
      let name = offset == 0 ? "UTC" : "UTC\(UTCOffset.text(offset))"
      return "\(civil.clock12) \(name), \(date(civil))"
    case .named(let name):
      guard let rules = try? zones.rules(for: name) else {
        return text(instant, .fixed(0), zones, hasWeekday: hasWeekday)
      }
      let offset = rules.offset(at: instant)
      if hasFraction(instant) { return iso(instant, offset.seconds) }
      let civil = CivilDateTime(instant, offset: offset.seconds)
      return "\(civil.clock12) \(words(name, offset, rules, civil)), \(date(civil))"
    }
  }

  /// One candidate for each instant, ascending.
  static func candidates(_ readings: [ClockReading], _ zones: ZoneDatabase) -> [Candidate] {
    var candidates: [Instant: Candidate] = [:]
    for reading in readings where candidates[reading.instant] == nil {
      candidates[reading.instant] = Candidate(
        instant: reading.instant, write: text(reading.instant, reading.zone, zones))
    }
    return candidates.values.sorted { $0.instant < $1.instant }
  }

  /// The abbreviation where it is certain, else the place, else the offset.
  private static func words(
    _ name: String, _ offset: LocalOffset, _ rules: ZoneRules, _ civil: CivilDateTime
  ) -> String {
    if Lexicon.shared.isCertain(offset.abbreviation, offset.seconds, name) {
      return offset.abbreviation
    }
    if case .unique = rules.resolve(civil) {
      if let place = ZoneIdentity.place(name),
        Lexicon.shared.places(Lexicon.key(place)) == [name]
      {
        return "\(place) time"
      }
      if name.contains("/") { return name }
    }
    return "UTC\(UTCOffset.text(offset.seconds))"
  }

  private static func hasFraction(_ instant: Instant) -> Bool {
    instant.nanoseconds % 1_000_000_000 != 0
  }

  /// `2024-03-05T18:00:00.5+01:00`: the only form with a fraction of a second that is read.
  private static func iso(_ instant: Instant, _ offset: Int) -> String {
    // An offset with seconds, as in Liberia until 1972, cannot be written.
    guard offset != 0, offset % 60 == 0 else { return instant.rfc3339 }
    return CivilDateTime(instant, offset: offset).iso8601 + UTCOffset.text(offset)
  }

  private static func date(_ civil: CivilDateTime) -> String {
    "\(civil.monthName) \(civil.day), \(civil.year)"
  }
}
