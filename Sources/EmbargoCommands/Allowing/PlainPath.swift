import EmbargoSystem

/// An absolute path as its parts, without `..` and control characters; doubled slashes and `.` are
/// left out.
struct PlainPath: Hashable, Comparable, CustomStringConvertible {
  /// Bytes of the longest one (PATH_MAX without its NUL).
  private static let mostBytes = 4095

  /// Empty for `/`.
  let parts: [String]

  /// Nil for what is no such path.
  init?(_ text: String) {
    let parts = text.split(separator: "/").filter { $0 != "." }.map(String.init)
    guard text.utf8.first == UInt8(ascii: "/"), text.utf8.count <= Self.mostBytes,
      !parts.contains(".."),
      text.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F })
    else { return nil }
    self.parts = parts
  }

  private init(parts: [String]) { self.parts = parts }

  var description: String { "/" + parts.joined(separator: "/") }

  /// Whether the other one is this one or lies in it.
  func holds(_ other: PlainPath) -> Bool { other.parts.starts(with: parts) }

  /// Where it leads, symbolic links followed; what does not exist of it stays as it is written.
  var resolved: PlainPath {
    for count in stride(from: parts.count, through: 1, by: -1) {
      let start = PlainPath(parts: Array(parts.prefix(count)))
      guard let found = try? Directory(path: start.description).resolvedPath,
        let path = PlainPath(found)
      else { continue }
      return PlainPath(parts: path.parts + parts.dropFirst(count))
    }
    return self
  }

  /// In the order of the parts.
  static func < (left: PlainPath, right: PlainPath) -> Bool {
    left.parts.lexicographicallyPrecedes(right.parts)
  }
}
