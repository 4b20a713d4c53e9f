/// Refuses what the parser behind must not be given: bytes that are not UTF-8, and dotted keys of
/// more than `TOML.maximumDepth` parts, whose tables it would free recursively, however deep.
///
/// The scan follows strings and comments only as far as a good document needs; a document that it
/// reads otherwise than the parser does is one that the parser refuses before that place.
struct KeyDepth {
  private let bytes: [UInt8]
  private var index = 0
  private var dots = 0

  static func check(_ bytes: [UInt8]) throws(TOMLError) {
    if let offset = invalidOffset(in: bytes) {
      throw TOMLError("the text is not valid UTF-8", at: position(of: offset, in: bytes))
    }
    var scan = KeyDepth(bytes)
    if let offset = scan.firstTooDeep() {
      throw TOMLError(
        "a key has more than \(TOML.maximumDepth) parts", at: position(of: offset, in: bytes))
    }
  }

  private init(_ bytes: [UInt8]) { self.bytes = bytes }

  private static func invalidOffset(in bytes: [UInt8]) -> Int? {
    do throws(UTF8.ValidationError) {
      _ = try UTF8Span(validating: bytes.span)
      return nil
    } catch {
      return error.byteOffsets.lowerBound
    }
  }

  /// Line and column of an offset whose preceding bytes are valid UTF-8.
  private static func position(of offset: Int, in bytes: [UInt8]) -> TOMLPosition {
    var place = TOMLPosition(line: 1, column: 1)
    for byte in bytes[..<offset] {
      if byte == UInt8(ascii: "\n") {
        place = TOMLPosition(line: place.line + 1, column: 1)
      } else if byte & 0xC0 != 0x80 {
        place.column += 1
      }
    }
    return place
  }

  /// The offset of the dot that makes a key too deep.
  private mutating func firstTooDeep() -> Int? {
    while index < bytes.count {
      let byte = bytes[index]
      switch byte {
      case UInt8(ascii: "#"): skipComment()
      case UInt8(ascii: "\""), UInt8(ascii: "'"): skipString(byte)
      case UInt8(ascii: "."):
        dots += 1
        if dots >= TOML.maximumDepth { return index }
        index += 1
      case UInt8(ascii: "="), UInt8(ascii: ","), UInt8(ascii: "["), UInt8(ascii: "]"),
        UInt8(ascii: "{"), UInt8(ascii: "}"), UInt8(ascii: "\n"):
        dots = 0
        index += 1
      default: index += 1
      }
    }
    return nil
  }

  private mutating func skipComment() {
    while index < bytes.count, bytes[index] != UInt8(ascii: "\n") { index += 1 }
  }

  /// Skips a string of any of the four kinds from its first quote on; a string of one line that
  /// is not closed ends with its line.
  private mutating func skipString(_ quote: UInt8) {
    let width = run(of: quote)
    if width == 2 || width >= 6 {
      index += width == 2 ? 2 : 6
      return
    }
    let long = width >= 3
    index += long ? 3 : 1
    while index < bytes.count {
      if bytes[index] == quote {
        let closing = run(of: quote)
        index += long ? min(closing, 5) : 1
        if !long || closing >= 3 { return }
      } else if bytes[index] == UInt8(ascii: "\\"), quote == UInt8(ascii: "\"") {
        index += 2
      } else if !long, bytes[index] == UInt8(ascii: "\n") {
        return
      } else {
        index += 1
      }
    }
  }

  /// How many of the same quote stand from here on, 8 at most.
  private func run(of quote: UInt8) -> Int {
    bytes[index...].prefix(8).prefix { $0 == quote }.count
  }
}
