/// The bytes of a text as the checks look at them: what is published, without its byte order mark.
///
/// Outside of them everything is a line feed, so that no question needs a bound. They are UTF-8.
struct CheckedText {
  /// How far a question looks to either side, in bytes, so that a long line costs no more than a
  /// short one.
  static let reach = 200

  let bytes: [UInt8]
  /// The first byte behind a byte order mark.
  let start: Int

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
  }

  subscript(index: Int) -> UInt8 {
    index >= start && index < bytes.count ? bytes[index] : 0x0A
  }

  /// These bytes stand there.
  func reads(_ word: StaticString, at index: Int) -> Bool {
    word.withUTF8Buffer { word in
      word.indices.allSatisfy { self[index + $0] == word[$0] }
    }
  }

  /// These small letters of ASCII stand there, or their capitals.
  func readsAnyCase(_ word: StaticString, at index: Int) -> Bool {
    word.withUTF8Buffer { word in
      word.indices.allSatisfy { Self.small(self[index + $0]) == word[$0] }
    }
  }

  static func small(_ byte: UInt8) -> UInt8 { byte &- 0x41 < 26 ? byte | 0x20 : byte }

  static func isLineEnd(_ byte: UInt8) -> Bool { byte == 0x0A || byte == 0x0D }
  static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }
  static func isCapital(_ byte: UInt8) -> Bool { 0x41...0x5A ~= byte }
  static func isSmall(_ byte: UInt8) -> Bool { 0x61...0x7A ~= byte }
  static func isDigit(_ byte: UInt8) -> Bool { 0x30...0x39 ~= byte }
  static func isWord(_ byte: UInt8) -> Bool { isSmall(small(byte)) || isDigit(byte) }

  /// A letter or a digit begins there.
  func isWord(at index: Int) -> Bool {
    let byte = self[index]
    return byte < 0x80 ? Self.isWord(byte) : Self.isWord(scalar(at: index).scalar)
  }

  /// A letter or a digit ends there.
  func isWord(before index: Int) -> Bool {
    let byte = self[index - 1]
    return byte < 0x80
      ? Self.isWord(byte) : scalar(before: index).map { Self.isWord($0.scalar) } ?? false
  }

  static func isWord(_ scalar: Unicode.Scalar) -> Bool {
    scalar.isLetter || scalar.properties.numericType != nil
  }

  /// The word there stands by itself: neither letters nor digits nor what makes names of it in
  /// addresses are around it.
  func standsAlone(_ range: Range<Int>) -> Bool {
    guard !isWord(before: range.lowerBound), !isWord(at: range.upperBound) else { return false }
    switch self[range.lowerBound - 1] {
    case UInt8(ascii: "."), UInt8(ascii: "@"), UInt8(ascii: "_"), UInt8(ascii: "#"),
      UInt8(ascii: "&"):
      return false
    default: break
    }
    switch self[range.upperBound] {
    case UInt8(ascii: "@"), UInt8(ascii: "_"), UInt8(ascii: "&"): return false
    case UInt8(ascii: "."): return !isWord(at: range.upperBound + 1)
    default: return true
    }
  }

  /// The scalar that begins there, with its length in bytes.
  func scalar(at index: Int) -> (scalar: Unicode.Scalar, length: Int) {
    let byte = UInt32(self[index])
    func next(_ offset: Int) -> UInt32 { UInt32(self[index + offset] & 0x3F) }
    let (value, length): (UInt32, Int) =
      switch byte {
      case ..<0x80: (byte, 1)
      case ..<0xE0: ((byte & 0x1F) << 6 | next(1), 2)
      case ..<0xF0: ((byte & 0x0F) << 12 | next(1) << 6 | next(2), 3)
      default: ((byte & 0x07) << 18 | next(1) << 12 | next(2) << 6 | next(3), 4)
      }
    return (Unicode.Scalar(value) ?? "\u{FFFD}", length)
  }

  /// The scalar that ends there, and where it begins; nil at the beginning of a line.
  func scalar(before index: Int) -> (scalar: Unicode.Scalar, start: Int)? {
    var first = index - 1
    while index - first < 4, 0x80..<0xC0 ~= self[first] { first -= 1 }
    return Self.isLineEnd(self[first]) ? nil : (scalar(at: first).scalar, first)
  }

  /// The range of the word of ASCII letters that one blank parts from `index`; empty where there is
  /// none.
  func word(before index: Int) -> Range<Int> {
    guard Self.isBlank(self[index - 1]) else { return index..<index }
    var first = index - 1
    while index - first < 40, Self.isSmall(Self.small(self[first - 1])) { first -= 1 }
    return isWord(before: first) ? index..<index : first..<index - 1
  }

  /// The range of the word of letters and digits behind one blank; empty where there is none.
  func word(after index: Int) -> Range<Int> {
    guard Self.isBlank(self[index]) else { return index..<index }
    var end = index + 1
    while end - index < 40, isWord(at: end) { end += scalar(at: end).length }
    return index + 1..<end
  }

  /// In small letters of ASCII.
  func key(_ range: Range<Int>) -> String {
    String(decoding: range.map { Self.small(self[$0]) }, as: UTF8.self)
  }

  /// Where the line ends that `index` stands in; `reach` bytes on where it goes on.
  func lineEnd(from index: Int, reach: Int = Self.reach) -> Int {
    var end = index
    while end < index + reach, !Self.isLineEnd(self[end]) { end += 1 }
    return end
  }

  /// Where the line begins that `index` stands in; nil where that is more than `reach` bytes back.
  func lineStart(before index: Int, reach: Int = Self.reach) -> Int? {
    var first = index
    while first > index - reach {
      if Self.isLineEnd(self[first - 1]) { return first }
      first -= 1
    }
    return nil
  }

  /// Nothing but blanks and marks of decoration stands before it in its line.
  func opensLine(_ index: Int) -> Bool {
    var first = index
    while index - first < 12, Self.isDecoration(self[first - 1]) { first -= 1 }
    return Self.isLineEnd(self[first - 1])
  }

  /// The same behind it.
  func closesLine(_ index: Int) -> Bool {
    var end = index
    while end - index < 12, Self.isDecoration(self[end]) { end += 1 }
    return Self.isLineEnd(self[end])
  }

  static func isDecoration(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "*"), UInt8(ascii: "-"),
      UInt8(ascii: "_"), UInt8(ascii: "="), UInt8(ascii: "#"), UInt8(ascii: ">"),
      UInt8(ascii: "~"), UInt8(ascii: "\\"), UInt8(ascii: "."):
      true
    default: false
    }
  }
}

/// Some words of a text that a check has found.
struct Hit {
  /// The words, in bytes.
  var range: Range<Int>
  /// What they are, and what to do about them.
  var sentence: String
  /// Capitals that stand for nothing to come where the text itself says what they abbreviate.
  var abbreviation: String?

  init(_ range: Range<Int>, _ sentence: String, abbreviation: String? = nil) {
    (self.range, self.sentence, self.abbreviation) = (range, sentence, abbreviation)
  }
}

/// How a check knows something: by a byte that is rare in texts, and what stands around it.
struct Sign: Sendable {
  var check: TextCheck
  /// The bytes at which it is asked.
  var anchors: [UInt8]
  /// What stands there, if it is what the check looks for; looks at some `reach` bytes at most.
  var find: @Sendable (Int, CheckedText) -> Hit?

  init(
    _ check: TextCheck, at anchors: String, _ find: @escaping @Sendable (Int, CheckedText) -> Hit?
  ) {
    self.init(check, at: Array(anchors.utf8), find)
  }

  init(
    _ check: TextCheck, at anchors: [UInt8],
    _ find: @escaping @Sendable (Int, CheckedText) -> Hit?
  ) {
    (self.check, self.anchors, self.find) = (check, anchors, find)
  }
}

extension CheckedText {
  /// The words of a range as they stand.
  func words(_ range: Range<Int>) -> String {
    String(decoding: range.map { self[$0] }, as: UTF8.self)
  }

  /// The text itself says what the capitals abbreviate: `Techniker Krankenkasse (TK)`.
  func explains(_ abbreviation: String) -> Bool {
    let letters = Array(abbreviation.utf8)
    var index = start
    while true {
      index = bytes.span.first(UInt8(ascii: "("), or: UInt8(ascii: "("), from: index)
      guard index < bytes.count else { return false }
      let end = index + 1 + letters.count
      if self[end] == UInt8(ascii: ")"),
        letters.indices.allSatisfy({ self[index + 1 + $0] == letters[$0] }),
        spells(letters, before: index)
      {
        return true
      }
      index += 1
    }
  }

  /// The words before it begin with the letters, or the letters stand in the one word before it
  /// that begins with the first of them: `Mycobacterium tuberculosis (TBC)`.
  private func spells(_ letters: [UInt8], before index: Int) -> Bool {
    let initials = letters.map(Self.small)
    var (end, rest) = (index, initials[...])
    while let letter = rest.last {
      let word = word(before: end)
      guard !word.isEmpty, Self.small(self[word.lowerBound]) == letter else { break }
      (end, rest) = (word.lowerBound, rest.dropLast())
    }
    if rest.isEmpty { return true }
    let last = word(before: index)
    guard last.count >= 8, Self.small(self[last.lowerBound]) == initials[0] else { return false }
    var wanted = initials[...]
    for place in last where Self.small(self[place]) == wanted.first { wanted.removeFirst() }
    return wanted.isEmpty
  }
}
