/// Looks over JSON (RFC 8259) where it lies, without making values of it.
struct JSONScan {
  /// Why some bytes are not the JSON that was wanted.
  struct Fault: Error, Hashable {
    /// The byte at which looking stopped, from 1.
    var column: Int
    var wanted: String
  }

  /// Levels of nesting that are followed.
  static let deepest = 32

  /// Checks that the bytes are one object with nothing but blanks around it.
  static func checkObject(_ bytes: [UInt8]) throws(Fault) {
    var scan = JSONScan(bytes: bytes)
    scan.skipBlanks()
    guard scan.next == UInt8(ascii: "{") else { throw scan.fault("a JSON object") }
    try scan.value(depth: 0)
    try scan.checkEnd()
    guard String(validating: bytes, as: UTF8.self) != nil else {
      throw Fault(column: 1, wanted: "UTF-8")
    }
  }

  /// Where the elements of an array lie; the array is all there is.
  static func elements(of bytes: [UInt8]) throws(Fault) -> [Range<Int>] {
    var scan = JSONScan(bytes: bytes)
    var elements: [Range<Int>] = []
    scan.skipBlanks()
    guard scan.next == UInt8(ascii: "[") else { throw scan.fault("a JSON array") }
    try scan.members(end: UInt8(ascii: "]")) { (scan) throws(Fault) in
      scan.skipBlanks()
      let start = scan.place
      try scan.value(depth: 1)
      elements.append(start..<scan.place)
    }
    try scan.checkEnd()
    return elements
  }

  private let bytes: [UInt8]
  private var place = 0

  private init(bytes: [UInt8]) { self.bytes = bytes }

  private var next: UInt8? { place < bytes.count ? bytes[place] : nil }

  private func fault(_ wanted: String) -> Fault { Fault(column: place + 1, wanted: wanted) }

  private mutating func skipBlanks() {
    while let byte = next, byte == 0x20 || byte == 0x09 || byte == 0x0a || byte == 0x0d {
      place += 1
    }
  }

  private func checkEnd() throws(Fault) {
    var rest = self
    rest.skipBlanks()
    guard rest.next == nil else { throw rest.fault("the end of the line") }
  }

  private mutating func value(depth: Int) throws(Fault) {
    guard depth <= Self.deepest else { throw fault("at most \(Self.deepest) levels") }
    skipBlanks()
    switch next {
    case UInt8(ascii: "\""): try string()
    case UInt8(ascii: "{"):
      try members(end: UInt8(ascii: "}")) { (scan) throws(Fault) in
        scan.skipBlanks()
        guard scan.next == UInt8(ascii: "\"") else { throw scan.fault("a member's name") }
        try scan.string()
        scan.skipBlanks()
        guard scan.next == UInt8(ascii: ":") else { throw scan.fault("a colon") }
        scan.place += 1
        try scan.value(depth: depth + 1)
      }
    case UInt8(ascii: "["):
      try members(end: UInt8(ascii: "]")) { (scan) throws(Fault) in
        try scan.value(depth: depth + 1)
      }
    case UInt8(ascii: "t"): try word("true")
    case UInt8(ascii: "f"): try word("false")
    case UInt8(ascii: "n"): try word("null")
    default: try number()
    }
  }

  /// What stands between two brackets, parted by commas.
  private mutating func members(
    end: UInt8, _ member: (inout JSONScan) throws(Fault) -> Void
  ) throws(Fault) {
    place += 1
    skipBlanks()
    if next == end {
      place += 1
      return
    }
    while true {
      try member(&self)
      skipBlanks()
      guard next == end || next == UInt8(ascii: ",") else { throw fault("a comma or the end") }
      place += 1
      if bytes[place - 1] == end { return }
    }
  }

  private mutating func word(_ word: String) throws(Fault) {
    guard bytes[place...].starts(with: word.utf8) else { throw fault("a value") }
    place += word.utf8.count
  }

  private mutating func number() throws(Fault) {
    if next == UInt8(ascii: "-") { place += 1 }
    if next == UInt8(ascii: "0") { place += 1 } else { try digits("a value") }
    if next == UInt8(ascii: ".") {
      place += 1
      try digits("a digit")
    }
    guard next == UInt8(ascii: "e") || next == UInt8(ascii: "E") else { return }
    place += 1
    if next == UInt8(ascii: "+") || next == UInt8(ascii: "-") { place += 1 }
    try digits("a digit")
  }

  private mutating func digits(_ wanted: String) throws(Fault) {
    let start = place
    while let byte = next, 48...57 ~= byte { place += 1 }
    guard place > start else { throw fault(wanted) }
  }

  private mutating func string() throws(Fault) {
    place += 1
    while place < bytes.count {
      let byte = bytes[place]
      if byte == UInt8(ascii: "\"") {
        place += 1
        return
      }
      guard byte >= 0x20 else { throw fault("no control character in a string") }
      place += 1
      if byte == UInt8(ascii: "\\") { try escape() }
    }
    throw fault("the end of a string")
  }

  private mutating func escape() throws(Fault) {
    switch next {
    case UInt8(ascii: "u"):
      place += 1
      let unit = try codeUnit()
      guard 0xd800..<0xe000 ~= unit else { return }
      guard unit < 0xdc00, bytes[place...].starts(with: "\\u".utf8) else {
        throw fault("both halves of a surrogate pair")
      }
      place += 2
      guard 0xdc00..<0xe000 ~= (try codeUnit()) else {
        throw fault("both halves of a surrogate pair")
      }
    case .some(let letter) where Self.escapes.contains(letter): place += 1
    default: throw fault("an escape that JSON knows")
    }
  }

  private static let escapes = Array("\"\\/bfnrt".utf8)

  private mutating func codeUnit() throws(Fault) -> UInt16 {
    var unit: UInt16 = 0
    for _ in 0..<4 {
      guard let byte = next, let digit = Self.hexadecimal(byte) else {
        throw fault("four hexadecimal digits")
      }
      unit = unit << 4 | digit
      place += 1
    }
    return unit
  }

  private static func hexadecimal(_ byte: UInt8) -> UInt16? {
    switch byte {
    case 48...57: UInt16(byte - 48)
    case 65...70: UInt16(byte - 55)
    case 97...102: UInt16(byte - 87)
    default: nil
    }
  }
}
