/// Which day is meant (R9 to R12, R23, R24).
extension Statement {
  /// A year that stands apart from its day and month, as in `Tue Mar 5 18:00:00 GMT 2024`.
  var looseYear: (index: Int, year: Int)? {
    let open = dates.filter { date($0)?.year == .missing }
    guard dates.count == 1, open.count == 1 else { return nil }
    let found = items.indices.filter { index in
      guard case .number(let value) = items[index].kind, 1970...2099 ~= value,
        grammar.tokens[items[index].tokens.lowerBound].digits == 4, index > open[0],
        let before = meaningful(before: index)
      else { return false }
      // "(2024 budget)" is no year of the stamp.
      if index + 1 < items.count {
        switch items[index + 1].kind {
        case .unknown, .symbol("%"), .mark: return false
        default: break
        }
      }
      return clocks.contains(before) || zones.contains(before) || weekdays.contains(before)
    }
    guard found.count == 1, case .number(let year) = items[found[0]].kind else { return nil }
    return (found[0], year)
  }

  /// The civil day of each date, in the order of `dates`; at 00:00.
  func days(_ context: StampContext) throws(StampRefusal) -> [CivilDateTime] {
    var days: [CivilDateTime?] = []
    for index in dates { days.append(try settledDay(index)) }
    let known = days.compactMap { $0 }
    var found: [CivilDateTime] = []
    for (day, index) in zip(days, dates) {
      if let day {
        found.append(day)
      } else if let near = known.first {
        found.append(try inherited(index, near))
      } else {
        found.append(try missingYear(index, context))
      }
    }
    return found
  }

  private func refusal(_ reason: RefusalReason, _ index: Int, _ message: String) -> StampRefusal {
    let range = range(index...index)
    return StampRefusal(reason, message, stamp: text(range), range: range)
  }

  /// The day of a date that has its year; nil when it has none.
  private func settledDay(_ index: Int) throws(StampRefusal) -> CivilDateTime? {
    guard let phrase = date(index) else { return nil }
    switch phrase.year {
    case .twoDigit(let year):
      throw refusal(
        .yearTwoDigit, index, "Write the year with four digits; \(year) alone can be misread.")
    case .full(let year): return try day(index, phrase, year: year)
    case .missing:
      guard let looseYear else { return nil }
      return try day(index, phrase, year: looseYear.year)
    }
  }

  /// R10, R11, R24: the one order of day and month that is real and fits the weekday.
  private func day(_ index: Int, _ phrase: DatePhrase, year: Int) throws(StampRefusal)
    -> CivilDateTime
  {
    let real = phrase.days.compactMap {
      CivilDateTime(year: year, month: $0.month, day: $0.day)
    }
    guard !real.isEmpty else {
      throw refusal(.badDate, index, "There is no such day: \(text(range(index...index))).")
    }
    // After the day: 29 February 2100 is no day, whatever the year.
    guard 1970...2099 ~= year else {
      throw refusal(.yearRange, index, "The year \(year) is outside 1970 to 2099.")
    }
    let fitting = real.filter { day in weekdays(of: index).allSatisfy { $0 == day.weekday } }
    guard let day = fitting.first else {
      let days = real.map { "\($0.monthName) \($0.day), \($0.year) is a \($0.weekday.name)" }
      throw refusal(
        .weekday, index,
        "The weekday does not fit the date: \(days.joined(separator: "; ")).")
    }
    guard fitting.count == 1 else {
      let days = fitting.map { "\($0.monthName) \($0.day)" }
      throw refusal(
        .dateAmbiguous, index,
        "The date can be read as \(days.joined(separator: " or ")); write the month as a word.")
    }
    return day
  }

  /// The weekdays that speak of a date: all of them when there is one date, else those beside it.
  private func weekdays(of dateIndex: Int) -> [Weekday] {
    if dates.count == 1 { return weekdays.compactMap { weekday($0) } }
    return weekdays.compactMap { index in
      let next = dates.first { $0 > index }
      let previous = dates.last { $0 < index }
      let owner: Int?
      if let next, meaningful(after: index) == next {
        owner = next
      } else if let previous, meaningful(before: index) == previous {
        owner = previous
      } else {
        owner = next ?? previous
      }
      return owner == dateIndex ? weekday(index) : nil
    }
  }

  /// A second date without a year is taken from the year that brings it next to the first.
  private func inherited(_ index: Int, _ near: CivilDateTime) throws(StampRefusal)
    -> CivilDateTime
  {
    guard let phrase = date(index) else { return near }
    for year in [near.year, near.year - 1, near.year + 1] {
      for option in phrase.days {
        if let day = CivilDateTime(year: year, month: option.month, day: option.day),
          abs(day.daysFromEpoch - near.daysFromEpoch) <= 2
        {
          return try self.day(index, phrase, year: year)
        }
      }
    }
    return try day(index, phrase, year: near.year)
  }

  /// Another year stands somewhere in the line.
  private func otherYears(than year: Int) -> Bool {
    items.indices.contains { index in
      guard case .number(let value) = items[index].kind, 1970...2099 ~= value else { return false }
      return value != year && index < labelIndex ?? items.count
        && grammar.tokens[items[index].tokens.lowerBound].digits == 4
    }
  }

  /// R9: a missing year is settled only by the day of submission and the weekday together.
  private func missingYear(_ index: Int, _ context: StampContext) throws(StampRefusal)
    -> CivilDateTime
  {
    let noYear = refusal(.noYear, index, "The year is missing; write it with four digits.")
    guard let submitted = context.submitted, let phrase = date(index), phrase.days.count == 1,
      let option = phrase.days.first, !weekdays(of: index).isEmpty,
      weekdays.contains(where: { scope.isAttached($0) })
    else { throw noYear }
    let start = CivilDateTime(submitted)
    for year in [start.year, start.year + 1] {
      guard let day = CivilDateTime(year: year, month: option.month, day: option.day),
        0...180 ~= day.daysFromEpoch - start.daysFromEpoch
      else { continue }
      if otherYears(than: year) { throw noYear }
      return try self.day(index, phrase, year: year)
    }
    throw noYear
  }
}
