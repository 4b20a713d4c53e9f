/// What kind of line it is: a stamp, immediate, or neither (R20, R21).
extension Statement {
  /// R21: only an embargo or release stamp counts; a bare full stamp counts alone in its line.
  func requireStamp() throws(StampRefusal) {
    if releases.isEmpty {
      guard isBareStamp else {
        throw StampRefusal(.noStamp, "There is no embargo or release stamp in this line.")
      }
      return
    }
    try requireNoTalk()
    guard dates.isEmpty, clocks.isEmpty, weekdays.isEmpty, faults.isEmpty else { return }
    let isEmbargo = releases.contains { mark($0) == .embargo }
    if hasMark(.talk) || !isEmbargo && !hasMark(.template, .vague) {
      throw StampRefusal(.noStamp, "There is no embargo or release stamp in this line.")
    }
  }

  /// R21: "lifted the arms embargo on" talks about an embargo.
  private func requireNoTalk() throws(StampRefusal) {
    guard let release = releases.first else { return }
    for index in items.indices[..<release].suffix(3) where mark(index) == .talk {
      throw talk(index)
    }
  }

  func talk(_ index: Int) -> StampRefusal {
    StampRefusal(
      .noStamp, "\"\(words(index))\": the line speaks about an embargo and is none.",
      range: range(index...index))
  }

  private static let joins: Set<String> = [
    "at", "on", "the", "of", "time", "de", "del", "le", "a", "um", "am", "den", "las", "el",
    "alle", "om", "op", "das", "as", "il", "ore",
  ]

  /// A date, a clock and a zone, and nothing else but the words that join them.
  var isBareStamp: Bool {
    var faulty: Set<RefusalReason> = []
    for index in items.indices {
      switch items[index].kind {
      case .clock, .date, .weekday, .zone: continue
      case .fault(let reason, _): faulty.insert(reason)
      case .symbol(let symbol):
        if !symbol.isOne(of: ",()-|/:.[]=;@\u{7}") { return false }
      case .mark(.filler):
        if !Self.joins.contains(words(index).lowercased()) { return false }
      case .mark(.label):
        // "| Source: ..." may end the line.
        guard index > 0, index > parts.last ?? .max, case .symbol("|") = items[index - 1].kind
        else { return false }
        return isFull(faulty)
      default: return false
      }
    }
    return isFull(faulty)
  }

  private func isFull(_ faulty: Set<RefusalReason>) -> Bool {
    let hasZone = !zones.isEmpty || faulty.contains(.zoneUnknown)
    let hasClock = !clocks.isEmpty || faulty.contains(.badTime)
    let hasDate = !dates.isEmpty || faulty.contains(.badDate)
    return hasZone && hasClock && hasDate
  }

  /// R20: FOR IMMEDIATE RELEASE and its kin, with no clock and no embargo; nil when the line does
  /// not say so.
  func immediate() throws(StampRefusal) -> StampOutcome? {
    guard let index = immediates.first else { return nil }
    let conflict = StampRefusal(
      .conflict, "\"\(words(index))\" stands in one line with something that says otherwise.",
      stamp: text(range(index...index)), range: range(index...index))
    let isSealed = releases.contains {
      mark($0) == .embargo && !isLabel($0, of: index)
    }
    let isOpen = hasMark(
      .unsettled, .conditional, .vague, .alternative, .template, .after, .before, .range,
      .vague, .approximate, .event)
    guard clocks.isEmpty, !isSealed, !isNegated, !hasLaterEmbargo(index), !isAnswer(index) else {
      throw conflict
    }
    // "Is this for immediate release"
    if Self.questions.contains(grammar.tokens.first { $0.kind == .word }?.text ?? "") {
      throw conflict
    }
    // "For immediate release tomorrow", "... Tuesday": another day than today.
    if items.indices.contains(where: { $0 > index && mark($0) == .relative }) { throw conflict }
    if !weekdays.isEmpty, dates.isEmpty { throw conflict }
    if isDenial(index), let next = pastColon(index), mark(next) != nil || isUnknown(next) {
      throw StampRefusal(.noStamp, "The line speaks of an embargo without being one.")
    }
    guard isPlainBefore(index) else {
      throw StampRefusal(.noStamp, "The line speaks of immediate release without being it.")
    }
    // "Libre de diffusion : mardi" is a day to come; a weekday beside a date is a check digit.
    guard !isOpen, weekdays.isEmpty || !dates.isEmpty, isPlainAfter(immediates.last ?? index)
    else { throw conflict }
    let range = range(index...index)
    return .immediate(stamp: text(range), range: range)
  }

  private static let questions: Set<String> = [
    "is", "are", "shall", "should", "can", "could", "will", "would", "do", "does", "why",
  ]

  private var isNegated: Bool {
    items.indices.contains { index in
      mark(index) == .negation
        && !WordPlace(statement: self, index: index, region: .tail).isNumberSign
    }
  }

  /// "No embargo! Hold!"
  private func hasLaterEmbargo(_ index: Int) -> Bool {
    items.indices.contains {
      $0 > index && mark($0) == .embargo && !words($0).lowercased().hasPrefix("embargo")
    }
  }

  /// "For immediate release: N", "... 1700".
  private func isAnswer(_ index: Int) -> Bool {
    var next = index + 1
    if next < items.count, case .symbol(":") = items[next].kind { next += 1 }
    guard next < items.count else { return false }
    let token = grammar.tokens[items[next].tokens.lowerBound]
    switch items[next].kind {
    case .unknown: return token.text.utf8.count == 1
    case .number: return token.digits == 1 || token.digits == 4 && next + 1 == items.count
    default: return false
    }
  }

  /// "No embargo", "pas d'embargo": what goes on behind it may take it back.
  private func isDenial(_ index: Int) -> Bool {
    let words = words(index).lowercased()
    return ["embargo", "sperrfrist"].contains { words.hasSuffix($0) && words != $0 }
  }

  /// The next item, a colon or a comma aside.
  private func pastColon(_ index: Int) -> Int? {
    guard index + 1 < items.count else { return nil }
    if case .symbol(let symbol) = items[index + 1].kind, symbol.isOne(of: ":,(") {
      return index + 2 < items.count ? index + 2 : nil
    }
    return index + 1
  }

  private func isUnknown(_ index: Int) -> Bool {
    if case .unknown = items[index].kind { true } else { false }
  }

  /// D3, R10: a date beside it is the day of writing: a day that exists, and not one to come.
  func requireToday(_ context: StampContext) throws(StampRefusal) {
    if let index = faults.first, case .fault(let reason, let message) = items[index].kind {
      throw StampRefusal(reason, message, range: range(index...index))
    }
    let days: [CivilDateTime]
    do { days = try self.days(context) } catch {
      if [.weekday, .badDate, .yearRange].contains(error.reason) { throw error }
      return
    }
    guard let submitted = context.submitted, let day = days.max() else { return }
    // The sender's day may have begun 14 hours before that of UTC.
    let today = CivilDateTime(submitted, offset: 14 * 3600).daysFromEpoch
    guard day.daysFromEpoch > today else { return }
    throw StampRefusal(
      .noTime, "The line says now, but its date (\(day.longDate)) is still to come.", rule: "D3")
  }

  /// "Embargo: for immediate release", not "embargoed for immediate release".
  private func isLabel(_ release: Int, of immediate: Int) -> Bool {
    release < immediate && meaningful(after: release) == immediate
      && words(release).lowercased() == "embargo" && release + 1 < immediate
  }

  /// Only decoration, "press release", a date or a place may stand before.
  private func isPlainBefore(_ index: Int) -> Bool {
    items[..<index].allSatisfy {
      switch $0.kind {
      case .symbol, .date, .weekday, .zone: true
      case .mark(let mark): [.filler, .embargo, .release, .relative].contains(mark)
      default: false
      }
    }
  }

  /// After it: a date, or a part of its own (contacts, the place of writing). Words that go on
  /// directly ("immediate release of prisoners") make it something else.
  private func isPlainAfter(_ index: Int) -> Bool {
    let labels: Set<String> = ["date", "dated", "press", "news", "media", "information"]
    var isOwnPart = false
    for next in items.index(after: index)..<items.endIndex {
      switch items[next].kind {
      case .mark(.label): return true
      case .symbol(let symbol): if symbol.isOne(of: "|-:\u{7}") { isOwnPart = true }
      case .date, .weekday, .zone, .number, .mark(.immediate): isOwnPart = true
      case .mark(.filler):
        if !isOwnPart, !labels.contains(words(next).lowercased()) { return false }
      case .unknown: if !isOwnPart { return false }
      case .mark(.release), .mark(.embargo), .mark(.relative): continue
      default: return false
      }
    }
    return true
  }
}
