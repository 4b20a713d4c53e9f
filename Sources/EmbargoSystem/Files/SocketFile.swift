private import Glibc

/// The name of a Unix domain socket in the file system.
package enum SocketFile {
  /// Sets who may connect. Links are followed, so the directory must be one that only this user
  /// can change.
  package static func setMode(_ mode: FileMode, path: String) throws(SystemError) {
    try checkPath(path, "set the mode of")
    guard chmod(path, mode.rawValue) == 0 else {
      throw SystemError("set the mode of", path, code: errno)
    }
  }
}

extension Errno {
  package static let connectionRefused = ECONNREFUSED
}
