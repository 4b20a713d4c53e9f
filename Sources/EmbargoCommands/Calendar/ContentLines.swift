/// The text of an iCalendar object (RFC 5545, section 3.1): content lines that end with CRLF and
/// are folded so that none is longer than 75 octets.
package struct ContentLines {
  package static let longest = 75

  package private(set) var bytes: [UInt8] = []

  package init() {}

  /// One property, whose value is written as it is.
  package mutating func add(_ name: String, _ value: String) {
    var room = Self.longest
    for scalar in "\(name):\(value)".unicodeScalars {
      let octets = Array(String(scalar).utf8)
      // Never within the octets of one scalar: a reader may decode before it unfolds.
      if octets.count > room {
        bytes += Array("\r\n ".utf8)
        room = Self.longest - 1
      }
      bytes += octets
      room -= octets.count
    }
    bytes += Array("\r\n".utf8)
  }

  /// One property of type TEXT (section 3.3.11).
  package mutating func add(_ name: String, text: String) { add(name, Self.escaped(text)) }

  /// Backslash, semicolon, comma and line ends escaped; other control characters, which a text must
  /// not have, as blanks.
  package static func escaped(_ text: String) -> String {
    var escaped = ""
    for character in text {
      switch character {
      case "\\", ";", ",": escaped += "\\\(character)"
      case "\n", "\r\n", "\r": escaped += "\\n"
      default:
        for scalar in character.unicodeScalars {
          let isControl = scalar.properties.generalCategory == .control
          escaped.unicodeScalars.append(isControl ? " " : scalar)
        }
      }
    }
    return escaped
  }
}
