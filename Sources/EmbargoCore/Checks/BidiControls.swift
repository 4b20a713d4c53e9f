/// Characters that turn the direction of writing (UAX #9 section 2): what is read is not what is
/// stored.
///
/// Beside letters of a script that is written from right to left the marks, embeddings and isolates
/// have their place; overrides have none anywhere.
enum BidiControls {
  static let signs = [Sign(.bidiControls, at: [0xE2, 0xD8], control)]

  private static func control(_ index: Int, _ text: CheckedText) -> Hit? {
    guard isPossible(index, text) else { return nil }
    let (scalar, length) = text.scalar(at: index)
    guard let kind = Kind(scalar) else { return nil }
    if kind != .override {
      guard !hasRightToLeft(around: index, text) else { return nil }
      if kind == .closing, isOpened(before: index, text) { return nil }
    }
    return Hit(
      text.around(index..<index + length),
      "\(scalar.properties.name ?? "this") (\(scalar.notation)) turns the direction of writing, "
        + "so that readers may see something else than what stands here: delete it")
  }

  enum Kind {
    case mark, opening, override, closing

    init?(_ scalar: Unicode.Scalar) {
      switch scalar.value {
      case 0x200E, 0x200F, 0x061C: self = .mark
      case 0x202A, 0x202B, 0x2066...0x2068: self = .opening
      case 0x202D, 0x202E: self = .override
      case 0x202C, 0x2069: self = .closing
      default: return nil
      }
    }
  }

  /// Spares the decoding: most characters that begin so are quotation marks and dashes.
  private static func isPossible(_ index: Int, _ text: CheckedText) -> Bool {
    switch (text[index], text[index + 1]) {
    case (0xE2, 0x80), (0xE2, 0x81), (0xD8, 0x9C): true
    default: false
    }
  }

  /// What it closes stands before it in the line, and is reported itself.
  private static func isOpened(before index: Int, _ text: CheckedText) -> Bool {
    var first = index - 1
    while first > index - CheckedText.reach, !CheckedText.isLineEnd(text[first]) {
      if text[first] == 0xE2, let kind = Kind(text.scalar(at: first).scalar),
        kind == .opening || kind == .override
      {
        return true
      }
      first -= 1
    }
    return false
  }

  /// A letter of Hebrew, Arabic, Syriac, Thaana or N'Ko stands in the same line.
  private static func hasRightToLeft(around index: Int, _ text: CheckedText) -> Bool {
    var place = index
    while place < index + CheckedText.reach, !CheckedText.isLineEnd(text[place]) {
      if isRightToLeft(place, text) { return true }
      place += 1
    }
    place = index - 1
    while place > index - CheckedText.reach, !CheckedText.isLineEnd(text[place]) {
      if isRightToLeft(place, text) { return true }
      place -= 1
    }
    return false
  }

  /// By the first bytes of their blocks: U+05D0 to U+07FF, U+08A0 to U+08FF and the presentation
  /// forms.
  private static func isRightToLeft(_ index: Int, _ text: CheckedText) -> Bool {
    switch (text[index], text[index + 1]) {
    case (0xD7, _), (0xD9...0xDF, _): true
    case (0xD8, let next): next != 0x9C
    case (0xE0, 0xA2), (0xE0, 0xA3): true
    case (0xEF, 0xAC...0xB7), (0xEF, 0xB9), (0xEF, 0xBA): true
    default: false
    }
  }
}

extension Unicode.Scalar {
  /// `U+202E`.
  var notation: String {
    let digits = String(value, radix: 16, uppercase: true)
    return "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }
}
