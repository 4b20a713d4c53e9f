extension JSON {
  /// Why some bytes are not JSON of the kind that records hold.
  package struct ParseError: Error, Hashable {
    /// The byte at which reading stopped, from 0.
    package var position: Int
    package var message: String
  }

  /// Reads one JSON text (RFC 8259) of integers, strings, arrays and objects.
  ///
  /// Refuses fractions, repeated members, invalid UTF-8, more than 32 levels and anything behind
  /// the value. The result's `canonical` equals the input exactly when the input was canonical.
  package init(parsing bytes: [UInt8]) throws(ParseError) {
    var parser = JSONParser(bytes: bytes)
    self = try parser.value(depth: 0)
    parser.skipBlanks()
    guard parser.position == bytes.count else {
      throw ParseError(position: parser.position, message: "expected the end of the text")
    }
  }
}

private struct JSONParser {
  let bytes: [UInt8]
  var position = 0

  init(bytes: [UInt8]) { self.bytes = bytes }

  private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

  private func failure(_ message: String) -> JSON.ParseError {
    JSON.ParseError(position: position, message: message)
  }

  mutating func skipBlanks() {
    while let byte = next, byte == 0x20 || byte == 0x09 || byte == 0x0a || byte == 0x0d {
      position += 1
    }
  }

  mutating func value(depth: Int) throws(JSON.ParseError) -> JSON {
    guard depth <= 32 else { throw failure("nested deeper than 32 levels") }
    skipBlanks()
    switch next {
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "{"): return try object(depth: depth)
    case UInt8(ascii: "["): return try array(depth: depth)
    case UInt8(ascii: "t"): return try word("true", .bool(true))
    case UInt8(ascii: "f"): return try word("false", .bool(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    default: return try integer()
    }
  }

  private mutating func word(_ word: String, _ value: JSON) throws(JSON.ParseError) -> JSON {
    guard bytes[position...].starts(with: word.utf8) else { throw failure("expected \(word)") }
    position += word.utf8.count
    return value
  }

  private mutating func integer() throws(JSON.ParseError) -> JSON {
    let start = position
    if next == UInt8(ascii: "-") { position += 1 }
    while let byte = next, 48...57 ~= byte { position += 1 }
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    guard let value = Int64(text), String(value) == text, value.magnitude < 1 << 53 else {
      position = start
      throw failure("expected a value")
    }
    return .integer(value)
  }

  private mutating func array(depth: Int) throws(JSON.ParseError) -> JSON {
    position += 1
    var items: [JSON] = []
    skipBlanks()
    if next == UInt8(ascii: "]") {
      position += 1
      return .array(items)
    }
    while true {
      items.append(try value(depth: depth + 1))
      if try separator(end: UInt8(ascii: "]")) { return .array(items) }
    }
  }

  private mutating func object(depth: Int) throws(JSON.ParseError) -> JSON {
    position += 1
    var members: [JSON.Members.Element] = []
    skipBlanks()
    if next == UInt8(ascii: "}") {
      position += 1
      return .object([:])
    }
    while true {
      skipBlanks()
      guard next == UInt8(ascii: "\"") else { throw failure("expected a member's name") }
      let name = try string()
      skipBlanks()
      guard next == UInt8(ascii: ":") else { throw failure("expected :") }
      position += 1
      members.append((name, try value(depth: depth + 1)))
      guard try separator(end: UInt8(ascii: "}")) else { continue }
      switch JSON.Members.ordered(members) {
      case .success(let members): return .object(members)
      case .failure(let twice): throw failure("member \(twice.name) comes twice")
      }
    }
  }

  /// Steps over a comma (false) or the closing bracket (true).
  private mutating func separator(end: UInt8) throws(JSON.ParseError) -> Bool {
    skipBlanks()
    guard next == end || next == UInt8(ascii: ",") else { throw failure("expected , or the end") }
    defer { position += 1 }
    return next == end
  }

  private mutating func string() throws(JSON.ParseError) -> String {
    position += 1
    var content: [UInt8] = []
    while let byte = next, byte != UInt8(ascii: "\"") {
      guard byte >= 0x20 else { throw failure("control character in a string") }
      position += 1
      if byte == UInt8(ascii: "\\") {
        content += Array(String(try escape()).utf8)
      } else {
        content.append(byte)
      }
    }
    guard next != nil, let text = String(validating: content, as: UTF8.self) else {
      throw failure(next == nil ? "string without an end" : "string is not UTF-8")
    }
    position += 1
    return text
  }

  private mutating func escape() throws(JSON.ParseError) -> Unicode.Scalar {
    guard let letter = next else { throw failure("escape without an end") }
    position += 1
    switch letter {
    case UInt8(ascii: "b"): return "\u{08}"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "f"): return "\u{0c}"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(letter)
    case UInt8(ascii: "u"): return try unicodeEscape()
    default: throw failure("unknown escape")
    }
  }

  private mutating func unicodeEscape() throws(JSON.ParseError) -> Unicode.Scalar {
    let first = try codeUnit()
    if let scalar = Unicode.Scalar(first) { return scalar }
    guard 0xd800..<0xdc00 ~= first, bytes[position...].starts(with: "\\u".utf8) else {
      throw failure("half of a surrogate pair")
    }
    position += 2
    let second = try codeUnit()
    guard 0xdc00..<0xe000 ~= second else { throw failure("half of a surrogate pair") }
    let value = 0x10000 + (UInt32(first) - 0xd800) << 10 + (UInt32(second) - 0xdc00)
    guard let scalar = Unicode.Scalar(value) else { throw failure("half of a surrogate pair") }
    return scalar
  }

  private mutating func codeUnit() throws(JSON.ParseError) -> UInt16 {
    let digits = bytes[position...].prefix(4)
    guard digits.count == 4,
      let unit = UInt16(String(decoding: digits, as: UTF8.self), radix: 16),
      digits.first != UInt8(ascii: "+"), digits.first != UInt8(ascii: "-")
    else { throw failure("expected four hexadecimal digits") }
    position += 4
    return unit
  }
}
