/// Finds the web and mail addresses in a text.
enum LinkedWords {
  enum Piece: Hashable {
    case words(String)
    /// `words` as they stand in the text.
    case link(words: String, address: String)
  }

  private static let opening: Set<Unicode.Scalar> = [
    "(", "[", "<", "\"", "'", "“", "‘", "«", "‹",
  ]
  private static let closing: Set<Unicode.Scalar> = [
    ")", "]", ">", "\"", "'", "”", "’", "»", "›", ".", ",", ";", ":", "!", "?",
  ]

  /// The whole text in order, no two pieces of words beside each other.
  static func pieces(_ text: some StringProtocol) -> [Piece] {
    var pieces: [Piece] = []
    var words = String.UnicodeScalarView()
    var word = String.UnicodeScalarView()
    func endWord() {
      if let found = link(in: word) {
        words.add(found.before)
        if !words.isEmpty { pieces.append(.words(String(words))) }
        pieces.append(.link(words: found.words, address: found.address))
        words = found.behind
      } else {
        words.add(word)
      }
      word = .init()
    }
    for scalar in text.unicodeScalars {
      if scalar.properties.isWhitespace {
        endWord()
        words.append(scalar)
      } else {
        word.append(scalar)
      }
    }
    endWord()
    if !words.isEmpty { pieces.append(.words(String(words))) }
    return pieces
  }

  private struct Found {
    var before: String.UnicodeScalarView
    var words: String
    var address: String
    var behind: String.UnicodeScalarView
  }

  private static func link(in scalars: String.UnicodeScalarView) -> Found? {
    guard scalars.contains(where: { $0 == "@" || $0 == "/" }) else { return nil }
    let start = scalars.firstIndex { !opening.contains($0) } ?? scalars.endIndex
    var end = scalars.endIndex
    while end > start {
      let last = scalars.index(before: end)
      guard closing.contains(scalars[last]) else { break }
      // A bracket that the address itself opened belongs to it.
      if scalars[last] == ")", scalars[start..<last].contains("(") { break }
      end = last
    }
    let core = String(scalars[start..<end])
    guard let address = address(core) else { return nil }
    return Found(
      before: .init(scalars[..<start]), words: core, address: address,
      behind: .init(scalars[end...]))
  }

  /// Where a word leads, if it is a web or a mail address.
  private static func address(_ word: String) -> String? {
    if isWebAddress(word) { return word }
    let parts = word.split(separator: "@", omittingEmptySubsequences: false)
    guard parts.count == 2, !parts[0].isEmpty, parts[1].contains("."), !parts[1].hasPrefix("."),
      parts[0].utf8.allSatisfy({ isAlphanumeric($0) || "._%+-".utf8.contains($0) }),
      parts[1].utf8.allSatisfy({ isAlphanumeric($0) || ".-".utf8.contains($0) })
    else { return nil }
    return "mailto:" + word
  }

  /// `http://` or `https://` with something behind it, and nothing that no address can hold.
  static func isWebAddress(_ text: String) -> Bool {
    for scheme in ["https://", "http://"] where text.lowercased().hasPrefix(scheme) {
      return text.utf8.count > scheme.utf8.count
        && !text.unicodeScalars.contains { $0.isForbiddenInMarkup || notInAddresses.contains($0) }
    }
    return false
  }

  /// What RFC 3986 has no place for behind the host.
  private static let notInAddresses: Set<Unicode.Scalar> = [
    "\"", "<", ">", "\\", "^", "`", "{", "|", "}", "[", "]",
  ]

  private static func isAlphanumeric(_ byte: UInt8) -> Bool {
    48...57 ~= byte || 65...90 ~= byte || 97...122 ~= byte
  }
}
