/// Text made safe for Markdown (CommonMark 0.31): a reader shows the words as they were written.
enum MarkdownText {
  /// Words within a line. What would begin a block at the start of a line is for `lines`.
  ///
  /// What is forbidden in HTML, which Markdown becomes, comes out as U+FFFD.
  static func escaped(_ text: some StringProtocol) -> String {
    var safe = String.UnicodeScalarView()
    var before: Unicode.Scalar = " "
    let scalars = text.unicodeScalars
    var index = scalars.startIndex
    while index < scalars.endIndex {
      let scalar = scalars[index]
      index = scalars.index(after: index)
      let next = index < scalars.endIndex ? scalars[index] : " "
      switch scalar {
      case "\\", "`", "*", "[", "]", "<", "~": safe.append("\\")
      case "_" where !(isWord(before) && isWord(next)): safe.append("\\")
      // Only these begin a character reference.
      case "&" where next == "#" || isWord(next): safe.append("\\")
      default: break
      }
      safe.append(scalar.isForbiddenInMarkup ? "\u{fffd}" : scalar)
      before = scalar
    }
    return String(safe)
  }

  /// A link; the caller has checked that the address begins with a scheme that runs nothing.
  static func link(_ words: some StringProtocol, to address: String) -> String {
    let bare = address.hasPrefix("mailto:") ? String(address.dropFirst(7)) : address
    if bare == String(words), bare.unicodeScalars.allSatisfy(standsInAutolink) {
      return "<\(bare)>"
    }
    var target = ""
    for scalar in address.unicodeScalars {
      switch scalar {
      case "<": target += "%3C"
      case ">": target += "%3E"
      case "\\": target += "%5C"
      case "&": target += "&amp;"
      case _ where scalar.isForbiddenInMarkup || scalar.properties.isWhitespace: target += "%20"
      default: target.unicodeScalars.append(scalar)
      }
    }
    return "[\(escaped(words))](<\(target)>)"
  }

  /// Lines of a block whose words are escaped: no line begins a block of its own, and none ends in
  /// a break that was not meant.
  ///
  /// - Parameter separator: Between two lines; `\\\n` keeps them apart when they are shown.
  static func lines(_ lines: [String], separator: String = "\n") -> String {
    lines.map { line in
      let trimmed = trimmed(line)
      return opensBlock(trimmed) ? "\\" + trimmed : escapedNumber(trimmed)
    }.joined(separator: separator)
  }

  /// A heading's words in one line.
  static func heading(_ written: String, level: Int) -> String {
    var words = String.UnicodeScalarView()
    for scalar in trimmed(written).unicodeScalars {
      // A run of them at the end would be taken for the end of the heading.
      if scalar == "#" { words.append("\\") }
      words.append(scalar == "\n" ? " " : scalar)
    }
    return String(repeating: "#", count: level) + " " + String(words)
  }

  private static func isWord(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.isAlphabetic || scalar.properties.numericType != nil
  }

  private static func standsInAutolink(_ scalar: Unicode.Scalar) -> Bool {
    !scalar.properties.isWhitespace && !scalar.isForbiddenInMarkup && scalar.value < 0x80
      && !"<>&\\`".unicodeScalars.contains(scalar)
  }

  private static func trimmed(_ line: String) -> String {
    let scalars = line.unicodeScalars
    let isBlank = { (scalar: Unicode.Scalar) in scalar == " " || scalar == "\t" }
    guard let first = scalars.firstIndex(where: { !isBlank($0) }),
      let last = scalars.lastIndex(where: { !isBlank($0) })
    else { return "" }
    return String(String.UnicodeScalarView(scalars[first...last]))
  }

  /// `# `, `> `, `- `, `+ `, `===`, a row of a table.
  private static func opensBlock(_ line: String) -> Bool {
    guard let first = line.unicodeScalars.first else { return false }
    switch first {
    case "#", ">", "=", "|", "+", "-", ":": return true
    default: return false
    }
  }

  /// `12. ` and `12) ` begin a list.
  private static func escapedNumber(_ line: String) -> String {
    let digits = line.unicodeScalars.prefix { "0"..."9" ~= $0 }
    let rest = line.unicodeScalars[digits.endIndex...]
    guard 1...9 ~= digits.count, let mark = rest.first, mark == "." || mark == ")" else {
      return line
    }
    return String(digits) + "\\" + String(rest)
  }
}
