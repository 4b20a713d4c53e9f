import Glibc

/// Files of the project that tests compare with.
enum ProjectFile {
  struct Unreadable: Error {
    var path: String
    var errno: Int32
  }

  /// The path of a file, given from the root of the package.
  static func path(_ name: String) -> String {
    let parts = #filePath.split(separator: "/", omittingEmptySubsequences: false)
    let root = parts.lastIndex(of: "Tests").map { parts[..<$0].joined(separator: "/") } ?? "."
    return root + "/" + name
  }

  /// At most 1 MiB of it.
  static func read(_ name: String) throws -> [UInt8] {
    let file = open(path(name), O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { throw Unreadable(path: path(name), errno: errno) }
    defer { close(file) }
    var bytes = [UInt8](repeating: 0, count: 1 << 20)
    let count = bytes.withUnsafeMutableBytes { Glibc.read(file, $0.baseAddress, $0.count) }
    guard count >= 0 else { throw Unreadable(path: path(name), errno: errno) }
    return Array(bytes.prefix(count))
  }

  static func write(_ name: String, _ bytes: [UInt8]) throws {
    let file = open(path(name), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard file >= 0 else { throw Unreadable(path: path(name), errno: errno) }
    defer { close(file) }
    let count = bytes.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
    guard count == bytes.count else { throw Unreadable(path: path(name), errno: errno) }
  }
}
