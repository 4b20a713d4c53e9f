/// The words of a release in blocks: paragraphs, headings, lists, quotations and rules; in Markdown
/// also emphasis and links. HTML in the text is words.
enum Prose {
  enum Style: Sendable { case plain, markdown }

  enum Block: Sendable {
    case paragraph([Substring])
    case heading(Substring, level: Int)
    case list(ItemList)
    case quote(Substring)
    case rule
  }

  struct ItemList: Sendable {
    fileprivate(set) var items: [(lines: [Substring], number: Int?)] = []

    var isEmpty: Bool { items.isEmpty }
    /// Nil while there are no items.
    var isNumbered: Bool? { items.first.map { $0.number != nil } }

    fileprivate mutating func append(_ words: Substring, number: Int?) {
      items.append(([words], number))
    }

    fileprivate mutating func extend(_ line: Substring) {
      items[items.count - 1].lines.append(line)
    }
  }

  static func blocks(_ text: String, style: Style) -> [Block] {
    var blocks: [Block] = []
    // The page's own headline is its h1; a level is never left out on the way down.
    var level = 1
    for group in groups(text) { blocks += self.blocks(group, style, &level) }
    return blocks
  }

  /// Runs of lines between empty lines.
  private static func groups(_ text: String) -> [[Substring]] {
    var groups: [[Substring]] = [[]]
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.allSatisfy(\.isWhitespace) {
        groups.append([])
      } else {
        groups[groups.count - 1].append(line)
      }
    }
    return groups.filter { !$0.isEmpty }
  }

  /// What one line begins.
  private enum Opening {
    case item(Substring, number: Int?)
    case heading(Substring, level: Int)
    case quote(Substring)
    case rule
    case words
  }

  private static func blocks(
    _ lines: [Substring], _ style: Style, _ level: inout Int
  ) -> [Block] {
    // An unwrapped text has one line a paragraph, a wrapped one keeps its lines short.
    let lineIsParagraph = style == .plain && lines.contains { $0.count > 100 }
    var blocks: [Block] = []
    var paragraph: [Substring] = []
    var list = ItemList()
    func close() {
      if !list.isEmpty { blocks.append(.list(list)) }
      if !paragraph.isEmpty { blocks.append(.paragraph(paragraph)) }
      (list, paragraph) = (ItemList(), [])
    }
    for line in lines {
      switch opening(line, style) {
      case .item(let words, let number):
        if !paragraph.isEmpty || list.isNumbered != (number != nil) { close() }
        list.append(words, number: number)
      case .heading(let words, let wanted):
        close()
        level = max(2, min(wanted, level + 1, 4))
        blocks.append(.heading(words, level: level))
      case .quote(let words):
        close()
        blocks.append(.quote(words))
      case .rule:
        close()
        blocks.append(.rule)
      case .words:
        if !list.isEmpty, line.first?.isWhitespace == true || !lineIsParagraph {
          list.extend(line)
        } else {
          if lineIsParagraph { close() }
          paragraph.append(line)
        }
      }
    }
    close()
    return blocks
  }

  private static func opening(_ line: Substring, _ style: Style) -> Opening {
    let words = line.drop(while: \.isWhitespace)
    for mark in style == .plain ? ["- ", "* ", "• "] : ["- ", "* ", "+ "]
    where words.hasPrefix(mark) { return .item(words.dropFirst(2), number: nil) }
    let digits = words.prefix { $0.isASCII && $0.isNumber }
    let behind = words[digits.endIndex...]
    if 1...2 ~= digits.count, behind.hasPrefix(". ") || behind.hasPrefix(") ") {
      return .item(behind.dropFirst(2), number: Int(digits))
    }
    guard style == .markdown else { return .words }
    let marks = words.prefix { $0 == "#" }
    if 1...6 ~= marks.count, words[marks.endIndex...].hasPrefix(" ") {
      let heading = words[marks.endIndex...].drop(while: \.isWhitespace)
      return heading.isEmpty ? .words : .heading(heading, level: marks.count)
    }
    if words.hasPrefix("> ") { return .quote(words.dropFirst(2)) }
    let rule = words.filter { !$0.isWhitespace }
    if rule.count >= 3, let mark = rule.first, "-*_".contains(mark),
      rule.allSatisfy({ $0 == mark })
    {
      return .rule
    }
    return .words
  }

  /// The words of some lines, with the emphasis and links that the style has.
  static func inline(
    _ lines: [Substring], _ style: Style, as markup: InlineMarkup
  ) -> String {
    let text = lines.joined(separator: "\n")
    switch style {
    case .plain: return markup.linked(text)
    case .markdown:
      var reader = MarkdownInline(text, as: markup)
      return reader.written()
    }
  }
}
