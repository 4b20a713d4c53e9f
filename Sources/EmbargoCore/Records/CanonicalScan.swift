/// Looks through canonical JSON (RFC 8785, integers only) without building values: a hundred
/// thousand records a second are checked with it.
///
/// What it accepts is exactly what `JSON(parsing:)` reads and `canonical` writes again as the same
/// bytes, but for names of members that are not plain ASCII, which it leaves undecided.
struct CanonicalScan {
  /// Names that it cannot put in order: to be decided by a parser.
  private(set) var isUndecided = false
  private let bytes: UnsafeBufferPointer<UInt8>
  private var position: Int

  /// - Parameter start: where the value begins.
  init(_ bytes: UnsafeBufferPointer<UInt8>, at start: Int = 0) {
    (self.bytes, position) = (bytes, start)
  }

  private var next: UInt8 { position < bytes.count ? bytes[position] : 0 }

  /// The end of the canonical value that begins here; nil: there is none.
  mutating func value(depth: Int = 0) -> Int? {
    guard depth <= 32 else { return nil }
    let isGood: Bool =
      switch next {
      case UInt8(ascii: "\""): string()
      case UInt8(ascii: "{"): object(depth: depth) { _, _ in }
      case UInt8(ascii: "["): array(depth: depth)
      case UInt8(ascii: "t"): word("true")
      case UInt8(ascii: "f"): word("false")
      case UInt8(ascii: "n"): word("null")
      default: integer()
      }
    return isGood ? position : nil
  }

  private mutating func word(_ word: StaticString) -> Bool {
    let end = position + word.utf8CodeUnitCount
    guard end <= bytes.count else { return false }
    for index in 0..<word.utf8CodeUnitCount
    where bytes[position + index] != word.utf8Start[index] { return false }
    position = end
    return true
  }

  /// No zeros in front, no minus zero, less than 2^53.
  private mutating func integer() -> Bool {
    let isNegative = next == UInt8(ascii: "-")
    if isNegative { position += 1 }
    let start = position
    var value: UInt64 = 0
    while 48...57 ~= next, position - start < 17 {
      value = value * 10 + UInt64(next - 48)
      position += 1
    }
    let count = position - start
    guard 1...16 ~= count, value < 1 << 53 else { return false }
    return bytes[start] != 48 || (count == 1 && !isNegative)
  }

  private mutating func array(depth: Int) -> Bool {
    position += 1
    if next == UInt8(ascii: "]") {
      position += 1
      return true
    }
    while value(depth: depth + 1) != nil {
      defer { position += 1 }
      if next == UInt8(ascii: "]") { return true }
      guard next == UInt8(ascii: ",") else { return false }
    }
    return false
  }

  /// Members in strictly ascending order; `body` gets the places of each name, without its quotes,
  /// and its value.
  private mutating func object(depth: Int, _ body: (Range<Int>, Range<Int>) -> Void) -> Bool {
    position += 1
    if next == UInt8(ascii: "}") {
      position += 1
      return true
    }
    var before: Range<Int>?
    while next == UInt8(ascii: "\"") {
      let start = position + 1
      guard string() else { return false }
      let name = start..<(position - 1)
      if let before, !isAscending(before, name) { return false }
      before = name
      guard next == UInt8(ascii: ":") else { return false }
      position += 1
      let begin = position
      guard value(depth: depth + 1) != nil else { return false }
      body(name, begin..<position)
      defer { position += 1 }
      if next == UInt8(ascii: "}") { return true }
      guard next == UInt8(ascii: ",") else { return false }
    }
    return false
  }

  private mutating func isAscending(_ first: Range<Int>, _ second: Range<Int>) -> Bool {
    for (left, right) in zip(first, second) {
      let (one, other) = (bytes[left], bytes[right])
      if one >= 0x80 || other >= 0x80 || one == UInt8(ascii: "\\") || other == UInt8(ascii: "\\") {
        isUndecided = true
        return true
      }
      if one != other { return one < other }
    }
    return first.count < second.count
  }

  private mutating func string() -> Bool {
    let start = position
    position += 1
    var isASCII = true
    while position < bytes.count {
      let byte = bytes[position]
      position += 1
      switch byte {
      case UInt8(ascii: "\""):
        if isASCII { return true }
        let content = UnsafeBufferPointer(rebasing: bytes[start..<position])
        return String(validating: content, as: UTF8.self) != nil
      case UInt8(ascii: "\\"): guard escape() else { return false }
      case 0..<0x20: return false
      case 0x80...: isASCII = false
      default: break
      }
    }
    return false
  }

  /// Only what has no shorter way of being written.
  private mutating func escape() -> Bool {
    let letter = next
    position += 1
    switch letter {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "b"), UInt8(ascii: "t"),
      UInt8(ascii: "n"), UInt8(ascii: "f"), UInt8(ascii: "r"):
      return true
    case UInt8(ascii: "u"):
      guard word("00"), position + 2 <= bytes.count, let high = Hex.value(bytes[position]),
        high <= 1, let low = Hex.value(bytes[position + 1])
      else { return false }
      position += 2
      let value = high << 4 | low
      return ![8, 9, 10, 12, 13].contains(value)
    default: return false
    }
  }

  /// The members of the object that begins here, in their order; nil: it is none, or not canonical.
  mutating func members() -> [(name: Range<Int>, value: Range<Int>)]? {
    guard next == UInt8(ascii: "{") else { return nil }
    var members: [(name: Range<Int>, value: Range<Int>)] = []
    members.reserveCapacity(12)
    return object(depth: 0) { members.append(($0, $1)) } ? members : nil
  }

  /// Where reading has come to.
  var end: Int { position }
}

/// The members of one object among bytes that are canonical JSON.
package struct ScannedObject {
  private let bytes: [UInt8]
  private let members: [(name: Range<Int>, value: Range<Int>)]

  /// Nil: no object of canonical JSON.
  ///
  /// - Parameter range: where it stands; nil: it is all of the bytes.
  package init?(_ bytes: [UInt8], in range: Range<Int>? = nil) {
    let range = range ?? bytes.indices
    let found = bytes.withUnsafeBufferPointer { all -> [(name: Range<Int>, value: Range<Int>)]? in
      var scan = CanonicalScan(all, at: range.lowerBound)
      guard let members = scan.members(), scan.end == range.upperBound else { return nil }
      guard scan.isUndecided else { return members }
      let text = Array(all[range])
      return (try? JSON(parsing: text))?.canonical == text ? members : nil
    }
    guard let found else { return nil }
    (self.bytes, members) = (bytes, found)
  }

  /// Where the value of a member stands.
  package func place(_ name: StaticString) -> Range<Int>? {
    let wanted = UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount)
    return members.first { bytes[$0.name].elementsEqual(wanted) }?.value
  }

  package var names: [String] {
    members.map { String(decoding: bytes[$0.name], as: UTF8.self) }
  }

  package func object(_ name: StaticString) -> ScannedObject? {
    place(name).flatMap { ScannedObject(bytes, in: $0) }
  }

  /// The text of a string without escapes.
  package func text(_ name: StaticString) -> ArraySlice<UInt8>? {
    guard let place = place(name), bytes[place.lowerBound] == UInt8(ascii: "\"") else { return nil }
    let inner = bytes[(place.lowerBound + 1)..<(place.upperBound - 1)]
    return inner.contains(UInt8(ascii: "\\")) ? nil : inner
  }

  package func string(_ name: StaticString) -> String? {
    text(name).map { String(decoding: $0, as: UTF8.self) }
  }

  package func integer(_ name: StaticString) -> Int64? {
    place(name).flatMap { Int64(String(decoding: bytes[$0], as: UTF8.self)) }
  }

  /// The objects of an array; empty: it is none, or has others.
  package func objects(_ name: StaticString) -> [ScannedObject] {
    guard let place = place(name), bytes[place.lowerBound] == UInt8(ascii: "[") else { return [] }
    var objects: [ScannedObject] = []
    var start = place.lowerBound + 1
    while start < place.upperBound - 1 {
      let end = bytes.withUnsafeBufferPointer { all in
        var scan = CanonicalScan(all, at: start)
        return scan.value()
      }
      guard let end, let object = ScannedObject(bytes, in: start..<end) else { return [] }
      objects.append(object)
      start = end + 1
    }
    return objects
  }

  /// The value of a member that is named without escapes.
  package func json(_ name: String) -> JSON? {
    let found = members.first { bytes[$0.name].elementsEqual(name.utf8) }
    return found.flatMap { try? JSON(parsing: Array(bytes[$0.value])) }
  }

  /// The value of a member, whatever it is.
  package func json(_ name: StaticString) -> JSON? {
    place(name).flatMap { try? JSON(parsing: Array(bytes[$0])) }
  }
}
