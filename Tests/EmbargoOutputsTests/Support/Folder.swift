import EmbargoSystem
import Glibc

/// A directory of its own for one test, removed with all that is in it.
final class Folder: Sendable {
  struct Failure: Error {
    var errno: Int32
  }

  let path: String
  let directory: Directory

  init() throws {
    var template = Array("/tmp/outputs-tests-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw Failure(errno: errno) }
    path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    directory = try Directory(path: path)
  }

  deinit {
    try? Self.removeAll(in: directory)
    rmdir(path)
  }

  private static func removeAll(in directory: Directory) throws {
    for entry in try directory.entries(limit: 100_000).entries {
      if entry.kind == .directory {
        try removeAll(in: directory.directory(RelativePath(entry.name)))
      }
      try directory.remove(entry.name, directory: entry.kind == .directory)
    }
  }

  func write(_ name: String, _ bytes: [UInt8]) throws {
    try directory.replaceFile(FileName(name), bytes, mode: .publicFile)
  }

  func read(_ name: String) throws -> [UInt8] {
    try directory.readFile(RelativePath(name), limit: 1 << 26)
  }

  /// The paths of all files below it, in order.
  func files() throws -> [String] { try Self.files(in: directory, under: "") }

  /// The paths of everything below it, directories included.
  func everything() throws -> [String] {
    try Self.files(in: directory, under: "", withDirectories: true)
  }

  private static func files(
    in directory: Directory, under prefix: String, withDirectories: Bool = false
  ) throws -> [String] {
    var paths: [String] = []
    for entry in try directory.entries(limit: 100_000).entries {
      let path = prefix + entry.name.description
      if entry.kind == .directory {
        if withDirectories { paths.append(path + "/") }
        paths += try files(
          in: directory.directory(RelativePath(entry.name)), under: path + "/",
          withDirectories: withDirectories)
      } else {
        paths.append(path)
      }
    }
    return paths.sorted()
  }
}
