/// The emphasis, strong words and links of one Markdown paragraph; all else is escaped.
///
/// Every search for a closing mark begins where the last one for the same mark gave up, so that
/// the time is linear in the length of the paragraph.
struct MarkdownInline {
  private let text: [Unicode.Scalar]
  private let markup: InlineMarkup
  private var position = 0
  /// For each mark, up to where it is known that none closes.
  private var searched: [String: Int] = [:]
  /// The first `]` behind the position, and what it links to; nil: not looked at yet.
  private var nextBracket = -1
  private var target: (address: String, end: Int)??

  init(_ text: String, as markup: InlineMarkup) {
    (self.text, self.markup) = (Array(text.unicodeScalars), markup)
  }

  mutating func written() -> String { written(until: text.count, depth: 0) }

  private mutating func written(until end: Int, depth: Int) -> String {
    var written = ""
    var words = String.UnicodeScalarView()
    func flush() {
      written += markup.linked(String(words))
      words = .init()
    }
    while position < end {
      let scalar = text[position]
      if scalar == "\\", position + 1 < end, isPunctuation(text[position + 1]) {
        words.append(text[position + 1])
        position += 2
      } else if depth < 4, let inner = emphasis(until: end, depth: depth) {
        flush()
        written += inner
      } else if depth < 4, scalar == "[", let inner = link(until: end, depth: depth) {
        flush()
        written += inner
      } else {
        words.append(scalar)
        position += 1
      }
    }
    flush()
    return written
  }

  /// `**strong**`, `__strong__`, `*emphasis*`, `_emphasis_` at the position.
  private mutating func emphasis(until end: Int, depth: Int) -> String? {
    let mark = text[position]
    guard mark == "*" || mark == "_" else { return nil }
    if mark == "_", position > 0, isWord(text[position - 1]) { return nil }
    let isDouble = position + 1 < end && text[position + 1] == mark
    let length = isDouble ? 2 : 1
    let start = position + length
    guard start < end, !text[start].properties.isWhitespace,
      let close = closing(mark, length: length, from: start, until: end)
    else { return nil }
    position = start
    let inner = written(until: close, depth: depth + 1)
    position = close + length
    return markup.stressed(inner, strongly: isDouble)
  }

  private mutating func closing(
    _ mark: Unicode.Scalar, length: Int, from start: Int, until end: Int
  ) -> Int? {
    let key = String(repeating: String(mark), count: length)
    var index = max(start + 1, searched[key] ?? 0)
    while index + length <= end {
      let isMark = text[index] == mark && (length == 1 || text[index + 1] == mark)
      let opensMore = length == 1 && index + 1 < text.count && text[index + 1] == mark
      let endsWord =
        mark == "*" || index + length >= text.count || !isWord(text[index + length])
      if isMark, !opensMore, endsWord, !text[index - 1].properties.isWhitespace,
        text[index - 1] != mark, text[index - 1] != "\\"
      {
        return index
      }
      index += 1
    }
    searched[key] = max(searched[key] ?? 0, end - length + 1)
    return nil
  }

  /// `[words](https://address)`; other schemes stay words.
  private mutating func link(until end: Int, depth: Int) -> String? {
    let start = position + 1
    if nextBracket < start {
      nextBracket = text[start...].firstIndex(of: "]") ?? text.count
      target = nil
    }
    let close = nextBracket
    guard close < end else { return nil }
    if target == nil { target = .some(address(behind: close)) }
    guard case .some(.some(let found)) = target, found.end <= end else { return nil }
    let words = String(String.UnicodeScalarView(text[start..<close]))
    position = found.end
    return markup.link(words, to: found.address)
  }

  /// The address in round brackets behind a closing square one, of at most 2,000 characters.
  private func address(behind close: Int) -> (address: String, end: Int)? {
    let limit = min(text.count, close + 2000)
    guard close + 1 < limit, text[close + 1] == "(",
      let last = text[close..<limit].firstIndex(of: ")")
    else { return nil }
    let address = String(String.UnicodeScalarView(text[(close + 2)..<last]))
    guard LinkedWords.isWebAddress(address) || address.hasPrefix("mailto:"),
      !address.unicodeScalars.contains(where: \.properties.isWhitespace)
    else { return nil }
    return (address, last + 1)
  }

  private func isPunctuation(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 33...47, 58...64, 91...96, 123...126: true
    default: false
    }
  }

  private func isWord(_ scalar: Unicode.Scalar) -> Bool { scalar.properties.isAlphabetic }
}
