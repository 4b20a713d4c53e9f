internal import CLinux

/// The time zone files of this machine (RFC 9636), such as those in `/usr/share/zoneinfo`.
///
/// Each call opens the tree by its path, so that a tree that was exchanged is seen.
package struct ZoneTree: Hashable, Sendable {
  /// No zone file comes near it: the largest have some 4 kB.
  package static let mostBytes = 1 << 16

  package let path: String

  package init(path: String) { self.path = path }

  /// The bytes of a zone file, such as `Europe/Paris`; nil when there is none.
  ///
  /// Links are followed as long as they stay in the tree. More than `limit` bytes are refused
  /// (EFBIG).
  package func read(_ name: String, limit: Int = mostBytes) throws(SystemError) -> [UInt8]? {
    let file = try RelativePath(name)
    let root = try Directory(path: path)
    do throws(SystemError) {
      return try root.readFile(file, limit: limit, links: .keptBelow)
    } catch {
      if error.code == Errno.notFound || error.code == Errno.notDirectory { return nil }
      throw error
    }
  }

  /// The version of the zone data, such as `2025b`; nil when the tree does not say.
  ///
  /// From the first line of `tzdata.zi` (`# version 2025b`), otherwise from `+VERSION`.
  package func version() throws(SystemError) -> String? {
    let root = try Directory(path: path)
    if let line = try firstLine("tzdata.zi", in: root), line.hasPrefix("# version ") {
      return line.dropFirst("# version ".count).split(separator: " ").first.map(String.init)
    }
    return try firstLine("+VERSION", in: root)
  }

  private func firstLine(_ name: String, in root: Directory) throws(SystemError) -> String? {
    let file = try RelativePath(name)
    do throws(SystemError) {
      let bytes = try root.readBeginning(file, count: 128, links: .keptBelow)
      let line = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).first
      let text = displayText((line ?? []).filter { $0 != UInt8(ascii: "\r") })
      return text.isEmpty ? nil : text
    } catch {
      if error.code == Errno.notFound { return nil }
      throw error
    }
  }

  /// All zone files by their names, such as `Europe/Paris`; files of another kind are left out.
  ///
  /// What is no zone file to this user (a link that leads out, a file that may not be read) is left
  /// out; an error that may pass is thrown. `posix` and `right` are other copies of the tree.
  package func zoneFiles() throws(SystemError) -> [String: [UInt8]] {
    let root = try Directory(path: path)
    var files: [String: [UInt8]] = [:]
    for file in try Walk(root).files {
      do throws(SystemError) {
        let bytes = try root.readFile(file, limit: Self.mostBytes, links: .keptBelow)
        if bytes.starts(with: Self.magic) { files[file.description] = bytes }
      } catch  where Self.noZoneFile.contains(error.code) {
        continue
      }
    }
    return files
  }

  /// RFC 9636 section 3.1.
  private static let magic = Array("TZif".utf8)

  private static let noZoneFile: Set<Int32> = [
    Errno.notFound, Errno.notDirectory, Errno.isDirectory, Errno.crossesMounts, Errno.linkLoop,
    Errno.invalidArgument, Errno.tooLarge, Errno.accessDenied, Errno.noDevice,
  ]
}

extension ZoneTree {
  /// What the tree looks like from outside; another value says that files may have changed.
  ///
  /// While files are being exchanged it changes again and again: trust two that are the same.
  package struct Fingerprint: Hashable, Sendable {
    fileprivate struct Mark: Hashable, Sendable {
      let identity: FileIdentity
      let size: UInt64
      let lastModification: Int64
      let lastChange: Int64

      init(_ found: FileAttributes) {
        (identity, size) = (found.identity, found.size)
        (lastModification, lastChange) = (found.lastModification, found.lastChange)
      }
    }

    fileprivate var resolvedPath: String?
    fileprivate var root: Mark
    /// Without the root; nil for what is not there.
    fileprivate var directories: [RelativePath: Mark?] = [:]
    /// Links are followed; nil for what is not there.
    fileprivate var files: [RelativePath: Mark?] = [:]
  }

  /// Looks at every directory and every file of the tree, without reading any.
  package func fingerprint() throws(SystemError) -> Fingerprint {
    let root = try Directory(path: path)
    let walk = try Walk(root)
    var found = Fingerprint(
      resolvedPath: root.resolvedPath, root: Fingerprint.Mark(try root.attributes()))
    for path in walk.directories { found.directories[path] = try Self.mark(path, in: root) }
    for path in walk.files + Self.versionFiles { found.files[path] = try Self.mark(path, in: root) }
    return found
  }

  /// How closely `matches` looks.
  package enum Depth: Sendable {
    /// At the directories and the files with the version, some thirty: what was renamed, linked,
    /// added or removed is seen, a file that was written in place is not.
    case directories
    case everyFile
  }

  /// Whether the tree still looks as it did; cheaper than another fingerprint: nothing is listed.
  package func matches(_ before: Fingerprint, _ depth: Depth) throws(SystemError) -> Bool {
    let root = try Directory(path: path)
    guard root.resolvedPath == before.resolvedPath,
      Fingerprint.Mark(try root.attributes()) == before.root
    else { return false }
    for (path, mark) in before.directories where try Self.mark(path, in: root) != mark {
      return false
    }
    // Going through the names of all files costs as much as the calls.
    guard depth == .everyFile else {
      for path in Self.versionFiles {
        let known = before.files[path] ?? nil
        if try Self.mark(path, in: root) != known { return false }
      }
      return true
    }
    for (path, mark) in before.files where try Self.mark(path, in: root) != mark { return false }
    return true
  }

  private static let versionFiles = ["tzdata.zi", "+VERSION"].compactMap { try? RelativePath($0) }

  private static func mark(
    _ path: RelativePath, in root: Directory
  ) throws(SystemError) -> Fingerprint.Mark? {
    do throws(SystemError) {
      return try FileAttributes.following(path, in: root).map(Fingerprint.Mark.init)
    } catch  where error.code == Errno.linkLoop || error.code == Errno.accessDenied {
      return nil
    }
  }
}

/// The directories and the files of a tree, in the order of their paths.
///
/// Links to directories are entered, but none below such a link, so that a loop has an end.
private struct Walk {
  private(set) var directories: [RelativePath] = []
  private(set) var files: [RelativePath] = []
  private let root: Directory

  /// More than this is no tree of zone files.
  private static let (deepest, mostEntries) = (6, 10_000)
  private static let copies: Set<String> = ["posix", "right"]

  init(_ root: Directory) throws(SystemError) {
    self.root = root
    try add(root, below: [], isLinked: false)
  }

  private mutating func add(
    _ directory: Directory, below names: [FileName], isLinked: Bool
  ) throws(SystemError) {
    for entry in try directory.entries(limit: Self.mostEntries).entries where Self.counts(entry) {
      let isCopy = names.isEmpty && Self.copies.contains(entry.name.description)
      guard !isCopy, directories.count + files.count < Self.mostEntries else { continue }
      let path = try RelativePath(names: names + [entry.name])
      let isLink = entry.kind != .regular && entry.kind != .directory
      guard try isDirectory(entry, path) else {
        files.append(path)
        continue
      }
      directories.append(path)
      guard names.count < Self.deepest, !(isLink && isLinked) else { continue }
      do throws(SystemError) {
        let inner = try Directory(path: "\(root.path)/\(path)")
        try add(inner, below: path.names, isLinked: isLinked || isLink)
      } catch  where error.code == Errno.notFound || error.code == Errno.accessDenied {
        // Removed since it was listed, or not for this user.
        continue
      }
    }
  }

  /// What begins with a dot is no zone, nor does a zone lie below it.
  private static func counts(_ entry: DirectoryEntry) -> Bool {
    entry.name.bytes.first != UInt8(ascii: ".")
  }

  private func isDirectory(
    _ entry: DirectoryEntry, _ path: RelativePath
  ) throws(SystemError) -> Bool {
    if entry.kind == .regular || entry.kind == .directory { return entry.kind == .directory }
    do throws(SystemError) {
      return try FileAttributes.following(path, in: root)?.kind == .directory
    } catch  where error.code == Errno.linkLoop || error.code == Errno.accessDenied {
      return false
    }
  }
}
