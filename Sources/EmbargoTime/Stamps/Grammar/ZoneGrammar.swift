/// Zone words, places, offsets and names of the tz database.
extension Grammar {
  /// What a phrase at a token says about the zone.
  /// - Parameter afterClock: a clock stands right before, although it is no item yet.
  func zonePhrase(_ index: Int, afterClock: Bool = false) -> Item? {
    guard isWord(index), hasMatches(index) || hasTimeWord(index + 1...index + 3) else {
      return nil
    }
    if let found = localTime(index) { return found }
    if let found = timeOfPlace(index) { return found }
    lazy var isNear = afterClock || followsEmphasis || followsZoneLabel
    for match in matches(index) {
      guard case .zone(let number) = match.meaning else { continue }
      let mention = mention(number, index..<match.end)
      if let found = framed(mention, index, match.end) { return found }
      if isAdmissible(mention, index, match.end, isNear: isNear) {
        return withOffset(mention, index, match.end)
      }
    }
    if let found = adjective(index) { return found }
    guard hasTimeWord(index + 1...index + 3) else { return nil }
    return isNear || isSymbol(index - 1, "([") ? unknownTime(index) : nil
  }

  /// A word for "time" stands at one of the tokens.
  func hasTimeWord(_ indices: ClosedRange<Int>) -> Bool {
    indices.contains { isTimeWord($0) != nil }
  }

  private func zone(_ mention: ZoneMention, _ range: Range<Int>) -> Item {
    Item(kind: .zone(mention), tokens: range)
  }

  /// The words of a zone hold a word for "time".
  func isTimePhrase(_ range: Range<Int>) -> Bool { range.contains { isTimeWord($0) != nil } }

  func isTimeWord(_ index: Int) -> Int? {
    first(index) { if case .timeWord = $0 { true } else { nil } }?.1
  }

  private func place(_ index: Int) -> (ZoneMention, Int)? {
    for match in matches(index) {
      guard case .zone(let number) = match.meaning else { continue }
      let mention = mention(number, index..<match.end)
      if case .places = mention { return (mention, match.end) }
    }
    return nil
  }

  private func local(_ index: Int) -> Int? {
    func one(_ index: Int) -> Int? { first(index) { if case .local = $0 { true } else { nil } }?.1 }
    // "your local time"
    return one(index).map { one($0) ?? $0 }
  }

  private func skipConnectors(_ index: Int) -> Int {
    var index = index
    for _ in 0..<3 {
      guard
        let (_, end) = first(index, { if case .connector = $0 { true } else { nil } })
      else { break }
      index = isSymbol(end, "'") ? end + 1 : end
    }
    return index
  }

  /// "local time", "hora local de Madrid", "local time (Geneva)", "our time".
  private func localTime(_ index: Int) -> Item? {
    guard let localEnd = local(index) else { return nil }
    let timeEnd = isTimeWord(localEnd)
    let isPhrase =
      localEnd - index >= 2 || tokens[index].text == "ortszeit"
    guard let end = timeEnd ?? (isPhrase ? localEnd : nil) else { return nil }
    let bracket = isSymbol(end, "(") || isSymbol(end, "[") || isSymbol(end, ",") ? end + 1 : end
    let at = skipConnectors(bracket)
    if bracket > end || at > bracket, let (mention, after) = place(at) {
      return zone(mention, index..<after)
    }
    return zone(.local, index..<end)
  }

  /// "heure de Paris", "hora peninsular", "time in London", "heure locale".
  private func timeOfPlace(_ index: Int) -> Item? {
    guard let timeEnd = isTimeWord(index) else { return nil }
    if let localEnd = local(timeEnd) {
      let at = skipConnectors(localEnd)
      if at > localEnd, let (mention, after) = place(at) { return zone(mention, index..<after) }
      return zone(.local, index..<localEnd)
    }
    let at = skipConnectors(timeEnd)
    if let (mention, after) = place(at) { return zone(mention, index..<after) }
    let isRomance = !active.isDisjoint(with: [.french, .spanish, .portuguese, .italian])
    guard at > timeEnd, isRomance, let next = word(at), matches(at).isEmpty, next.isCapital else {
      return nil
    }
    return zone(.unknown(words(at..<at + 1)), index..<at + 1)
  }

  /// "London time", "Israel local time"; "Chile Summer Time" is not known.
  private func framed(_ mention: ZoneMention, _ index: Int, _ end: Int) -> Item? {
    guard case .places = mention else { return nil }
    if let next = word(end)?.text,
      Self.seasons.contains(next),
      let after = isTimeWord(end + 1)
    {
      return zone(.unknown(words(index..<after)), index..<after)
    }
    let at = local(end) ?? end
    guard let after = isTimeWord(at) else { return nil }
    return zone(mention, index..<after)
  }

  /// Whether a zone word without "time" is meant as one here.
  private func isAdmissible(_ mention: ZoneMention, _ index: Int, _ end: Int, isNear: Bool)
    -> Bool
  {
    let word = tokens[index]
    let isOneWord = end == index + 1
    let isBracketed = isSymbol(index - 1, "(") || isSymbol(index - 1, "[")
    switch mention {
    case .universal(let name):
      if name == "z" || name == "ut" || name == "tu" { return isNear && word.isUpper }
      return true
    case .abbreviation(let abbreviation):
      if !isOneWord { return true }
      if word.text == "et", active.contains(.french) { return isBracketed }
      let isWord = ZoneWords.alsoWords.contains(abbreviation.name.lowercased())
      if isNear { return word.isUpper || !isWord || isBracketed }
      if word.isUpper, isSymbol(index - 1, ","), isSymbol(end, ","), hasClock { return true }
      if isWord || !word.isUpper { return isBracketed && word.isUpper }
      return followsDate || isBracketed || startsClock(end)
    case .places:
      if ZoneWords.alsoWords.contains(word.text), isOneWord {
        guard word.isUpper || isNear else { return false }
        if word.text == "et", active.contains(.french) { return isBracketed }
        let isListed = isSymbol(index - 1, ",") && isSymbol(end, ",") && hasClock
        return isNear || isBracketed || startsClock(end) || followsDate || isListed
      }
      if word.isCapital && followsClockIn { return true }
      // "18:00 CET, 31 January 2024, Strasbourg": it must agree with the zone that is there.
      if word.isCapital, isSymbol(index - 1, ","), hasZone,
        token(end).map({ $0.kind == .symbol }) ?? true
      {
        return true
      }
      return isNear || isBracketed && word.isCapital || word.isCapital && startsClock(end)
    default: return true
    }
  }

  /// "Time zone: EDT".
  private var followsZoneLabel: Bool {
    guard hasClock, let last = items.last, case .symbol(":") = last.kind,
      case .mark(.filler) = lastMeaningful, let end = token(last.tokens.lowerBound - 1)
    else { return false }
    return ["zone", "timezone"].contains(end.text)
  }

  private var hasZone: Bool {
    items.contains { if case .zone = $0.kind { true } else { false } }
  }

  private var hasClock: Bool {
    items.contains { if case .clock = $0.kind { true } else { false } }
  }

  /// "5:00 PM sharp".
  private var lastBeforeEmphasis: Item.Kind? {
    items.last {
      switch $0.kind {
      case .symbol: false
      case .mark(.filler):
        !["sharp", "precisely", "exactly", "promptly"].contains(words($0.tokens).lowercased())
      default: true
      }
    }?.kind
  }

  private var followsEmphasis: Bool {
    switch lastBeforeEmphasis {
    case .clock, .zone: true
    default: false
    }
  }

  /// A clock follows, a colon or a bracket aside.
  private func startsClock(_ index: Int) -> Bool {
    var at = index
    while let next = token(at), next.isSymbol(":)],"), at < index + 2 {
      at += 1
    }
    return isClockLike(at)
  }

  /// GMT and UTC with an offset behind them: local minus UTC (R7).
  private func withOffset(_ mention: ZoneMention, _ index: Int, _ end: Int) -> Item {
    if let spoilt = spoiltOffset(mention, index, end) { return spoilt }
    guard case .universal = mention else {
      return zone(mention, index..<(isTimeWord(end) ?? end))
    }
    guard isSymbol(end, "+-"), let digits = number(end + 1) else {
      return zone(mention, index..<end)
    }
    if isSymbol(end, "-") {
      let isDate = dayFirstDate(end + 1) != nil || numericDate(end + 1) != nil
      let isSpaced = !isGlued(end) && !isGlued(end + 1)
      if isDate && isGlued(end) && isGlued(end + 1) {
        return zone(.unknown(words(index..<end + 2)), index..<end + 2)
      }
      if isDate || isSpaced && (isClockLike(end + 1) || digits.digits == 4) {
        return zone(mention, index..<end)
      }
    }
    guard let (seconds, after) = offsetDigits(end + 1, sign: isSymbol(end, "-") ? -1 : 1),
      let seconds, !isSpoiltTail(after)
    else {
      let after = offsetDigits(end + 1, sign: 1)?.1 ?? end + 2
      return zone(.unknown(words(index..<after)), index..<after)
    }
    return zone(.offset(seconds), index..<after)
  }

  /// Behind an offset a digit, a letter or a decimal goes on: `+5.5`, `-3h30`.
  func isSpoiltTail(_ after: Int) -> Bool {
    guard isGlued(after) else {
      // "GMT - 1 4 May", "UTC-3 :30".
      return number(after) != nil && !isClockLike(after) && dayFirstDate(after) != nil
        && number(after - 2) == nil && !isGlued(after - 1)
        || isSymbol(after, ":") && isGlued(after + 1) && number(after + 1) != nil
    }
    return number(after) != nil || word(after) != nil
      || isSymbol(after, ".,:;'") && isGlued(after + 1)
        && (number(after + 1) != nil || word(after + 1) != nil)
  }

  /// Something touches UTC that is no offset: `UTC-O5`, `UTC=2D5`, `GMT10`, `17:00Z+1`.
  private func spoiltOffset(_ mention: ZoneMention, _ index: Int, _ end: Int) -> Item? {
    let unknown = { (last: Int) in
      zone(.unknown(words(index..<last)), index..<last)
    }
    if isTimeWord(end + 1) != nil, let season = word(end)?.text, Self.seasons.contains(season) {
      return unknown(end + 2)
    }
    guard isGlued(end) else { return nil }
    if number(end) != nil { return unknown(end + 1) }
    if isSymbol(end, "=\\%_$#"), isGlued(end + 1) { return unknown(end + 1) }
    if isSymbol(end, "'.:;|*&\u{7}"), isGlued(end + 1), number(end + 1) != nil {
      return unknown(end + 2)
    }
    guard isSymbol(end, "+-/") else { return nil }
    if case .universal(let name) = mention, name == "z" || name == "zulu", !isSymbol(end, "/") {
      return unknown(end + 1)
    }
    let isOffset = number(end + 1) != nil && !isSymbol(end, "/")
    let isNext =
      isClockLike(end + 1) || dayFirstDate(end + 1) != nil || numericDate(end + 1) != nil
      || number(end + 1)?.digits == 4 && isSymbol(end, "/")
      || month(end + 1) != nil
      || matches(end + 1).contains {
        switch $0.meaning {
        case .zone, .weekday, .noon, .midnight, .timeWord: true
        default: false
        }
      }
    return isOffset || isNext ? nil : unknown(end + 1)
  }

  /// `5`, `05`, `5:30`, `0530` as seconds with a sign; the value is nil where no place on Earth
  /// keeps it (R7: -12:00 to +14:00, quarters of an hour).
  func offsetDigits(_ index: Int, sign: Int) -> (Int?, Int)? {
    guard let digits = number(index) else { return nil }
    var (hours, minutes, end) = (digits.value, 0, index + 1)
    if digits.digits == 4 { (hours, minutes) = (digits.value / 100, digits.value % 100) }
    if digits.digits <= 2, isSymbol(end, ":"), isGlued(end), let part = number(end + 1),
      isGlued(end + 1)
    {
      (minutes, end) = (part.digits == 2 ? part.value : 99, end + 2)
    }
    let seconds = sign * (hours * 3600 + minutes * 60)
    let exists =
      (digits.digits <= 2 || digits.digits == 4) && minutes <= 59 && minutes % 15 == 0
      && -43_200...50_400 ~= seconds
    return (exists ? seconds : nil, end)
  }

  /// "+0100", "(+02:00)" after a clock; a bare "-05:00" could be a range.
  func signedOffset(_ index: Int) -> Item? {
    guard followsClockOrZone, isGlued(index + 1), let digits = number(index + 1) else {
      return nil
    }
    let isBracketed = isSymbol(index - 1, "([")
    let hasColon = digits.digits == 2 && isSymbol(index + 2, ":") && isGlued(index + 2)
    let isFull =
      digits.digits == 4 || hasColon && (isSymbol(index, "+") || isBracketed)
      || isBracketed && digits.digits <= 2
    guard isFull, !isGlued(index) || isBracketed,
      let (seconds, end) = offsetDigits(index + 1, sign: isSymbol(index, "-") ? -1 : 1)
    else { return nil }
    guard let seconds else { return zone(.unknown(words(index..<end)), index..<end) }
    return zone(.offset(seconds), index..<end)
  }

  /// "Berliner Zeit", "Brusselse tijd".
  private func adjective(_ index: Int) -> Item? {
    guard let end = isTimeWord(index + 1), let word = word(index) else { return nil }
    for ending in ["er", "se", "r", "e"] where word.text.hasSuffix(ending) {
      let stem = String(word.text.dropLast(ending.count))
      if let zones = Lexicon.shared.places(stem) {
        return zone(.places(zones), index..<end)
      }
    }
    return nil
  }

  /// "ship time": a zone word that is in no table.
  private func unknownTime(_ index: Int) -> Item? {
    for length in 1...3 {
      let end = index + length
      guard word(end - 1) != nil else { return nil }
      if let after = isTimeWord(end), matches(end - 1).isEmpty {
        // "Central America time" is no town beside a zone, "CET (Interlaken time)" is.
        let isSeason = (index..<end).contains { Self.seasons.contains(tokens[$0].text) }
        let runsOn = followsZoneDirectly || isSeason
        let name = words(index..<end)
        return zone(runsOn ? .unknown(name) : .placeName(name), index..<after)
      }
    }
    return nil
  }

  private var followsZoneDirectly: Bool {
    if case .zone = items.last?.kind { true } else { false }
  }

  private static let seasons: Set<String> = [
    "standard", "daylight", "summer", "winter", "savings", "saving",
  ]

  private static let areas: Set<String> = [
    "africa", "america", "antarctica", "arctic", "asia", "atlantic", "australia", "europe",
    "indian", "pacific", "etc", "us", "canada", "brazil", "mexico", "chile",
  ]

  /// `Europe/Paris`, `America/Argentina/Buenos_Aires`, `Etc/GMT+5`.
  func zoneIdentifier(_ index: Int) -> Item? {
    guard isSymbol(index + 1, "/"), isGlued(index + 1), isWord(index + 2), isGlued(index + 2),
      let first = word(index)
    else { return nil }
    let isArea = Self.areas.contains(first.text)
    let isUnknown = matches(index).isEmpty || matches(index + 2).isEmpty
    guard isArea || followsClockOrZone && isUnknown else { return nil }
    var end = index + 3
    while let next = token(end), !next.isApart,
      next.kind != .symbol || next.isSymbol("_/+-")
    {
      end += 1
    }
    while let last = token(end - 1), last.kind == .symbol { end -= last.kind == .symbol ? 1 : 0 }
    let name = words(index..<end)
    return zone(isArea ? .identifier(name, isClaim: true) : .unknown(name), index..<end)
  }
}
