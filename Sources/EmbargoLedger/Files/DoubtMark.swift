import EmbargoCore
import Glibc

/// An empty file beside the ledger that says that its last use ended with an I/O error or with
/// damage: the next start reads the whole ledger through before it uses it.
enum DoubtMark {
  private static func path(of ledger: String) -> String { ledger + "-doubt" }

  static func isSet(for ledger: String) -> Bool { DatabaseFile.size(path(of: ledger)) != nil }

  /// Where not even an empty file can be made, the error that set it has been told all the same.
  static func set(for ledger: String) {
    let descriptor = Glibc.open(path(of: ledger), O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
    if descriptor >= 0 {
      fsync(descriptor)
      Glibc.close(descriptor)
    }
  }

  /// The ledger was read through and is whole.
  static func clear(for ledger: String) throws(LedgerError) {
    guard isSet(for: ledger) else { return }
    guard unlink(path(of: ledger)) == 0 else {
      throw LedgerError(errno: errno, "removing \(path(of: ledger))")
    }
  }
}
