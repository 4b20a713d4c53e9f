/// A rule about one item of a statement, under its number in the rule book.
struct PlaceRule: Sendable {
  let number: String
  private let check: @Sendable (WordPlace) throws(StampRefusal) -> Void

  init(_ number: String, _ check: @escaping @Sendable (WordPlace) throws(StampRefusal) -> Void) {
    (self.number, self.check) = (number, check)
  }

  func ask(_ place: WordPlace) throws(StampRefusal) {
    do { try check(place) } catch {
      var refusal = error
      refusal.rule = number
      throw refusal
    }
  }
}

/// One item of a statement and where it stands: what the rules about words look at.
struct WordPlace {
  enum Region {
    /// Before the first release word and the first part of the stamp.
    case prefix
    /// From there to the first part of the stamp: EMBARGOED FOR RELEASE UNTIL.
    case opening
    /// Between the first part of the stamp and the last.
    case stamp
    /// After the last part: the same sentence and those that follow it.
    case tail
    /// A headline or another part of the line.
    case rest
    /// Behind a label: how to reach somebody, or where it comes from.
    case contact
  }

  let statement: Statement
  let index: Int
  let region: Region

  var item: Item.Kind { statement.items[index].kind }
  var words: String { statement.words(index) }
  var mark: Mark? { statement.mark(index) }
  /// The next item that is more than a symbol or a filler.
  var next: Int? { statement.meaningful(after: index) }
  var previous: Int? { statement.meaningful(before: index) }
  var firstPart: Int { statement.parts.first ?? statement.items.count }
  var lastPart: Int { statement.parts.last ?? -1 }
  var token: Token { statement.grammar.tokens[statement.items[index].tokens.lowerBound] }

  /// It stands where it may change what the stamp says.
  var isInStamp: Bool { region == .opening || region == .stamp }

  /// A refusal of this item.
  func refusal(_ reason: RefusalReason, _ message: String) -> StampRefusal {
    let range = statement.range(index...index)
    return StampRefusal(reason, message, stamp: statement.text(range), range: range)
  }

  func conflict(_ message: String) -> StampRefusal { refusal(.conflict, message) }

  var unsettled: StampRefusal {
    conflict("\"\(words)\" leaves the time open; a stamp must say one certain time.")
  }
}

extension Statement {
  /// The items with their regions, in order; empty where there is no part of a stamp.
  var places: [WordPlace] {
    let parts = parts
    guard let first = parts.first, let last = parts.last else { return [] }
    let from = min(first, releases.first ?? first)
    var after = WordPlace.Region.tail
    var asideEnd: Int?
    return items.indices.map { index in
      let region: WordPlace.Region
      switch index {
      case ..<from: region = .prefix
      case ..<first: region = .opening
      case ...last: region = .stamp
      default:
        if index == labelIndex {
          after = .contact
        } else if after == .tail,
          Self.endsPart(items[index].kind) || opensHeadline(index) || closesAll(index)
        {
          after = .rest
        } else if after == .tail, asideEnd == nil {
          asideEnd = self.asideEnd(index)
        }
        region = after == .tail && index < asideEnd ?? 0 ? .rest : after
      }
      return WordPlace(statement: self, index: index, region: region)
    }
  }

  /// The bracket that was opened before the stamp: "[EMBARGOED: ...] Headline".
  private func closesAll(_ index: Int) -> Bool {
    guard case .symbol("]") = items[index].kind, let first = parts.first else { return false }
    return items[..<first].contains { if case .symbol("[") = $0.kind { true } else { false } }
      && !items[first..<index].contains {
        if case .symbol("[") = $0.kind { true } else { false }
      }
  }

  private func isCapital(_ index: Int) -> Bool {
    guard items.indices.contains(index) else { return false }
    let token = grammar.tokens[items[index].tokens.lowerBound]
    return token.kind == .word && token.isCapital
  }

  /// A dash between blanks with a capital behind it: a headline in the same line.
  private func opensHeadline(_ index: Int) -> Bool {
    guard case .symbol("-") = items[index].kind,
      grammar.tokens[items[index].tokens.lowerBound].isApart
    else { return false }
    guard index + 1 < items.count, !grammar.isGlued(items[index + 1].tokens.lowerBound) else {
      return false
    }
    if case .number = items[index + 1].kind { return isCapital(index + 2) }
    return isCapital(index + 1)
  }

  /// The end of a remark in brackets that begins with a name: "(World No Tobacco Day)".
  private func asideEnd(_ index: Int) -> Int? {
    guard case .symbol("(") = items[index].kind, isCapital(index + 1) else { return nil }
    // "(Richtzeit)": one word alone may say anything about the time.
    if index + 2 < items.count, case .symbol(")") = items[index + 2].kind { return nil }
    switch items[index + 1].kind {
    case .unknown where isCapital(index + 2), .mark(.shift) where isCapital(index + 3):
      return items.indices.first {
        $0 > index && { if case .symbol(")") = $0 { true } else { false } }(items[$0].kind)
      }
    default: return nil
    }
  }

  private static func endsPart(_ kind: Item.Kind) -> Bool {
    if case .symbol(let symbol) = kind { symbol.isOne(of: "|\u{7}") } else { false }
  }
}

extension Statement {
  /// A sign stands alone right before the digits, where another digit may have been: ` :5 p.m.`
  private func isCut(_ token: Int) -> Bool {
    guard grammar.number(token) != nil, grammar.isGlued(token), let sign = grammar.token(token - 1)
    else { return false }
    let isLoose = sign.isApart || grammar.token(token - 2)?.isSymbol(".:|_!-,;\u{7}") == true
    return isLoose && sign.isSymbol("|_:!.]\u{7}-,;\u{FFFD}")
  }

  /// R8, R16, R21, R22: the stamp is settled and says one thing.
  func requireSettled() throws(StampRefusal) {
    for place in places {
      let rules: [PlaceRule]
      switch place.item {
      case .mark: rules = WordRules.all
      case .unknown, .symbol, .number: rules = LooseRules.all
      case .clock, .date, .weekday, .zone, .fault: continue
      }
      for rule in rules { try rule.ask(place) }
    }
  }

  /// A part of the stamp that is spoilt in itself (R14, R19, R22, R23).
  func requireSound() throws(StampRefusal) {
    for index in clocks + dates where isCut(items[index].tokens.lowerBound) {
      throw StampRefusal(
        clocks.contains(index) ? .badTime : .badDate,
        "A digit seems to be missing before \"\(words(index))\".", rule: "R23",
        stamp: text(range(index...index)), range: range(index...index))
    }
    guard let index = faults.first, case .fault(let reason, let message) = items[index].kind else {
      return
    }
    let range = range(index...index)
    throw StampRefusal(reason, message, stamp: text(range), range: range)
  }
}
