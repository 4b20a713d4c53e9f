internal import CLinux

/// One entry of a directory.
package struct DirectoryEntry: Hashable, Sendable {
  package let name: FileName
  /// `.unknown` where the file system does not tell it with the name.
  package let kind: FileKind
}

/// The entries of a directory, without `.` and `..`, in the order of their names.
package struct DirectoryListing: Hashable, Sendable {
  package let entries: [DirectoryEntry]
  /// False when there were more than the limit: which ones are missing is by chance.
  package let isComplete: Bool
}

extension Directory {
  /// Lists at most `limit` entries. What is created or removed meanwhile may be in it or not.
  package func entries(limit: Int) throws(SystemError) -> DirectoryListing {
    // An own open file, so that no two listings share a position.
    let number = clinux_open_directory_at(descriptor.number, [CChar(bitPattern: 0x2E), 0])
    let own = Descriptor(owning: try check(number, "open", path))
    var entries: [DirectoryEntry] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 15)
    while true {
      let got = own.with { own in
        buffer.withUnsafeMutableBytes { clinux_list(own, $0.baseAddress, $0.count) }
      }
      if got < 0 { throw SystemError("list", path, code: Int32(-got)) }
      if got == 0 { break }
      try appendEntries(buffer[..<Int(got)], to: &entries)
      if entries.count > limit { break }
    }
    let isComplete = entries.count <= limit
    return DirectoryListing(
      entries: entries.prefix(limit).sorted { $0.name < $1.name }, isComplete: isComplete)
  }
}

/// Decodes `struct linux_dirent64`: inode, offset, record length (at 16), type (18), name (19).
private func appendEntries(
  _ bytes: ArraySlice<UInt8>, to entries: inout [DirectoryEntry]
) throws(SystemError) {
  var rest = bytes
  while rest.count > 19 {
    let start = rest.startIndex
    let length = rest.withUnsafeBytes {
      Int($0.loadUnaligned(fromByteOffset: 16, as: UInt16.self))
    }
    guard length > 19, length <= rest.count else { return }
    let name = Array(rest[(start + 19)..<(start + length)].prefix { $0 != 0 })
    if name != Array(".".utf8), name != Array("..".utf8) {
      // The type is the mode's type bits, shifted.
      let kind = FileKind(mode: UInt32(rest[start + 18]) << 12)
      entries.append(DirectoryEntry(name: try FileName(bytes: name), kind: kind))
    }
    rest = rest.dropFirst(length)
  }
}
