/// Turns the tokens of a line into items: dates, clocks, zones, weekdays and words with a meaning.
///
/// It decides nothing: what contradicts or is missing stays for the rules. Only what is spoilt in
/// itself (30 February, 17:00 p.m.) becomes a fault.
struct Grammar: Sendable {
  let text: NormalizedText
  let tokens: [Token]
  /// The languages whose words count.
  let active: Language.Mask
  /// The line is in a language of 24-hour clocks and not also in English (R13).
  let isTwentyFourHour: Bool
  /// A German line: D.M.Y is day first (R11).
  let isGerman: Bool
  /// Words of English show the line to be in it.
  let showsEnglish: Bool
  private(set) var items: [Item] = []
  /// What begins at each token, longest first: `matched[places[i]..<places[i + 1]]` at token i.
  private let matched: [Lexicon.Match]
  private let places: [Int]
  /// What each token may open.
  private let openers: [Openers]
  private var bracketDepth = 0

  init(_ text: NormalizedText) {
    self.text = text
    let tokenized = TokenizedText(text)
    tokens = tokenized.tokens
    let lexicon = Lexicon.shared
    let heads = lexicon.heads(of: tokenized)
    let shown = lexicon.languages(of: heads)
    active = shown.union(.english)
    (matched, places) = lexicon.matches(of: tokenized, heads, active)
    openers = heads.map(\.openers)
    isTwentyFourHour =
      !shown.isDisjoint(with: .twentyFourHour) && !shown.contains(.english)
    isGerman = shown.contains(.german) && !shown.contains(.dutch)
    showsEnglish = shown.contains(.english)
    scan()
  }

  // MARK: Looking around

  func token(_ index: Int) -> Token? {
    tokens.indices.contains(index) ? tokens[index] : nil
  }

  private func isKind(_ index: Int, _ kind: Token.Kind) -> Bool {
    index >= 0 && index < tokens.count && tokens[index].kind == kind
  }

  /// The token is one of these symbols.
  func isSymbol(_ index: Int, _ symbols: StaticString) -> Bool {
    isKind(index, .symbol) && tokens[index].symbol.isOne(of: symbols)
  }

  /// The token touches the one before it.
  func isGlued(_ index: Int) -> Bool {
    index >= 0 && index < tokens.count && !tokens[index].isApart
  }

  func number(_ index: Int) -> Token? { isKind(index, .number) ? tokens[index] : nil }

  func word(_ index: Int) -> Token? { isKind(index, .word) ? tokens[index] : nil }

  func isWord(_ index: Int) -> Bool { isKind(index, .word) }

  /// A rule may begin at the token.
  func opens(_ index: Int, _ rule: Openers) -> Bool {
    index >= 0 && index < tokens.count && !openers[index].isDisjoint(with: rule)
  }

  private func matchPlaces(_ index: Int) -> Range<Int> {
    index >= 0 && index < tokens.count ? places[index]..<places[index + 1] : 0..<0
  }

  /// What the words from a token on mean, longest phrase first.
  func matches(_ index: Int) -> ArraySlice<Lexicon.Match> { matched[matchPlaces(index)] }

  /// The words from a token on mean something.
  func hasMatches(_ index: Int) -> Bool { !matchPlaces(index).isEmpty }

  /// What a zone word that begins at a token says.
  func mention(_ number: Int, _ range: Range<Int>) -> ZoneMention {
    Lexicon.shared.mention(number, phrase: phrase(range))
  }

  /// The words of a phrase as the tables have them.
  private func phrase(_ range: Range<Int>) -> String {
    var words: [String] = []
    for index in range where tokens[index].kind == .word { words.append(tokens[index].text) }
    return words.joined(separator: " ")
  }

  /// The longest phrase at a token with a certain kind of meaning, and where it ends.
  func first<Found>(_ index: Int, _ pick: (Lexicon.Meaning) -> Found?) -> (Found, Int)? {
    for place in matchPlaces(index) {
      if let found = pick(matched[place].meaning) { return (found, matched[place].end) }
    }
    return nil
  }

  /// The last item that is more than a symbol.
  var lastMeaningful: Item.Kind? {
    items.last { if case .symbol = $0.kind { false } else { true } }?.kind
  }

  /// As `followsClockOrZone`, a word like "in" or "de" aside: "5 p.m. in London".
  var followsClockIn: Bool {
    let quiet = items.reversed().first {
      switch $0.kind {
      case .symbol: false
      case .mark(.filler): !isWhere(words($0.tokens))
      default: true
      }
    }
    switch quiet?.kind {
    case .clock, .zone: return true
    default: return false
    }
  }

  /// A word between a clock and a place; "a" is an article in English.
  private func isWhere(_ word: String) -> Bool {
    Self.wherePrepositions.contains(word) || word == "a" && !showsEnglish
  }

  private static let wherePrepositions: Set<String> = [
    "in", "de", "del", "da", "di", "en", "dell", "d",
  ]

  /// A clock or a zone stands right before, brackets and separators aside.
  var followsClockOrZone: Bool {
    switch lastMeaningful {
    case .clock, .zone: true
    default: false
    }
  }

  var followsDate: Bool { if case .date = lastMeaningful { true } else { false } }

  // MARK: Scanning

  private mutating func scan() {
    var index = 0
    while index < tokens.count {
      let start = index
      switch tokens[index].kind {
      case .number: index = scanNumber(index)
      case .word: index = scanWord(index)
      case .symbol: index = scanSymbol(index)
      }
      if index <= start { index = start + 1 }
    }
  }

  private mutating func add(_ kind: Item.Kind, _ range: Range<Int>) -> Int {
    items.append(Item(kind: kind, tokens: range))
    return range.upperBound
  }

  private mutating func add(_ found: [Item]) -> Int {
    items.append(contentsOf: found)
    return found.last?.tokens.upperBound ?? 0
  }

  private mutating func scanNumber(_ index: Int) -> Int {
    if let found = minutePastMidnight(index) ?? numberedWeekday(index) { return add([found]) }
    if let found = isoMoment(index) { return add(found) }
    if let found = numericDate(index) { return add([found]) }
    if let found = dayFirstDate(index) ?? yearFirstDate(index) { return add([found]) }
    if let found = clock(index) { return add([found]) }
    let number = tokens[index]
    if number.isDamaged { return add(damaged(index), index..<index + 1) }
    return add(.number(number.value), index..<index + 1)
  }

  /// A number that cannot be trusted spoils what it would be part of.
  private func damaged(_ index: Int) -> Item.Kind {
    let isClock =
      isSymbol(index + 1, ":") || isSymbol(index - 1, ":") || meridiem(index + 1) != nil
    return .fault(
      isClock ? .badTime : .badDate, "There is a character that cannot be read in the number here.")
  }

  private mutating func scanWord(_ index: Int) -> Int {
    if isPlainWord(index) { return add(.unknown, index..<index + 1) }
    if let found = monthFirstDate(index) ?? namedFirst(index) { return add([found]) }
    if let found = minutePastMidnight(index) ?? firstMinute(index) { return add([found]) }
    if let found = zeroHour(index) ?? embargoOpening(index) { return add([found]) }
    if let found = midnightBetween(index) { return add(found) }
    if let found = namedClock(index) ?? spelledHour(index) { return add([found]) }
    if let found = zoneIdentifier(index) { return add([found]) }
    if let found = forbiddenUse(index) ?? forbiddenUseAbroad(index) { return add([found]) }
    if let found = verbPart(index) ?? shortWeekday(index) { return add([found]) }
    let zone = longer(spelledZone(index), zonePhrase(index))
    let mark = markPhrase(index)
    if let zone, zone.tokens.upperBound >= mark?.tokens.upperBound ?? 0 { return add([zone]) }
    if let (day, end) = first(index, { if case .weekday(let day) = $0 { day } else { nil } }),
      end >= mark?.tokens.upperBound ?? 0
    {
      return add(.weekday(day), index..<(isSymbol(end, ".") && isGlued(end) ? end + 1 : end))
    }
    if let mark { return add([mark]) }
    if isTermOfSomething(index) { return add(.mark(.talk), index..<index + 1) }
    return add(.unknown, index..<index + 1)
  }

  private func longer(_ first: Item?, _ second: Item?) -> Item? {
    guard let first, let second else { return first ?? second }
    return first.tokens.upperBound >= second.tokens.upperBound ? first : second
  }

  /// `YYYY`, `xx`: one letter again and again.
  private static func isPattern(_ word: String) -> Bool {
    word.utf8.count >= 2 && word.utf8.allSatisfy { $0 == word.utf8.first }
  }

  /// A form of "embargo", not a key that speaks of its beginning (`embargoFrom`).
  private static func isEmbargo(_ word: String) -> Bool {
    guard word.hasPrefix("embarg") else { return false }
    if word == "embargo" || word == "embargoed" { return true }
    return ![
      "from", "since", "start", "begin", "debut", "inicio", "inizio", "sent", "set", "aanvang",
      "verstoss", "bruch", "verletzung", "breach", "schending", "politik", "policy",
    ]
    .contains { word.contains($0) }
  }

  /// A word of no table that nothing beside it makes a part of a stamp: most words of an English
  /// text.
  private func isPlainWord(_ index: Int) -> Bool {
    guard active == .english, !hasMatches(index), index + 1 < tokens.count,
      !opens(index, .embargo)
    else { return false }
    if isKind(index + 1, .symbol) {
      // "Europe/Paris", "Ju. 3, 2024"
      return !isSymbol(index + 1, "/.")
    }
    guard isWord(index + 1), !tokens[index].isDotted else { return false }
    // "Berliner Zeit", "Chile Summer Time"
    return !hasTimeWord(index + 1...index + 3) && tokens[index].text != "minute"
      && tokens[index].text.utf8.count > 1
  }

  /// Digits of another script where a clock or a day should stand (R22).
  private func damagedDigits(_ index: Int) -> Item? {
    var end = index
    while token(end)?.symbol == "\u{FFFD}" { end += 1 }
    let message = "There is a character that cannot be read in the number here."
    if isSymbol(end, ":") { return fault(.badTime, message, index..<end + 1) }
    return month(end) == nil ? nil : fault(.badDate, message, index..<end)
  }

  /// The longest phrase that is a mark; of several marks the first of `Mark`.
  private func markPhrase(_ index: Int) -> Item? {
    var best: (mark: Mark, end: Int)?
    for match in matches(index) {
      guard case .mark(let mark) = match.meaning else { continue }
      if let best, match.end < best.end || mark.rawValue > best.mark.rawValue { continue }
      best = (mark, match.end)
    }
    let word = tokens[index].text
    let isEmbargo = opens(index, .embargo) && Self.isEmbargo(word)
    if best == nil || best?.mark == .filler {
      if isEmbargo { best = (.embargo, best?.end ?? index + 1) }
    }
    guard var best else { return nil }
    if best.mark == .embargo, isEmbargo || word == "sperrfrist", isRuledEmbargo(index) {
      best.mark = .talk
    }
    if best.mark == .template && bracketDepth == 0 && !Self.isPattern(word) {
      best.mark = .filler
    }
    return Item(kind: .mark(best.mark), tokens: index..<best.end)
  }

  private mutating func scanSymbol(_ index: Int) -> Int {
    let character = tokens[index].symbol
    let range = index..<index + 1
    switch character {
    case "*", "#", "\"", "`", "'", "\\", "^": return index + 1
    case ">":
      // A quoted line begins with it.
      if bracketDepth > 0 || items.isEmpty {
        bracketDepth = max(0, bracketDepth - 1)
        return index + 1
      }
    case "_":
      guard isSymbol(index + 1, "_") else { return index + 1 }
      var end = index
      while isSymbol(end, "_") { end += 1 }
      return add(.mark(.template), index..<end)
    case "\u{FFFD}":
      if let fault = damagedDigits(index) { return add([fault]) }
    case "+" where isSymbol(index + 1, "+") && isGlued(index + 1):
      // "+++ Sperrfrist: ... +++" is decoration.
      var end = index
      while isSymbol(end, "+") { end += 1 }
      return end
    case "~": return add(.mark(.approximate), range)
    case "?": return add(.mark(.unsettled), range)
    case "\u{2}": return add(.mark(.event), range)
    case "\u{3}": return add(.mark(.template), range)
    case "(" where isSymbol(index + 1, ")"): return add(.mark(.template), index..<index + 2)
    case "/" where items.isEmpty && isSymbol(index + 1, "/"):
      return add(.mark(.template), index..<index + 2)
    case "[", "{", "<":
      bracketDepth += 1
      if isSymbol(index + 1, "]") || isSymbol(index + 1, "}") {
        return add(.mark(.template), range)
      }
    case "]", "}": bracketDepth = max(0, bracketDepth - 1)
    case "+", "-":
      if let zone = signedOffset(index) { return add([zone]) }
    default: break
    }
    return add(.symbol(character), range)
  }
}
