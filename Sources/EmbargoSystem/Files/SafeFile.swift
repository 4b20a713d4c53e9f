internal import CLinux

/// Why a file that somebody else put there was not taken.
package enum SafeFileError: Error, Hashable, Sendable, CustomStringConvertible {
  case symbolicLink
  case notRegular(FileKind)
  /// It has other names, by which it could be changed later.
  case severalLinks(UInt64)
  /// Its size in bytes.
  case tooLarge(UInt64)
  /// It, or what its name stands for, changed while it was read.
  case changedWhileRead
  case unreadable(SystemError)
  case vanished

  package var description: String {
    switch self {
    case .symbolicLink: "it is a symbolic link"
    case .notRegular(let kind): "it is \(kind.rawValue), not a regular file"
    case .severalLinks(let count): "it has \(count) names (hard links)"
    case .tooLarge(let size): "it is too large (\(size) bytes)"
    case .changedWhileRead: "it changed while it was read"
    case .unreadable(let error): error.description
    case .vanished: "it is no longer there"
    }
  }
}

/// A regular file with one name, read whole from a place where others may write.
///
/// Whether somebody has it open for writing cannot be known: wait until `lastModification` lies
/// back for a while, or for the file to be closed or renamed in.
package struct SafeFile: Sendable {
  package let bytes: [UInt8]
  /// As they were after reading; the same as before.
  package let attributes: FileAttributes

  /// The user who owns the file.
  package var owner: UInt32 { attributes.owner }
  package var lastModification: Int64 { attributes.lastModification }

  /// Reads it without following links, without blocking on a FIFO or a device, and only if size,
  /// times and identity are the same before and after, also by its name.
  package static func read(
    _ name: FileName, in directory: Directory, limit: Int
  ) throws(SafeFileError) -> SafeFile {
    try read(name, in: directory, limit: limit, meanwhile: {})
  }

  /// - Parameter meanwhile: called between reading and looking again, for tests.
  static func read(
    _ name: FileName, in directory: Directory, limit: Int, meanwhile: () -> Void
  ) throws(SafeFileError) -> SafeFile {
    let named = try attributes(name, in: directory)
    try requireReadable(named, limit: limit)
    let number = clinux_open_file_at(directory.descriptor.number, name.terminated)
    if number == -Errno.linkLoop { throw .symbolicLink }
    if number == -Errno.notFound { throw .vanished }
    let subject = directory.subject(name)
    let result = Result { () throws(SystemError) -> SafeFile? in
      let file = Descriptor(owning: try check(number, "open", subject))
      guard try file.attributes(subject) == named else { return nil }
      let bytes = try file.read(upTo: limit + 1, from: subject)
      meanwhile()
      guard try file.attributes(subject) == named, bytes.count == named.size else { return nil }
      return SafeFile(bytes: bytes, attributes: named)
    }
    switch result {
    case .failure(let error): throw .unreadable(error)
    case .success(nil): throw .changedWhileRead
    case .success(let file?):
      guard try attributes(name, in: directory) == named else { throw .changedWhileRead }
      return file
    }
  }

  private static func attributes(
    _ name: FileName, in directory: Directory
  ) throws(SafeFileError) -> FileAttributes {
    do throws(SystemError) {
      if let found = try FileAttributes.of(name, in: directory) { return found }
    } catch {
      throw .unreadable(error)
    }
    throw .vanished
  }

  private static func requireReadable(
    _ found: FileAttributes, limit: Int
  ) throws(SafeFileError) {
    if found.kind == .symbolicLink { throw .symbolicLink }
    guard found.kind == .regular else { throw .notRegular(found.kind) }
    guard found.links == 1 else { throw .severalLinks(found.links) }
    guard found.size <= UInt64(limit) else { throw .tooLarge(found.size) }
  }
}
