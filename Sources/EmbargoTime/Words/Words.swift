/// How times and lengths of time are written for people to read.
extension Reading {
  /// `Tuesday 19 September 2023, 5:00 p.m. in New York (EDT) = 21:00 UTC`.
  ///
  /// The UTC date is named where it is another day. With `now`, how far away it is follows:
  /// `; in 3 h 12 min` or `; 2 years ago`.
  package func words(now: Instant? = nil) -> String {
    let utc = CivilDateTime(instant)
    var text = "\(civil.longDate), "
    switch zone {
    case .fixed(0): text += "\(civil.clock24) UTC"
    case .fixed(let offset): text += "\(civil.clock12) UTC\(UTCOffset.text(offset))"
    case .named(let name):
      let place = ZoneIdentity.place(name)
      text += "\(civil.clock12) \(place.map { "in \($0)" } ?? name) (\(abbreviation))"
    }
    if zone != .fixed(0) {
      text += " = \(utc.clock24) UTC"
      if utc.daysFromEpoch != civil.daysFromEpoch { text += " on \(utc.longDate)" }
    }
    return now.map { "\(text); \(instant.distance(from: $0))" } ?? text
  }
}

extension Instant {
  /// `in 3 h 12 min`, `now`, `14 min ago`, `2 years ago`.
  package func distance(from now: Instant) -> String {
    let span = self - now
    if abs(span.nanoseconds) < 1_000_000_000 { return "now" }
    return span.nanoseconds > 0 ? "in \(span.words)" : "\(span.words) ago"
  }
}

extension Span {
  /// The size in at most two units, rounded down, without a sign: `3 h 12 min`, `14 min`,
  /// `2 d 3 h`, `45 s`, `12 ms`; from two years up `2 years`.
  package var words: String {
    let seconds = abs(nanoseconds) / 1_000_000_000
    switch seconds {
    case 0: return "\(abs(nanoseconds) / 1_000_000) ms"
    case ..<60: return "\(seconds) s"
    case ..<3600: return Self.pair(seconds / 60, "min", seconds < 600 ? seconds % 60 : 0, "s")
    case ..<86_400: return Self.pair(seconds / 3600, "h", seconds / 60 % 60, "min")
    case ..<(86_400 * 14): return Self.pair(seconds / 86_400, "d", seconds / 3600 % 24, "h")
    case ..<(86_400 * 730): return "\(seconds / 86_400) d"
    default: return "\(seconds / 31_556_952) years"
    }
  }

  private static func pair(_ large: Int64, _ unit: String, _ small: Int64, _ part: String)
    -> String
  {
    small == 0 ? "\(large) \(unit)" : "\(large) \(unit) \(small) \(part)"
  }
}

extension CivilDateTime {
  /// `Tuesday 19 September 2023`.
  package var longDate: String { "\(weekday.name) \(day) \(monthName) \(year)" }

  /// `September`.
  package var monthName: String { Self.monthNames[month - 1] }

  /// `5:00 p.m.`, `12:00 noon`, `00:00`: midnight has no safe 12-hour form. Seconds only where
  /// there are any.
  package var clock12: String {
    if (hour, minute, second, nanosecond) == (0, 0, 0, 0) { return "00:00" }
    if (hour, minute, second, nanosecond) == (12, 0, 0, 0) { return "12:00 noon" }
    return "\((hour + 11) % 12 + 1):\(minutesAndSeconds) \(hour < 12 ? "a.m." : "p.m.")"
  }

  /// `17:00`; seconds and their fraction only where there are any.
  package var clock24: String { "\(hour < 10 ? "0" : "")\(hour):\(minutesAndSeconds)" }

  private var minutesAndSeconds: String {
    // The clock part of the ISO form is "hh:mm:ss" and a fraction, when there is one.
    let clock = iso8601.split(separator: "T").last.map(String.init) ?? ""
    let tail = clock.dropFirst(3)
    return String(second == 0 && nanosecond == 0 ? tail.prefix(2) : tail)
  }

  static let monthNames = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
  ]
}

extension Weekday {
  /// `Tuesday`.
  package var name: String {
    switch self {
    case .monday: "Monday"
    case .tuesday: "Tuesday"
    case .wednesday: "Wednesday"
    case .thursday: "Thursday"
    case .friday: "Friday"
    case .saturday: "Saturday"
    case .sunday: "Sunday"
    }
  }
}

extension ZoneIdentity {
  /// The city in a zone's name, `New York` in `America/New_York`; nil where it names none (`EST`,
  /// `Etc/GMT+5`, `US/Eastern`).
  static func place(_ name: String) -> String? {
    let parts = name.split(separator: "/")
    guard parts.count >= 2, let area = parts.first, let city = parts.last,
      !["Etc", "US", "Canada", "Brazil", "Mexico", "Chile", "SystemV"].contains(area)
    else { return nil }
    return city.split(separator: "_").joined(separator: " ")
  }
}
