package import EmbargoSystem
import Synchronization

/// Keeps what is known of the clock in a file of the state directory, so that an unconfirmed step
/// outlives the daemon, and a step is noticed that was made while none ran.
package final class ClockKeeper: Sendable {
  private let directory: String
  private let boot: String?
  /// As it stands in the file, as far as this daemon knows.
  private let kept = Mutex<KeptClock?>(nil)

  package static let name = "clock.state"

  /// - Parameter directory: the state directory.
  /// - Parameter boot: names this boot of the machine; nil: that cannot be told, and nothing is
  ///   kept.
  package init(directory: String, boot: String?) {
    (self.directory, self.boot) = (directory, boot)
  }

  /// The name of this boot: `EMBARGO_BOOT_ID`, which the unit sets because it hides most of /proc,
  /// or what the kernel says there. Nil: neither can be had.
  package static func boot(_ environment: [String: String]) -> String? {
    var text = environment["EMBARGO_BOOT_ID"] ?? ""
    if text.isEmpty {
      do throws(SystemError) {
        let bytes = try Directory(path: "/proc/sys/kernel/random")
          .readFile(RelativePath("boot_id"), limit: 100)
        text = String(decoding: bytes, as: UTF8.self)
      } catch {
        return nil
      }
    }
    let digits = text.lowercased().filter(\.isHexDigit)
    return digits.count == 32 ? digits : nil
  }

  /// What an earlier daemon left.
  package enum Found: Hashable, Sendable {
    case nothing
    case kept(KeptClock)
    /// Why what is there says nothing about this clock.
    case useless(String)
  }

  package func read() -> Found {
    guard let boot else {
      return .useless("the kernel does not say which boot this is; set EMBARGO_BOOT_ID")
    }
    do throws(SystemError) {
      let bytes = try Directory(path: directory).readFile(RelativePath(Self.name), limit: 4096)
      guard let found = KeptClock(bytes) else { return .useless("\(Self.name) cannot be read") }
      guard found.boot == boot else { return .useless("the machine came up anew since then") }
      kept.withLock { $0 = found }
      return .kept(found)
    } catch {
      return error.code == Errno.notFound ? .nothing : .useless("\(error)")
    }
  }

  /// Writes what a gate knows where that has changed; durable on return. Waits for the disk.
  package func keep(_ gate: ClockGate) throws(SystemError) {
    guard let boot, let now = gate.kept(boot: boot) else { return }
    try kept.withLock { kept throws(SystemError) in
      if let kept, !kept.isWorthReplacing(by: now) { return }
      try Directory(path: directory)
        .replaceFile(FileName(Self.name), now.bytes, mode: .privateFile)
      kept = now
    }
  }
}
