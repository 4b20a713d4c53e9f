import EmbargoTime

/// The `Retry-After` field of an answer (RFC 9110 section 10.2.3).
enum RetryAfter {
  private static let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]

  /// A number of seconds, or an HTTP date (IMF-fixdate) less `now`; nil for anything else. A date
  /// that has passed is zero.
  static func span(_ field: String, now: Instant) -> Span? {
    let text = field.drop { $0 == " " || $0 == "\t" }
    if !text.isEmpty, text.utf8.count <= 9, text.utf8.allSatisfy({ 48...57 ~= $0 }) {
      return Int64(text).map(Span.seconds)
    }
    return date(text).map { max(.zero, $0 - now) }
  }

  /// `Sun, 06 Nov 1994 08:49:37 GMT`.
  private static func date(_ text: Substring) -> Instant? {
    let parts = text.split(separator: " ")
    guard parts.count == 6, parts[0].utf8.count == 4, parts[0].hasSuffix(","), parts[5] == "GMT",
      let day = number(parts[1], digits: 2), let month = months.firstIndex(of: String(parts[2])),
      let year = number(parts[3], digits: 4)
    else { return nil }
    let clock = parts[4].split(separator: ":", omittingEmptySubsequences: false)
    guard clock.count == 3, let hour = number(clock[0], digits: 2),
      let minute = number(clock[1], digits: 2), let second = number(clock[2], digits: 2),
      let civil = CivilDateTime(
        year: year, month: month + 1, day: day, hour: hour, minute: minute, second: second),
      1970...2200 ~= year
    else { return nil }
    return civil.instant(offset: 0)
  }

  private static func number(_ text: Substring, digits: Int) -> Int? {
    guard text.utf8.count == digits, text.utf8.allSatisfy({ 48...57 ~= $0 }) else { return nil }
    return Int(text)
  }
}
