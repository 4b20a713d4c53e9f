internal import CLinux

/// A small file of this machine's administrator, read whole; its path may lead through links.
package enum WholeFile {
  /// Thrown: ENOENT when there is none, EFBIG when it is longer than `limit` bytes.
  package static func read(_ path: String, limit: Int) throws(SystemError) -> [UInt8] {
    try checkPath(path, "open")
    let descriptor = Descriptor(
      owning: try check(clinux_open_following(-1, path), "open", path))
    let bytes = try descriptor.read(upTo: limit + 1, from: path)
    guard bytes.count <= limit else {
      throw SystemError(
        "read", path, code: Errno.tooLarge, detail: "it is longer than \(limit) bytes")
    }
    return bytes
  }
}
