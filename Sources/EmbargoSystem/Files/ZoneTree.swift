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

  /// What the tree looks like from outside; another value says that files may have changed.
  package struct Fingerprint: Hashable, Sendable {
    fileprivate struct Mark: Hashable, Sendable {
      let identity: FileIdentity
      let size: UInt64
      let lastModification: Int64
      let lastChange: Int64
    }

    fileprivate let resolvedPath: String?
    fileprivate let marks: [String: Mark]
  }

  /// Looks at the tree, its direct directories, the files with the version, and the zone files
  /// named, without reading any of them.
  ///
  /// A file below that was written in place rather than replaced is noticed only if it is named.
  /// While files are being exchanged it changes again and again: trust two that are the same.
  /// - Parameter names: the zones in use; at most some hundred, each is one look at a file.
  package func fingerprint(
    including names: some Sequence<String> = EmptyCollection<String>()
  ) throws(SystemError) -> Fingerprint {
    let root = try Directory(path: path)
    var marks = [".": mark(try root.attributes())]
    let directories = try root.entries(limit: 10_000).entries.filter { $0.kind == .directory }
    for entry in directories {
      marks["\(entry.name)/"] = try FileAttributes.of(entry.name, in: root).map(mark)
    }
    for name in ["tzdata.zi", "+VERSION"] + Array(names) {
      let file = try RelativePath(name)
      marks[name] = try FileAttributes.following(file, in: root).map(mark)
    }
    return Fingerprint(resolvedPath: root.resolvedPath, marks: marks)
  }

  private func mark(_ found: FileAttributes) -> Fingerprint.Mark {
    Fingerprint.Mark(
      identity: found.identity, size: found.size, lastModification: found.lastModification,
      lastChange: found.lastChange)
  }
}
