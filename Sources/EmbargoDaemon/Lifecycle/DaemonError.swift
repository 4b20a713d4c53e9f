/// Why the daemon cannot start or go on; the status is what it ends with (sysexits.h).
package struct DaemonError: Error, Hashable, Sendable, CustomStringConvertible {
  package var description: String
  package var status: Int32

  package init(_ description: String, status: Int32) {
    (self.description, self.status) = (description, status)
  }

  package static func configuration(_ text: String) -> DaemonError { DaemonError(text, status: 78) }
  package static func software(_ text: String) -> DaemonError { DaemonError(text, status: 70) }
  package static func unavailable(_ text: String) -> DaemonError { DaemonError(text, status: 75) }
}
