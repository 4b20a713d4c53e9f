/// A date and a clock as people write them, in the proleptic Gregorian calendar, with no zone.
///
/// Every value is a real date and a real clock: the failable initialisers refuse 30 February and
/// 25:00. Leap seconds (`:60`) do not exist here (RULES R19).
package struct CivilDateTime: Hashable, Comparable, Sendable {
  package let year: Int
  package let month: Int
  package let day: Int
  package let hour: Int
  package let minute: Int
  package let second: Int
  /// 0...999_999_999.
  package let nanosecond: Int

  /// Nil when there is no such date or clock. `year` must lie in -9999...9999.
  package init?(
    year: Int, month: Int, day: Int, hour: Int = 0, minute: Int = 0, second: Int = 0,
    nanosecond: Int = 0
  ) {
    guard -9999...9999 ~= year, 1...12 ~= month, 1...Self.days(inMonth: month, of: year) ~= day,
      0...23 ~= hour, 0...59 ~= minute, 0...59 ~= second, 0...999_999_999 ~= nanosecond
    else { return nil }
    (self.year, self.month, self.day) = (year, month, day)
    (self.hour, self.minute, self.second, self.nanosecond) = (hour, minute, second, nanosecond)
  }

  /// Days in a month (1...12) of a year, leap years as in the Gregorian calendar.
  package static func days(inMonth month: Int, of year: Int) -> Int {
    switch month {
    case 2: isLeap(year) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  package static func isLeap(_ year: Int) -> Bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
  }

  package static func < (left: CivilDateTime, right: CivilDateTime) -> Bool {
    (left.secondsFromEpoch, left.nanosecond) < (right.secondsFromEpoch, right.nanosecond)
  }

  /// Days from 1970-01-01 to this date; negative before it.
  package var daysFromEpoch: Int { Self.days(to: year, month, day) }

  /// Days from 1970-01-01 to a date that exists, in any year within 2^50. (Howard Hinnant,
  /// `days_from_civil`.)
  static func days(to year: Int, _ month: Int, _ day: Int) -> Int {
    let shifted = month <= 2 ? year - 1 : year
    let era = (shifted >= 0 ? shifted : shifted - 399) / 400
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * 146_097 + dayOfEra - 719_468
  }

  /// Seconds from 1970-01-01T00:00:00 on the same wall, as if it were UTC; whole seconds.
  package var secondsFromEpoch: Int64 {
    Int64(daysFromEpoch) * 86_400 + Int64(hour * 3600 + minute * 60 + second)
  }

  /// The instant that this wall clock shows at a fixed offset east of UTC, in seconds; traps where
  /// `Instant` does not hold it, so years that others wrote are checked first.
  package func instant(offset: Int) -> Instant {
    Instant(nanoseconds: (secondsFromEpoch - Int64(offset)) * 1_000_000_000 + Int64(nanosecond))
  }

  /// What a wall clock `offset` seconds east of UTC shows at `instant`.
  package init(_ instant: Instant, offset: Int = 0) {
    let total = instant.seconds + Int64(offset)
    let days = Int(total >= 0 ? total / 86_400 : (total - 86_399) / 86_400)
    let inDay = Int(total - Int64(days) * 86_400)
    let (year, month, day) = Self.civil(fromDays: days)
    (self.year, self.month, self.day) = (year, month, day)
    (hour, minute, second) = (inDay / 3600, inDay / 60 % 60, inDay % 60)
    let fraction = Int(instant.nanoseconds % 1_000_000_000)
    nanosecond = fraction < 0 ? fraction + 1_000_000_000 : fraction
  }

  /// (Howard Hinnant, `civil_from_days`.)
  package static func civil(fromDays days: Int) -> (year: Int, month: Int, day: Int) {
    let shifted = days + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthIndex = (5 * dayOfYear + 2) / 153
    let day = dayOfYear - (153 * monthIndex + 2) / 5 + 1
    let month = monthIndex < 10 ? monthIndex + 3 : monthIndex - 9
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
  }

  package var weekday: Weekday {
    let index = (daysFromEpoch + 3) % 7
    return Weekday.allCases[index < 0 ? index + 7 : index]
  }
}

/// A day of the week; ISO 8601 order, Monday first.
package enum Weekday: Int, CaseIterable, Sendable {
  case monday, tuesday, wednesday, thursday, friday, saturday, sunday
}
