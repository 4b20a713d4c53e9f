/// What stands in or around a stamp and belongs to no part of it: words that are in no table,
/// numbers and symbols. Nothing of that may change what the stamp says.
enum LooseRules {
  static let all: [PlaceRule] = [
    PlaceRule("R21", sample), PlaceRule("R21", shout), PlaceRule("R22", damage),
    PlaceRule("R16", dashBetweenClocks),
    PlaceRule("R16", symbolInStamp), PlaceRule("R7", signBehind), PlaceRule("R16", numberBefore),
    PlaceRule("R16", numberInStamp), PlaceRule("R16", numberBehind), PlaceRule("R24", secondYear),
    PlaceRule("R16", wordBefore), PlaceRule("R21", otherEmbargo), PlaceRule("R8", wordInStamp),
    PlaceRule("R8", wordBehind),
  ]

  /// R21: "Sample: EMBARGOED UNTIL ..." is a pattern to follow, not a stamp.
  static func sample(_ place: WordPlace) throws(StampRefusal) {
    guard place.region == .prefix, samples.contains(place.words.lowercased()),
      place.statement.hasColon(between: place.index, and: place.statement.releases.first)
    else { return }
    throw place.unsettled
  }

  private static let samples: Set<String> = [
    "sample", "example", "template", "specimen", "muster", "beispiel", "exemple", "ejemplo",
    "exemplo", "esempio", "voorbeeld",
  ]

  /// R21: "- NOW FREE": a few capitals in a line that is not all in capitals.
  static func shout(_ place: WordPlace) throws(StampRefusal) {
    guard place.region == .rest, case .unknown = place.item, place.token.isUpper,
      place.isShortPart, !place.statement.isAllCapitals, !place.isCode, !place.isTicker
    else { return }
    throw place.conflict("\"\(place.words)\" stands behind the stamp and is not understood.")
  }

  /// R22: the eye and the bytes must agree.
  static func damage(_ place: WordPlace) throws(StampRefusal) {
    guard case .symbol("\u{FFFD}") = place.item, place.region != .prefix,
      place.region != .contact
    else { return }
    throw place.conflict("There is a character that cannot be read in or behind the stamp.")
  }

  /// R16: "9:00-11:00" is a range.
  static func dashBetweenClocks(_ place: WordPlace) throws(StampRefusal) {
    let statement = place.statement
    guard place.region == .stamp, case .symbol("-") = place.item,
      statement.clocks.contains(place.index - 1), statement.clocks.contains(place.index + 1)
    else { return }
    throw place.conflict("Two clocks with a dash between them are a range, not one time.")
  }

  /// R16: "$", "%" and "+" belong to no stamp.
  static func symbolInStamp(_ place: WordPlace) throws(StampRefusal) {
    guard place.isInStamp || place.region == .tail, case .symbol(let symbol) = place.item,
      symbol.isOne(of: "$%+<>") || symbol == "!" && place.isBeforeEquals
    else { return }
    throw place.conflict("\"\(symbol)\" stands in the stamp and belongs to no part of it.")
  }

  /// R7: "14:00 +1" is an offset that is not written out.
  static func signBehind(_ place: WordPlace) throws(StampRefusal) {
    guard place.region == .tail, case .symbol(let sign) = place.item,
      sign == "+" || sign == "-" && place.index == place.lastPart + 1,
      !place.statement.dates.contains(place.lastPart) || sign == "+",
      place.isBeforeGluedNumber || place.isBeforeEnd
    else { return }
    throw place.conflict("A number with a sign stands behind the stamp.")
  }

  /// R16: a number of one or two digits right before the stamp.
  static func numberBefore(_ place: WordPlace) throws(StampRefusal) {
    guard place.region == .prefix, case .number = place.item, place.firstPart == place.index + 1,
      place.token.digits <= 2
    else { return }
    throw place.conflict("The number before the stamp belongs to no part of it.")
  }

  /// R16: a number in the stamp may be a clock or a day that was not read.
  static func numberInStamp(_ place: WordPlace) throws(StampRefusal) {
    guard place.isInStamp, case .number(let value) = place.item,
      place.region == .stamp || place.isLoose
        || place.next == place.firstPart && place.token.digits <= 2 && !place.isBehindDash,
      place.statement.looseYear?.index != place.index
    else { return }
    throw place.conflict(
      "The number \(value) stands in the stamp and belongs to no part of it.")
  }

  /// R16: the same behind the stamp.
  static func numberBehind(_ place: WordPlace) throws(StampRefusal) {
    guard place.region == .tail, case .number = place.item, place.isLoose,
      place.statement.looseYear?.index != place.index
    else { return }
    throw place.conflict("The number behind the stamp belongs to no part of it.")
  }

  /// R24: a second year right behind the stamp.
  static func secondYear(_ place: WordPlace) throws(StampRefusal) {
    guard place.region == .tail, case .number = place.item, place.previous == place.lastPart,
      place.token.digits == 4, place.statement.looseYear?.index != place.index
    else { return }
    throw place.conflict("A second year stands behind the stamp.")
  }

  /// R16: between "until" and the stamp only words stand that are understood; a document number
  /// may.
  static func wordBefore(_ place: WordPlace) throws(StampRefusal) {
    guard place.region == .opening, case .unknown = place.item, !place.isCode,
      !place.isBeforePreposition
    else { return }
    throw place.conflict("\"\(place.words)\" stands before the stamp and is not understood.")
  }

  /// R21: "freight embargo", "un-embargoed", "Table 3 embargoed", "embargo on Libya": the embargo
  /// of something else.
  static func otherEmbargo(_ place: WordPlace) throws(StampRefusal) {
    let statement = place.statement
    guard let release = statement.releases.first, statement.mark(release) == .embargo else {
      return
    }
    let isOther: Bool
    switch (place.item, place.region) {
    case (.unknown, .prefix):
      isOther =
        release == place.index + 1 && !place.isModal
        && (!place.token.isUpper || statement.isAllCapitals) || place.isGluedTo(release)
    case (.number, .prefix): isOther = release == place.index + 1 && place.isLoose
    case (.unknown, .opening): isOther = place.isObject(of: release)
    default: isOther = false
    }
    guard isOther else { return }
    throw place.refusal(
      .noStamp, "\"\(place.words)\": this may be the embargo of something else.")
  }

  /// R8: a word right after a clock or a zone is a zone word that is not known; others may stand
  /// in the stamp only as a title ("in The Daily").
  static func wordInStamp(_ place: WordPlace) throws(StampRefusal) {
    guard place.region == .stamp, case .unknown = place.item else { return }
    let statement = place.statement
    if let before = place.previous, statement.clock(before) != nil { throw place.unknownZone }
    if place.index > 0, statement.mention(place.index - 1) != nil { throw place.unknownZone }
    guard statement.isTitle(place.index), !place.isPlaceName else {
      throw place.conflict("\"\(place.words)\" stands in the stamp and is not understood.")
    }
  }

  /// R8, R21: what follows the stamp in the same sentence is understood, or it may say anything:
  /// a zone, a condition, another time. A document number may follow.
  static func wordBehind(_ place: WordPlace) throws(StampRefusal) {
    guard place.region == .tail, case .unknown = place.item, !place.isCode else { return }
    let statement = place.statement
    let mayBeZone =
      place.isPlaceName || seasons.contains(place.words.lowercased())
      || place.previous == place.lastPart
        && (statement.zones.isEmpty || statement.clocks.last == place.lastPart)
    if mayBeZone { throw place.unknownZone }
    throw place.conflict("\"\(place.words)\" stands behind the stamp and is not understood.")
  }

  private static let seasons: Set<String> = [
    "standard", "daylight", "summer", "winter", "saving", "savings",
  ]
}

extension Statement {
  fileprivate func hasColon(between first: Int, and last: Int?) -> Bool {
    guard let last, first < last else { return false }
    return items[first..<last].contains {
      if case .symbol(":") = $0.kind { true } else { false }
    }
  }
}

extension WordPlace {
  /// "NYSE: EXMP".
  fileprivate var isTicker: Bool {
    func isColon(_ index: Int) -> Bool {
      guard statement.items.indices.contains(index) else { return false }
      if case .symbol(":") = statement.items[index].kind { return true } else { return false }
    }
    return isColon(index + 1) || isColon(index - 1)
  }

  fileprivate var isModal: Bool { ["may", "must", "should", "can"].contains(token.text) }

  /// "un-embargoed".
  fileprivate func isGluedTo(_ release: Int) -> Bool {
    guard release == index + 2, case .symbol("-") = statement.items[index + 1].kind else {
      return false
    }
    return statement.grammar.isGlued(statement.items[release].tokens.lowerBound)
  }

  /// "embargo on Libya until".
  fileprivate func isObject(of release: Int) -> Bool {
    release == index - 2 && statement.words(release).lowercased() == "embargo"
      && ["on", "of", "against"].contains(statement.words(index - 1).lowercased())
  }

  /// Nothing but symbols follows.
  fileprivate var isBeforeEnd: Bool { next == nil }

  fileprivate var isBeforeEquals: Bool {
    guard index + 1 < statement.items.count else { return false }
    if case .symbol("=") = statement.items[index + 1].kind { return true } else { return false }
  }

  /// `24-1118`: the end of a document number.
  fileprivate var isBehindDash: Bool {
    let place = statement.items[index].tokens.lowerBound
    let before = statement.grammar.token(place - 2)
    return statement.grammar.isSymbol(place - 1, "-") && statement.grammar.isGlued(place)
      && (before?.kind == .number || before?.isUpper == true && before?.text.utf8.count ?? 0 >= 2)
  }

  fileprivate var isBeforeGluedNumber: Bool {
    guard index + 1 < statement.items.count,
      case .number = statement.items[index + 1].kind
    else { return false }
    return statement.grammar.isGlued(statement.items[index + 1].tokens.lowerBound)
  }

  /// A part of a document number: `USDL-24-1118`, `BEA 25-61`.
  fileprivate var isCode: Bool {
    let items = statement.items
    var next = index + 1
    if next < items.count, case .symbol("-") = items[next].kind { next += 1 }
    guard token.isUpper, next < items.count, case .number = items[next].kind else { return false }
    return statement.grammar.tokens[items[next].tokens.lowerBound].digits >= 2
  }

  /// The word is a place that was not admitted as a zone where it stands.
  fileprivate var isPlaceName: Bool {
    statement.grammar.matches(statement.items[index].tokens.lowerBound).contains {
      if case .zone = $0.meaning { true } else { false }
    }
  }

  fileprivate var unknownZone: StampRefusal {
    refusal(
      .zoneUnknown,
      isPlaceName
        ? "\"\(words)\" may be a place or a zone here; write \"\(words) time\" if it is the zone."
        : "\"\(words)\" is no time zone that is known.")
  }

  private static let signs: Set<String> = [
    "p", "pp", "page", "pages", "vol", "volume", "no", "number",
  ]

  /// A number of one or two digits that stands alone: perhaps a clock or a day that was not read.
  fileprivate var isLoose: Bool {
    let grammar = statement.grammar
    let place = statement.items[index].tokens.lowerBound
    let before = grammar.token(place - 1)
    let isSign =
      index > 0
      && (statement.mark(index - 1) == .negation || before?.isSymbol(".") == true)
      || before.map { Self.signs.contains($0.text) } ?? false
    let isCode = grammar.token(place + 1).map { !$0.isApart && $0.isSymbol("-/") } ?? false
    let isApart = token.isApart || before?.isSymbol("(") == true
    return token.digits <= 2 && isApart && !isSign && !isCode
  }
}

extension Statement {
  /// No small letter stands in the line.
  fileprivate var isAllCapitals: Bool { !line.utf8.contains { 97...122 ~= $0 } }

  /// "in The Daily": a capital after "in" or after another word of the title.
  fileprivate func isTitle(_ index: Int) -> Bool {
    let token = grammar.tokens[items[index].tokens.lowerBound]
    guard index > 0, token.isCapital, !token.isUpper else { return false }
    switch items[index - 1].kind {
    case .mark(.filler): return ["in", "in the"].contains(words(index - 1).lowercased())
    case .unknown: return isTitle(index - 1)
    default: return false
    }
  }
}
