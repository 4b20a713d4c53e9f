import EmbargoControl
import EmbargoCore
import EmbargoLedger
import EmbargoSystem
import EmbargoTime

/// Where the audit records of this machine are: with the daemon, or in the ledger while it is down.
struct AuditOrigin {
  private let places: LocalPlaces
  private let console: Console
  private let keys: String?

  /// - Parameter keys: the key file that opens a ledger's words; nil: the one of the
  ///   configuration, where it can be read.
  init(_ options: GlobalOptions, _ session: Session, keys: String? = nil) {
    places = LocalPlaces(options, in: session)
    console = session.console
    self.keys = keys
  }

  /// What was found there.
  enum Found {
    case daemon(Daemon, chain: String, head: ChainHead)
    case ledger(LockedLedger)
  }

  func open() throws(Failure) -> Found {
    let daemon = try Daemon(places)
    let unreachable: Failure
    do throws(Failure) {
      let page = try daemon.get(AuditPage.self, .audit, query: AuditQuery(limit: 1).pairs).value
      let checkpoints = try daemon.get(
        CheckpointPage.self, .checkpoints, query: CheckpointQuery(limit: 1).pairs
      ).value
      return .daemon(
        daemon, chain: checkpoints.chain, head: ChainHead(text: page.head) ?? .empty)
    } catch {
      guard error.status == .unavailable else { throw error }
      unreachable = error
    }
    do throws(Failure) {
      let ledger = try LockedLedger(
        lock: places.ledgerLock(), ledger: places.ledger(), masters: try masters())
      console.say("The daemon is not reachable; reading \(try places.ledger()) itself.")
      return .ledger(ledger)
    } catch {
      var failure = error
      failure.message = "\(unreachable.message); \(error.message)"
      failure.advice = unreachable.advice + error.advice
      throw failure
    }
  }
}

extension AuditOrigin {
  /// Nil: words stay sealed.
  private func masters() throws(Failure) -> MasterKeys? {
    let path: String
    if let keys { path = keys } else { path = try places.keyFile() }
    let file: KeyFile
    do throws(Failure) { file = try KeyPlace(path).read() } catch {
      // The records can be checked without the one that the configuration names.
      if keys == nil { return nil }
      throw error
    }
    do throws(LedgerError) { return try MasterKeys(file) } catch {
      throw Failure(.dataRefused, "\(path): \(error)")
    }
  }
}

extension AuditOrigin.Found {
  /// The public id of the chain.
  var chain: String {
    switch self {
    case .daemon(_, let chain, _): chain
    case .ledger(let ledger): ChainID.text(instanceKey: ledger.ledger.instanceKey)
    }
  }

  /// The last record to look at: what a daemon adds meanwhile is left out.
  var last: Int64 {
    switch self {
    case .daemon(_, _, let head): head.sequence
    case .ledger: .max
    }
  }

  func stream() -> AuditStream {
    switch self {
    case .daemon(let daemon, _, _): AuditStream(DaemonRecords(daemon), DaemonCheckpoints(daemon))
    case .ledger(let ledger): AuditStream(LedgerRecords(ledger), LedgerCheckpoints(ledger))
    }
  }

  func checkpoints() -> any CheckpointSource {
    switch self {
    case .daemon(let daemon, _, _): DaemonCheckpoints(daemon)
    case .ledger(let ledger): LedgerCheckpoints(ledger)
    }
  }
}

/// A ledger that no daemon has open; it is locked as long as this value lives.
struct LockedLedger {
  let ledger: SQLiteLedger
  private let lock: ExclusiveLock

  /// One that is open already.
  init(_ ledger: SQLiteLedger, lock: ExclusiveLock) { (self.ledger, self.lock) = (ledger, lock) }

  /// - Parameter masters: nil: its records can be read, and no words.
  init(lock path: String, ledger file: String, masters: MasterKeys?) throws(Failure) {
    do throws(LockError) { lock = try ExclusiveLock(path: path) } catch {
      switch error {
      case .held:
        throw Failure(
          .tryAgain, "\(error)", advice: ["Is it a daemon with another socket? Say --socket PATH."])
      case .system(let reason):
        let isForbidden = [Errno.accessDenied, Errno.notPermitted].contains(reason.code)
        throw Failure(
          isForbidden ? .notPermitted : .noInput, "the ledger cannot be locked: \(reason)",
          advice: ["Is this the daemon's state directory? Say --state DIR."])
      }
    }
    do throws(LedgerError) {
      ledger = try SQLiteLedger.openReadOnly(path: file, masters: masters)
    } catch {
      throw Failure(.noInput, "\(error)")
    }
  }

  /// Asks the ledger; what cannot be read of it is no answer.
  func ask<Answer>(
    _ question: (SQLiteLedger) throws(LedgerError) -> Answer
  ) throws(Failure) -> Answer {
    do throws(LedgerError) { return try question(ledger) } catch {
      throw Failure(.dataRefused, "\(error)")
    }
  }
}

/// The records of a ledger.
struct LedgerRecords: RecordSource {
  static let pageSize = 1000

  private let locked: LockedLedger
  private var position: Int64 = 0

  init(_ locked: LockedLedger) { self.locked = locked }

  mutating func next() throws(Failure) -> [Record] {
    let after = position
    let records = try locked.ask { ledger throws(LedgerError) in
      try ledger.records(after: after, count: Self.pageSize, release: nil)
    }
    // What a broken chain holds may stand still or go back; that must end, too.
    position = max(position + 1, records.last?.sequence ?? 0)
    return records
  }
}

/// The checkpoints of a ledger.
struct LedgerCheckpoints: CheckpointSource {
  private let locked: LockedLedger
  private var position: Int64 = 0

  init(_ locked: LockedLedger) { self.locked = locked }

  mutating func next() throws(Failure) -> [[UInt8]] {
    let after = position
    let checkpoints = try locked.ask { ledger throws(LedgerError) in
      try ledger.checkpoints(after: after, count: LedgerRecords.pageSize)
    }
    position = max(position + 1, checkpoints.last?.number ?? 0)
    return checkpoints.map(\.bytes)
  }
}
