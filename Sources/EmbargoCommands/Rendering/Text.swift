import EmbargoSystem

/// A line for people: pieces of text, each with its style.
///
/// Whatever could control a terminal or turn the direction of writing comes out escaped, so that
/// text from outside can be used as it is.
package struct Text: Hashable, Sendable {
  package enum Style: Hashable, Sendable { case plain, strong, faint, good, warning, bad }

  package struct Piece: Hashable, Sendable {
    package var text: String
    package var style: Style
  }

  package var pieces: [Piece]

  package init(_ text: String, _ style: Style = .plain) {
    pieces = [Piece(text: displayText(text.utf8), style: style)]
  }

  package static func + (left: Text, right: Text) -> Text {
    var sum = left
    sum.pieces += right.pieces
    return sum
  }

  /// Columns that it takes on a terminal.
  package var width: Int { pieces.reduce(0) { $0 + DisplayWidth.of($1.text) } }

  /// The text with SGR sequences (ECMA-48) around what is styled, when `coloured`.
  package func rendered(coloured: Bool) -> String {
    var line = ""
    for piece in pieces {
      guard coloured, let code = piece.style.code, !piece.text.isEmpty else {
        line += piece.text
        continue
      }
      line += "\u{1B}[\(code)m\(piece.text)\u{1B}[0m"
    }
    return line
  }

  /// The text cut to `columns`, its end marked with `…` when something is missing.
  package func cut(to columns: Int) -> Text {
    guard width > columns else { return self }
    var result = self
    result.pieces = []
    var room = max(0, columns - 1)
    for piece in pieces {
      let (head, isWhole) = DisplayWidth.prefix(of: piece.text, columns: room)
      room -= DisplayWidth.of(head)
      result.pieces.append(Piece(text: isWhole ? head : head + "…", style: piece.style))
      if !isWhole { return result }
    }
    return result
  }
}

extension Text: ExpressibleByStringInterpolation {
  package init(stringLiteral text: String) { self.init(text) }
}

extension Text.Style {
  fileprivate var code: String? {
    switch self {
    case .plain: nil
    case .strong: "1"
    case .faint: "2"
    case .good: "32"
    case .warning: "33"
    case .bad: "31"
    }
  }
}

/// How many terminal columns a text takes: two for East Asian wide characters and emoji (UAX 11,
/// by block), none for combining marks.
package enum DisplayWidth {
  package static func of(_ text: String) -> Int {
    text.unicodeScalars.reduce(0) { $0 + of($1) }
  }

  /// The longest beginning that fits, whole characters only, and whether that is all of it.
  static func prefix(of text: String, columns: Int) -> (String, Bool) {
    var head = ""
    var used = 0
    for character in text {
      let width = character.unicodeScalars.reduce(0) { $0 + of($1) }
      if used + width > columns { return (head, false) }
      head.append(character)
      used += width
    }
    return (head, true)
  }

  private static func of(_ scalar: Unicode.Scalar) -> Int {
    if scalar.value < 0x300 { return 1 }
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark: return 0
    default: break
    }
    switch scalar.value {
    case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF,
      0xA000...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60,
      0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F680...0x1F6FF, 0x1F900...0x1F9FF,
      0x20000...0x3FFFD:
      return 2
    default: return 1
    }
  }
}
