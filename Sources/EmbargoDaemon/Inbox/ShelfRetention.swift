import EmbargoSystem
import EmbargoTime

extension Shelves {
  /// Removes what was refused, and what was said of accepted files, before the limit, and says how
  /// many. Folders go with the files in them.
  func forget(olderThan limit: Instant, atMost most: Int) throws(SystemError) -> Int {
    var count = 0
    for shelf in [rejected, accepted] {
      for entry in try shelf.entries(limit: 100_000).entries where count < most {
        guard entry.kind == .regular || entry.kind == .directory,
          entry.name.bytes.first != UInt8(ascii: "."),
          let found = try FileAttributes.of(entry.name, in: shelf),
          // Refusing it renamed it.
          found.lastChange < limit.nanoseconds
        else { continue }
        guard entry.kind == .directory else {
          if try shelf.remove(entry.name) { count += 1 }
          continue
        }
        if try empty(entry.name, in: shelf, atMost: most - count) {
          try shelf.remove(entry.name, directory: true)
          count += 1
        }
      }
    }
    return count
  }

  /// False: something is left in it, such as a folder, which no release has.
  private func empty(
    _ name: FileName, in shelf: Directory, atMost most: Int
  ) throws(SystemError) -> Bool {
    let folder = try shelf.directory(RelativePath(name))
    for file in try folder.entries(limit: max(1, most)).entries where file.kind == .regular {
      try folder.remove(file.name)
    }
    return try folder.entries(limit: 1).entries.isEmpty
  }
}
