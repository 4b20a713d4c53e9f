internal import CLinux

/// A call to the operating system that failed.
///
/// It names what was touched. Where even a file's name is secret, print `reason` instead of the
/// whole.
package struct SystemError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What was tried, as a verb that fits behind "cannot": `open`, `write to`, `read`.
  package let operation: String
  /// What it was tried on, for people; nothing in it can control a terminal.
  package let subject: String
  /// The errno.
  package let code: Int32
  /// What is wrong in our own words, where the errno's would mislead.
  package let detail: String?

  package init(_ operation: String, _ subject: String, code: Int32, detail: String? = nil) {
    self.operation = operation
    self.subject = displayText(subject.utf8)
    self.code = code
    self.detail = detail
  }

  /// `No space left on device (ENOSPC)`.
  package var reason: String {
    let words = detail ?? clinux_error_description(code).map { String(cString: $0) }
    let name = clinux_error_name(code).map { String(cString: $0) } ?? "error \(code)"
    return "\(words ?? "unknown error") (\(name))"
  }

  package var description: String { "cannot \(operation) \(subject): \(reason)" }
}

/// Throws where a result of CLinux is a negative errno.
func check(
  _ result: Int32, _ operation: @autoclosure () -> String, _ subject: @autoclosure () -> String
) throws(SystemError) -> Int32 {
  guard result < 0 else { return result }
  throw SystemError(operation(), subject(), code: -result)
}

/// Refuses a path that C would read only up to a NUL, and the empty one.
func checkPath(_ path: String, _ operation: String) throws(SystemError) {
  guard path.isEmpty || path.utf8.contains(0) else { return }
  let detail = path.isEmpty ? "the path is empty" : "the path holds a NUL byte"
  throw SystemError(operation, path, code: Errno.invalidArgument, detail: detail)
}
