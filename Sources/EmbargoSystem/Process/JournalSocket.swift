internal import CLinux

/// The socket by which the systemd journal takes entries with fields (systemd's "Native Journal
/// Protocol").
package struct JournalSocket: Sendable {
  package static let standardPath = "/run/systemd/journal/socket"

  private let path: String

  package init(path: String = standardPath) { self.path = path }

  /// Sends one entry. A value with line ends in it stays one value.
  ///
  /// - Parameter fields: names of A to Z, 0 to 9 and _, which begin with a letter; others are
  ///   dropped by the journal.
  /// - Throws: also when the entry is larger than a datagram may be. Waits two seconds at most.
  package func send(_ fields: [(name: String, value: String)]) throws(SystemError) {
    let address = path.utf8.map(CChar.init(bitPattern:)) + [0]
    let bytes = Self.bytes(fields)
    let result = clinux_send_datagram(address, address.count, bytes, bytes.count)
    _ = try check(result, "write to", "the journal")
  }

  static func bytes(_ fields: [(name: String, value: String)]) -> [UInt8] {
    var bytes: [UInt8] = []
    for (name, value) in fields {
      bytes += name.utf8
      if value.utf8.contains(UInt8(ascii: "\n")) {
        bytes.append(UInt8(ascii: "\n"))
        let count = UInt64(value.utf8.count)
        for shift in stride(from: UInt64(0), to: 64, by: 8) {
          bytes.append(UInt8(truncatingIfNeeded: count >> shift))
        }
      } else {
        bytes.append(UInt8(ascii: "="))
      }
      bytes += value.utf8
      bytes.append(UInt8(ascii: "\n"))
    }
    return bytes
  }
}
