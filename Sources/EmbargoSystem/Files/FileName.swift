/// The name of one entry in a directory: 1 to 255 bytes without `/` and NUL, neither `.` nor `..`.
///
/// The bytes may be no UTF-8 and may hold line breaks; `description` is made safe for people.
package struct FileName: Hashable, Comparable, Sendable, CustomStringConvertible {
  package let bytes: [UInt8]

  package init(bytes: [UInt8]) throws(SystemError) {
    guard let fault = Self.fault(bytes) else {
      self.bytes = bytes
      return
    }
    let code = bytes.count > 255 ? Errno.nameTooLong : Errno.invalidArgument
    throw SystemError(
      "use as a file name", "\"\(displayText(bytes.prefix(300)))\"", code: code, detail: fault)
  }

  package init(_ name: String) throws(SystemError) { try self.init(bytes: Array(name.utf8)) }

  private static func fault(_ bytes: [UInt8]) -> String? {
    if bytes.isEmpty { return "it is empty" }
    if bytes.count > 255 { return "it is longer than 255 bytes" }
    if bytes.contains(0) { return "it holds a NUL byte" }
    if bytes.contains(UInt8(ascii: "/")) { return "it holds a slash" }
    if bytes == [UInt8(ascii: ".")] || bytes == Array("..".utf8) { return "it names a directory" }
    return nil
  }

  /// The name as text; nil when it is no UTF-8.
  package var string: String? { String(validating: bytes, as: UTF8.self) }

  /// The name with whatever could disturb a terminal escaped; not for opening files.
  package var description: String { displayText(bytes) }

  /// In the order of the bytes.
  package static func < (left: FileName, right: FileName) -> Bool {
    left.bytes.lexicographicallyPrecedes(right.bytes)
  }

  /// For C, with the NUL at its end.
  var terminated: [CChar] { bytes.map { CChar(bitPattern: $0) } + [0] }
}

/// A path below some directory: 1 to 32 names, such as `2026-03-01/letter.txt`.
package struct RelativePath: Hashable, Comparable, Sendable, CustomStringConvertible {
  package static let mostNames = 32
  /// Never empty.
  package let names: [FileName]

  package init(names: [FileName]) throws(SystemError) {
    guard (1...Self.mostNames).contains(names.count) else {
      throw SystemError(
        "use as a path", "\(names.count) names", code: Errno.invalidArgument,
        detail: "1 to \(Self.mostNames) names are possible")
    }
    self.names = names
  }

  /// Splits at slashes; an absolute path, an empty name, `.` and `..` are refused.
  package init(_ path: String) throws(SystemError) {
    var names: [FileName] = []
    let parts = path.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    for part in parts.prefix(Self.mostNames + 1) { names.append(try FileName(bytes: Array(part))) }
    try self.init(names: names)
  }

  package init(_ name: FileName) { names = [name] }

  /// The last name.
  package var last: FileName { names[names.count - 1] }

  /// The path without its last name; nil when it has one only.
  package var parent: RelativePath? {
    names.count > 1 ? RelativePath(checked: names.dropLast()) : nil
  }

  private init(checked names: [FileName]) { self.names = names }

  package var description: String { names.map(\.description).joined(separator: "/") }

  package static func < (left: RelativePath, right: RelativePath) -> Bool {
    left.names.lexicographicallyPrecedes(right.names)
  }

  var terminated: [CChar] {
    Array(names.map(\.bytes).joined(separator: [UInt8(ascii: "/")])).map(CChar.init(bitPattern:))
      + [0]
  }
}
