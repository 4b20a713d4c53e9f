/// Dates of digits only (R11, R12): 2024-03-05, 25/05/2022, 8.8.2024, 20240304.
extension Grammar {
  func numericDate(_ index: Int) -> Item? {
    guard let first = number(index), !isPartOfLarger(index) else { return nil }
    if first.digits == 8 { return eightDigits(index) }
    guard let separator = token(index + 1),
      separator.isSymbol("-/."), isGlued(index + 1), let second = number(index + 2),
      isTogether(index + 2, separator)
    else { return nil }
    guard token(index + 3)?.symbol == separator.symbol, isGlued(index + 3),
      let third = number(index + 4), isTogether(index + 4, separator)
    else { return twoParts(index, separator) }
    let range = index..<index + 5
    if isGlued(index + 5), let after = token(index + 5), after.isSymbol("-/"),
      isGlued(index + 6), number(index + 6) != nil
    {
      return nil
    }
    if first.isDamaged || second.isDamaged || third.isDamaged {
      return fault(.badDate, "There is a character that cannot be read in the date.", range)
    }
    switch (first.digits, second.digits, third.digits) {
    case (4, 1...2, 1...2):
      return numeric(
        year: .full(first.value), [.init(month: second.value, day: third.value)], range)
    case (1...2, 1...2, 4):
      return dayAndMonth(
        first.value, second.value, .full(third.value),
        dayFirst: separator.symbol == "." && isGerman,
        range)
    case (1...2, 1...2, 2) where first.value <= 31 && second.value <= 31:
      let days = [DatePhrase.DayOfMonth(month: second.value, day: first.value)]
      return Item(
        kind: .date(DatePhrase(year: .twoDigit(third.value), days: days)), tokens: range)
    default: return nil
    }
  }

  /// In German a blank may follow the dots: `19. 3. 2024`.
  private func isTogether(_ index: Int, _ separator: Token) -> Bool {
    isGlued(index) || separator.symbol == "." && isGerman
  }

  private func eightDigits(_ index: Int) -> Item? {
    let value = tokens[index].value
    let after = isGlued(index + 1) ? word(index + 1)?.text : nil
    guard 1970...2099 ~= value / 10_000, after == nil || after == "t" else { return nil }
    return numeric(
      year: .full(value / 10_000), [.init(month: value / 100 % 100, day: value % 100)],
      index..<index + 1)
  }

  /// Keeps the orders of day and month that give a real date.
  private func numeric(
    year: DatePhrase.Year, _ days: [DatePhrase.DayOfMonth], _ range: Range<Int>
  ) -> Item {
    var known = 2000
    if case .full(let year) = year { known = year }
    let real = days.filter {
      CivilDateTime(year: known, month: $0.month, day: $0.day) != nil
    }
    guard !real.isEmpty else {
      return fault(.badDate, "There is no date \(words(range)).", range)
    }
    return Item(kind: .date(DatePhrase(year: year, days: real)), tokens: range)
  }

  private func dayAndMonth(
    _ first: Int, _ second: Int, _ year: DatePhrase.Year, dayFirst: Bool, _ range: Range<Int>
  ) -> Item {
    let european = DatePhrase.DayOfMonth(month: second, day: first)
    let american = DatePhrase.DayOfMonth(month: first, day: second)
    return numeric(
      year: year, dayFirst || european == american ? [european] : [european, american], range)
  }

  /// 19/03 and, in German, 19.03.: no year. 2024-W10 and 2024-065 are no dates here (R19).
  private func twoParts(_ index: Int, _ separator: Token) -> Item? {
    let (first, second) = (tokens[index], tokens[index + 2])
    let range = index..<index + 3
    if first.digits == 4, second.digits == 3, separator.symbol == "-", 1970...2099 ~= first.value {
      return fault(.noDate, "Ordinal dates (\(words(range))) are not read.", range)
    }
    guard first.digits <= 2, second.digits <= 2 else { return nil }
    let isDotted =
      separator.symbol == "." && isGerman && isSymbol(index + 3, ".")
      && isGlued(index + 3)
    guard separator.symbol == "/" || isDotted, !isClockLike(index + 2) else { return nil }
    if separator.symbol == "/", month(index + 3) != nil {
      return fault(
        .conflict, "Two days are given; write the one that counts.", index..<index + 4)
    }
    guard 1...31 ~= first.value, 1...31 ~= second.value, first.value <= 12 || second.value <= 12
    else { return nil }
    return dayAndMonth(
      first.value, second.value, .missing, dayFirst: isDotted, isDotted ? index..<index + 4 : range)
  }
}
