/// A contact block that names nobody who could be reached.
enum EmptyContact {
  static func finding(in document: ReleaseDocument) -> Finding? {
    guard document.contacts.allSatisfy({ $0.phones.isEmpty && $0.emails.isEmpty }) else {
      return nil
    }
    let parts = document.parts.filter { $0.role == .contact }
    guard let first = parts.first else { return label(in: document) }
    guard !parts.contains(where: { mayReach($0.text.utf8.span) }) else { return nil }
    let line = first.text.prefix { $0 != "\n" }
    return finding(line: first.lines.lowerBound, String(line))
  }

  private static func finding(line: Int, _ words: String) -> Finding {
    Finding(
      check: .emptyContact, line: line, column: 1, words: CheckedText.shown(words.unicodeScalars),
      sentence: "the contact block has neither a telephone number nor an address: say whom to ask")
  }

  /// A line such as `Media contact:` that is followed by nothing, so that the reader took it for
  /// something else.
  private static func label(in document: ReleaseDocument) -> Finding? {
    var found: Finding?
    for part in document.parts where part.role != .blank && part.role != .frontMatter {
      var number = part.lines.lowerBound
      for line in part.text.utf8.split(separator: 0x0A, omittingEmptySubsequences: false) {
        if found != nil, mayReach(line) { return nil }
        if found == nil, line.count <= longest, let text = String(line), isLabel(text) {
          found = finding(line: number, text)
        }
        number += 1
      }
    }
    return found
  }

  /// A label with a name behind it is longer, and is known to the reader.
  private static let longest = 48

  private static func isLabel(_ line: String) -> Bool {
    let key = LineShape(line, format: .markdown).key
    guard key.hasSuffix(":") else { return false }
    let label = String(key.dropLast())
    return Vocabulary.contact.longest(at: label) == label.utf8.count
  }

  /// A number, a mail address or a web address may stand there.
  private static func mayReach(_ line: Substring.UTF8View) -> Bool {
    line.withContiguousStorageIfAvailable { mayReach($0.span) } ?? true
  }

  private static func mayReach(_ line: Span<UInt8>) -> Bool {
    var digits = 0
    for index in line.indices {
      switch line[index] {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): digits += 1
      case UInt8(ascii: "@"): return true
      case UInt8(ascii: "/") where index > 0 && line[index - 1] == UInt8(ascii: "/"): return true
      case UInt8(ascii: "w") where index > 1 && line[index - 1] == UInt8(ascii: "w"): return true
      default: break
      }
    }
    return digits >= 6
  }
}
