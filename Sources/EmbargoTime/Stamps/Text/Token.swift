/// A number, a word or a symbol of a line.
struct Token {
  enum Kind { case number, word, symbol }

  var kind: Kind
  /// Where it stands in `NormalizedText.bytes`.
  var range: Range<Int>
  /// A word in lower case without accents and dots (`pm` for `P.M.`); the digits of a number; the
  /// character of a symbol.
  var text: String
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
  /// It touches a character that makes it unreliable (R22).
  var isDamaged = false

  /// How many digits a number has.
  var digits: Int { text.utf8.count }

  func isSymbol(_ character: Character) -> Bool {
    kind == .symbol && text.first == character
  }

  func isWord(_ word: String) -> Bool { kind == .word && text == word }
}

/// Cuts a normalised line into tokens; markup tags (`<b>`) and entities (`&nbsp;`) count as blanks.
struct Tokenizer {
  private let bytes: [UInt8]
  private var position = 0
  private var apart = true
  private(set) var tokens: [Token] = []

  static func tokens(of text: NormalizedText) -> [Token] {
    var tokenizer = Tokenizer(bytes: text.bytes)
    tokenizer.run()
    return tokenizer.tokens
  }

  private init(bytes: [UInt8]) {
    self.bytes = bytes
    tokens.reserveCapacity(bytes.count / 3)
  }

  private mutating func run() {
    while position < bytes.count {
      let byte = bytes[position]
      if byte == UInt8(ascii: " ") {
        position += 1
        apart = true
      } else if let end = markupEnd() {
        position = end
        apart = true
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
    var end = position
    var letters: [UInt8] = []
    let isDotted =
      !Self.isLetter(at(position + 1)) && at(position + 1) == UInt8(ascii: ".")
      && Self.isLetter(at(position + 2)) && !Self.isLetter(at(position + 3))
    if isDotted {
      // Single letters, each followed by a dot; the dot after the last one may be missing.
      while Self.isLetter(at(end)), !Self.isLetter(at(end + 1)) {
        letters.append(at(end))
        end += 1
        guard at(end) == UInt8(ascii: ".") else { break }
        end += 1
      }
    } else {
      while Self.isLetter(at(end)) {
        letters.append(at(end))
        end += 1
      }
    }
    let isUpper = letters.allSatisfy { 65...90 ~= $0 }
    let lower = letters.map { 65...90 ~= $0 ? $0 + 32 : $0 }
    var token = Token(
      kind: .word, range: position..<end, text: String(decoding: lower, as: UTF8.self))
    token.isUpper = isUpper
    token.isCapital = letters.first.map { 65...90 ~= $0 } ?? false
    token.isDotted = isDotted
    push(token)
  }

  private mutating func symbol() {
    let byte = bytes[position]
    push(
      Token(
        kind: .symbol, range: position..<position + 1,
        text: byte < 0x80 ? String(Unicode.Scalar(byte)) : "\u{FFFD}"))
  }

  /// The end of a markup tag or an entity that begins here.
  private func markupEnd() -> Int? {
    let byte = bytes[position]
    if byte == UInt8(ascii: "<") {
      guard Self.isLetter(at(position + 1)) || at(position + 1) == UInt8(ascii: "/"),
        let end = bytes[position...].prefix(80).firstIndex(of: UInt8(ascii: ">"))
      else { return nil }
      return end + 1
    }
    guard byte == UInt8(ascii: "&"), Self.isLetter(at(position + 1)),
      let end = bytes[position...].prefix(10).firstIndex(of: UInt8(ascii: ";"))
    else { return nil }
    return end + 1
  }
}
