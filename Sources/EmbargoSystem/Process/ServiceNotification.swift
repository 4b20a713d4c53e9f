internal import CLinux
private import Glibc

/// Tells the service manager how the service is doing (sd_notify(3)), without its library.
package struct ServiceNotification: Sendable {
  package enum Message: Hashable, Sendable {
    case ready
    /// `monotonic`: CLOCK_MONOTONIC in nanoseconds when reloading began; end it by `ready`.
    case reloading(monotonic: Int64)
    case stopping
    /// One line for people, shown by `systemctl status`.
    case status(String)
    case watchdog
  }

  /// The socket: a path, or an abstract name that begins with NUL. nil when nobody listens.
  private let address: [CChar]?
  /// How often `.watchdog` is expected, in nanoseconds; send it twice as often. nil: not at all.
  package let watchdogInterval: Int64?

  /// - Parameter environment: the value of a variable, or nil.
  package init(environment: (String) -> String? = processEnvironment) {
    let socket = environment("NOTIFY_SOCKET").map { Array($0.utf8) } ?? []
    switch socket.first {
    case UInt8(ascii: "/"): address = socket.map(CChar.init(bitPattern:)) + [0]
    case UInt8(ascii: "@"): address = [0] + socket.dropFirst().map(CChar.init(bitPattern:))
    default: address = nil
    }
    let owner = environment("WATCHDOG_PID").map { Int32($0) }
    let isOurs = owner == nil || owner == CurrentProcess.identifier
    watchdogInterval = environment("WATCHDOG_USEC").flatMap(Int64.init)
      .flatMap { isOurs && $0 > 0 && $0 < .max / 1000 ? $0 * 1000 : nil }
  }

  /// Whether a service manager listens.
  package var isExpected: Bool { address != nil }

  /// Sends the messages as one; nothing happens when nobody listens. Waits two seconds at most.
  package func send(_ messages: Message...) throws(SystemError) {
    guard let address else { return }
    let text = messages.map(\.line).joined(separator: "\n")
    let bytes = Array(text.utf8)
    let result = clinux_send_datagram(address, address.count, bytes, bytes.count)
    _ = try check(result, "notify", "the service manager")
  }

  /// Whether a descriptor (2: standard error) goes to the journal: JOURNAL_STREAM names its device
  /// and inode.
  package static func isJournal(
    descriptor: Int32 = 2, environment: (String) -> String? = processEnvironment
  ) -> Bool {
    guard let stream = environment("JOURNAL_STREAM") else { return false }
    let numbers = stream.split(separator: ":", omittingEmptySubsequences: false).map { UInt64($0) }
    var found = clinux_attributes()
    guard numbers.count == 2, clinux_attributes(descriptor, &found) >= 0 else { return false }
    return numbers == [found.device, found.inode]
  }
}

extension ServiceNotification.Message {
  /// Its line of the protocol; what could begin another one is escaped.
  fileprivate var line: String {
    switch self {
    case .ready: "READY=1"
    case .reloading(let monotonic): "RELOADING=1\nMONOTONIC_USEC=\(monotonic / 1000)"
    case .stopping: "STOPPING=1"
    case .status(let text): "STATUS=\(displayText(text.utf8))"
    case .watchdog: "WATCHDOG=1"
    }
  }
}

/// A variable of this process's environment; empty counts as absent.
package func processEnvironment(_ name: String) -> String? {
  guard let value = getenv(name) else { return nil }
  let text = String(cString: value)
  return text.isEmpty ? nil : text
}
