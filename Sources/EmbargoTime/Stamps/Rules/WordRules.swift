/// What the words between and around the parts of a stamp may say: the stamp is settled and says
/// one thing.
///
/// Each rule looks at one item; the first that objects refuses the stamp.
enum WordRules {
  /// With the numbers of the rule book, in the order in which they are asked.
  static let all: [PlaceRule] = [
    PlaceRule("R21", talk), PlaceRule("R21", openWords), PlaceRule("R21", condition),
    PlaceRule("R21", timeTalk), PlaceRule("R21", shortRemark), PlaceRule("R21", otherEmbargo),
    PlaceRule("R21", eventBefore), PlaceRule("R21", upperBound),
    PlaceRule("R21", openWordsBehind), PlaceRule("R21", openWordsInContacts),
    PlaceRule("R21", negation), PlaceRule("R16", alternative), PlaceRule("R21", after),
    PlaceRule("R21", before), PlaceRule("R16", range), PlaceRule("R15", sideOfDay),
    PlaceRule("R21", approximate), PlaceRule("R21", shift), PlaceRule("R21", otherWords),
    PlaceRule("R21", openingTalk),
  ]

  /// R21: a line that talks about an embargo is none: was, lifted, policy.
  static func talk(_ place: WordPlace) throws(StampRefusal) {
    guard place.mark == .talk else { return }
    let isNear =
      switch place.region {
      case .opening, .stamp: true
      case .tail: true
      case .prefix, .rest, .contact: false
      }
    if isNear { throw place.statement.talk(place.index) }
  }

  /// R21: "TBC", "provisional", "unless": the time is not settled.
  static func openWords(_ place: WordPlace) throws(StampRefusal) {
    guard place.region != .contact, place.mark == .unsettled else { return }
    throw place.unsettled
  }

  /// R21: "if", "once", "revised": the time may depend on something, or have been another.
  static func condition(_ place: WordPlace) throws(StampRefusal) {
    guard place.region != .contact, place.region != .rest, place.mark == .conditional else {
      return
    }
    throw place.unsettled
  }

  /// R21: a part of the line that consists of one or two such words: "- KILL", "| embargo lifted".
  static func shortRemark(_ place: WordPlace) throws(StampRefusal) {
    guard place.region == .rest, place.isShortPart else { return }
    switch place.mark {
    case .conditional, .negation, .template, .relative, .shift: throw place.unsettled
    case .embargo where !place.isAlone || !place.words.lowercased().hasPrefix("embargo"):
      throw place.unsettled
    default: return
    }
  }

  /// R21: "the next embargo", "previous embargo": not the one of this text.
  static func otherEmbargo(_ place: WordPlace) throws(StampRefusal) {
    guard place.region == .prefix, place.mark == .relative || place.mark == .shift,
      place.statement.releases.first == place.index + 1
    else { return }
    throw place.unsettled
  }

  /// R21: "press conference under embargo", "start of the embargo".
  static func eventBefore(_ place: WordPlace) throws(StampRefusal) {
    guard place.region == .prefix, place.statement.scope.includes(place.index),
      place.mark == .event || place.mark == .startOfDay
    else { return }
    throw place.unsettled
  }

  /// R21: "for release until" would be the end of a use, not its beginning.
  static func upperBound(_ place: WordPlace) throws(StampRefusal) {
    guard place.region == .opening, place.isPreposition,
      !place.statement.releases.contains(where: { place.statement.mark($0) == .embargo })
    else { return }
    throw place.unsettled
  }

  /// R21: an empty place of a form, or what is struck through.
  static func openWordsBehind(_ place: WordPlace) throws(StampRefusal) {
    guard place.region != .contact, place.mark == .template else { return }
    throw place.unsettled
  }

  /// R21: a sentence behind the stamp that speaks of its time: "Time to follow.", "Embargo ends".
  static func timeTalk(_ place: WordPlace) throws(StampRefusal) {
    guard place.region == .rest, place.isNearSentenceStart,
      place.mark == .embargo || wordsOfTime.contains(place.words.lowercased()),
      !place.isAlone
    else { return }
    throw place.unsettled
  }

  private static let wordsOfTime: Set<String> = [
    "time", "times", "zone", "timezone", "date", "dates", "lifts", "ends",
  ]

  /// R21: even among the contacts, "TBC" may speak of the stamp.
  static func openWordsInContacts(_ place: WordPlace) throws(StampRefusal) {
    guard place.region == .contact, place.mark == .unsettled,
      openAnywhere.contains(place.words.lowercased())
    else { return }
    throw place.unsettled
  }

  private static let openAnywhere: Set<String> = [
    "tbc", "tbd", "provisional", "tentative", "provisionally", "unless", "whichever",
    "subject to", "or earlier", "or later",
    "to be confirmed", "to be determined", "withdrawn", "cancelled", "canceled", "postponed",
  ]

  /// R21: "not", "no longer" turn the stamp into its opposite; "No. 24" does not.
  static func negation(_ place: WordPlace) throws(StampRefusal) {
    guard place.mark == .negation, place.region != .rest, place.region != .contact,
      !place.isNumberSign
    else { return }
    throw place.unsettled
  }

  /// R16: "6.30pm [US ET] or 23.30 [GMT]" gives two clocks that must agree; "or" between words of
  /// use belongs to the opening; any other choice is no certain time.
  static func alternative(_ place: WordPlace) throws(StampRefusal) {
    guard place.mark == .alternative, place.isInStamp || place.region == .tail else { return }
    switch place.region {
    case .stamp: if let next = place.next, place.statement.clock(next) != nil { return }
    case .opening: if place.isBeforePreposition { return }
    default: break
    }
    throw place.unsettled
  }

  /// R21: "for release after 10:00" gives a time; an embargo *from* 10:00 would begin then.
  static func after(_ place: WordPlace) throws(StampRefusal) {
    guard place.mark == .after, place.isInStamp || place.region == .tail else { return }
    let governing = place.statement.releases.last { $0 < place.index }
    // "Embargoed from press use until": not the beginning of the embargo.
    if place.region == .opening, place.isBeforePreposition { return }
    let isOpening = place.region == .opening && (place.next ?? -1) >= place.firstPart
    guard isOpening, let governing, place.statement.mark(governing) == .release else {
      throw place.unsettled
    }
  }

  /// R21: "not ... before" gives a time; "before" alone gives none.
  static func before(_ place: WordPlace) throws(StampRefusal) {
    guard place.mark == .before, place.isInStamp || place.region == .tail else { return }
    guard place.region == .opening, place.isNegated else { throw place.unsettled }
  }

  /// R16: "to", "through", "between" give a range; EMBARGOED TO 00:01 gives a time.
  static func range(_ place: WordPlace) throws(StampRefusal) {
    guard place.mark == .range, place.isInStamp || place.region == .tail else { return }
    let isUntil =
      place.region == .opening && place.words.lowercased() == "to"
      && place.statement.releases.contains(place.index - 1) && place.next == place.firstPart
    guard isUntil else { throw place.unsettled }
  }

  /// R15: "at the start of", "at the end of" only beside the midnight that they say.
  static func sideOfDay(_ place: WordPlace) throws(StampRefusal) {
    guard place.isInStamp || place.region == .tail else { return }
    let hour: Int
    switch place.mark {
    case .startOfDay: hour = 0
    case .endOfDay: hour = 24
    default: return
    }
    let statement = place.statement
    guard statement.clocks.contains(where: { statement.clock($0)?.hour == hour }) else {
      throw place.unsettled
    }
  }

  /// R21: "around 5 p.m.", "in the morning" give no exact time.
  static func approximate(_ place: WordPlace) throws(StampRefusal) {
    switch place.region {
    case .opening, .stamp:
      guard place.mark == .approximate else { return }
      throw place.refusal(.noTime, "\"\(place.words)\" gives no exact time.")
    case .tail: if place.mark == .approximate || place.mark == .vague { throw place.unsettled }
    default: return
    }
  }

  /// R21: "two hours before", "the day after", "half past" move the time that stands beside them.
  static func shift(_ place: WordPlace) throws(StampRefusal) {
    guard place.mark == .shift else { return }
    switch place.region {
    case .opening: if place.touchesStamp { throw place.unsettled }
    case .stamp, .tail: throw place.unsettled
    default: return
    }
  }

  /// R21: between the parts of a stamp only words stand that are understood and say nothing else.
  static func otherWords(_ place: WordPlace) throws(StampRefusal) {
    if place.region == .tail || place.isInStamp, place.mark == .event { throw place.unsettled }
    if place.region == .tail, place.mark == .embargo, !place.isPlainEmbargo {
      throw place.unsettled
    }
    guard place.isInStamp, let mark = place.mark else { return }
    switch mark {
    case .vague, .template: throw place.unsettled
    case .label: if place.region == .stamp { throw place.unsettled }
    default: return
    }
  }

  /// R20: a second release word behind the stamp says "now".
  static func openingTalk(_ place: WordPlace) throws(StampRefusal) {
    guard place.mark == .immediate, place.region == .tail || place.region == .rest else { return }
    throw place.unsettled
  }
}

extension WordPlace {
  private func isSymbol(_ index: Int) -> Bool {
    guard statement.items.indices.contains(index) else { return true }
    if case .symbol = statement.items[index].kind { return true } else { return false }
  }

  /// One of the first two words behind the end of a sentence.
  fileprivate var isNearSentenceStart: Bool { isSymbol(index - 1) || isSymbol(index - 2) }

  /// "embargo" as the last word, or the only word that makes the line a stamp.
  fileprivate var isPlainEmbargo: Bool {
    statement.releases.first == index || isAlone
      || isSymbol(index + 1) && words.lowercased().hasPrefix("embargo")
  }

  /// At most three words stand in its part of the line.
  var isShortPart: Bool {
    func isBreak(_ index: Int) -> Bool {
      if case .symbol(let symbol) = statement.items[index].kind {
        return symbol.isOne(of: "|\u{7}-")
      }
      return false
    }
    var (start, end) = (index, index)
    while start > 0, !isBreak(start - 1) { start -= 1 }
    while end + 1 < statement.items.count, !isBreak(end + 1) { end += 1 }
    return (start...end).count { !isSymbol($0) } <= 3
  }

  fileprivate var isPreposition: Bool { Self.prepositions.contains(words.lowercased()) }

  /// Nothing but symbols beside it: "(embargo)".
  fileprivate var isAlone: Bool { isSymbol(index - 1) && isSymbol(index + 1) }

  /// "No. 24".
  var isNumberSign: Bool {
    guard index + 1 < statement.items.count else { return false }
    switch statement.items[index + 1].kind {
    case .symbol("."), .number: return true
    default: return false
    }
  }

  /// "Not for publication before", "not before".
  fileprivate var isNegated: Bool {
    statement.items[..<index].contains {
      guard case .mark(let mark) = $0.kind else { return false }
      let word = statement.grammar.tokens[$0.tokens.lowerBound].text
      return mark == .negation
        || mark == .embargo && !word.hasPrefix("embarg") && !word.hasPrefix("sperr")
          && !word.hasPrefix("hold")
    }
  }

  /// Nothing but quiet words stand between it and the stamp, or a word that makes it count.
  fileprivate var touchesStamp: Bool {
    next == firstPart
      || (index..<firstPart).contains {
        statement.mark($0) == .after || statement.mark($0) == .before
      }
  }

  private static let prepositions: Set<String> = [
    "until", "till", "til", "jusqu", "jusqu'", "jusqu'au", "jusqu'a", "jusqu au", "jusqu a",
    "bis zum", "ate as", "hasta el dia", "fino a", "sino al", "bis", "hasta", "hasta las",
    "hasta el", "ate", "fino", "fino al", "fino alle", "tot",
  ]

  /// "until" or "before" comes between it and the stamp: it stands among the words of the embargo.
  var isBeforePreposition: Bool {
    (index..<firstPart).contains {
      statement.mark($0) == .before || $0 > index && statement.mark($0) == .release
        || Self.prepositions.contains(statement.words($0).lowercased())
    }
  }
}
