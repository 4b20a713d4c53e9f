import EmbargoSystem
import Glibc

/// A directory of its own for one test, removed with all that is in it.
final class TemporaryFolder: Sendable {
  let path: String
  let directory: Directory

  init() throws {
    var template = Array("/tmp/system-tests-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else {
      throw SystemError("create", "a temporary directory", code: errno)
    }
    path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    directory = try Directory(path: path)
  }

  deinit {
    try? removeEverything(in: directory)
    rmdir(path)
  }

  /// Writes a file in place, as any program would.
  func write(_ name: String, _ text: String, append: Bool = false) throws {
    let flags = O_WRONLY | O_CREAT | (append ? O_APPEND : O_TRUNC)
    let file = open(path + "/" + name, flags, 0o644)
    guard file >= 0 else { throw SystemError("open", name, code: errno) }
    defer { close(file) }
    guard Glibc.write(file, text, text.utf8.count) == text.utf8.count else {
      throw SystemError("write", name, code: errno)
    }
  }

  func read(_ name: String) throws -> String {
    String(
      decoding: try directory.readFile(RelativePath(name), limit: 1 << 20), as: UTF8.self)
  }

  func names() throws -> [String] {
    try directory.entries(limit: 1000).entries.map(\.name.description)
  }
}

private func removeEverything(in directory: Directory) throws {
  for entry in try directory.entries(limit: 100_000).entries {
    if entry.kind == .directory {
      try removeEverything(in: directory.directory(RelativePath(entry.name)))
    }
    try directory.remove(entry.name, directory: entry.kind == .directory)
  }
}
