/// Base64 (RFC 4648 section 4), with padding.
enum Base64 {
  private static let alphabet = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  private static let values: [UInt8: UInt32] = Dictionary(
    uniqueKeysWithValues: zip(alphabet, 0...))

  static func text(_ bytes: some Collection<UInt8>) -> String {
    String(decoding: encoded(bytes), as: UTF8.self)
  }

  static func encoded(_ bytes: some Collection<UInt8>) -> [UInt8] {
    var text: [UInt8] = []
    text.reserveCapacity((bytes.count + 2) / 3 * 4)
    var group: UInt32 = 0
    var held = 0
    for byte in bytes {
      group = group << 8 | UInt32(byte)
      held += 1
      guard held == 3 else { continue }
      for shift in [18, 12, 6, 0] { text.append(alphabet[Int(group >> UInt32(shift) & 63)]) }
      (group, held) = (0, 0)
    }
    if held > 0 {
      group <<= UInt32(8 * (3 - held))
      for place in 0..<4 {
        text.append(
          place <= held ? alphabet[Int(group >> UInt32(18 - 6 * place) & 63)] : UInt8(ascii: "="))
      }
    }
    return text
  }

  /// In lines of 76 characters, each with LF at its end (RFC 2045 section 6.8).
  static func lines(_ bytes: some Collection<UInt8>) -> [UInt8] {
    let text = encoded(bytes)
    var lines: [UInt8] = []
    lines.reserveCapacity(text.count + text.count / 76 + 1)
    for start in stride(from: 0, to: text.count, by: 76) {
      lines += text[start..<min(start + 76, text.count)]
      lines.append(0x0a)
    }
    return lines
  }

  /// Nil unless it is complete groups of four with the padding at the end and no bits left over.
  static func bytes(_ text: String) -> [UInt8]? {
    let digits = Array(text.utf8)
    guard digits.count.isMultiple(of: 4) else { return nil }
    let padding = digits.suffix(2).reversed().prefix { $0 == UInt8(ascii: "=") }.count
    var bytes: [UInt8] = []
    var group: UInt32 = 0
    for (index, digit) in digits.dropLast(padding).enumerated() {
      guard let value = values[digit] else { return nil }
      group = group << 6 | value
      guard index % 4 == 3 else { continue }
      for shift in [16, 8, 0] { bytes.append(UInt8(truncatingIfNeeded: group >> UInt32(shift))) }
      group = 0
    }
    switch padding {
    case 1:
      guard group & 3 == 0 else { return nil }
      bytes += [UInt8(truncatingIfNeeded: group >> 10), UInt8(truncatingIfNeeded: group >> 2)]
    case 2:
      guard group & 15 == 0 else { return nil }
      bytes.append(UInt8(truncatingIfNeeded: group >> 4))
    default: break
    }
    return bytes
  }
}
