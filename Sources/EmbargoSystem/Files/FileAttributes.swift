internal import CLinux
private import Glibc

/// Permission bits of a file, 0 to 0o7777.
package struct FileMode: RawRepresentable, Hashable, Sendable, CustomStringConvertible,
  ExpressibleByIntegerLiteral
{
  package let rawValue: UInt32

  package init(rawValue: UInt32) { self.rawValue = rawValue & 0o7777 }
  package init(integerLiteral value: UInt32) { self.init(rawValue: value) }

  /// 0600: this user only.
  package static let privateFile: FileMode = 0o600
  /// 0700: this user only.
  package static let privateDirectory: FileMode = 0o700
  /// 0644: everybody reads.
  package static let publicFile: FileMode = 0o644
  /// 0755: everybody reads and enters.
  package static let publicDirectory: FileMode = 0o755

  /// Four octal digits.
  package var description: String {
    let digits = String(rawValue, radix: 8)
    return String(repeating: "0", count: 4 - digits.count) + digits
  }
}

/// What kind of thing a directory entry is; the raw value completes "it is".
package enum FileKind: String, Hashable, Sendable {
  case regular = "a regular file"
  case directory = "a directory"
  case symbolicLink = "a symbolic link"
  case fifo = "a FIFO"
  case socket = "a socket"
  case characterDevice = "a character device"
  case blockDevice = "a block device"
  case unknown = "of an unknown kind"

  /// From the type bits of a mode.
  init(mode: UInt32) {
    self =
      switch mode & S_IFMT {
      case S_IFREG: .regular
      case S_IFDIR: .directory
      case S_IFLNK: .symbolicLink
      case S_IFIFO: .fifo
      case S_IFSOCK: .socket
      case S_IFCHR: .characterDevice
      case S_IFBLK: .blockDevice
      default: .unknown
      }
  }
}

/// Which file this is on this machine, whatever its name; numbers are used again after removal.
package struct FileIdentity: Hashable, Sendable {
  package let device: UInt64
  package let inode: UInt64
}

/// What the file system says about a file (stat(2)).
package struct FileAttributes: Hashable, Sendable {
  package let identity: FileIdentity
  package let kind: FileKind
  package let mode: FileMode
  package let links: UInt64
  package let owner: UInt32
  package let group: UInt32
  /// Bytes.
  package let size: UInt64
  /// When the content was last written, nanoseconds since 1970; anybody who owns the file can set
  /// it, and on older kernels it moves in steps of some milliseconds.
  package let lastModification: Int64
  /// When content or attributes last changed; cannot be set.
  package let lastChange: Int64

  init(_ found: clinux_attributes) {
    identity = FileIdentity(device: found.device, inode: found.inode)
    kind = FileKind(mode: found.type_and_mode)
    mode = FileMode(rawValue: found.type_and_mode)
    links = found.links
    (owner, group) = (found.owner, found.group)
    size = found.size
    (lastModification, lastChange) = (found.modified, found.changed)
  }

  /// Of whatever has that name, symbolic links not followed; nil when nothing has.
  package static func of(_ name: FileName, in directory: Directory) throws(SystemError)
    -> FileAttributes?
  {
    try look(
      directory.descriptor.number, name.terminated, 0, "\(directory.path)/\(name)")
  }

  /// Of what the path leads to, symbolic links followed; nil when there is nothing.
  package static func of(path: String) throws(SystemError) -> FileAttributes? {
    try checkPath(path, "look at")
    return try look(-1, Array(path.utf8CString), CLINUX_FOLLOW_LINKS, path)
  }

  /// Of what a path below a directory leads to, symbolic links followed wherever they lead.
  package static func following(_ path: RelativePath, in directory: Directory) throws(SystemError)
    -> FileAttributes?
  {
    try look(
      directory.descriptor.number, path.terminated, CLINUX_FOLLOW_LINKS,
      "\(directory.path)/\(path)")
  }

  private static func look(
    _ directory: Int32, _ path: [CChar], _ flags: Int32, _ subject: @autoclosure () -> String
  ) throws(SystemError) -> FileAttributes? {
    var found = clinux_attributes()
    let result = clinux_attributes_at(directory, path, flags, &found)
    if result == -Errno.notFound || result == -Errno.notDirectory { return nil }
    _ = try check(result, "look at", subject())
    return FileAttributes(found)
  }
}
