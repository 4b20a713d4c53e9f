/// A number, a word or a symbol of a line.
struct Token {
  enum Kind { case number, word, symbol }

  var kind: Kind
  /// Where it stands in `NormalizedText.bytes`.
  var range: Range<Int>
  /// A word in lower case without accents and dots (`pm` for `P.M.`), or the digits of a number.
  var text: String
  /// Of a symbol; U+FFFD where it is one that cannot be read.
  var symbol: Unicode.Scalar = " "
  /// Where a word stands in `TokenizedText.letters`.
  var letters = 0..<0
  /// The value of a number of up to nine digits.
  var value = 0
  /// A blank, or nothing at all, stands before it.
  var isApart = true
  /// All its letters are capitals.
  var isUpper = false
  /// Its first letter is a capital.
  var isCapital = false
  /// Letters with dots between them (`p.m.`, `E.D.T.`).
  var isDotted = false
  /// A letter of it has an accent: then it is no word of English and no abbreviation.
  var isAccented = false
  /// It touches a character that makes it unreliable (R22).
  var isDamaged = false

  /// How many digits a number has.
  var digits: Int { text.utf8.count }

  /// It is one of these symbols.
  func isSymbol(_ symbols: StaticString) -> Bool {
    kind == .symbol && symbol.isOne(of: symbols)
  }

  func isWord(_ word: String) -> Bool { kind == .word && text == word }
}

/// A normalised line cut into tokens; markup tags (`<b>`) and entities (`&nbsp;`) count as blanks.
struct TokenizedText {
  private(set) var tokens: [Token] = []
  /// The letters of all words in lower case, one after the other with a blank before each: what a
  /// phrase is looked up by.
  private(set) var letters: [UInt8] = []

  init(_ text: NormalizedText) {
    var tokenizer = Tokenizer(text)
    tokenizer.run()
    (tokens, letters) = (tokenizer.tokens, tokenizer.letters)
  }

  /// The next word of a phrase: hyphens, apostrophes, dots, a comma or a colon may stand between.
  func nextWord(after end: Int) -> Int? {
    var index = end
    while index < tokens.count, index < end + 2, tokens[index].isJoint { index += 1 }
    return index < tokens.count && tokens[index].kind == .word ? index : nil
  }
}

extension Token {
  /// May stand between the words of a phrase.
  fileprivate var isJoint: Bool {
    isSymbol("-'.,:")
  }
}

private struct Tokenizer {
  private let text: NormalizedText
  private let bytes: [UInt8]
  private var position = 0
  private var apart = true
  /// A sign `@` stands somewhere, so that any word may begin a mail address.
  private let hasAt: Bool
  private(set) var tokens: [Token] = []
  private(set) var letters: [UInt8] = []

  init(_ text: NormalizedText) {
    self.text = text
    bytes = text.bytes
    hasAt = bytes.contains(UInt8(ascii: "@"))
    tokens.reserveCapacity(bytes.count / 3)
    letters.reserveCapacity(bytes.count + 1)
  }

  mutating func run() {
    while position < bytes.count {
      let byte = bytes[position]
      if byte == UInt8(ascii: " ") {
        position += 1
        apart = true
      } else if let end = struckEnd() {
        // What is struck through or commented out says nothing that counts.
        var token = Token(kind: .symbol, range: position..<end, text: "")
        token.symbol = "\u{3}"
        push(token)
      } else if let end = markupEnd() {
        position = end
        apart = true
      } else if let end = addressEnd() {
        // An address ends what stands before it and says nothing of time.
        var token = Token(kind: .symbol, range: position..<end, text: "")
        token.symbol = "\u{7}"
        push(token)
      } else if 48...57 ~= byte {
        number()
      } else if Self.isLetter(byte) {
        word()
      } else {
        symbol()
      }
    }
  }

  static func isLetter(_ byte: UInt8) -> Bool {
    97...122 ~= byte || 65...90 ~= byte || byte == NormalizedText.foreign
  }

  private func at(_ index: Int) -> UInt8 { index < bytes.count && index >= 0 ? bytes[index] : 0 }

  private mutating func push(_ token: Token) {
    var token = token
    token.isApart = apart
    token.isDamaged =
      at(token.range.lowerBound - 1) == NormalizedText.damage
      || at(token.range.upperBound) == NormalizedText.damage
    tokens.append(token)
    position = token.range.upperBound
    apart = false
  }

  private mutating func number() {
    var end = position
    while 48...57 ~= at(end) { end += 1 }
    let digits = bytes[position..<end]
    var token = Token(
      kind: .number, range: position..<end, text: String(decoding: digits, as: UTF8.self))
    token.value = digits.count > 9 ? -1 : digits.reduce(0) { $0 * 10 + Int($1) - 48 }
    push(token)
  }

  private mutating func word() {
    letters.append(UInt8(ascii: " "))
    let start = letters.count
    let isDotted =
      at(position + 1) == UInt8(ascii: ".") && Self.isLetter(at(position + 2))
      && !Self.isLetter(at(position + 3))
    let (end, isUpper) = isDotted ? takeDotted() : takeLetters()
    let word = letters.withUnsafeBufferPointer {
      String(decoding: UnsafeBufferPointer(rebasing: $0[start...]), as: UTF8.self)
    }
    var token = Token(kind: .word, range: position..<end, text: word)
    token.letters = start..<letters.count
    token.isUpper = isUpper
    token.isCapital = 65...90 ~= at(position)
    token.isDotted = isDotted
    token.isAccented = text.isAccented(token.range)
    push(token)
  }

  /// Takes single letters, each followed by a dot; the dot after the last one may be missing.
  private mutating func takeDotted() -> (end: Int, isUpper: Bool) {
    var (end, isUpper) = (position, true)
    while Self.isLetter(at(end)), !Self.isLetter(at(end + 1)) {
      isUpper = isUpper && 65...90 ~= at(end)
      letters.append(Self.small(at(end)))
      end += 1
      guard at(end) == UInt8(ascii: ".") else { break }
      end += 1
    }
    return (end, isUpper)
  }

  private mutating func takeLetters() -> (end: Int, isUpper: Bool) {
    var (end, isUpper) = (position, true)
    while end < bytes.count, Self.isLetter(bytes[end]) {
      isUpper = isUpper && 65...90 ~= bytes[end]
      letters.append(Self.small(bytes[end]))
      end += 1
    }
    return (end, isUpper)
  }

  private static func small(_ byte: UInt8) -> UInt8 { 65...90 ~= byte ? byte | 0x20 : byte }

  private mutating func symbol() {
    let byte = bytes[position]
    var token = Token(kind: .symbol, range: position..<position + 1, text: "")
    token.symbol = byte < 0x80 ? Unicode.Scalar(byte) : "\u{FFFD}"
    push(token)
  }

  /// The end of a web or mail address that begins here.
  private func addressEnd() -> Int? {
    guard Self.isLetter(at(position)), !Self.isLetter(at(position - 1)) else { return nil }
    switch bytes[position] | 0x20 {
    case UInt8(ascii: "h"), UInt8(ascii: "w"), UInt8(ascii: "d"): break
    default: if !hasAt { return nil }
    }
    var end = position
    while at(end) > 32, at(end) < 0x80, at(end) != UInt8(ascii: "|") { end += 1 }
    let word = bytes[position..<end]
    func begins(_ text: StaticString) -> Bool {
      text.withUTF8Buffer { word.starts(with: $0, by: { $0 | 0x20 == $1 }) }
    }
    let isWeb = begins("http://") || begins("https://") || begins("www.") || begins("doi:")
    guard isWeb || word.dropFirst().dropLast().contains(UInt8(ascii: "@")) else { return nil }
    // The mark that ends a sentence or a bracket belongs to the line.
    while end > position + 1, ".,;:)]>".utf8.contains(at(end - 1)) { end -= 1 }
    return end
  }

  /// Tags of running text; others in pointed brackets are an empty place of a form (`<TIME>`).
  private static let tags: Set<String> = [
    "a", "b", "i", "u", "p", "em", "br", "hr", "h1", "h2", "h3", "h4", "td", "th", "tr", "li",
    "div", "span", "strong", "font", "sup", "sub", "small", "big", "center",
    "blockquote", "o:p", "cite", "table", "tbody", "section", "header", "abbr",
  ]

  /// The end of a tag that strikes text through, or of the head of a comment.
  private func struckEnd() -> Int? {
    guard bytes[position] == UInt8(ascii: "<") else { return nil }
    let rest = bytes[position...].prefix(80)
    if rest.starts(with: Array("<!--".utf8)) { return position + 4 }
    guard let close = rest.firstIndex(of: UInt8(ascii: ">")) else { return nil }
    let tag = String(decoding: rest[(position + 1)..<close], as: UTF8.self).lowercased()
    let name = tag.prefix { $0 != " " }
    return ["s", "del", "strike"].contains(name) || tag.contains("line-through") ? close + 1 : nil
  }

  /// The end of a markup tag or an entity that begins here.
  private func markupEnd() -> Int? {
    let byte = bytes[position]
    if byte == UInt8(ascii: "<") {
      guard let end = bytes[position...].prefix(80).firstIndex(of: UInt8(ascii: ">")) else {
        return nil
      }
      let inside = bytes[(position + 1)..<end].drop { $0 == UInt8(ascii: "/") }
      let name = inside.prefix { $0 > 32 && $0 != UInt8(ascii: "/") }
      let word = String(decoding: name, as: UTF8.self)
      return word == "time" || Self.tags.contains(word.lowercased()) ? end + 1 : nil
    }
    guard byte == UInt8(ascii: "&"), Self.isLetter(at(position + 1)),
      let end = bytes[position...].prefix(10).firstIndex(of: UInt8(ascii: ";"))
    else { return nil }
    return end + 1
  }
}

extension StaticString {
  /// The bytes begin with the text.
  func begins(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    guard bytes.count >= utf8CodeUnitCount else { return false }
    for index in 0..<utf8CodeUnitCount where bytes[index] != utf8Start[index] { return false }
    return true
  }
}

extension Unicode.Scalar {
  /// It is one of a few ASCII characters.
  func isOne(of symbols: StaticString) -> Bool {
    symbols.withUTF8Buffer { $0.contains { UInt32($0) == value } }
  }
}
