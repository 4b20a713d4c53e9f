/// What a character of a line is, as far as the shape of the line goes.
struct CharacterTraits: OptionSet {
  var rawValue: UInt8

  /// A letter or an ASCII digit.
  static let word = CharacterTraits(rawValue: 1)
  static let upper = CharacterTraits(rawValue: 2)
  static let lower = CharacterTraits(rawValue: 4)
  /// A digit or `@`, without which there is no number and no address.
  static let detail = CharacterTraits(rawValue: 8)
  /// A tab, which parts columns.
  static let tab = CharacterTraits(rawValue: 16)
  /// Counts as a blank.
  static let blank = CharacterTraits(rawValue: 32)
  /// Is another character in the key of a line, or none.
  static let folded = CharacterTraits(rawValue: 64)
  static let notASCII = CharacterTraits(rawValue: 128)

  /// Of each byte.
  static let ofByte: [CharacterTraits] = (0...255).map { byte in
    switch UInt8(byte) {
    case 0x30...0x39: [.word, .detail]
    case 0x41...0x5A: [.word, .upper]
    case 0x61...0x7A: [.word, .lower]
    case 0x09: .tab
    case 0x0B, 0x0C: .blank
    case 0x40: .detail
    case 0x2A, 0x60: .folded
    case 0x80...: .notASCII
    default: []
    }
  }
}

/// A character of a line: a byte where the line is ASCII, which is quick to look at, and a Unicode
/// scalar where it is not. The rules of `LineShape` are written once for both.
protocol LineUnit: BitwiseCopyable {
  var code: UInt32 { get }

  static func traits(of units: Span<Self>) -> (seen: CharacterTraits, words: Int)
  /// The text with a blank for every tab.
  static func text(_ units: Span<Self>) -> String
  /// The text in lower case, with straight quotes and hyphens and without asterisks.
  ///
  /// - Parameter seen: what was seen in the line.
  static func key(_ units: Span<Self>, _ seen: CharacterTraits) -> String
}

extension LineUnit {
  static func == (unit: Self, scalar: Unicode.Scalar) -> Bool { unit.code == scalar.value }
  static func != (unit: Self, scalar: Unicode.Scalar) -> Bool { unit.code != scalar.value }
}

/// Counts words of two or more letters or digits.
private struct WordCount {
  /// Whether the last three characters were letters or digits, the last one in the lowest bit.
  private var last: UInt8 = 0
  private(set) var words = 0

  mutating func add(_ traits: CharacterTraits) {
    last = (last &<< 1 | traits.rawValue & CharacterTraits.word.rawValue) & 0b111
    words &+= last == 0b011 ? 1 : 0
  }
}

extension UInt8: LineUnit {
  var code: UInt32 { UInt32(self) }

  static func traits(of units: Span<UInt8>) -> (seen: CharacterTraits, words: Int) {
    CharacterTraits.ofByte.withUnsafeBufferPointer { table in
      units.withUnsafeBufferPointer { units in
        var seen: UInt8 = 0
        var count = WordCount()
        for byte in units {
          let traits = table[Int(byte)]
          seen |= traits.rawValue
          count.add(traits)
        }
        return (CharacterTraits(rawValue: seen), count.words)
      }
    }
  }

  static func text(_ units: Span<UInt8>) -> String {
    String(unsafeUninitializedCapacity: units.count) { buffer in
      for index in units.indices { buffer[index] = units[index] == 0x09 ? 0x20 : units[index] }
      return units.count
    }
  }

  static func key(_ units: Span<UInt8>, _ seen: CharacterTraits) -> String {
    guard seen.isDisjoint(with: [.tab, .folded]) else {
      let scalars = units.indices.map { Unicode.Scalar(units[$0]) }
      return Unicode.Scalar.key(scalars.span)
    }
    return String(unsafeUninitializedCapacity: units.count) { buffer in
      units.withUnsafeBufferPointer { units in
        // No branch in the loop, so that it takes many bytes at once.
        for index in units.indices {
          let byte = units[index]
          buffer[index] = byte | (byte &- 0x41 < 26 ? 0x20 : 0)
        }
      }
      var count = units.count
      while count > 0, buffer[count - 1] == 0x20 { count -= 1 }
      return count
    }
  }
}

extension Unicode.Scalar {
  /// Alphabetic in the sense of Unicode.
  var isLetter: Bool { isASCII ? 97...122 ~= value | 0x20 : properties.isAlphabetic }
}

extension Unicode.Scalar: LineUnit {
  var code: UInt32 { value }

  static func traits(of units: Span<Unicode.Scalar>) -> (seen: CharacterTraits, words: Int) {
    let table = CharacterTraits.ofByte.span
    var seen: CharacterTraits = []
    var count = WordCount()
    for index in units.indices {
      let scalar = units[index]
      let traits = scalar.isASCII ? table[Int(scalar.value)] : scalar.traits
      seen.formUnion(traits)
      count.add(traits)
    }
    return (seen, count.words)
  }

  private var traits: CharacterTraits {
    let properties = properties
    var traits = CharacterTraits.notASCII
    if properties.isAlphabetic { traits.insert(.word) }
    if properties.isUppercase { traits.insert(.upper) }
    if properties.isLowercase { traits.insert(.lower) }
    return traits
  }

  static func text(_ units: Span<Unicode.Scalar>) -> String {
    String(scalars: units) { $0 == "\t" ? " " : $0 }
  }

  static func key(_ units: Span<Unicode.Scalar>, _ seen: CharacterTraits) -> String { key(units) }

  static func key(_ units: Span<Unicode.Scalar>) -> String {
    var hasMarks = false
    let text = String(scalars: units) { scalar in
      switch scalar.value {
      case 0x2018, 0x2019, 0x02BC, 0xB4, 0x60: return "'"
      case 0x201C, 0x201D, 0x201E, 0xAB, 0xBB: return "\""
      case 0x2010...0x2015, 0x2212: return "-"
      case 0x09: return " "
      case 0x2A: return nil
      case 0x300...0x36F: hasMarks = true
      default: break
      }
      return scalar
    }
    var key = text.unicodeScalars[...]
    while key.first == " " { key.removeFirst() }
    while key.last == " " { key.removeLast() }
    let lower = String(key).lowercased()
    return hasMarks ? AccentedLetters.joined(lower) : lower
  }
}

extension String {
  /// Of scalars, as `change` has them; nil leaves one out.
  init(scalars: Span<Unicode.Scalar>, change: (Unicode.Scalar) -> Unicode.Scalar?) {
    self.init(unsafeUninitializedCapacity: scalars.count * 4) { buffer in
      var count = 0
      for index in scalars.indices {
        guard let scalar = change(scalars[index]) else { continue }
        if scalar.isASCII {
          buffer[count] = UInt8(truncatingIfNeeded: scalar.value)
          count += 1
          continue
        }
        for byte in UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter {
          buffer[count] = byte
          count += 1
        }
      }
      return count
    }
  }

  /// The first scalars of the text, asterisks among them left out.
  func scalarsWithoutAsterisks(most: Int = .max) -> [Unicode.Scalar] {
    var scalars: [Unicode.Scalar] = []
    scalars.reserveCapacity(min(most, utf8.count))
    var seen = 0
    for scalar in unicodeScalars {
      seen += 1
      if seen > most { break }
      if scalar != "*" { scalars.append(scalar) }
    }
    return scalars
  }

  init(_ scalars: ArraySlice<Unicode.Scalar>) {
    self.init(scalars: scalars.span) { $0 }
  }
}

/// Letters whose accent was written behind them, as one character each, as the word tables have
/// them.
private enum AccentedLetters {
  private static let letters = Set("àáâãäåçèéêëìíîïñòóôõöøùúûüýÿāąćčďęěłńňőœřśšťůűźžż")

  static func joined(_ text: String) -> String {
    String(
      text.map { letter in
        letters.firstIndex(of: letter).map { letters[$0] } ?? letter
      })
  }
}
