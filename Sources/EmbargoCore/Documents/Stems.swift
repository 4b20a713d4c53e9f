/// Beginnings of words, without capitals, that are looked for in the bytes of a line.
struct Stems {
  private let byFirst: [[[UInt8]]]
  /// For each first letter the second ones that any stem has, a bit for each letter.
  private let second: [UInt32]

  init(_ stems: [String]) {
    var byFirst = [[[UInt8]]](repeating: [], count: 26)
    var second = [UInt32](repeating: 0, count: 26)
    for stem in stems {
      let bytes = Array(stem.utf8)
      byFirst[Int(bytes[0] - 97)].append(bytes)
      second[Int(bytes[0] - 97)] |= 1 << UInt32(bytes[1] - 97)
    }
    (self.byFirst, self.second) = (byFirst, second)
  }

  /// Whether a word of the line begins with one of the stems, or a word that cannot be told apart
  /// here may.
  ///
  /// - Parameter most: the word is one of so many from the beginning of the line, or from the last
  ///   mark, digit or symbol before it: words behind a colon or a dash begin a part of their own.
  func mayStand(in bytes: Span<UInt8>, most: Int) -> Bool {
    bytes.withUnsafeBufferPointer { bytes in
      Self.classes.withUnsafeBufferPointer { mayStand(in: bytes, most: most, $0) }
    }
  }

  private func mayStand(
    in bytes: UnsafeBufferPointer<UInt8>, most: Int, _ classes: UnsafeBufferPointer<Class>
  ) -> Bool {
    var words = 0
    var isInWord = false
    var index = 0
    while index < bytes.count {
      switch classes[Int(bytes[index])] {
      case .letter:
        if !isInWord {
          words += 1
          if words <= most, isStem(at: index, in: bytes) { return true }
        }
        isInWord = true
      case .joint: isInWord = false
      case .mark: (isInWord, words) = (false, 0)
      case .wide:
        switch Self.kind(at: index, in: bytes) {
        case .unclear: return true
        case .letter:
          if !isInWord { words += 1 }
          isInWord = true
        case .mark: (isInWord, words) = (false, 0)
        }
        while index + 1 < bytes.count, 0x80..<0xC0 ~= bytes[index + 1] { index += 1 }
      }
      index += 1
      // What follows too many words counts only behind the next mark.
      while words > most, index < bytes.count, classes[Int(bytes[index])].rawValue <= 1 {
        isInWord = classes[Int(bytes[index])] == .letter
        index += 1
      }
    }
    return false
  }

  private enum Class: UInt8 {
    case letter
    /// Blanks, commas, quotes and brackets leave words in the same part of a line.
    case joint
    case mark
    /// Part of a character that is not ASCII.
    case wide
  }

  private static let classes: [Class] = (0...255).map { byte in
    switch UInt8(byte) {
    case 0x41...0x5A, 0x61...0x7A: .letter
    case 0x20, 0x2C, 0x27, 0x22, 0x28, 0x29, 0x09: .joint
    case 0x80...: .wide
    default: .mark
    }
  }

  private func isStem(at start: Int, in bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    guard start + 1 < bytes.count else { return false }
    let (first, next) = ((bytes[start] | 0x20) &- 97, (bytes[start + 1] | 0x20) &- 97)
    guard next < 26, second[Int(first)] & 1 << UInt32(next) != 0 else { return false }
    return byFirst[Int(first)].contains { stem in
      guard bytes.count - start >= stem.count else { return false }
      return stem.indices.allSatisfy { stem[$0] == Self.small(start + $0, in: bytes) }
    }
  }

  /// The byte there, of the small letter; capitals with accents have theirs behind C3.
  private static func small(_ index: Int, in bytes: UnsafeBufferPointer<UInt8>) -> UInt8 {
    let byte = bytes[index]
    switch byte {
    case 0x41...0x5A: return byte | 0x20
    case 0x80...0x9E where index > 0 && bytes[index - 1] == 0xC3: return byte | 0x20
    default: return byte
    }
  }

  private enum Kind { case letter, mark, unclear }

  /// What the character is whose UTF-8 begins there.
  private static func kind(at index: Int, in bytes: UnsafeBufferPointer<UInt8>) -> Kind {
    func next(_ offset: Int) -> UInt8 {
      index + offset < bytes.count ? bytes[index + offset] : 0
    }
    switch (bytes[index], next(1), next(2)) {
    // Letters in other shapes, accents of their own, marks inside words: the reader folds them.
    case (0xCC, _, _), (0xCD, _, _), (0xE1, _, _), (0xE3...0xF4, _, _): return .unclear
    // Marks without width (U+00AD, U+200B and their like) may stand inside a word.
    case (0xC2, 0xAD, _), (0xE2, 0x80, 0x8B...0x8F), (0xE2, 0x80, 0xAA...0xAE),
      (0xE2, 0x81, 0xA0...):
      return .unclear
    // What begins with C2 or E2 is punctuation, a blank or a symbol.
    case (0xC2, _, _), (0xE2, _, _): return .mark
    default: return .letter
    }
  }
}
