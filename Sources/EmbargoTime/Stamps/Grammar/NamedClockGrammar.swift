/// Noon and midnight in words, and which side of the day midnight is (R15).
extension Grammar {
  /// Noon and midnight in words.
  func namedClock(_ index: Int) -> Item? {
    guard let (isNoon, end) = namedHour(index) else { return nil }
    return isNoon ? noon(index, end) : midnight(index, end)
  }

  /// Midnight, with its side where the line says which (R15).
  func midnight(_ index: Int, _ end: Int) -> Item {
    var at = end
    for _ in 0..<6 {
      if let (isStart, after) = side(at) {
        return Item(
          kind: .clock(Clock(hour: isStart ? 0 : 24)), tokens: index..<pastDay(after))
      }
      let isBetween =
        isSymbol(at, "(,-")
        || ["at", "the", "on", "i", "e"].contains(word(at)?.text ?? "")
      guard isBetween else { break }
      at += 1
    }
    return Item(kind: .clock(Clock(hour: 0, certainty: .midnight)), tokens: index..<end)
  }

  private func side(_ index: Int) -> (Bool, Int)? {
    first(index) {
      switch $0 {
      case .mark(.startOfDay): true
      case .mark(.endOfDay): false
      default: nil
      }
    }
  }

  private func pastDay(_ index: Int) -> Int {
    word(index)?.text == "of" && word(index + 1)?.text == "day" ? index + 2 : index
  }

  static let hours = [
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve",
  ]

  /// "five p.m.": the hour in a word.
  func spelledHour(_ index: Int) -> Item? {
    guard opens(index, .spelledHour), let word = word(index),
      let hour = Self.hours.firstIndex(of: word.text),
      let (mark, end) = meridiem(index + 1), mark != .unclear
    else { return nil }
    if hour == 11, mark == .am { return midnight(index, end) }
    let clock = Clock(hour: (hour + 1) % 12 + (mark == .pm ? 12 : 0))
    return Item(kind: .clock(clock), tokens: index..<end)
  }

  static let oneMinute = ["one", "a"]

  /// "one minute past midnight".
  func minutePastMidnight(_ index: Int) -> Item? {
    let isOne = opens(index, .minute) || number(index)?.value == 1
    guard isOne, word(index + 1)?.text == "minute",
      ["past", "after"].contains(word(index + 2)?.text ?? ""),
      word(index + 3)?.text == "midnight"
    else { return nil }
    return Item(kind: .clock(Clock(hour: 0, minute: 1)), tokens: index..<index + 4)
  }

  /// "midnight between Monday 18 and Tuesday 19 March 2024": the beginning of the second day.
  func midnightBetween(_ index: Int) -> [Item]? {
    guard case (false, let end)? = namedHour(index), word(end)?.text == "between" else {
      return nil
    }
    var at = end + 1
    let firstWeekday = weekday(&at)
    if word(at)?.text == "the" { at += 1 }
    guard let day = number(at), day.digits <= 2 else { return nil }
    at += isGlued(at + 1) && word(at + 1) != nil ? 2 : 1
    let firstMonth = month(at)
    if let firstMonth { at = firstMonth.1 }
    if number(at)?.digits == 4 { at += 1 }
    guard word(at)?.text == "and" else { return nil }
    at += 1
    let weekdayAt = at
    let secondWeekday = weekday(&at)
    let dateAt = word(at)?.text == "the" ? at + 1 : at
    guard let date = dayFirstDate(dateAt), case .date(let phrase) = date.kind,
      case .full(let year) = phrase.year, let second = phrase.days.first,
      let civil = CivilDateTime(year: year, month: second.month, day: second.day)
    else { return nil }
    // Counted in days: an instant holds no year above 2262, and any may stand here.
    let previous = CivilDateTime.civil(fromDays: civil.daysFromEpoch - 1)
    guard
      let before = CivilDateTime(
        year: previous.year, month: previous.month, day: previous.day)
    else { return nil }
    if let firstWeekday, firstWeekday != before.weekday, before.day == day.value {
      return [
        fault(
          .weekday, "The weekday does not fit: the \(day.value) is a \(before.weekday.name).",
          index..<date.tokens.upperBound)
      ]
    }
    guard before.day == day.value, firstMonth.map({ $0.0 == before.month }) ?? true else {
      return [fault(.conflict, "The two days are not neighbours.", index..<date.tokens.upperBound)]
    }
    var items = [Item(kind: .clock(Clock(hour: 0)), tokens: index..<weekdayAt)]
    if let secondWeekday {
      items.append(Item(kind: .weekday(secondWeekday), tokens: weekdayAt..<dateAt))
    }
    return items + [date]
  }

  private func weekday(_ index: inout Int) -> Weekday? {
    guard
      let (day, end) = first(index, { if case .weekday(let day) = $0 { day } else { nil } })
    else { return nil }
    index = isSymbol(end, ",") || isSymbol(end, ".") ? end + 1 : end
    return day
  }
}
