import EmbargoCore

/// The quoted-printable encoding of text (RFC 2045 section 6.7), with LF as its line end.
///
/// Beyond what the RFC demands, `From ` and a dot at the head of a line are encoded: some mail
/// programs change them.
enum QuotedPrintable {
  /// Characters in a line, the `=` of a soft break included.
  private static let longestLine = 76

  static func encoded(_ bytes: [UInt8]) -> [UInt8] {
    var text: [UInt8] = []
    text.reserveCapacity(bytes.count + bytes.count / 8)
    var length = 0
    var index = 0
    while index < bytes.count {
      let byte = bytes[index]
      let next = index + 1 < bytes.count ? bytes[index + 1] : nil
      index += 1
      if byte == 0x0a || (byte == 0x0d && next == 0x0a) {
        if byte == 0x0d { index += 1 }
        text.append(0x0a)
        length = 0
        continue
      }
      let endsLine = index == bytes.count || next == 0x0a || next == 0x0d
      let isHead = length == 0
      let unit = unit(byte, endsLine: endsLine, isHead: isHead, rest: bytes[index...])
      // The last character of a line may take the place that a soft break would.
      let room = endsLine ? longestLine : longestLine - 1
      if length + unit.count > room {
        text += [UInt8(ascii: "="), 0x0a]
        let first = self.unit(byte, endsLine: endsLine, isHead: true, rest: bytes[index...])
        text += first
        length = first.count
      } else {
        text += unit
        length += unit.count
      }
    }
    return text
  }

  private static func unit(
    _ byte: UInt8, endsLine: Bool, isHead: Bool, rest: ArraySlice<UInt8>
  ) -> [UInt8] {
    let isPlain =
      switch byte {
      case UInt8(ascii: "="): false
      case 0x20, 0x09: !endsLine
      case UInt8(ascii: "."): !isHead
      case UInt8(ascii: "F"): !(isHead && rest.starts(with: "rom ".utf8))
      case 0x21...0x7e: true
      default: false
      }
    return isPlain ? [byte] : Array("=\(Hex.text([byte]).uppercased())".utf8)
  }
}
