/// Clocks: "5:00 p.m.", "17.00", "1700hrs", "18 h 00", "12 noon", "9 in the morning" (R13 to R15).
extension Grammar {
  enum Meridiem { case am, pm, unclear }

  /// The digits of a clock as they stand, and the token after them.
  private struct Digits {
    var hour: Int
    var hourDigits: Int
    var minute = 0
    var second = 0
    var nanosecond = 0
    /// Nothing but an hour stands there: something must follow that makes it a clock.
    var isBare = false
    /// Four digits without a separator: a zone or a marker must follow.
    var isMilitary = false
    var isSpoilt = false
    /// "5 y media": so one speaks of both halves of the day.
    var isInWords = false
    var end: Int
  }

  func clock(_ index: Int) -> Item? {
    guard !isPartOfLargerClock(index), !isReference(index), var digits = digits(index) else {
      return nil
    }
    if let spoilt = commaClock(index) ?? letterClock(index) { return spoilt }
    let range = { (end: Int) in index..<end }
    let hour = Digits(hour: digits.hour, hourDigits: digits.hourDigits, end: 0)
    if let (mark, end) = meridiem(digits.end) {
      return twelveHour(digits, mark, afterSecondMeridiem(end, &digits), index)
    }
    if let (isNoon, end) = namedHour(digits.end) { return named(digits, isNoon, index, end) }
    // "12 (mezzogiorno)".
    if isSymbol(digits.end, "("), let (isNoon, end) = namedHour(digits.end + 1), isNoon,
      isSymbol(end, ")")
    {
      return named(digits, true, index, end + 1)
    }
    if let (part, end) = dayPart(digits.end) { return partOfDay(digits, part, index, end) }
    if let end = oClock(digits.end) {
      if let (part, after) = dayPart(end) { return partOfDay(digits, part, index, after) }
      if let (mark, after) = meridiem(end) {
        return twelveHour(digits, mark, (after, false), index)
      }
      return finish(digits, .doubtful, range(end))
    }
    if let (marker, end) = hourMarker(digits.end) {
      return marked(&digits, marker, index, end)
    }
    if let before = word(index - 1)?.text, before == "ore", hour.hourDigits <= 2 {
      return finish(digits, .certain, range(digits.end))
    }
    if digits.isBare {
      // "5 EDT": an hour, but which? Another clock may say it: "ore 20, 14 (ora di New York)".
      let isShared = isSymbol(digits.end, "(") && items.contains { $0.isClock }
      let zoneAt = isShared ? digits.end + 1 : digits.end
      let isHour = hour.hour <= 24 && zonePhrase(zoneAt, afterClock: true) != nil
      return isHour ? finish(digits, .doubtful, range(digits.end)) : nil
    }
    if digits.isMilitary, !isMilitary(index, digits.end) { return nil }
    return finish(digits, certainty(digits), range(digits.end))
  }

  /// "no. 1700", "p. 17.00".
  private func isReference(_ index: Int) -> Bool {
    let at = isSymbol(index - 1, ".") ? index - 2 : index - 1
    return ["no", "ref", "p", "pp", "page", "pages", "vol", "nr", "num"].contains(
      word(at)?.text ?? "")
  }

  private func finish(_ digits: Digits, _ certainty: Clock.Certainty, _ range: Range<Int>)
    -> Item
  {
    let written = words(range)
    let isReal =
      0...59 ~= digits.minute && 0...59 ~= digits.second
      && (0...23 ~= digits.hour
        || digits.hour == 24 && digits.minute == 0 && digits.second == 0
          && digits.nanosecond == 0)
    let next = range.upperBound
    let isGluedWord = isGlued(next) && word(next) != nil
    let isZone = isGluedWord && zonePhrase(next, afterClock: true) != nil
    let spoilt = isGluedWord && !isZone && matches(next).isEmpty
    guard isReal, !digits.isSpoilt, !spoilt else {
      return fault(.badTime, "\"\(written)\" is no time of day.", range)
    }
    let clock = Clock(
      hour: digits.hour, minute: digits.minute, second: digits.second,
      nanosecond: digits.nanosecond, certainty: certainty)
    return Item(kind: .clock(clock), tokens: range)
  }

  /// The certainty of a clock without a.m./p.m. or marker (R13).
  private func certainty(_ digits: Digits) -> Clock.Certainty {
    if digits.isInWords { return digits.hour > 12 ? .certain : .doubtful }
    if isTwentyFourHour { return .certain }
    if digits.hourDigits == 1 { return .doubtful }
    return 10...12 ~= digits.hour ? .american : .certain
  }

  // MARK: Digits

  private func isPartOfLargerClock(_ index: Int) -> Bool {
    guard isGlued(index), let before = token(index - 1) else { return false }
    if before.kind != .symbol { return true }
    guard before.isSymbol("-/.:+$#") else { return false }
    switch before.symbol {
    case ":", "-", "/":
      guard let further = token(index - 2), isGlued(index - 1) else { return before.symbol != ":" }
      return further.kind == .number && before.symbol == ":"
        || further.kind == .number && !endsClock(index - 2)
    default: return true
    }
  }

  /// The last item is a clock that ends with this token.
  private func endsClock(_ index: Int) -> Bool {
    guard let last = items.last(where: { if case .symbol = $0.kind { false } else { true } })
    else { return false }
    guard case .clock = last.kind else { return false }
    return last.tokens.upperBound == index + 1
  }

  private func digits(_ index: Int) -> Digits? {
    guard let hour = number(index) else { return nil }
    var digits = Digits(hour: hour.value, hourDigits: hour.digits, end: index + 1)
    digits.isSpoilt = hour.isDamaged
    if isSymbol(index + 1, ":"), isGlued(index + 1), number(index + 2) != nil, isGlued(index + 2) {
      readMinutes(index + 2, &digits)
      digits.isSpoilt = digits.isSpoilt || hour.digits > 2
      return digits
    }
    guard hour.digits <= 2 else {
      guard hour.digits == 4 else { return nil }
      digits.isMilitary = true
      (digits.hour, digits.minute) = (hour.value / 100, hour.value % 100)
      digits.hourDigits = 2
      return digits
    }
    if isSymbol(index + 1, "."), isGlued(index + 1), let minute = number(index + 2),
      isGlued(index + 2)
    {
      return dotted(index, minute, digits)
    }
    if let (minutes, end) = minutesAfterHour(index) {
      (digits.minute, digits.end, digits.isInWords) = (minutes, end, true)
      return digits
    }
    digits.isBare = true
    return digits
  }

  private func readMinutes(_ index: Int, _ digits: inout Digits) {
    guard let minute = number(index) else { return }
    digits.minute = minute.value
    digits.isSpoilt = digits.isSpoilt || minute.digits != 2 || minute.isDamaged
    digits.end = index + 1
    guard isSymbol(index + 1, ":"), isGlued(index + 1), let second = number(index + 2),
      isGlued(index + 2)
    else { return }
    digits.second = second.value
    digits.isSpoilt = digits.isSpoilt || second.digits != 2 || second.isDamaged
    digits.end = index + 3
  }

  /// `17.00`: a clock where it can be one, or where something says that it should be one.
  private func dotted(_ index: Int, _ minute: Token, _ digits: Digits) -> Digits? {
    var digits = digits
    digits.minute = minute.value
    digits.end = index + 3
    digits.isSpoilt = digits.isSpoilt || minute.digits != 2 || minute.isDamaged
    if isSymbol(index + 3, "."), isGlued(index + 3), number(index + 4) != nil, isGlued(index + 4) {
      return nil
    }
    let isClock = minute.digits == 2 && digits.hour <= 24 && minute.value <= 59
    let isMeant =
      meridiem(index + 3) != nil || hourMarker(index + 3) != nil
      || zonePhrase(index + 3, afterClock: true) != nil
    return isClock || isMeant && minute.digits <= 2 ? digits : nil
  }

  /// `5,00 p.m.`
  private func commaClock(_ index: Int) -> Item? {
    guard isSymbol(index + 1, ","), isGlued(index + 1), let minute = number(index + 2),
      isGlued(index + 2), minute.digits == 2, meridiem(index + 3) != nil
    else { return nil }
    return fault(
      .badTime, "\"\(words(index..<index + 3))\" is no time of day.", index..<index + 3)
  }

  /// `17:OO`, `5:l5`: letters for digits.
  private func letterClock(_ index: Int) -> Item? {
    guard isSymbol(index + 1, ":"), isGlued(index + 1), word(index + 2) != nil, isGlued(index + 2)
    else { return nil }
    return fault(
      .badTime, "\"\(words(index..<index + 3))\" is no time of day.", index..<index + 3)
  }

  /// Four digits are a clock where a zone follows, or a date after "at" or "until".
  private func isMilitary(_ index: Int, _ end: Int) -> Bool {
    // "5 March 2024, 2025 (Paris time)" is rather a second year.
    if followsDate, 2001...2059 ~= tokens[index].value { return false }
    var at = end
    while let next = token(at), next.isSymbol("([,-") { at += 1 }
    if zonePhrase(at, afterClock: true) != nil { return true }
    guard let before = word(index - 1), ["at", "until", "till", "um", "a"].contains(before.text)
    else { return false }
    return first(at, { if case .weekday = $0 { true } else { nil } }) != nil
      || month(at) != nil || dayFirstDate(at) != nil
  }

  // MARK: What follows the digits

  /// a.m. or p.m. at a token, and the token after it.
  func meridiem(_ index: Int) -> (Meridiem, Int)? {
    guard let word = word(index), !word.isAccented else { return nil }
    func pastDot(_ end: Int) -> Int { isSymbol(end, ".") && isGlued(end) ? end + 1 : end }
    var found: Meridiem?
    var end = index + 1
    switch word.text {
    case "am" where isGerman && !word.isDotted && !isGlued(index): return nil
    case "am": found = .am
    case "pm": found = .pm
    case "a", "p":
      let after = pastDot(index + 1)
      if let second = self.word(after), second.text == "m", after > index + 1 || word.isUpper {
        (found, end) = (word.text == "a" ? .am : .pm, pastDot(after + 1))
      } else if after > index + 1 || isGlued(index) {
        (found, end) = (.unclear, after)
      }
    case "m" where isSymbol(index + 1, ".") && isGlued(index + 1):
      (found, end) = (.unclear, index + 2)
    default: break
    }
    return found.map { ($0, pastDot(end)) }
  }

  /// "a.m./p.m." is unclear, as is any second meridiem.
  private func afterSecondMeridiem(_ end: Int, _ digits: inout Digits) -> (Int, Bool) {
    let next = isSymbol(end, "/") || word(end)?.text == "or" ? end + 1 : end
    guard let (_, after) = meridiem(next) else { return (end, false) }
    return (after, true)
  }

  private func twelveHour(
    _ digits: Digits, _ mark: Meridiem, _ second: (end: Int, isUnclear: Bool), _ index: Int
  ) -> Item {
    var digits = digits
    let range = index..<second.end
    guard 1...12 ~= digits.hour, !digits.isMilitary || digits.hourDigits == 2 else {
      return fault(.badTime, "\"\(words(range))\" is no time of day.", range)
    }
    if mark == .unclear || second.isUnclear { return finish(digits, .doubtful, range) }
    if let (_, end) = namedHour(second.end) {
      // "12 p.m. noon" would be right, "12 a.m. noon" not: neither is needed.
      return fault(.badTime, "\"\(words(index..<end))\" says the hour twice.", index..<end)
    }
    if digits.hour == 12, mark == .am, digits.minute == 0, digits.second == 0 {
      return midnight(index, second.end)
    }
    digits.hour = digits.hour % 12 + (mark == .pm ? 12 : 0)
    var end = second.end
    if let (_, after) = hourMarker(end), isGlued(end) || word(end)?.text.hasPrefix("h") == true {
      end = after
    }
    return finish(digits, .certain, index..<end)
  }

  /// Noon (true) or midnight (false) at a token.
  func namedHour(_ index: Int) -> (Bool, Int)? {
    first(index) {
      switch $0 {
      case .noon: true
      case .midnight: false
      default: nil
      }
    }
  }

  func dayPart(_ index: Int) -> (Lexicon.DayPart, Int)? {
    // "8 uur 's avonds": the apostrophe begins the word.
    let at = isSymbol(index, "'") ? index + 1 : index
    return first(at) { if case .part(let part) = $0 { part } else { nil } }
  }

  /// hrs, h, Uhr, uur, horas: the word and the token after it.
  func hourMarker(_ index: Int) -> (String, Int)? {
    guard
      let (_, end) = first(index, { if case .hourMarker = $0 { true } else { nil } })
    else { return nil }
    let isDotted = isSymbol(end, ".") && isGlued(end)
    return (tokens[index].text, isDotted ? end + 1 : end)
  }

  private func oClock(_ index: Int) -> Int? {
    guard word(index)?.text == "o" else { return nil }
    let next = isSymbol(index + 1, "'") ? index + 2 : index + 1
    return word(next)?.text == "clock" ? next + 1 : nil
  }

  /// Noon and midnight after digits: only 12 (and 0 or 24 for midnight) may stand before.
  private func named(_ digits: Digits, _ isNoon: Bool, _ index: Int, _ end: Int) -> Item {
    let isFull = digits.minute == 0 && digits.second == 0
    guard isFull, digits.hour == 12 || !isNoon && [0, 24].contains(digits.hour) else {
      return fault(.badTime, "\"\(words(index..<end))\" is no time of day.", index..<end)
    }
    let item = isNoon ? noon(index, end) : midnight(index, end)
    if case .clock(let clock) = item.kind, [0, 24].contains(digits.hour), digits.hourDigits == 2,
      clock.certainty == .certain, clock.hour != digits.hour
    {
      return fault(
        .conflict, "\"\(words(item.tokens))\" says the start and the end of the day.",
        item.tokens)
    }
    return item
  }

  func noon(_ index: Int, _ end: Int) -> Item {
    if let (_, after) = meridiem(end) {
      return fault(
        .badTime, "\"\(words(index..<after))\" is no time of day.", index..<after)
    }
    return Item(kind: .clock(Clock(hour: 12)), tokens: index..<end)
  }

  private func partOfDay(_ digits: Digits, _ part: Lexicon.DayPart, _ index: Int, _ end: Int)
    -> Item
  {
    var digits = digits
    switch (part, digits.hour) {
    case (.morning, 1...11), (.afternoon, 12...18), (.night, 17...23): break
    case (.afternoon, 1...7), (.night, 5...11): digits.hour += 12
    case (.night, 12), (.morning, 12):
      if digits.minute == 0 { return midnight(index, end) }
      return finish(digits, .doubtful, index..<end)
    default:
      return fault(.badTime, "\"\(words(index..<end))\" is no time of day.", index..<end)
    }
    return finish(digits, .certain, index..<end)
  }

  /// Digits with a 24-hour marker; minutes may follow it (`18 h 30`, `15 Uhr 30`).
  private func marked(_ digits: inout Digits, _ marker: String, _ index: Int, _ end: Int) -> Item? {
    var end = end
    let isEnglish = ["hrs", "hr", "hours", "hour", "hs"].contains(marker)
    // "5 hours" is a length of time.
    if digits.isBare, isEnglish, digits.hour > 24 || digits.hourDigits == 1 { return nil }
    if digits.isBare, !isEnglish, let minute = number(end), minute.digits == 2,
      minute.value <= 59, ["h", "u", "uhr", "uur", "heures"].contains(marker),
      month(end + 1) == nil, !isSymbol(end + 1, "/"),
      !isClockLike(end) || zonePhrase(end + 1, afterClock: true) != nil
    {
      digits.minute = minute.value
      digits.isSpoilt = digits.isSpoilt || minute.isDamaged
      end = minuteUnit(end + 1) ?? end + 1
    } else if digits.isBare, let (minutes, after) = minuteWords(end) {
      (digits.minute, end) = (minutes, after)
    }
    if let (mark, after) = meridiem(end) { return twelveHour(digits, mark, (after, false), index) }
    if let (isNoon, after) = namedHour(end) { return named(digits, isNoon, index, after) }
    if let (part, after) = dayPart(end) { return partOfDay(digits, part, index, after) }
    let isDoubtful =
      isEnglish && digits.hourDigits == 1 && !isTwentyFourHour
      && active.isDisjoint(with: [.spanish, .portuguese])
    return finish(digits, isDoubtful ? .doubtful : .certain, index..<end)
  }
}
