/// Which items of a line can belong to its stamp at all: what stands in a sentence of its own, in a
/// headline or beside "issued" speaks of something else (R8, R21, D6).
struct StatementScope: Sendable {
  let items: [Item]
  let grammar: Grammar
  /// Items before this one are about the issue of the paper, or its dateline.
  private let start: Int

  /// - Parameter release: the first release word.
  init(items: [Item], grammar: Grammar, release: Int?) {
    (self.items, self.grammar) = (items, grammar)
    start = Self.end(ofIssue: items, grammar, before: release ?? 0)
  }

  func includes(_ index: Int) -> Bool { index >= start }

  /// The end of the sentences before the release word that say when the paper was issued, or that
  /// are a dateline: "Issued 3 May 2024. EMBARGOED UNTIL ...".
  private static func end(ofIssue items: [Item], _ grammar: Grammar, before release: Int) -> Int {
    func isIssue(_ item: Item) -> Bool {
      switch item.kind {
      case .mark(.event): true
      case .mark(.filler): grammar.words(item.tokens).lowercased() == "dated"
      default: false
      }
    }
    let hasIssue = items[..<release].contains(where: isIssue)
    let ends = items.indices[..<release].filter {
      if hasIssue, case .symbol(",") = items[$0].kind { return true }
      return isBreak($0, items, grammar)
    }
    guard let last = ends.last else { return 0 }
    return items[..<last].contains(where: isIssue) || isDateline(items[..<last]) ? last + 1 : 0
  }

  /// "GENEVA, 3 May 2024".
  private static func isDateline(_ items: ArraySlice<Item>) -> Bool {
    guard let date = items.firstIndex(where: { if case .date = $0.kind { true } else { false } }),
      date - 2 >= items.startIndex, case .symbol(",") = items[date - 1].kind
    else { return false }
    switch items[date - 2].kind {
    case .zone(.places), .unknown: return true
    default: return false
    }
  }

  /// The end of a sentence or of a part of the line.
  private static func isBreak(_ index: Int, _ items: [Item], _ grammar: Grammar) -> Bool {
    guard case .symbol(let symbol) = items[index].kind else { return false }
    if symbol.isOne(of: ".|;\u{7}") { return true }
    return symbol == "-" && !grammar.isGlued(items[index].tokens.lowerBound)
  }

  private func isBreak(_ index: Int) -> Bool { Self.isBreak(index, items, grammar) }

  private func isPart(_ index: Int) -> Bool {
    switch items[index].kind {
    case .clock, .date, .weekday, .zone: true
    default: false
    }
  }

  private func isQuiet(_ index: Int) -> Bool {
    switch items[index].kind {
    case .symbol, .mark(.filler), .mark(.template): true
    default: false
    }
  }

  /// A part of the stamp is reached on one side without leaving the sentence, or the item fills a
  /// part of the line by itself: "Tuesday | 6:00 AM | EST".
  func isAttached(_ index: Int) -> Bool {
    reachesPart(index, step: -1) || reachesPart(index, step: 1) || fillsCell(index)
  }

  private func reachesPart(_ index: Int, step: Int) -> Bool {
    var at = index + step
    while items.indices.contains(at), !isBreak(at) {
      if isPart(at) { return true }
      guard isQuiet(at) else { return false }
      at += step
    }
    return false
  }

  func fillsCell(_ index: Int) -> Bool {
    var (left, right) = (index - 1, index + 1)
    while items.indices.contains(left), isQuiet(left), !isBreak(left) { left -= 1 }
    while items.indices.contains(right), isQuiet(right), !isBreak(right) { right += 1 }
    let isOpenLeft = left < 0 || isBreak(left)
    let isOpenRight = right >= items.count || isBreak(right) || isPart(right)
    return isOpenLeft && isOpenRight
  }

  /// A place that begins a headline ("17:00 Tokyo stocks fall", "(Paris Olympics)"): no "time"
  /// frames it, and a word follows that is no part of a stamp.
  func isHeadline(_ index: Int) -> Bool {
    guard case .zone(.places) = items[index].kind, index + 1 < items.count,
      case .unknown = items[index + 1].kind
    else { return false }
    return !grammar.isTimePhrase(items[index].tokens)
  }
}
