/// Whether some bytes are one JSON text (RFC 8259); what it says does not matter.
struct JSONSyntax {
  /// Where it is none, for people; never what stands there.
  struct Fault: Error, Hashable {
    /// From 1.
    var line: Int
    var wanted: String
  }

  private static let deepest = 64

  private let bytes: [UInt8]
  private var position = 0

  private init(_ bytes: [UInt8]) { self.bytes = bytes }

  static func check(_ bytes: [UInt8]) throws(Fault) {
    var syntax = Self(bytes)
    guard String(validating: bytes, as: UTF8.self) != nil else { throw syntax.fault("UTF-8") }
    try syntax.value(depth: 0)
    syntax.skipBlanks()
    guard syntax.next == nil else { throw syntax.fault("the end behind the first value") }
  }

  private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

  private func fault(_ wanted: String) -> Fault {
    Fault(line: 1 + bytes[..<position].count { $0 == UInt8(ascii: "\n") }, wanted: wanted)
  }

  private mutating func skipBlanks() {
    while let byte = next, byte == 0x20 || byte == 0x09 || byte == 0x0a || byte == 0x0d {
      position += 1
    }
  }

  /// Steps over a byte if it is next.
  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard next == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  private mutating func value(depth: Int) throws(Fault) {
    guard depth <= Self.deepest else { throw fault("at most \(Self.deepest) levels") }
    skipBlanks()
    switch next {
    case UInt8(ascii: "\""): try string()
    case UInt8(ascii: "{"): try members(depth: depth)
    case UInt8(ascii: "["): try items(depth: depth)
    case UInt8(ascii: "t"): try word("true")
    case UInt8(ascii: "f"): try word("false")
    case UInt8(ascii: "n"): try word("null")
    default: try number()
    }
  }

  private mutating func word(_ word: String) throws(Fault) {
    guard bytes[position...].starts(with: word.utf8) else { throw fault(word) }
    position += word.utf8.count
  }

  private mutating func members(depth: Int) throws(Fault) {
    position += 1
    skipBlanks()
    if take("}") { return }
    while true {
      skipBlanks()
      guard next == UInt8(ascii: "\"") else { throw fault("a member's name in quotes") }
      try string()
      skipBlanks()
      guard take(":") else { throw fault("a colon") }
      try value(depth: depth + 1)
      skipBlanks()
      if take("}") { return }
      guard take(",") else { throw fault("a comma or }") }
    }
  }

  private mutating func items(depth: Int) throws(Fault) {
    position += 1
    skipBlanks()
    if take("]") { return }
    while true {
      try value(depth: depth + 1)
      skipBlanks()
      if take("]") { return }
      guard take(",") else { throw fault("a comma or ]") }
    }
  }

  private mutating func string() throws(Fault) {
    position += 1
    while let byte = next {
      position += 1
      switch byte {
      case UInt8(ascii: "\""): return
      case UInt8(ascii: "\\"): try escape()
      case 0..<0x20: throw fault("no control character in a string")
      default: break
      }
    }
    throw fault("the end of a string")
  }

  private mutating func escape() throws(Fault) {
    guard let letter = next, "\"\\/bfnrtu".utf8.contains(letter) else {
      throw fault("an escape that JSON knows")
    }
    position += 1
    guard letter == UInt8(ascii: "u") else { return }
    let digits = bytes[position...].prefix(4)
    guard digits.count == 4, digits.allSatisfy(Self.isHexadecimal) else {
      throw fault("four hexadecimal digits")
    }
    position += 4
  }

  private static func isHexadecimal(_ byte: UInt8) -> Bool {
    48...57 ~= byte || 65...70 ~= byte || 97...102 ~= byte
  }

  private mutating func digits() throws(Fault) {
    guard let first = next, 48...57 ~= first else { throw fault("a value") }
    while let byte = next, 48...57 ~= byte { position += 1 }
  }

  private mutating func number() throws(Fault) {
    _ = take("-")
    if !take("0") { try digits() }
    if take(".") { try digits() }
    if take("e") || take("E") {
      _ = take("+") || take("-")
      try digits()
    }
  }
}
