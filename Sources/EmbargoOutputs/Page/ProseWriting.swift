extension Prose {
  /// As HTML; in XHTML elements without content are closed as well.
  static func html(_ blocks: [Block], style: Style, isXHTML: Bool = false) -> String {
    blocks.map { html($0, style, isXHTML) }.joined(separator: "\n")
  }

  private static func html(_ block: Block, _ style: Style, _ isXHTML: Bool) -> String {
    func inline(_ lines: [Substring]) -> String { Prose.inline(lines, style, as: .html) }
    switch block {
    case .paragraph(let lines): return "<p>\(inline(lines))</p>"
    case .heading(let words, let level): return "<h\(level)>\(inline([words]))</h\(level)>"
    case .quote(let words): return "<blockquote><p>\(inline([words]))</p></blockquote>"
    case .rule: return isXHTML ? "<hr/>" : "<hr>"
    case .list(let list):
      let name = list.isNumbered == true ? "ol" : "ul"
      let rows = list.items.map { item in
        let value = item.number.map { " value=\"\($0)\"" } ?? ""
        return "<li\(value)>\(inline(item.lines))</li>"
      }
      return "<\(name)>\n\(rows.joined(separator: "\n"))\n</\(name)>"
    }
  }

  /// As CommonMark.
  static func markdown(_ blocks: [Block], style: Style) -> String {
    blocks.map { markdown($0, style) }.joined(separator: "\n\n")
  }

  private static func markdown(_ block: Block, _ style: Style) -> String {
    func lines(_ lines: [Substring]) -> [String] {
      Prose.inline(lines, style, as: .markdown).split(separator: "\n").map(String.init)
    }
    switch block {
    case .paragraph(let words): return MarkdownText.lines(lines(words))
    case .heading(let words, let level):
      return MarkdownText.heading(inline([words], style, as: .markdown), level: level)
    case .quote(let words): return "> " + MarkdownText.lines(lines([words]))
    // Not the sign under a line that would make it a heading.
    case .rule: return "* * *"
    case .list(let list):
      return list.items.map { item in
        let mark = item.number.map { "\($0). " } ?? "- "
        let indent = "\n" + String(repeating: " ", count: mark.utf8.count)
        return mark + MarkdownText.lines(lines(item.lines), separator: indent)
      }.joined(separator: "\n")
    }
  }
}

extension Prose {
  /// The words of some lines without marks and addresses, in one line.
  static func words(_ lines: [Substring], _ style: Style) -> String {
    inline(lines, style, as: .words).split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }
}
