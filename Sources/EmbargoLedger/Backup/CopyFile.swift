package import EmbargoCore
import Glibc

/// The file of a copy: without a name once it was opened by whoever writes it.
package final class CopyFile: Sendable {
  private let descriptor: Int32
  private let place: String

  /// A new file under the name, mode 0600; what is left of an earlier one goes.
  init(_ path: String) throws(LedgerError) {
    place = path
    unlink(path)
    descriptor = Glibc.open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw LedgerError(errno: errno, "creating \(path)") }
  }

  deinit { Glibc.close(descriptor) }

  /// Takes the name away.
  func forget(_ path: String) { unlink(path) }

  /// Bytes.
  package func size() throws(LedgerError) -> Int {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw error("looking at") }
    return Int(status.st_size)
  }

  /// Has what was written on the disk, so that little of it waits there when something else must
  /// be made durable.
  package func sync() throws(LedgerError) {
    guard fdatasync(descriptor) == 0 else { throw error("syncing") }
  }

  /// At most so many bytes from a place on; fewer at its end, none behind it.
  package func read(at offset: Int, count: Int) throws(LedgerError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: max(0, count))
    var filled = 0
    while filled < bytes.count {
      let got = bytes.withUnsafeMutableBytes { buffer in
        pread(
          descriptor, buffer.baseAddress.map { $0 + filled }, buffer.count - filled,
          off_t(offset + filled))
      }
      if got == 0 { break }
      if got < 0, errno == EINTR { continue }
      guard got > 0 else { throw error("reading") }
      filled += got
    }
    return Array(bytes.prefix(filled))
  }

  private func error(_ what: String) -> LedgerError {
    LedgerError(errno: errno, "\(what) \(place)")
  }
}
