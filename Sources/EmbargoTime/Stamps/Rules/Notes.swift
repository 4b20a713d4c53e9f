/// What is right but deserves a look.
enum Notes {
  /// Zone data is updated several times a year; older than this it may miss a change.
  static let oldData = Span.hours(24 * 183)

  static func notes(_ reading: ClockReading, _ context: StampContext, _ zones: ZoneDatabase)
    -> [String]
  {
    [
      night(reading), farAhead(reading, context), summerTimes(reading, zones),
      oldZoneData(reading, context, zones),
    ].compactMap(\.self)
  }

  /// A clock from 00:00 to 05:00: often a slip for the afternoon, or meant for another place.
  private static func night(_ reading: ClockReading) -> String? {
    guard reading.civil.hour < 5 else { return nil }
    return "The time is at night there (\(reading.civil.clock24))."
  }

  private static func farAhead(_ reading: ClockReading, _ context: StampContext) -> String? {
    guard let submitted = context.submitted, reading.instant - submitted > .hours(24 * 366) else {
      return nil
    }
    return "The time is more than a year ahead; zone rules may change until then."
  }

  /// The weeks in March and October when one side of the Atlantic has changed its clocks and the
  /// other has not (R16: the slip of 12 March 2020).
  private static func summerTimes(_ reading: ClockReading, _ zones: ZoneDatabase) -> String? {
    guard let london = try? zones.rules(for: "Europe/London"),
      let newYork = try? zones.rules(for: "America/New_York")
    else { return nil }
    let hours =
      (london.offset(at: reading.instant).seconds - newYork.offset(at: reading.instant).seconds)
      / 3600
    guard hours != 5 else { return nil }
    return "In this week London and New York are \(hours) hours apart, not the usual 5."
  }

  /// Only rules of a place can be out of date; UTC and offsets never change.
  private static func oldZoneData(
    _ reading: ClockReading, _ context: StampContext, _ zones: ZoneDatabase
  ) -> String? {
    guard case .named = reading.zone, let submitted = context.submitted,
      let released = ZoneDataAge.released(zones.version), submitted - released > oldData
    else { return nil }
    let months = (submitted - released).nanoseconds / (30 * 86_400_000_000_000)
    return "The zone data \(zones.version) is about \(months) months old: update tzdata."
  }
}
