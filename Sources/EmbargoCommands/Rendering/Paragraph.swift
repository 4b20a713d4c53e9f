/// Breaks text into lines that fit.
enum Paragraph {
  /// Lines of at most `width` columns, broken at blanks; a longer word stands alone in its line.
  ///
  /// - Parameters:
  ///   - indent: blanks before every line.
  ///   - hanging: more blanks before every line but the first.
  static func lines(of text: String, width: Int, indent: Int = 0, hanging: Int = 0) -> [String] {
    var lines: [String] = []
    for source in text.split(separator: "\n", omittingEmptySubsequences: false) {
      var line = ""
      var used = 0
      for word in source.split(separator: " ") {
        let wide = DisplayWidth.of(String(word))
        let margin = indent + (lines.isEmpty ? 0 : hanging)
        if !line.isEmpty, margin + used + 1 + wide > width {
          lines.append(String(repeating: " ", count: margin) + line)
          (line, used) = ("", 0)
        }
        line += line.isEmpty ? String(word) : " " + word
        used += used == 0 ? wide : wide + 1
      }
      let margin = indent + (lines.isEmpty ? 0 : hanging)
      lines.append(line.isEmpty ? "" : String(repeating: " ", count: margin) + line)
    }
    return lines
  }
}
