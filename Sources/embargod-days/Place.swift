import EmbargoSystem

/// A folder of its own for a run.
struct Place {
  let path: String
  private let parent: Directory
  private let name: FileName

  init(in parent: String) throws {
    let code = try catching { () throws(SystemError) in try SecureRandom.bytes(6) }
    let name = "embargod-days." + code.map { String($0, radix: 16) }.joined()
    path = "\(parent)/\(name)"
    (self.parent, self.name) = try catching { () throws(SystemError) in
      (try Directory(path: parent), try FileName(name))
    }
    for folder in ["press", "mail"] {
      _ = try catching { [path] () throws(SystemError) in
        try Directory.make(path: "\(path)/\(folder)", mode: .privateDirectory)
      }
    }
  }

  func remove() {
    do throws(SystemError) { try parent.removeTree(name, deepest: 8) } catch {
      StandardError.write("\(path) is left: \(error)\n")
    }
  }

  /// How many entries a folder in it has.
  func count(_ folder: String) throws -> Int {
    try catching { () throws(SystemError) in
      try Directory(path: "\(path)/\(folder)").entries(limit: 1_000_000).entries.count
    }
  }

  /// Removes the files in some folders of it.
  func empty(_ folders: [String]) throws {
    for folder in folders {
      try catching { () throws(SystemError) in
        let directory = try Directory(path: "\(path)/\(folder)")
        for entry in try directory.entries(limit: 1_000_000).entries {
          try directory.remove(entry.name)
        }
      }
    }
  }

  /// Bytes of the files whose names begin so.
  func size(of prefix: String) throws -> UInt64 {
    try catching { () throws(SystemError) in
      let directory = try Directory(path: path)
      var sum: UInt64 = 0
      for entry in try directory.entries(limit: 1000).entries
      where entry.name.string?.hasPrefix(prefix) == true {
        sum += try FileAttributes.of(entry.name, in: directory)?.size ?? 0
      }
      return sum
    }
  }
}
