import Glibc
import Synchronization

/// How much may be prepared at a time: each unnamed file is an open descriptor, and connections,
/// the ledger and publishing itself need some as well; what waits in memory takes memory.
final class StagingRoom: Sendable {
  /// What one prepared file takes; given back with the last reference.
  final class Share: Sendable {
    private let owner: StagingRoom
    private let taken: Amount

    fileprivate init(_ owner: StagingRoom, _ taken: Amount) {
      (self.owner, self.taken) = (owner, taken)
    }

    deinit { owner.free.withLock { $0.add(taken) } }
  }

  struct Amount: Hashable, Sendable {
    var files = 0
    /// Of unnamed files.
    var fileBytes = 0
    /// Of what waits in memory.
    var memory = 0

    fileprivate mutating func add(_ other: Amount) {
      files += other.files
      fileBytes += other.fileBytes
      memory += other.memory
    }

    fileprivate func isWithin(_ other: Amount) -> Bool {
      files <= other.files && fileBytes <= other.fileBytes && memory <= other.memory
    }

    fileprivate var negative: Amount {
      Amount(files: -files, fileBytes: -fileBytes, memory: -memory)
    }
  }

  /// As many files as this process may open, but for 4,096 or half of them; 4 GiB in them, and
  /// 64 MiB in memory.
  static let process: StagingRoom = {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else {
      return StagingRoom(files: 256)
    }
    let count = Int(clamping: limit.rlim_cur)
    return StagingRoom(files: max(count / 2, count - 4096))
  }()

  private let free: Mutex<Amount>

  init(files: Int, fileBytes: Int = 4 << 30, memory: Int = 64 << 20) {
    free = Mutex(Amount(files: files, fileBytes: fileBytes, memory: memory))
  }

  /// Nil when that much is not free.
  func take(_ amount: Amount) -> Share? {
    let isFree = free.withLock { free in
      guard amount.isWithin(free) else { return false }
      free.add(amount.negative)
      return true
    }
    return isFree ? Share(self, amount) : nil
  }

  /// Takes it even where it is not free: for the one thing that is prepared alone.
  func takeAnyway(_ amount: Amount) -> Share {
    free.withLock { $0.add(amount.negative) }
    return Share(self, amount)
  }
}
