import Glibc
import Synchronization

/// How many files may be prepared unnamed at a time: each is an open descriptor, and connections,
/// the ledger and publishing itself need some as well.
final class StagingSlots: Sendable {
  /// One prepared file; given back with the last reference.
  final class Slot: Sendable {
    private let owner: StagingSlots

    fileprivate init(_ owner: StagingSlots) { self.owner = owner }

    deinit { owner.free.withLock { $0 += 1 } }
  }

  /// Half of the descriptors that this process may open.
  static let process: StagingSlots = {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else {
      return StagingSlots(256)
    }
    return StagingSlots(Int(clamping: limit.rlim_cur / 2))
  }()

  private let free: Mutex<Int>

  init(_ count: Int) { free = Mutex(count) }

  /// Nil when all are taken.
  func take() -> Slot? {
    let isFree = free.withLock { free in
      guard free > 0 else { return false }
      free -= 1
      return true
    }
    return isFree ? Slot(self) : nil
  }
}
