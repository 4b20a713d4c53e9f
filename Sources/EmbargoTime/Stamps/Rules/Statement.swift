/// A line cut into items, with what the rules ask about it.
///
/// The *core* reaches from the first release word or the first part of the stamp to the last part
/// of the stamp; the *tail* is what follows up to the end of the sentence.
final class Statement: Sendable {
  let line: String
  let grammar: Grammar
  let items: [Item]
  let dates: [Int]
  let clocks: [Int]
  let weekdays: [Int]
  /// Zones that belong to the stamp.
  let zones: [Int]
  /// What can belong to the stamp.
  let scope: StatementScope
  /// Words that say that this is a stamp, in order (R21).
  let releases: [Int]
  let immediates: [Int]
  /// A label after which only how to reach somebody stands.
  let labelIndex: Int?
  /// Parts that are spoilt.
  let faults: [Int]
  /// All parts of the stamp, in order.
  let parts: [Int]

  init(_ line: String) {
    self.line = line
    grammar = Grammar(NormalizedText(line))
    let items = grammar.items
    self.items = items
    let grammar = grammar
    let releases = items.indices.filter { Self.isRelease($0, items, grammar) }
    self.releases = releases
    let own = StatementScope(items: items, grammar: grammar, release: releases.first)
    scope = own
    func indices(_ test: (Item.Kind) -> Bool) -> [Int] {
      items.indices.filter { test(items[$0].kind) && own.includes($0) }
    }
    dates = indices { if case .date = $0 { true } else { false } }
    clocks = indices { if case .clock = $0 { true } else { false } }
    weekdays = indices { if case .weekday = $0 { true } else { false } }
    immediates = indices { if case .mark(.immediate) = $0 { true } else { false } }
    let last = max(dates.last ?? -1, clocks.last ?? -1, releases.last ?? -1)
    labelIndex = items.indices.first {
      if $0 > last, case .mark(.label) = items[$0].kind { true } else { false }
    }
    let (dates, clocks) = (dates, clocks)
    zones = items.indices.filter {
      guard case .zone = items[$0].kind, own.includes($0), !own.isHeadline($0) else {
        return false
      }
      guard let firstClock = clocks.first, $0 < firstClock else {
        return !clocks.isEmpty && own.isAttached($0)
      }
      if let release = releases.first, release < $0 { return true }
      return Self.isBeside($0, clocks + dates, items)
    }
    let end = labelIndex ?? items.count
    faults = items.indices.filter {
      if case .fault = items[$0].kind { $0 < end } else { false }
    }
    parts = (dates + clocks + weekdays + zones + faults).sorted()
  }

  /// A part of the stamp stands beside an item, with nothing but symbols and fillers between.
  private static func isBeside(_ index: Int, _ parts: [Int], _ items: [Item]) -> Bool {
    func isQuiet(_ index: Int) -> Bool {
      switch items[index].kind {
      case .symbol, .mark(.filler), .weekday: true
      default: false
      }
    }
    var (left, right) = (index - 1, index + 1)
    while left >= 0, isQuiet(left) { left -= 1 }
    while right < items.count, isQuiet(right) { right += 1 }
    return parts.contains(left) || parts.contains(right)
  }

  /// An embargo word, or a release word that opens the line or a part of it (R21).
  private static func isRelease(_ index: Int, _ items: [Item], _ grammar: Grammar) -> Bool {
    guard case .mark(let mark) = items[index].kind else { return false }
    switch mark {
    case .embargo:
      let word = grammar.tokens[items[index].tokens.lowerBound].text
      return !word.hasPrefix("hold") || isOpening(index, items) && isHold(items[index], grammar)
    case .release: return isOpening(index, items) || followsRelease(index, items)
    default: return false
    }
  }

  /// "HOLD - release ...", "HOLD UNTIL", but not "Hold the government to account".
  private static func isHold(_ item: Item, _ grammar: Grammar) -> Bool {
    let next = grammar.token(item.tokens.upperBound)
    return item.tokens.count > 1 || next.map { $0.kind != .word } ?? true
  }

  private static func followsRelease(_ index: Int, _ items: [Item]) -> Bool {
    items[..<index].contains {
      if case .mark(.embargo) = $0.kind { true } else { false }
    }
  }

  static func isOpening(_ index: Int, _ items: [Item]) -> Bool {
    let hasLabel = items[..<index].contains {
      if case .mark(.label) = $0.kind { true } else { false }
    }
    for item in items[..<index].reversed() {
      switch item.kind {
      case .mark(.filler), .mark(.embargo), .mark(.release): continue
      case .symbol(let symbol): if symbol.isOne(of: "|-:;.\u{7}/") { return true }
      // A telephone number may end what stands before.
      case .number: return hasLabel
      default: return false
      }
    }
    return true
  }

  // MARK: Looking around

  /// The next item that is more than a symbol or a filler.
  func meaningful(after index: Int) -> Int? {
    items.indices.first { $0 > index && !isQuiet($0) }
  }

  func meaningful(before index: Int) -> Int? {
    items.indices.last { $0 < index && !isQuiet($0) }
  }

  private func isQuiet(_ index: Int) -> Bool {
    switch items[index].kind {
    case .symbol, .mark(.filler): true
    default: false
    }
  }

  func mark(_ index: Int) -> Mark? {
    if case .mark(let mark) = items[index].kind { mark } else { nil }
  }

  func hasMark(_ marks: Mark...) -> Bool {
    items.indices.contains { index in mark(index).map { marks.contains($0) } ?? false }
  }

  func clock(_ index: Int) -> Clock? {
    if case .clock(let clock) = items[index].kind { clock } else { nil }
  }

  func date(_ index: Int) -> DatePhrase? {
    if case .date(let date) = items[index].kind { date } else { nil }
  }

  func weekday(_ index: Int) -> Weekday? {
    if case .weekday(let weekday) = items[index].kind { weekday } else { nil }
  }

  func mention(_ index: Int) -> ZoneMention? {
    if case .zone(let mention) = items[index].kind { mention } else { nil }
  }

  func words(_ index: Int) -> String { grammar.words(items[index].tokens) }

  // MARK: Where it stands in the line

  /// UTF-8 offsets in the line of a range of items; a bracket that closes behind is taken along.
  func range(_ indices: ClosedRange<Int>) -> Range<Int> {
    let first = items[indices.lowerBound].tokens.lowerBound
    var last = items[indices.upperBound].tokens.upperBound
    let inside = grammar.tokens[first..<last]
    let open = inside.count { $0.isSymbol("(") || $0.isSymbol("[") }
    let closed = inside.count { $0.isSymbol(")") || $0.isSymbol("]") }
    if open > closed, grammar.isSymbol(last, ")") || grammar.isSymbol(last, "]") { last += 1 }
    let bytes = grammar.tokens[first].range.lowerBound..<grammar.tokens[last - 1].range.upperBound
    return grammar.text.original(bytes)
  }

  func text(_ range: Range<Int>) -> String {
    let utf8 = line.utf8
    let from = utf8.index(utf8.startIndex, offsetBy: range.lowerBound)
    let to = utf8.index(utf8.startIndex, offsetBy: range.upperBound)
    return String(Substring(utf8[from..<to]))
  }

  /// The words of the stamp: from its first part to its last.
  var stampRange: Range<Int>? {
    guard let first = parts.first, let last = parts.last else { return nil }
    return range(first...last)
  }
}
