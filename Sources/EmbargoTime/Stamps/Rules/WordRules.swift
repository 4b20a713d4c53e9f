/// What the words between and around the parts of a stamp may say.
extension Statement {
  /// A part of the stamp that is spoilt in itself (R14, R19, R22, R23).
  func requireSound() throws(StampRefusal) {
    guard let index = faults.first, case .fault(let reason, let message) = items[index].kind else {
      return
    }
    let range = range(index...index)
    throw StampRefusal(reason, message, stamp: text(range), range: range)
  }

  /// The stamp is settled and says one thing (R16, R18, R21): no "or", "TBC", "around", "not".
  func requireSettled() throws(StampRefusal) {
    guard let first = parts.first, let last = parts.last else { return }
    let from = min(first, releases.first ?? first)
    for index in items.indices {
      if index < from {
        try checkPrefix(index)
      } else if index <= last {
        try checkCore(index, firstPart: first)
      } else {
        break
      }
    }
    try checkTail(after: last)
  }

  private func conflict(_ index: Int, _ message: String) -> StampRefusal {
    let range = range(index...index)
    return StampRefusal(.conflict, message, stamp: text(range), range: range)
  }

  private func unsettled(_ index: Int) -> StampRefusal {
    conflict(
      index, "\"\(words(index))\" leaves the time open; a stamp must say one certain time.")
  }

  private func checkPrefix(_ index: Int) throws(StampRefusal) {
    switch items[index].kind {
    case .mark(.unsettled): throw unsettled(index)
    case .number where parts.first == index + 1 && digits(index) <= 2:
      throw conflict(index, "The number before the stamp belongs to no part of it.")
    case .mark(.negation) where !isNumberSign(index): throw unsettled(index)
    case .mark(.talk):
      if let next = releases.first, index >= next - 3 { throw talk(index) }
    default: break
    }
  }

  private func digits(_ index: Int) -> Int {
    grammar.tokens[items[index].tokens.lowerBound].digits
  }

  /// "No. 24".
  private func isNumberSign(_ index: Int) -> Bool {
    guard index + 1 < items.count else { return false }
    switch items[index + 1].kind {
    case .symbol("."), .number: return true
    default: return false
    }
  }

  private func talk(_ index: Int) -> StampRefusal {
    StampRefusal(
      .noStamp, "\"\(words(index))\": the line speaks about an embargo and is none.",
      range: range(index...index))
  }

  private func checkCore(_ index: Int, firstPart: Int) throws(StampRefusal) {
    switch items[index].kind {
    case .mark(let mark): try checkCore(mark, index, firstPart: firstPart)
    case .unknown where index > firstPart: try checkUnknown(index)
    case .unknown where isLowerCase(index) && meaningful(after: index) == firstPart:
      throw conflict(index, "\"\(words(index))\" stands before the stamp and is not understood.")
    case .number(let value) where index > firstPart || isLoose(index):
      if looseYear?.index != index {
        throw conflict(
          index, "The number \(value) stands in the stamp and belongs to no part of it.")
      }
    case .symbol("\u{FFFD}"):
      throw conflict(index, "There is a character that cannot be read in the stamp.")
    case .symbol("-") where index > firstPart:
      if isClock(index - 1), index + 1 < items.count, isClock(index + 1) {
        throw conflict(index, "Two clocks with a dash between them are a range, not one time.")
      }
    case .symbol(let symbol) where symbol.isOne(of: "$%+") && index > firstPart:
      throw conflict(index, "\"\(symbol)\" stands in the stamp and belongs to no part of it.")
    default: break
    }
  }

  /// A word in small letters in a line that also has capitals.
  private func isLowerCase(_ index: Int) -> Bool {
    let token = grammar.tokens[items[index].tokens.lowerBound]
    return !token.isCapital
      && !items[..<index].allSatisfy {
        if case .unknown = $0.kind { true } else { false }
      }
  }

  private func isClock(_ index: Int) -> Bool {
    items.indices.contains(index) && clock(index) != nil
  }

  private func checkCore(_ mark: Mark, _ index: Int, firstPart: Int) throws(StampRefusal) {
    switch mark {
    case .embargo, .release, .immediate, .filler, .relative: break
    case .alternative:
      // "6.30pm [US ET] or 23.30 [GMT]": both must agree.
      let next = meaningful(after: index)
      let isSecondClock = next.map { isClock($0) } ?? false
      guard isSecondClock, index > firstPart else { throw unsettled(index) }
    case .after:
      // "For release after 10:00"; an embargo *from* 10:00 would be another thing.
      let governing = releases.last { $0 < index }.flatMap { self.mark($0) }
      let isOpening = index < firstPart && (meaningful(after: index) ?? -1) >= firstPart
      guard isOpening, governing == .release else { throw unsettled(index) }
    case .before: guard isNegated(before: index), index < firstPart else { throw unsettled(index) }
    case .startOfDay, .endOfDay:
      let hour = mark == .startOfDay ? 0 : 24
      guard clocks.contains(where: { clock($0)?.hour == hour }) else { throw unsettled(index) }
    case .approximate:
      throw StampRefusal(
        .noTime, "\"\(words(index))\" gives no exact time.", range: range(index...index))
    case .talk: throw talk(index)
    case .negation where isNumberSign(index): break
    case .range where words(index).lowercased() == "to" && index < firstPart:
      // "EMBARGOED TO 00:01"
      guard releases.contains(index - 1), meaningful(after: index) == firstPart else {
        throw unsettled(index)
      }
    case .label where index < firstPart: break
    case .shift where index < firstPart && !isClose(index, firstPart): break
    default: throw unsettled(index)
    }
  }

  /// A shift word before the stamp matters where nothing but quiet words stand between.
  private func isClose(_ index: Int, _ firstPart: Int) -> Bool {
    items[index..<firstPart].contains {
      if case .mark(.after) = $0.kind {
        true
      } else if case .mark(.before) = $0.kind {
        true
      } else {
        false
      }
    } || meaningful(after: index) == firstPart
  }

  /// "Not for publication before".
  private func isNegated(before index: Int) -> Bool {
    items[..<index].contains {
      guard case .mark(let mark) = $0.kind else { return false }
      let word = grammar.tokens[$0.tokens.lowerBound].text
      return mark == .negation
        || mark == .embargo && !word.hasPrefix("embarg") && !word.hasPrefix("sperr")
          && !word.hasPrefix("hold")
    }
  }

  /// R8: a word right after a clock is a zone word that is not known; other words may stand in the
  /// stamp only as a title ("in The Daily") or as the name of a place beside a certain zone.
  private func checkUnknown(_ index: Int) throws(StampRefusal) {
    let range = range(index...index)
    if let before = meaningful(before: index), clock(before) != nil { throw unknownZone(index) }
    if index > 0, mention(index - 1) != nil { throw unknownZone(index) }
    guard isTitle(index), !isPlace(index) else {
      throw conflict(index, "\"\(text(range))\" stands in the stamp and is not understood.")
    }
  }

  /// "in The Daily": a capital after "in" or after another word of the title.
  private func isTitle(_ index: Int) -> Bool {
    let token = grammar.tokens[items[index].tokens.lowerBound]
    guard index > 0, token.isCapital, !token.isUpper else { return false }
    switch items[index - 1].kind {
    case .mark(.filler): return ["in", "in the"].contains(words(index - 1).lowercased())
    case .unknown: return isTitle(index - 1)
    default: return false
    }
  }

  /// The word is a place that was not admitted as a zone where it stands.
  private func isPlace(_ index: Int) -> Bool {
    grammar.matches(items[index].tokens.lowerBound).contains {
      if case .zone = $0.meaning { true } else { false }
    }
  }

  private func unknownZone(_ index: Int) -> StampRefusal {
    let range = range(index...index)
    let word = text(range)
    let message =
      isPlace(index)
      ? "\"\(word)\" may be a place or a zone here; write \"\(word) time\" if it is the zone."
      : "\"\(word)\" is no time zone that is known."
    return StampRefusal(.zoneUnknown, message, stamp: word, range: range)
  }

  private func checkTail(after last: Int) throws(StampRefusal) {
    var isStopped = false
    for index in items.indices where index > last {
      if index == labelIndex { return try checkAfterLabel(index) }
      switch items[index].kind {
      case .symbol("|"), .symbol("\u{7}"), .symbol("."): isStopped = true
      case .symbol("\u{FFFD}"):
        throw conflict(index, "There is a character that cannot be read behind the stamp.")
      case .symbol("+") where !isStopped, .symbol("-") where !isStopped && index == last + 1:
        // "14:00 +1": an offset that is not written out.
        if !dates.contains(last) || items[index].kind.isPlus, isGluedNumber(index + 1) {
          throw conflict(index + 1, "A number with a sign stands behind the stamp.")
        }
      case .number where !isStopped && looseYear?.index != index && isLoose(index):
        throw conflict(index, "The number behind the stamp belongs to no part of it.")
      case .unknown where !isStopped && index == last + 1 && isSeason(index):
        throw unknownZone(index)
      case .number where !isStopped && meaningful(before: index) == last && isYear(index):
        throw conflict(index, "A second year stands behind the stamp.")
      case .unknown where !isStopped && isPlace(index) && isAbbreviation(index):
        throw unknownZone(index)
      case .unknown where !isStopped && (zones.isEmpty || clocks.last == last):
        // R8: what may be a zone word is never replaced by the default zone.
        if meaningful(before: index) == last { throw unknownZone(index) }
      case .mark(.unsettled), .mark(.template): throw unsettled(index)
      case .mark(.talk) where !isStopped && index <= last + 2: throw talk(index)
      case .mark(let mark) where !isStopped:
        let opens: [Mark] = [
          .alternative, .range, .negation, .after, .before, .approximate, .vague, .shift,
          .startOfDay, .endOfDay,
        ]
        guard opens.contains(mark) else { continue }
        let isSide = mark == .startOfDay || mark == .endOfDay
        if isSide, (try? checkCore(mark, index, firstPart: last)) != nil { continue }
        throw unsettled(index)
      default: break
      }
    }
  }

  private func isGluedNumber(_ index: Int) -> Bool {
    guard index < items.count, case .number = items[index].kind else { return false }
    return grammar.isGlued(items[index].tokens.lowerBound)
  }

  /// Up to five capitals.
  private func isAbbreviation(_ index: Int) -> Bool {
    let token = grammar.tokens[items[index].tokens.lowerBound]
    return token.isUpper && token.text.utf8.count <= 5
  }

  /// "Pacific Standard" and "Chile Summer" state an offset that is not known here.
  private func isSeason(_ index: Int) -> Bool {
    let seasons: Set<String> = ["standard", "daylight", "summer", "winter", "saving", "savings"]
    return seasons.contains(words(index).lowercased())
  }

  private func isYear(_ index: Int) -> Bool {
    grammar.tokens[items[index].tokens.lowerBound].digits == 4 && looseYear?.index != index
  }

  /// Even among the contacts, "TBC" may speak of the stamp.
  private func checkAfterLabel(_ label: Int) throws(StampRefusal) {
    let open: Set<String> = [
      "tbc", "tbd", "provisional", "tentative", "provisionally", "unless", "whichever",
      "subject to", "or earlier", "or later",
    ]
    for index in items.indices where index > label && mark(index) == .unsettled {
      if open.contains(words(index).lowercased()) { throw unsettled(index) }
    }
  }

  /// A number of one or two digits that stands alone: perhaps a clock or a day that was not read.
  private func isLoose(_ index: Int) -> Bool {
    let token = items[index].tokens.lowerBound
    let before = grammar.token(token - 1)
    let signs: Set<String> = ["p", "pp", "page", "pages", "vol", "volume", "no", "number"]
    let isSign =
      index > 0 && (mark(index - 1) == .negation || before?.isSymbol(".") == true)
      || before.map { signs.contains($0.text) } ?? false
    let isCode =
      grammar.token(token + 1).map { !$0.isApart && $0.isSymbol("-/.") }
      ?? false
    return grammar.tokens[token].digits <= 2 && grammar.tokens[token].isApart && !isSign && !isCode
  }
}
