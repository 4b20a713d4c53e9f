/// The words of a list in a unit file, as systemd reads and writes them (systemd.syntax(7), and
/// systemd.unit(5) for specifiers).
enum UnitWords {
  /// Cuts a value at blanks; quotes keep them, a stroke takes the next character as it is, and two
  /// percent signs are one. Other specifiers stay as they are written.
  static func read(_ value: String) -> [String] {
    var words: [String] = []
    var word: String?
    var quote: Character?
    var isEscaped = false
    for character in value {
      if isEscaped {
        word = (word ?? "") + String(character)
        isEscaped = false
      } else if character == "\\" {
        isEscaped = true
      } else if let open = quote {
        if character == open { quote = nil } else { word?.append(character) }
      } else if character == "\"" || character == "'" {
        quote = character
        word = word ?? ""
      } else if character == " " || character == "\t" {
        if let word { words.append(word) }
        word = nil
      } else {
        word = (word ?? "") + String(character)
      }
    }
    if let word { words.append(word) }
    return words.map(plain)
  }

  /// One word of a list, such that `read` gives it back.
  static func written(_ word: String) -> String {
    let safe = specified(word)
    let isPlain = safe.utf8.allSatisfy { byte in
      byte >= 0x80 || byte > 0x20 && !#""'\"#.utf8.contains(byte)
    }
    if isPlain, !safe.isEmpty { return safe }
    var text = ""
    for character in safe {
      if character == "\"" || character == "\\" { text.append("\\") }
      text.append(character)
    }
    return "\"\(text)\""
  }

  /// A value that is one word as a whole, in which nothing but specifiers is read.
  static func specified(_ word: String) -> String {
    word.split(separator: "%", omittingEmptySubsequences: false).joined(separator: "%%")
  }

  private static func plain(_ word: String) -> String {
    var text = ""
    var isHalf = false
    for character in word {
      if isHalf, character == "%" {
        isHalf = false
        continue
      }
      isHalf = character == "%"
      text.append(character)
    }
    return text
  }
}
