/// Dates with a month word: "September 19, 2023", "19. März 2024", "the 6th of August 2024".
extension Grammar {
  /// The month word at a token and where it ends, a dot included.
  func month(_ index: Int) -> (Int, Int)? {
    guard
      let (month, end) = first(index, { if case .month(let month) = $0 { month } else { nil } })
    else { return nil }
    return (month, isSymbol(end, ".") && isGlued(end) ? end + 1 : end)
  }

  /// A number that is the beginning of a clock, so neither a day nor a year.
  func isClockLike(_ index: Int) -> Bool {
    guard let hour = number(index), hour.digits <= 2 else { return false }
    let next = index + 1
    if isSymbol(next, ":") && isGlued(next) && number(next + 1) != nil && isGlued(next + 1) {
      return true
    }
    if isSymbol(next, "."), isGlued(next), isGlued(next + 1), number(next + 1)?.digits == 2 {
      return true
    }
    return meridiem(next) != nil || hourMarker(next) != nil || namedHour(next) != nil
      || dayPart(next) != nil
  }

  /// A date that begins with its day.
  func dayFirstDate(_ index: Int) -> Item? {
    guard let day = number(index), day.digits <= 3, !isPartOfLarger(index) else { return nil }
    if let end = twoDays(index) {
      return fault(.conflict, "Two days are given; write the one that counts.", index..<end)
    }
    let (afterOrdinal, isOrdinalRight) = ordinal(index)
    let monthIndex = skipConnectors(afterOrdinal, dashes: true)
    guard let (month, afterMonth) = month(monthIndex) else {
      return unknownMonth(dayAt: index, wordAt: monthIndex)
    }
    if isClockLike(index) && afterOrdinal == index + 1 && monthIndex > index + 1 { return nil }
    let (year, end) = year(afterMonth)
    if case .failure(let refusal) = year { return fault(refusal, index..<end) }
    guard !day.isDamaged, isOrdinalRight else {
      return fault(
        .badDate, "\"\(words(index..<afterOrdinal))\" is no day of a month.", index..<end)
    }
    if mayBeTuesday(monthIndex) {
      return fault(.badDate, "\"mar\" may be a weekday here; write the month out.", index..<end)
    }
    return date(day: day, month: month, year: year, index..<end)
  }

  /// A date that begins with its month.
  func monthFirstDate(_ index: Int) -> Item? {
    guard let (month, afterMonth) = month(index) else { return unknownMonthFirst(index) }
    var dayIndex = afterMonth
    if mayBeTuesday(index), dayFirstDate(dayIndex) != nil { return nil }
    if isSymbol(dayIndex, ",-.") {
      // "May .4": something is missing before the digit.
      if !isGlued(dayIndex), isGlued(dayIndex + 1), number(dayIndex + 1) != nil {
        return fault(
          .badDate, "A digit seems to be missing in \"\(words(index..<dayIndex + 2))\".",
          index..<dayIndex + 2)
      }
      if isSymbol(dayIndex, ",-") { dayIndex += 1 }
    }
    if word(dayIndex)?.text == "the" { dayIndex += 1 }
    guard let day = number(dayIndex), day.digits <= 2 || day.digits == 3 && !isPhone(dayIndex),
      !isClockLike(dayIndex)
    else { return nil }
    let (afterDay, isOrdinalRight) = ordinal(dayIndex)
    if let end = secondDay(afterDay) {
      return fault(.conflict, "Two days are given; write the one that counts.", index..<end)
    }
    let (year, end) = year(afterDay)
    if case .failure(let refusal) = year { return fault(refusal, index..<end) }
    guard !day.isDamaged, isOrdinalRight else {
      return fault(
        .badDate, "\"\(words(dayIndex..<afterDay))\" is no day of a month.", index..<end)
    }
    return date(day: day, month: month, year: year, index..<end)
  }

  /// "2024 March 5", "2024-Mar-05".
  func yearFirstDate(_ index: Int) -> Item? {
    guard let year = number(index), year.digits == 4, 1900...2199 ~= year.value,
      !isPartOfLarger(index)
    else { return nil }
    let monthAt = isSymbol(index + 1, "-") || isSymbol(index + 1, ",") ? index + 2 : index + 1
    guard let (month, afterMonth) = month(monthAt) else { return nil }
    let dayAt = isSymbol(afterMonth, "-") ? afterMonth + 1 : afterMonth
    guard let day = number(dayAt), day.digits <= 2, !isClockLike(dayAt) else { return nil }
    let (end, isOrdinalRight) = ordinal(dayAt)
    if case (.success(.missing), _) = self.year(end), isOrdinalRight, secondDay(end) == nil {
      return date(day: day, month: month, year: .success(.full(year.value)), index..<end)
    }
    return fault(.badDate, "\"\(words(index..<end))\" is no certain date.", index..<end)
  }

  /// What the line says in these tokens, normalised.
  func words(_ range: Range<Int>) -> String {
    guard let first = token(range.lowerBound), let last = token(range.upperBound - 1) else {
      return ""
    }
    let bytes = text.bytes[first.range.lowerBound..<last.range.upperBound]
    return String(decoding: bytes.filter { $0 < 0x80 }, as: UTF8.self)
  }

  func fault(_ reason: RefusalReason, _ message: String, _ range: Range<Int>) -> Item {
    Item(kind: .fault(reason, message), tokens: range)
  }

  private func fault(_ refusal: StampRefusal, _ range: Range<Int>) -> Item {
    fault(refusal.reason, refusal.message, range)
  }

  private func date(
    day: Token, month: Int, year: Result<DatePhrase.Year, StampRefusal>, _ range: Range<Int>
  ) -> Item? {
    guard case .success(let year) = year else { return nil }
    guard 1...31 ~= day.value, day.digits <= 2 else {
      return fault(.badDate, "There is no day \(day.text) in a month.", range)
    }
    let days = [DatePhrase.DayOfMonth(month: month, day: day.value)]
    return Item(kind: .date(DatePhrase(year: year, days: days)), tokens: range)
  }

  /// A date whose day is no number; its year is at a token.
  func date(days: [DatePhrase.DayOfMonth], yearAt: Int, from index: Int) -> Item {
    let (year, end) = year(yearAt)
    switch year {
    case .failure(let refusal): return fault(refusal, index..<end)
    case .success(let year):
      return Item(kind: .date(DatePhrase(year: year, days: days)), tokens: index..<end)
    }
  }

  /// A number that belongs to a longer sign: `24-1118`, `p.17`, `10:05`.
  func isPartOfLarger(_ index: Int) -> Bool {
    guard isGlued(index), let before = token(index - 1) else { return false }
    if before.kind != .symbol { return before.kind == .number }
    guard before.isSymbol("-/.:+$") else { return false }
    // "UNTIL:5 March" and "UNTIL - 5 March" are fine, "24-5 March" is not.
    guard let further = token(index - 2), isGlued(index - 1) else { return before.symbol == "$" }
    return further.kind == .number || before.symbol != ":"
  }

  /// After the ordinal ending of a number, and whether it is the right one (`22nd`, not `22th`).
  private func ordinal(_ index: Int) -> (Int, Bool) {
    let next = index + 1
    guard let day = number(index), let ending = word(next), isGlued(next) else {
      guard isSymbol(next, ".") else { return (next, true) }
      // "1.º de agosto".
      let isFirst = number(index)?.value == 1 && word(next + 1)?.text == "o" && isGlued(next + 1)
      return (isFirst ? next + 2 : next + 1, true)
    }
    guard first(next, { if case .ordinal = $0 { true } else { nil } }) != nil else {
      // "5March" and "19de marzo" are read, "19x" is spoilt.
      let isKnown = !matches(next).isEmpty
      return isKnown ? (next, true) : (next + 1, false)
    }
    let tens = day.value / 10 % 10
    let english = tens == 1 ? "th" : ["st", "nd", "rd"][safe: day.value % 10 - 1] ?? "th"
    let isRight =
      switch ending.text {
      case "st", "nd", "rd", "th": ending.text == english
      case "er", "re", "o", "ro": day.value == 1
      // French counts its days: only the first has an ending.
      case "e", "eme": !active.contains(.french) || active.contains(.dutch)
      default: true
      }
    return (next + 1, isRight)
  }

  /// Past "of", "de", dashes and commas between the parts of a date.
  private func skipConnectors(_ index: Int, dashes: Bool) -> Int {
    var index = index
    for _ in 0..<3 {
      if dashes, isSymbol(index, "-"), isGlued(index), isGlued(index + 1) {
        index += 1
      } else if dashes, isSymbol(index, "/"), isGlued(index), month(index + 1) != nil {
        // "15/may/2024".
        index += 1
      } else if first(index, { if case .connector = $0 { true } else { nil } }) != nil,
        month(index) == nil
      {
        index += 1
      } else {
        break
      }
    }
    return index
  }

  /// "5 or 6 March", "5-6 March", "5 and 6 March": where it ends.
  private func twoDays(_ index: Int) -> Int? {
    let (afterDay, _) = ordinal(index)
    guard let second = secondDay(afterDay), !isClockLike(index) else { return nil }
    let (afterSecond, _) = ordinal(second - 1)
    let monthIndex = skipConnectors(afterSecond, dashes: false)
    return month(monthIndex)?.1
  }

  private static let between: Set<String> = [
    "or", "and", "to", "through", "until", "ou", "oder", "und", "bis", "et", "y", "o", "e", "u",
    "en", "of", "au", "al", "a", "thru",
  ]

  /// A second day right after a first: the token after it.
  private func secondDay(_ index: Int) -> Int? {
    let isBetween =
      isSymbol(index, "-") || isSymbol(index, "/") || isSymbol(index, "&") || isSymbol(index, "+")
      || word(index).map { Self.between.contains($0.text) } ?? false
    guard isBetween, let second = number(index + 1), second.digits <= 2, 1...31 ~= second.value,
      !isClockLike(index + 1), !isSymbol(index + 2, "/")
    else { return nil }
    return index + 2
  }

  private func isPhone(_ index: Int) -> Bool {
    isSymbol(index + 1, "-") || isSymbol(index + 1, ".") || isSymbol(index + 1, ")")
  }

  /// The year after a day and month; `.missing` where none follows.
  private func year(_ index: Int) -> (Result<DatePhrase.Year, StampRefusal>, Int) {
    var at = index
    if isGlued(at), isSymbol(at, "'-/\u{7}"), isSymbol(at + 1, ",") {
      return (.failure(StampRefusal(.badDate, "A digit of the day seems to be missing.")), at + 1)
    }
    for _ in 0..<3 {
      if let token = token(at), token.isSymbol(",'\u{7}") || token.isSymbol(".-/") && isJoined(at) {
        at += 1
      } else if first(at, { if case .connector = $0 { true } else { nil } }) != nil {
        at += 1
      } else {
        break
      }
    }
    guard let year = number(at), !isClockLike(at) else { return (.success(.missing), index) }
    switch year.digits {
    case 1: return (.success(.missing), index)
    case 2: return (.success(.twoDigit(year.value)), at + 1)
    case 4: return fullYear(at, from: index)
    default:
      if year.digits == 3 && isPhone(at) { return (.success(.missing), index) }
      return (.failure(StampRefusal(.badDate, "\"\(year.text)\" is no year.")), at + 1)
    }
  }

  /// A symbol between a day or month and its year, with no blank before it; "14 May - 2024" may be
  /// a headline, and "14 May. 2024 ..." another sentence.
  private func isJoined(_ index: Int) -> Bool { isGlued(index) && isGlued(index + 1) }

  private func fullYear(
    _ at: Int, from index: Int
  ) -> (Result<DatePhrase.Year, StampRefusal>, Int) {
    guard let year = number(at) else { return (.success(.missing), index) }
    if hourMarker(at + 1) != nil || meridiem(at + 1) != nil { return (.success(.missing), index) }
    let isClock = year.value / 100 <= 24 && year.value % 100 < 60
    if !(1970...2099 ~= year.value), isClock, zonePhrase(at + 1, afterClock: true) != nil {
      return (.success(.missing), index)
    }
    let spoilt =
      isGlued(at + 1) && word(at + 1) != nil && matches(at + 1).isEmpty
      || isGlued(at + 1) && isSymbol(at + 1, "%")
      || isGlued(at + 1) && isSymbol(at + 1, ".,") && isGlued(at + 2) && number(at + 2) != nil
    if year.isDamaged || spoilt {
      return (.failure(StampRefusal(.badDate, "The year cannot be read with certainty.")), at + 1)
    }
    let isBetween =
      word(at + 1).map { Self.between.contains($0.text) } ?? false
      || isGlued(at + 1) && (isSymbol(at + 1, "/") || isSymbol(at + 1, "-"))
    if isBetween, let second = number(at + 2), second.digits == 4 || second.digits == 2,
      !isClockLike(at + 2)
    {
      return (.failure(StampRefusal(.conflict, "Two years are given.")), at + 3)
    }
    return (.success(.full(year.value)), at + 1)
  }

  // MARK: Month words that are not known (R23)

  private func isUnknownWord(_ index: Int) -> Bool {
    isWord(index) && !hasMatches(index)
      && !(opens(index, .embargo) && tokens[index].text.hasPrefix("embarg"))
  }

  private func unknownMonth(dayAt index: Int, wordAt wordIndex: Int) -> Item? {
    guard isUnknownWord(wordIndex), let day = number(index), 1...2 ~= day.digits,
      !isClockLike(index)
    else { return nil }
    var at = wordIndex + 1
    if isSymbol(at, ".") || isSymbol(at, ",") || isSymbol(at, "-") { at += 1 }
    guard let year = number(at), year.digits == 4, 1900...2199 ~= year.value else { return nil }
    return fault(
      .badDate, "\"\(words(wordIndex..<wordIndex + 1))\" is no month.", index..<at + 1)
  }

  private func unknownMonthFirst(_ index: Int) -> Item? {
    guard isUnknownWord(index) else { return nil }
    let dayIndex = isSymbol(index + 1, ".") ? index + 2 : index + 1
    guard let day = number(dayIndex), day.digits <= 2, token(dayIndex)?.isApart == true,
      !isClockLike(dayIndex)
    else { return nil }
    var (at, _) = ordinal(dayIndex)
    if isSymbol(at, ",") { at += 1 }
    guard let year = number(at), year.digits == 4, 1900...2199 ~= year.value else { return nil }
    return fault(.badDate, "\"\(words(index..<index + 1))\" is no month.", index..<at + 1)
  }
}

extension Array {
  subscript(safe index: Int) -> Element? { indices.contains(index) ? self[index] : nil }
}
