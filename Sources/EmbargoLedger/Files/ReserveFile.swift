package import EmbargoCore
import Glibc

/// Space kept beside the ledger for the records of what is being lifted when the disk fills up.
///
/// Held from the start, released when a commit finds no room, made again when there is space. The
/// records of 100 releases that lift at once take about 200 KiB of write-ahead log.
package struct ReserveFile: Sendable {
  package let path: String
  /// In bytes.
  package let size: Int

  package init(path: String, size: Int = 4 << 20) { (self.path, self.size) = (path, size) }

  /// Whether the file is there with its whole size.
  package var isHeld: Bool { DatabaseFile.size(path) == size }

  /// Allocates the file's blocks, durably; nothing changes when it is held already.
  ///
  /// - Throws: `full` when there is no space for it; what was allocated is given back.
  package func hold() throws(LedgerError) {
    if isHeld { return }
    let descriptor = Glibc.open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else { throw LedgerError(errno: errno, "creating \(path)") }
    defer { Glibc.close(descriptor) }
    var code = posix_fallocate(descriptor, 0, off_t(size))
    if code == 0, ftruncate(descriptor, off_t(size)) != 0 || fsync(descriptor) != 0 {
      code = errno
    }
    guard code == 0 else {
      unlink(path)
      throw LedgerError(errno: code, "reserving \(size) bytes at \(path)")
    }
    try DatabaseFile.syncDirectory(of: path)
  }

  /// Gives the space back; false when there was none to give.
  @discardableResult
  package func release() throws(LedgerError) -> Bool {
    guard unlink(path) == 0 else {
      guard errno == ENOENT else { throw LedgerError(errno: errno, "removing \(path)") }
      return false
    }
    try DatabaseFile.syncDirectory(of: path)
    return true
  }
}
