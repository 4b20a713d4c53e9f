import Glibc
import Synchronization

/// Ctrl-C (SIGINT) and SIGTERM, noted so that a verb can end where it is whole.
enum Interruption {
  private static let noted = Atomic<Bool>(false)
  private static let isWatched: Bool = {
    // Made before the handler can run, which must not make it.
    let isNoted = noted.load(ordering: .relaxed)
    var action = sigaction()
    action.__sigaction_handler.sa_handler = { _ in
      Interruption.noted.store(true, ordering: .relaxed)
    }
    // The second signal does what it always does.
    action.sa_flags = CInt(bitPattern: UInt32(SA_RESETHAND))
    return sigaction(SIGINT, &action, nil) == 0 && sigaction(SIGTERM, &action, nil) == 0
      && !isNoted
  }()

  /// Watches from the first call on.
  static var isWanted: Bool {
    _ = isWatched
    return hasCome
  }

  /// Whether a signal that was watched for has come.
  static var hasCome: Bool { noted.load(ordering: .relaxed) }
}
