internal import CLinux

/// A small file of this machine's administrator, read whole; its path may lead through links.
package enum WholeFile {
  /// Thrown: ENOENT when there is none, EFBIG when it is longer than `limit` bytes.
  package static func read(_ path: String, limit: Int) throws(SystemError) -> [UInt8] {
    try read(path, limit: limit, forbidden: 0)
  }

  /// A file of secrets: EPERM is thrown, with the command that mends it, when it has any of the
  /// `forbidden` permissions, and EINVAL when it is no regular file.
  package static func read(
    _ path: String, limit: Int, forbidden: FileMode
  ) throws(SystemError) -> [UInt8] {
    try checkPath(path, "open")
    let descriptor = Descriptor(
      owning: try check(clinux_open_following(-1, path), "open", path))
    if forbidden.rawValue != 0 {
      let found = try descriptor.attributes(path)
      guard found.kind == .regular else {
        throw SystemError(
          "read", path, code: Errno.invalidArgument, detail: "it is \(found.kind.rawValue)")
      }
      guard found.mode.rawValue & forbidden.rawValue == 0 else {
        throw SystemError(
          "read", path, code: Errno.notPermitted,
          detail: "its permissions are \(found.mode), and others than its owner must not get at "
            + "it: chmod 0400 \(path)")
      }
    }
    let bytes = try descriptor.read(upTo: limit + 1, from: path)
    guard bytes.count <= limit else {
      throw SystemError(
        "read", path, code: Errno.tooLarge, detail: "it is longer than \(limit) bytes")
    }
    return bytes
  }
}
