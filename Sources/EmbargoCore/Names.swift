package import EmbargoTime

/// A release's id for programs: UUIDv7 (RFC 9562 section 5.7), lower case with hyphens.
package struct ReleaseID: Hashable, Comparable, Sendable, CustomStringConvertible {
  package let description: String

  /// - Parameter random: 10 bytes; fewer are padded with zeros, more are ignored.
  package init(at instant: Instant, random: [UInt8]) {
    let milliseconds = UInt64(clamping: instant.nanoseconds / 1_000_000)
    var bytes = (0..<6).map { UInt8(truncatingIfNeeded: milliseconds >> UInt64(40 - 8 * $0)) }
    bytes += (random + Array(repeating: 0, count: 10)).prefix(10)
    bytes[6] = bytes[6] & 0x0f | 0x70
    bytes[8] = bytes[8] & 0x3f | 0x80
    var text = ""
    for (index, byte) in bytes.enumerated() {
      if [4, 6, 8, 10].contains(index) { text += "-" }
      text += Hex.text([byte])
    }
    description = text
  }

  /// Nil unless the text has the shape of a lower-case UUID.
  package init?(_ text: String) {
    let bytes = Array(text.utf8)
    guard bytes.count == 36 else { return nil }
    for (index, byte) in bytes.enumerated() {
      let hyphen = [8, 13, 18, 23].contains(index)
      guard hyphen ? byte == UInt8(ascii: "-") : Hex.value(byte) != nil else { return nil }
    }
    description = text
  }

  package static func < (left: ReleaseID, right: ReleaseID) -> Bool {
    left.description < right.description
  }
}

/// A release's name for people: 1 to 80 of `a-z`, `0-9` and single inner hyphens.
package struct Slug: Hashable, Comparable, Sendable, CustomStringConvertible {
  package let description: String

  package init?(_ text: String) {
    let bytes = Array(text.utf8)
    guard 1...80 ~= bytes.count, bytes.first != 45, bytes.last != 45, !text.contains("--"),
      bytes.allSatisfy({ 97...122 ~= $0 || 48...57 ~= $0 || $0 == 45 }),
      ReleaseID(text) == nil
    else { return nil }
    description = text
  }

  /// A slug made from a headline: Latin letters without their accents and digits, at most eight
  /// words and 60 characters; `release` when nothing is left.
  package init(headline: String) {
    var words: [String] = [""]
    for scalar in headline.unicodeScalars {
      switch scalar.value {
      case 0x27, 0x2019, 0x300...0x36f: continue
      default:
        let letters = Self.ascii(scalar)
        if !letters.isEmpty {
          words[words.count - 1] += letters
        } else if words.last != "" {
          words.append("")
        }
      }
    }
    var text = ""
    for word in words.filter({ !$0.isEmpty }).prefix(8) {
      let longer = text.isEmpty ? word : text + "-" + word
      if longer.utf8.count > 60 { break }
      text = longer
    }
    description = Slug(text)?.description ?? "release"
  }

  /// The plain letter behind a Latin letter, by its Unicode name (`LATIN SMALL LETTER E WITH
  /// ACUTE` is `e`); empty for everything that is no Latin letter and no digit.
  private static func ascii(_ scalar: Unicode.Scalar) -> String {
    switch scalar.value {
    case 48...57, 97...122: return String(scalar)
    case 65...90: return String(scalar).lowercased()
    case 0xdf: return "ss"
    case 0..<0x80: return ""
    default: break
    }
    guard let name = scalar.properties.name, name.hasPrefix("LATIN "),
      let range = name.split(separator: " ").firstIndex(of: "LETTER")
    else { return "" }
    let words = name.split(separator: " ")
    guard range + 1 < words.count, words[range + 1].count <= 2 else { return "" }
    return words[range + 1].lowercased()
  }

  /// This slug with a number behind it, for a name that is taken.
  package func numbered(_ number: Int) -> Slug {
    let suffix = "-\(number)"
    var stem = description.prefix(80 - suffix.utf8.count)
    while stem.hasSuffix("-") { stem.removeLast() }
    return Slug(stem + suffix) ?? self
  }

  package static func < (left: Slug, right: Slug) -> Bool { left.description < right.description }
}

/// The configured name of an output: 1 to 32 of `a-z`, `0-9`, `-`.
package struct OutputName: Hashable, Comparable, Sendable, CustomStringConvertible {
  package let description: String

  package init?(_ text: String) {
    let bytes = Array(text.utf8)
    guard 1...32 ~= bytes.count,
      bytes.allSatisfy({ 97...122 ~= $0 || 48...57 ~= $0 || $0 == 45 })
    else { return nil }
    description = text
  }

  package static func < (left: OutputName, right: OutputName) -> Bool {
    left.description < right.description
  }
}

/// Who acted.
package struct Actor: Hashable, Sendable {
  /// The Unix user id; nil for the daemon acting by itself.
  package var uid: UInt32?
  /// The login name, `uid:1234` where the system knows none, or `embargod`.
  package var name: String

  package init(uid: UInt32?, name: String) { (self.uid, self.name) = (uid, name) }

  package static let daemon = Actor(uid: nil, name: "embargod")
}
