/// What is right but deserves a look.
enum Notes {
  static func notes(_ reading: ClockReading, _ context: StampContext, _ zones: ZoneDatabase)
    -> [String]
  {
    var notes: [String] = []
    if reading.civil.hour < 5 {
      notes.append("The time is at night there (\(reading.civil.clock24)).")
    }
    if let submitted = context.submitted, reading.instant - submitted > .hours(24 * 366) {
      notes.append("The time is more than a year ahead; zone rules may change until then.")
    }
    if summerTimesDiffer(reading.instant, zones) {
      notes.append("In this week London and New York are not the usual 5 hours apart.")
    }
    return notes
  }

  private static func summerTimesDiffer(_ instant: Instant, _ zones: ZoneDatabase) -> Bool {
    guard let london = try? zones.rules(for: "Europe/London"),
      let newYork = try? zones.rules(for: "America/New_York")
    else { return false }
    let difference = london.offset(at: instant).seconds - newYork.offset(at: instant).seconds
    return difference != 5 * 3600
  }
}
