import EmbargoTime

/// Times for tables, where a column is short.
enum BriefTimes {
  /// `Tue 19 Sep 2023, 5:00 p.m. New York`, `Tue 19 Sep 2023, 21:00 UTC`.
  ///
  /// - Parameter isShort: without the weekday.
  static func wall(_ civil: CivilDateTime, zone: String, isShort: Bool = false) -> String {
    let weekday = isShort ? "" : "\(civil.weekday.name.prefix(3)) "
    let day = weekday + "\(civil.day) \(civil.monthName.prefix(3)) \(civil.year)"
    if zone == "UTC" || zone == "Etc/UTC" { return "\(day), \(civil.clock24) UTC" }
    if zone.hasPrefix("+") || zone.hasPrefix("-") { return "\(day), \(civil.clock12) UTC\(zone)" }
    let city = zone.split(separator: "/").last.map(String.init) ?? zone
    return "\(day), \(civil.clock12) \(city.split(separator: "_").joined(separator: " "))"
  }

  /// `2023-09-19 21:00:00 UTC`, without a fraction.
  static func utc(_ instant: Instant) -> String { stamp(instant) + " UTC" }

  /// The same without the zone, for columns whose heading names it.
  static func stamp(_ instant: Instant) -> String {
    let text = CivilDateTime(Instant(seconds: instant.seconds)).iso8601
    return text.split(separator: "T").joined(separator: " ")
  }

  /// How late something was: `17 µs`, `3.2 ms`, `1.5 s`, `3 min 20 s`.
  static func lateness(_ nanoseconds: Int64) -> String {
    switch nanoseconds {
    case ..<1000: "\(nanoseconds) ns"
    case ..<1_000_000: "\(nanoseconds / 1000) µs"
    case ..<1_000_000_000: "\(nanoseconds / 1_000_000).\(nanoseconds / 100_000 % 10) ms"
    case ..<60_000_000_000: "\(nanoseconds / 1_000_000_000).\(nanoseconds / 100_000_000 % 10) s"
    default: Span(nanoseconds: nanoseconds).words
    }
  }
}
