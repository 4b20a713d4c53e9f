import EmbargoSystem
import Glibc

/// A folder of its own with a tree of zone files that a test exchanges: 2025b at first.
final class ZonePlace: Sendable {
  /// How the tree is replaced by that of 2026f.
  enum Replacement: CaseIterable {
    case renamedOver
    case linkSwitched
    case directorySwapped
    case linkInsideSwitched
  }

  private let path: String
  /// What a daemon would be given.
  let tree: String

  init() throws {
    var template = Array("/tmp/zone-tests-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else {
      throw SystemError("create", "a temporary directory", code: errno)
    }
    path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    tree = path + "/zoneinfo"
    for version in ["2025b", "2026f"] {
      mkdir("\(path)/\(version)", 0o755)
      mkdir("\(path)/\(version)/America", 0o755)
      mkdir("\(path)/\(version)/America/Inner", 0o755)
      mkdir("\(path)/\(version)/Africa", 0o755)
      // As where all comes by one link that is switched: its target has a name with a dot.
      mkdir("\(path)/\(version)/.data", 0o755)
      mkdir("\(path)/\(version)/.data/Europe", 0o755)
      symlink(".data/Europe", "\(path)/\(version)/Europe")
      for name in Self.names {
        try write("\(version)/\(name)", in: path, try bytes(version, name))
      }
    }
    symlink("2025b", tree)
  }

  deinit { try? Self.remove(path) }

  private static let names = [
    "America/Vancouver", "America/Havana", "Africa/Casablanca", "Europe/Chisinau",
    "Europe/London", "tzdata.zi",
  ]

  func bytes(_ version: String, _ name: String) throws -> [UInt8] {
    try ProjectFile.read("Tests/Acceptance/fixtures/zoneinfo/\(version)/\(name)")
  }

  /// In place, as `cp` does it.
  func write(_ name: String, _ text: String) throws { try write(name, Array(text.utf8)) }
  func write(_ name: String, _ bytes: [UInt8]) throws { try write(name, in: tree, bytes) }

  private func write(_ name: String, in folder: String, _ bytes: [UInt8]) throws {
    let file = open("\(folder)/\(name)", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard file >= 0 else { throw SystemError("open", name, code: errno) }
    defer { close(file) }
    guard bytes.withUnsafeBytes({ Glibc.write(file, $0.baseAddress, $0.count) }) == bytes.count
    else { throw SystemError("write", name, code: errno) }
  }

  /// As a package manager does it: written beside, then renamed.
  func rename(_ bytes: [UInt8], over name: String) throws {
    try write(name + ".dpkg-new", bytes)
    guard Glibc.rename("\(tree)/\(name).dpkg-new", "\(tree)/\(name)") == 0 else {
      throw SystemError("rename", name, code: errno)
    }
  }

  func replace(_ how: Replacement) throws {
    switch how {
    case .renamedOver:
      for name in Self.names { try rename(try bytes("2026f", name), over: name) }
    case .linkSwitched:
      symlink("2026f", path + "/new")
      guard Glibc.rename(path + "/new", tree) == 0 else {
        throw SystemError("rename", tree, code: errno)
      }
    case .directorySwapped:
      guard Glibc.rename(path + "/2025b", path + "/old") == 0,
        Glibc.rename(path + "/2026f", path + "/2025b") == 0
      else { throw SystemError("rename", tree, code: errno) }
    case .linkInsideSwitched:
      for folder in ["Africa", "America"] {
        guard Glibc.rename("\(tree)/\(folder)", "\(path)/was-\(folder)") == 0,
          Glibc.rename("\(path)/2026f/\(folder)", "\(tree)/.data/\(folder)") == 0
        else { throw SystemError("rename", folder, code: errno) }
        symlink(".data/\(folder)", "\(tree)/\(folder)")
      }
      try rename(try bytes("2026f", "tzdata.zi"), over: "tzdata.zi")
    }
  }

  func empty() throws {
    for entry in try Directory(path: tree).entries(limit: 100).entries {
      try Self.remove("\(tree)/\(entry.name)")
    }
  }

  private static func remove(_ path: String) throws {
    let kind = try FileAttributes.of(path: path)?.kind
    if kind == .directory, unlink(path) != 0 {
      for entry in try Directory(path: path).entries(limit: 100).entries {
        try remove("\(path)/\(entry.name)")
      }
      rmdir(path)
    } else {
      unlink(path)
    }
  }
}
