/// What is left of a line while its decoration is taken off.
struct LineCut {
  private(set) var range: Range<Int>

  init(all range: Range<Int>) { self.range = range }

  private static func isBlank(_ unit: some LineUnit) -> Bool { unit == " " || unit == "\t" }

  /// How many units at the beginning of a range are `mark`.
  private static func run<Unit: LineUnit>(
    of mark: Unicode.Scalar, _ units: Span<Unit>, _ range: Range<Int>
  ) -> Int {
    var end = range.lowerBound
    while end < range.upperBound, units[end] == mark { end += 1 }
    return end - range.lowerBound
  }

  mutating func trim<Unit: LineUnit>(_ units: Span<Unit>) {
    var (start, end) = (range.lowerBound, range.upperBound)
    while end > start, Self.isBlank(units[end - 1]) { end -= 1 }
    while start < end, Self.isBlank(units[start]) { start += 1 }
    range = start..<end
  }

  /// Three blanks stand side by side; one of them must stand at every third place.
  private func hasGap<Unit: LineUnit>(_ units: Span<Unit>) -> Bool {
    units.extracting(range).withUnsafeBufferPointer { units in
      var index = 2
      while index < units.count {
        if units[index] == " " {
          var (start, end) = (index, index + 1)
          while start > 0, units[start - 1] == " " { start -= 1 }
          while end < units.count, units[end] == " " { end += 1 }
          if end - start >= 3 { return true }
        }
        index += 3
      }
      return false
    }
  }

  /// The columns, where there are two or more.
  func cells<Unit: LineUnit>(_ units: Span<Unit>, hasTab: Bool) -> [String] {
    guard hasTab || hasGap(units) else { return [] }
    var cells: [String] = []
    var start = range.lowerBound
    var index = start
    while index < range.upperBound {
      guard Self.isBlank(units[index]) else {
        index += 1
        continue
      }
      var end = index
      var hasTab = false
      while Self.isBlank(units[end]) {
        hasTab = hasTab || units[end] == "\t"
        end += 1
      }
      if hasTab || end - index >= 3 {
        cells.append(Unit.text(units.extracting(start..<index)))
        start = end
      }
      index = end
    }
    if !cells.isEmpty { cells.append(Unit.text(units.extracting(start..<range.upperBound))) }
    return cells
  }

  /// Takes the hashes of a Markdown heading off, and those that close it; its depth, or 0.
  mutating func stripHeading<Unit: LineUnit>(_ units: Span<Unit>) -> Int {
    let depth = Self.run(of: "#", units, range)
    guard 1...6 ~= depth, depth < range.count, units[range.lowerBound + depth] == " " else {
      return 0
    }
    var rest = LineCut(all: range.lowerBound + depth..<range.upperBound)
    rest.trim(units)
    var end = rest.range.upperBound
    while end > rest.range.lowerBound, units[end - 1] == "#" { end -= 1 }
    rest.range = rest.range.lowerBound..<end
    rest.trim(units)
    guard !rest.range.isEmpty else { return 0 }
    self = rest
    return depth
  }

  /// Strips `**…**`, `__…__`, `*…*` and `_…_` that stand around everything.
  mutating func stripEmphasis<Unit: LineUnit>(_ units: Span<Unit>) -> Bool {
    var found = false
    for mark in ["*", "_"] as [Unicode.Scalar]
    where !range.isEmpty && units[range.lowerBound] == mark {
      let width = min(Self.run(of: mark, units, range), 3)
      guard range.count > 2 * width, units[range.lowerBound + width] != " " else { continue }
      let inner = range.lowerBound + width..<range.upperBound - width
      let close = inner.upperBound..<range.upperBound
      guard Self.run(of: mark, units, close) == width,
        !inner.contains(where: { units[$0] == mark })
      else { continue }
      range = inner
      trim(units)
      found = true
    }
    return found
  }

  /// How many units the bullet or number of a list item takes, blanks behind it included.
  static func bullet<Unit: LineUnit>(_ units: Span<Unit>) -> Int {
    var end = 0
    switch units[0].code {
    // Hyphen, *, +, o, >, dashes and the usual dots and arrows.
    case 0x2D, 0x2A, 0x2B, 0x6F, 0x3E, 0x2022, 0xB7, 0x2023, 0x25AA, 0x25BA, 0x2013, 0x2014:
      end = 1
    case 0x5B, 0x28, 0x30...0x39:
      let open = units[0] == "[" || units[0] == "(" ? 1 : 0
      end = open
      while end < min(units.count, open + 4), 0x30...0x39 ~= units[end].code { end += 1 }
      guard 1...3 ~= end - open, end < units.count,
        units[end] == "." || units[end] == ")" || units[end] == "]"
      else { return 0 }
      end += 1
    default: return 0
    }
    let mark = end
    while end < units.count, isBlank(units[end]) { end += 1 }
    return end > mark && end < units.count ? end : 0
  }

  /// Whether the last character is one that ends a sentence; closing quotes and brackets, emphasis
  /// and blanks may follow.
  static func endsSentence<Unit: LineUnit>(_ units: Span<Unit>) -> Bool {
    for index in units.indices.reversed() {
      switch units[index].code {
      case 0x22, 0x27, 0x201D, 0x2019, 0xBB, 0x201C, 0x29, 0x5D, 0x2A, 0x5F, 0x20: continue
      case 0x2E, 0x21, 0x3F, 0x2026: return true
      default: return false
      }
    }
    return false
  }
}
