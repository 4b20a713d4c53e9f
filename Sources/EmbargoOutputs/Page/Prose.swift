/// The words of a release as HTML: paragraphs, headings and lists; in Markdown also emphasis and
/// links. Everything is escaped; HTML in the text comes out as words.
enum Prose {
  enum Style { case plain, markdown }

  static func html(_ text: String, style: Style) -> String {
    var blocks: [String] = []
    for group in groups(text) { blocks += self.blocks(group, style) }
    return blocks.joined(separator: "\n")
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

  private static func blocks(_ lines: [Substring], _ style: Style) -> [String] {
    // An unwrapped text has one line a paragraph, a wrapped one keeps its lines short.
    let lineIsParagraph = style == .plain && lines.contains { $0.count > 100 }
    var blocks: [String] = []
    var paragraph: [Substring] = []
    var list = ItemList()
    func close() {
      if !list.isEmpty { blocks.append(list.html(style)) }
      if !paragraph.isEmpty { blocks.append("<p>\(inline(paragraph, style))</p>") }
      (list, paragraph) = (ItemList(), [])
    }
    for line in lines {
      switch opening(line, style) {
      case .item(let words, let number):
        if !paragraph.isEmpty || list.isNumbered != (number != nil) { close() }
        list.append(words, number: number)
      case .heading(let words, let level):
        close()
        blocks.append("<h\(level)>\(inline([words], style))</h\(level)>")
      case .quote(let words):
        close()
        blocks.append("<blockquote><p>\(inline([words], style))</p></blockquote>")
      case .rule:
        close()
        blocks.append("<hr>")
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
      // The page's own headline is its h1.
      let heading = words[marks.endIndex...].drop(while: \.isWhitespace)
      return .heading(heading, level: max(2, min(marks.count, 4)))
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

  private struct ItemList {
    private var items: [(lines: [Substring], number: Int?)] = []

    var isEmpty: Bool { items.isEmpty }
    /// Nil while there are no items.
    var isNumbered: Bool? { items.first.map { $0.number != nil } }

    mutating func append(_ words: Substring, number: Int?) { items.append(([words], number)) }
    mutating func extend(_ line: Substring) { items[items.count - 1].lines.append(line) }

    func html(_ style: Style) -> String {
      let name = isNumbered == true ? "ol" : "ul"
      let rows = items.map { item in
        let value = item.number.map { " value=\"\($0)\"" } ?? ""
        return "<li\(value)>\(Prose.inline(item.lines, style))</li>"
      }
      return "<\(name)>\n\(rows.joined(separator: "\n"))\n</\(name)>"
    }
  }

  private static func inline(_ lines: [Substring], _ style: Style) -> String {
    let text = lines.joined(separator: "\n")
    switch style {
    case .plain: return HTMLText.linked(text)
    case .markdown:
      var reader = MarkdownInline(text)
      return reader.html()
    }
  }
}
