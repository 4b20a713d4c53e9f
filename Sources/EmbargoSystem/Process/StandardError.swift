internal import CLinux

/// The process's standard error, for one message at a time.
package enum StandardError {
  /// Writes all of it, or as much as can be written; false when something is missing.
  @discardableResult
  package static func write(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    var start = 0
    while start < bytes.count {
      let written = bytes[start...].withUnsafeBytes { rest in
        clinux_write(2, rest.baseAddress, rest.count)
      }
      guard written > 0 else { return false }
      start += Int(written)
    }
    return true
  }
}
