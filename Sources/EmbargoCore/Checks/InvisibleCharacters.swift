/// Characters that nobody sees, where no script needs them.
///
/// Soft hyphens, variation selectors and the joiners of Persian, of the scripts of India and of
/// emoji are legitimate; so are zero-width spaces in scripts that put no blanks between words, and
/// the tags in the flags of England, Scotland and Wales.
enum InvisibleCharacters {
  static let signs = [
    Sign(.invisibleCharacters, at: controls + [0xC2, 0xE1, 0xE2, 0xE3, 0xEF, 0xF3], character)
  ]

  /// Control characters but for those that part lines and columns.
  private static let controls =
    (0x00...0x1F).filter { !(0x09...0x0D ~= $0) }.map(UInt8.init)
    + [0x7F]

  private static func character(_ index: Int, _ text: CheckedText) -> Hit? {
    guard isPossible(index, text) else { return nil }
    let (scalar, length) = text.scalar(at: index)
    guard isInvisible(scalar, index..<index + length, text) else { return nil }
    // Of several in a row the first one is told.
    if let before = text.scalar(before: index),
      isInvisible(before.scalar, before.start..<index, text)
    {
      return nil
    }
    let name = scalar.properties.name ?? scalar.properties.nameAlias ?? "a control character"
    return Hit(
      text.around(index..<index + length),
      "\(name) (\(scalar.notation)) cannot be seen, and hides in searches, names and links: "
        + "delete it")
  }

  private static func isPossible(_ index: Int, _ text: CheckedText) -> Bool {
    switch (text[index], text[index + 1], text[index + 2]) {
    case (0xE1, 0x85, 0x9F...0xA0), (0xE1, 0xA0, 0x8E), (0xE2, 0x80, 0x8B...0x8D),
      (0xE2, 0x81, 0xA0...0xA4), (0xE3, 0x85, 0xA4), (0xEF, 0xBB, 0xBF), (0xEF, 0xBE, 0xA0),
      (0xEF, 0xBF, 0xB9...0xBB), (0xF3, 0xA0, 0x80...0x81):
      true
    case (0xC2, 0x80...0x9F, _): text[index + 1] != 0x85
    case (0xC2...0xFF, _, _): false
    default: true
    }
  }

  private static func isInvisible(
    _ scalar: Unicode.Scalar, _ place: Range<Int>, _ text: CheckedText
  ) -> Bool {
    switch scalar.value {
    case 0x09...0x0D, 0x85: false
    case 0x00...0x1F, 0x7F...0x9F: true
    case 0x115F, 0x1160, 0x180E, 0x2060...0x2064, 0x3164, 0xFEFF, 0xFFA0, 0xFFF9...0xFFFB: true
    case 0x200B: !isBesideUnspaced(place, text)
    case 0x200C, 0x200D: isBetweenLatin(place, text)
    case 0xE0000...0xE007F: !isOfFlag(place.lowerBound, text)
    default: false
    }
  }

  private static func isBetweenLatin(_ place: Range<Int>, _ text: CheckedText) -> Bool {
    guard let before = text.scalar(before: place.lowerBound)?.scalar else { return false }
    return before.isLatin && text.scalar(at: place.upperBound).scalar.isLatin
  }

  /// A letter of a script that puts no blanks between words: Thai, Lao, Tibetan, Burmese, Khmer,
  /// Chinese, Japanese.
  private static func isBesideUnspaced(_ place: Range<Int>, _ text: CheckedText) -> Bool {
    let neighbours = [
      text.scalar(before: place.lowerBound)?.scalar, text.scalar(at: place.upperBound).scalar,
    ]
    return neighbours.contains { scalar in
      switch scalar?.value ?? 0 {
      case 0x0E00...0x0FFF, 0x1000...0x109F, 0x1780...0x17FF, 0x1950...0x1AAF, 0x3000...0x9FFF,
        0xA9E0...0xA9FF, 0xAA60...0xAADF, 0x20000...0x3FFFF:
        true
      default: false
      }
    }
  }

  /// The tags of a flag follow a black flag (UTS #51 section 2.6).
  private static func isOfFlag(_ index: Int, _ text: CheckedText) -> Bool {
    var place = index
    for _ in 0..<8 {
      guard let before = text.scalar(before: place) else { return false }
      if before.scalar.value == 0x1F3F4 { return true }
      guard 0xE0020...0xE007F ~= before.scalar.value else { return false }
      place = before.start
    }
    return false
  }
}

extension Unicode.Scalar {
  /// A letter of the Latin script, by its blocks.
  var isLatin: Bool {
    switch value {
    case 0x41...0x5A, 0x61...0x7A, 0xAA, 0xBA: true
    case 0xC0...0x24F: value != 0xD7 && value != 0xF7
    case 0x250...0x2AF, 0x1E00...0x1EFF, 0x2C60...0x2C7F, 0xA720...0xA7FF, 0xFB00...0xFB06,
      0xFF21...0xFF3A, 0xFF41...0xFF5A:
      true
    default: false
    }
  }
}

extension CheckedText {
  /// The range with some of what stands around it in the same word, whole characters.
  func around(_ range: Range<Int>, reach: Int = 16) -> Range<Int> {
    var (first, end) = (range.lowerBound, range.upperBound)
    while let before = scalar(before: first), range.lowerBound - before.start <= reach,
      !before.scalar.properties.isWhitespace
    { first = before.start }
    while true {
      let next = scalar(at: end)
      guard end + next.length - range.upperBound <= reach, end + next.length <= bytes.count,
        !next.scalar.properties.isWhitespace
      else { return first..<end }
      end += next.length
    }
  }
}
