/// A list of words and phrases that a line may begin with, found by their first byte.
struct Words: ExpressibleByArrayLiteral {
  private struct Word {
    var bytes: [UInt8]
    /// What it ends with is no letter, so that anything may follow.
    var mayRunOn: Bool
  }

  /// The first two letters of a line in lower case.
  struct Initials {
    fileprivate var first: UInt8
    fileprivate var second: UInt8

    /// Nil unless both are letters of ASCII.
    init?(_ text: String) {
      let bytes = text.utf8.span
      guard bytes.count > 1 else { return nil }
      (first, second) = ((bytes[0] | 0x20) &- 97, (bytes[1] | 0x20) &- 97)
      guard first < 26, second < 26 else { return nil }
    }
  }

  private let byFirst: [[Word]]
  /// For each first letter the second characters that any word has: a bit for each letter, and one
  /// for all others.
  private let seconds: [UInt32]

  init(arrayLiteral words: String...) {
    var byFirst = [[Word]](repeating: [], count: 256)
    for word in words {
      guard let first = word.utf8.first else { continue }
      byFirst[Int(first)].append(
        Word(bytes: Array(word.utf8), mayRunOn: word.last?.isLetter == false))
    }
    seconds = (97..<123).map { first in
      byFirst[first].reduce(0) { bits, word in
        let second = word.bytes.count > 1 ? word.bytes[1] &- 97 : 26
        return bits | 1 << UInt32(min(second, 26))
      }
    }
    // The longest first, so that the first one found is the one.
    self.byFirst = byFirst.map { $0.sorted { $0.bytes.count > $1.bytes.count } }
  }

  /// Whether any word begins with two letters; a word of one letter begins with none.
  func mayBegin(with initials: Initials) -> Bool {
    seconds[Int(initials.first)] & 1 << UInt32(initials.second) != 0
  }

  /// The length in bytes of the longest of the words that the key of a line begins with, as whole
  /// words.
  func longest(at key: String) -> Int? {
    let bytes = key.utf8.span
    guard !bytes.isEmpty else { return nil }
    for word in byFirst[Int(bytes[0])] where Self.begins(bytes, with: word.bytes.span) {
      let length = word.bytes.count
      if word.mayRunOn || !Self.isInWord(length, of: key, bytes) { return length }
    }
    return nil
  }

  private static func begins(_ bytes: Span<UInt8>, with word: Span<UInt8>) -> Bool {
    guard bytes.count >= word.count else { return false }
    for index in word.indices where bytes[index] != word[index] { return false }
    return true
  }

  /// A letter, a digit or a mark on a letter stands there.
  private static func isInWord(_ offset: Int, of text: String, _ bytes: Span<UInt8>) -> Bool {
    guard offset < bytes.count else { return false }
    let byte = bytes[offset]
    guard byte >= 0x80 else { return 97...122 ~= byte | 0x20 || 48...57 ~= byte }
    let scalar = text.unicodeScalars[text.utf8.index(text.startIndex, offsetBy: offset)]
    let properties = scalar.properties
    return properties.isAlphabetic || properties.numericType != nil
      || properties.isGraphemeExtend
  }
}

extension String {
  /// Whether the bytes of a phrase stand somewhere in the text.
  func holds(_ phrase: String) -> Bool {
    let (bytes, phrase) = (utf8.span, phrase.utf8.span)
    guard !phrase.isEmpty, bytes.count >= phrase.count else { return phrase.isEmpty }
    for start in 0...bytes.count - phrase.count where bytes[start] == phrase[0] {
      if phrase.indices.allSatisfy({ bytes[start + $0] == phrase[$0] }) { return true }
    }
    return false
  }
}
