/// The rule in a TZif footer: a POSIX TZ string with the extensions of RFC 9636 section 3.3.1.
struct PosixTZ: Hashable, Sendable {
  /// A time during which one type holds: from `start` up to, not including, `end`.
  struct Segment: Hashable {
    var start: Int64
    var end: Int64
    var type: LocalOffset

    /// The second in it at which a clock shows `local`, seconds since 1970 on the same wall.
    func time(showing local: Int64) -> Int64? {
      let time = local - Int64(type.seconds)
      return start <= time && time < end ? time : nil
    }

    /// Takes in a change to `type` at a second: what holds at `time` begins or ends there.
    fileprivate mutating func narrow(
      to time: Int64, change: Int64, _ type: LocalOffset
    ) {
      if change > time {
        end = min(end, change)
      } else if change >= start {
        (start, self.type) = (change, type)
      }
    }
  }

  private struct Daylight: Hashable {
    var type: LocalOffset
    var start: Day
    var end: Day
  }

  /// The day and the local time of one change in any year.
  private struct Day: Hashable {
    enum Form: Hashable {
      /// 1...365, 29 February never counted.
      case julian(Int)
      /// 0...365, 29 February counted.
      case ordinal(Int)
      /// Month, week 1...5 (5 is the last), day 0...6 (Sunday is 0).
      case month(Int, Int, Int)
    }
    var form: Form
    /// Seconds of local time after that day's midnight; may lie outside the day.
    var time: Int
  }

  private let standard: LocalOffset
  private let daylight: Daylight?

  /// Nil when the text is not a TZ string.
  /// - Parameter extended: hours of a rule from -167 to 167 are allowed (TZif version 3 and later).
  init?(_ text: [UInt8], extended: Bool) {
    var scanner = Scanner(text: text[...])
    guard let name = scanner.name(), let west = scanner.offset() else { return nil }
    standard = LocalOffset(seconds: -west, isDST: false, abbreviation: name)
    if scanner.text.isEmpty {
      daylight = nil
      return
    }
    guard let summer = scanner.name() else { return nil }
    var seconds = -west + 3600
    if scanner.text.first != UInt8(ascii: ",") {
      guard let west = scanner.offset() else { return nil }
      seconds = -west
    }
    guard scanner.skip(","), let start = scanner.day(extended), scanner.skip(","),
      let end = scanner.day(extended), scanner.text.isEmpty
    else { return nil }
    daylight = Daylight(
      type: LocalOffset(seconds: seconds, isDST: true, abbreviation: summer), start: start,
      end: end)
  }

  static func isNameByte(_ byte: UInt8) -> Bool {
    isLetter(byte) || 48...57 ~= byte || byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-")
  }

  private static func isLetter(_ byte: UInt8) -> Bool { 97...122 ~= byte | 0x20 }

  /// What the rule says at `time`, seconds since the epoch, within 2^60 seconds of it.
  func segment(containing time: Int64) -> Segment {
    var found = Segment(start: .min, end: .max, type: standard)
    guard let daylight else { return found }
    let local = Int(time) + standard.seconds
    let days = local / 86_400 - (local % 86_400 < 0 ? 1 : 0)
    let year = CivilDateTime.civil(fromDays: days).year
    // A change may lie a week and a day outside its year, so the years beside the next ones count.
    for year in year - 2...year + 2 {
      let on = Self.time(daylight.start, year) - Int64(standard.seconds)
      let off = Self.time(daylight.end, year) - Int64(daylight.type.seconds)
      // At one and the same second the beginning of daylight time wins: that is how a zone that
      // keeps it all year is written.
      if off > on { found.narrow(to: time, change: on, daylight.type) }
      found.narrow(to: time, change: off, standard)
      if off <= on { found.narrow(to: time, change: on, daylight.type) }
    }
    return found
  }

  /// Local seconds since 1970-01-01T00:00:00 of that day and time in a year.
  private static func time(_ day: Day, _ year: Int) -> Int64 {
    let number: Int
    switch day.form {
    case .julian(let count):
      let isAfterLeapDay = count >= 60 && CivilDateTime.isLeap(year)
      number = CivilDateTime.days(to: year, 1, 1) + count - (isAfterLeapDay ? 0 : 1)
    case .ordinal(let count):
      number = CivilDateTime.days(to: year, 1, 1) + count
    case .month(let month, let week, let weekday):
      let first = CivilDateTime.days(to: year, month, 1)
      let firstWeekday = ((first + 4) % 7 + 7) % 7
      var date = (weekday - firstWeekday + 7) % 7 + (week - 1) * 7
      if date >= CivilDateTime.days(inMonth: month, of: year) { date -= 7 }
      number = first + date
    }
    return Int64(number) * 86_400 + Int64(day.time)
  }

  private struct Scanner {
    var text: ArraySlice<UInt8>

    mutating func skip(_ character: Unicode.Scalar) -> Bool {
      guard text.first == UInt8(ascii: character) else { return false }
      text = text.dropFirst()
      return true
    }

    /// `EST`, or any of letters, digits, + and - in angle brackets.
    mutating func name() -> String? {
      let quoted = skip("<")
      let name = text.prefix(while: quoted ? PosixTZ.isNameByte : PosixTZ.isLetter)
      text = text.dropFirst(name.count)
      guard 3...16 ~= name.count, !quoted || skip(">") else { return nil }
      return String(decoding: name, as: UTF8.self)
    }

    /// Decimal digits, at most three.
    mutating func number(_ range: ClosedRange<Int>) -> Int? {
      let digits = text.prefix { 48...57 ~= $0 }
      guard 1...3 ~= digits.count else { return nil }
      text = text.dropFirst(digits.count)
      let value = digits.reduce(0) { $0 * 10 + Int($1) - 48 }
      return range ~= value ? value : nil
    }

    /// `[+-]hh[:mm[:ss]]` in seconds.
    mutating func clock(hours: ClosedRange<Int>) -> Int? {
      let negative = skip("-")
      if !negative { _ = skip("+") }
      guard let hour = number(hours) else { return nil }
      var seconds = hour * 3600
      for unit in [60, 1] where skip(":") {
        guard let value = number(0...59) else { return nil }
        seconds += value * unit
      }
      return negative ? -seconds : seconds
    }

    mutating func offset() -> Int? { clock(hours: 0...24) }

    mutating func day(_ extended: Bool) -> Day? {
      guard let form = form() else { return nil }
      guard skip("/") else { return Day(form: form, time: 7200) }
      guard extended || text.first.map({ 48...57 ~= $0 }) == true,
        let time = clock(hours: 0...(extended ? 167 : 24))
      else { return nil }
      return Day(form: form, time: time)
    }

    private mutating func form() -> Day.Form? {
      if skip("J") { return number(1...365).map(Day.Form.julian) }
      if skip("M") {
        guard let month = number(1...12), skip("."), let week = number(1...5), skip("."),
          let weekday = number(0...6)
        else { return nil }
        return .month(month, week, weekday)
      }
      return number(0...365).map(Day.Form.ordinal)
    }
  }
}
