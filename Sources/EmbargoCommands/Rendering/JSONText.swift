package import EmbargoCore

/// JSON for programs with its members in the order given.
package indirect enum JSONText: Sendable {
  case value(JSON)
  case object([(String, JSONText)])
  case array([JSONText])

  package static func string(_ text: String) -> JSONText { .value(.string(text)) }

  package var bytes: [UInt8] {
    switch self {
    case .value(let value): return value.canonical
    case .array(let items):
      return [UInt8(ascii: "[")] + items.map(\.bytes).joined(separator: [UInt8(ascii: ",")])
        + [UInt8(ascii: "]")]
    case .object(let members):
      let pairs = members.map { JSON.string($0.0).canonical + [UInt8(ascii: ":")] + $0.1.bytes }
      return [UInt8(ascii: "{")] + pairs.joined(separator: [UInt8(ascii: ",")])
        + [UInt8(ascii: "}")]
    }
  }

  /// The same document with every character that could control a terminal or turn the direction of
  /// writing as a `\u` escape, line breaks outside strings as blanks.
  package static func printable(_ document: [UInt8]) -> [UInt8] {
    guard document.contains(where: { $0 < 0x20 || $0 >= 0x7F }) else { return document }
    var result: [UInt8] = []
    result.reserveCapacity(document.count)
    for scalar in String(decoding: document, as: UTF8.self).unicodeScalars {
      switch scalar {
      case "\n", "\r", "\t": result.append(0x20)
      case _ where scalar.value >= 0x7F && isControlling(scalar):
        for unit in String(scalar).utf16 { result += escape(unit) }
      default: result += Array(String(scalar).utf8)
      }
    }
    return result
  }

  private static func isControlling(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator: true
    default: false
    }
  }

  private static func escape(_ unit: UInt16) -> [UInt8] {
    let digits = String(unit, radix: 16)
    return Array(("\\u" + String(repeating: "0", count: 4 - digits.count) + digits).utf8)
  }
}
