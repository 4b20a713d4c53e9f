/// A line folded to ASCII, with the way back to the original bytes (R22).
///
/// Blanks, dashes, quotes, full-width forms, mathematical letters, ligatures and accents are
/// folded; zero-width marks are dropped. What must not be folded (look-alikes of other scripts,
/// other scripts' digits, bidi overrides, U+FFFD, superscript digits after a digit) becomes
/// `foreign` or `damage`, which no rule accepts.
struct NormalizedText {
  /// A letter of another script.
  static let foreign: UInt8 = 0xFE
  /// Something that makes the text around it unreliable.
  static let damage: UInt8 = 0xFF
  /// A bullet or any other symbol without a meaning here.
  static let bullet: UInt8 = 0x07
  /// An empty box of a form: an option that is not chosen.
  static let emptyBox: UInt8 = 0x03
  static let copyright: UInt8 = 0x02

  private(set) var bytes: [UInt8] = []
  /// For each of `bytes`, where the character it came from begins in the original (UTF-8 offset);
  /// empty where both are the same, as in a line of ASCII.
  private var starts: [Int32] = []
  /// For each of `bytes`, where that character ends.
  private var ends: [Int32] = []
  /// Places of letters with accents.
  private var accents: [Int] = []
  private var isAfterFootnote = false

  init(_ line: String) {
    let ascii = Array(line.utf8)
    guard ascii.contains(where: { $0 >= 0x80 }) else {
      bytes = ascii
      for index in bytes.indices where Self.isControl(bytes[index]) {
        bytes[index] = UInt8(ascii: " ")
      }
      return
    }
    bytes.reserveCapacity(ascii.count)
    starts.reserveCapacity(ascii.count)
    ends.reserveCapacity(ascii.count)
    var offset = 0
    for scalar in line.unicodeScalars {
      let end = offset + UTF8.width(scalar)
      append(scalar, offset, end)
      offset = end
    }
  }

  /// The original range of a range of `bytes`.
  func original(_ range: Range<Int>) -> Range<Int> {
    guard let first = range.first, let last = range.last else { return 0..<0 }
    return starts.isEmpty ? range : Int(starts[first])..<Int(ends[last])
  }

  /// A letter with an accent stands there, in the Latin letters of the original.
  func isAccented(_ range: Range<Int>) -> Bool {
    accents.contains { range.contains($0) }
  }

  private static func isControl(_ byte: UInt8) -> Bool { byte < 0x20 || byte == 0x7F }

  private mutating func put(_ byte: UInt8, _ start: Int, _ end: Int) {
    bytes.append(byte)
    starts.append(Int32(start))
    ends.append(Int32(end))
  }

  private mutating func append(_ scalar: Unicode.Scalar, _ start: Int, _ end: Int) {
    if isAfterFootnote {
      isAfterFootnote = false
      if 48...57 ~= scalar.value { put(Self.damage, start, start) }
    }
    if scalar.value < 0x80 {
      let byte = UInt8(scalar.value)
      put(Self.isControl(byte) ? UInt8(ascii: " ") : byte, start, end)
      return
    }
    switch scalar.value {
    case 0xAD, 0x200B...0x200E, 0x2060, 0xFEFF, 0xFE00...0xFE0F: return
    case 0x300...0x333, 0x339...0x36F:
      // An accent belongs to a letter; anywhere else it hides something.
      if let last = bytes.last, 65...90 ~= last & 0xDF { return }
      put(Self.damage, start, end)
    case 0x334...0x338: put(Self.damage, start, end)
    case 0xAA, 0xBA:
      // An ordinal sign belongs behind its digit.
      if let last = bytes.last, 48...57 ~= last || last == UInt8(ascii: ".") {
        put(scalar == "ª" ? UInt8(ascii: "a") : UInt8(ascii: "o"), start, end)
      }
      isAfterFootnote = true
    case 0xB2, 0xB3, 0xB9, 0x2070, 0x2074...0x2079:
      // A footnote mark may stand after a word, not beside a digit.
      if let last = bytes.last, 48...57 ~= last { put(Self.damage, start, end) }
      isAfterFootnote = true
    default:
      if 0xC0...0x24F ~= scalar.value { accents.append(bytes.count) }
      for byte in Folding.ascii(scalar) { put(byte, start, end) }
    }
  }
}
