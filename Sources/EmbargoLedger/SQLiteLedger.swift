package import EmbargoCore
package import EmbargoTime
import GRDB

/// The ledger in one SQLite file, through exactly one connection.
///
/// While it is open no other connection, of this process or another, can read or write the file
/// (docs/decisions/0003). The caller holds the exclusive lock file beside it. An error that leaves
/// the file in doubt (`broken`) is final: every later call throws it again.
package final class SQLiteLedger: Ledger {
  package let instanceKey: [UInt8]
  let queue: DatabaseQueue
  /// The path of the file; `-wal` beside it belongs to it.
  package let path: String
  package let isReadOnly: Bool
  private var known: ChainHead
  /// What was appended and is not committed; nil: nothing is.
  private var appending: Appending?
  /// Nil: opened for reading without a key file.
  private var seal: Sealer?
  /// Nil: opened for reading.
  private let log: LogLength?
  /// Whether something was committed since the last quiet moment.
  private var isBusy = false
  /// The connection while `together` has it.
  private var held: Database?
  /// Why the file is in doubt; the next start reads it through.
  private var fault: LedgerError? {
    didSet { if fault != nil, oldValue == nil { DoubtMark.set(for: path) } }
  }

  private init(
    queue: DatabaseQueue, path: String, log: LogLength?, meta: Meta, sealer: Sealer?
  ) {
    (self.queue, self.path, self.log, isReadOnly) = (queue, path, log, log == nil)
    (instanceKey, known, seal) = (meta.instanceKey, meta.head, sealer)
  }

  /// Opens the ledger at `path`, or makes a new one there.
  ///
  /// The chain's head is checked against the last record, the file is read through (`quick_check`)
  /// if it is small or its last use ended in doubt, and brought to the present schema.
  ///
  /// - Parameters:
  ///   - masters: what its words are sealed with.
  ///   - program: the version of this program, kept with what it creates.
  ///   - randomBytes: that many bytes from the system's random source.
  /// - Throws: `forbidden` for a file that is another program's or a newer embargod's, or that was
  ///   sealed with other keys, which is left as it was; `full`; `broken` for everything else,
  ///   damage included.
  package static func open(
    path: String, masters: MasterKeys, program: String = "embargod",
    randomBytes: (Int) -> [UInt8], now: Instant
  ) throws(LedgerError) -> SQLiteLedger {
    try DatabaseFile.prepare(path)
    do {
      let queue = try Connection.openForWriting(path)
      let (meta, sealer, log) = try queue.writeWithoutTransaction { database in
        try Connection.makeCurrent(
          database, at: path, masters: masters, program: program, now: now)
        let meta = try Meta.loadOrCreate(
          in: database, program: program, randomBytes: randomBytes, now: now)
        return (meta, try Sealer.load(from: database, masters), try LogLength(database))
      }
      try DoubtMark.clear(for: path)
      try DatabaseFile.syncDirectory(of: path)
      return SQLiteLedger(
        queue: queue, path: path, log: log, meta: meta, sealer: sealer)
    } catch {
      throw LedgerError(error, while: "opening the ledger")
    }
  }

  /// Opens a ledger for reading alone, while no daemon has it: for `audit verify`.
  ///
  /// Nothing is checked, so that a damaged or altered ledger can still be read and examined, and
  /// the database and its write-ahead log are not changed. What was committed and not yet moved
  /// from the log into the database is seen: where there is such a log SQLite needs to put its
  /// index (`-shm`) beside it, so the directory must be writable then.
  ///
  /// - Parameter masters: nil: records can be read, and no words of releases.
  package static func openReadOnly(
    path: String, masters: MasterKeys? = nil
  ) throws(LedgerError) -> SQLiteLedger {
    do {
      let queue = try Connection.openForReading(path)
      let (meta, sealer) = try queue.writeWithoutTransaction { database in
        let version = try FileFormat.version(of: database)
        guard version == Migration.newest else {
          throw LedgerError.forbidden(
            "the ledger has schema number \(version), this program reads \(Migration.newest): "
              + "start the daemon once to bring it up to date")
        }
        let sealer = try masters.map { try Sealer.load(from: database, $0) }
        return (try Meta.load(from: database), sealer)
      }
      return SQLiteLedger(
        queue: queue, path: path, log: nil, meta: meta, sealer: sealer)
    } catch {
      throw LedgerError(error, while: "opening the ledger for reading")
    }
  }

  /// Moves the write-ahead log into the database and closes the file; nothing may be called after.
  package func close() throws(LedgerError) {
    do {
      try queue.close()
    } catch {
      throw LedgerError(error, while: "closing the ledger")
    }
  }

  /// Seals and opens words; throws where there is no key file.
  var sealer: Sealer {
    get throws(LedgerError) {
      guard let seal else {
        throw .forbidden("the words of this ledger are sealed: reading them needs its key file")
      }
      return seal
    }
  }

  /// Whether words can be read: it was opened with the keys that it was sealed with.
  package var opensWords: Bool { seal != nil }

  /// Empty where words cannot be read. The instance's key is in it, so that a change of that shows.
  package var rowKey: [UInt8] {
    seal.map { KeyedHash.bytes(key: $0.rowKey, over: instanceKey) } ?? []
  }

  /// Other master keys from now on, such as those of a new epoch. Those of earlier epochs are
  /// needed until `rewrap` has come to its end.
  package func take(_ masters: MasterKeys) throws(LedgerError) {
    guard seal != nil else { return }
    seal = try perform("reading the seal") { try Sealer.load(from: $0, masters) }
  }

  package func head() throws(LedgerError) -> ChainHead {
    if let fault { throw fault }
    return known
  }

  @discardableResult
  package func commit(_ transaction: LedgerTransaction) throws(LedgerError) -> ChainHead {
    guard !isReadOnly else { throw .forbidden("the ledger was opened for reading") }
    let isBurst = appending != nil
    let appending = try openTransaction()
    self.appending = nil
    let next: ChainHead
    do {
      let records = transaction.records.map(RecordText.init)
      next = try perform("writing") { try appending.write(transaction, records, in: $0) }
      try perform("committing") { try $0.commit() }
    } catch {
      // Where a full disk ended the transaction itself there is nothing to take back.
      rollBack()
      throw error
    }
    (known, isBusy) = (next, true)
    let most = isBurst ? WriteAheadLog.mostOfBurst : WriteAheadLog.mostUnderLoad
    if let log, log.bytes > most { emptyLog(.restart) }
    return next
  }

  /// The rows are written on the connection's own thread, while the caller makes the next ones; the
  /// records are written out here: that takes as long as SQLite does.
  package func append(_ transaction: LedgerTransaction) throws(LedgerError) {
    guard !isReadOnly else { throw .forbidden("the ledger was opened for reading") }
    if let fault { throw fault }
    let appending = try openTransaction()
    self.appending = appending
    // Waits for the connection's thread, which is behind when that much is not written.
    appending.takeRoom()
    let records = transaction.records.map(RecordText.init)
    var rows = transaction
    rows.records = []
    queue.asyncWriteWithoutTransaction { [rows] in appending.add(rows, records, in: $0) }
  }

  /// The connection is taken once. Nothing is held that a reader or the commit would have to end
  /// first: each question is still a transaction of its own.
  package func together<Value, Failure: Error>(
    _ body: () throws(Failure) -> Value
  ) throws(Failure) -> Value {
    // What is appended is written by another thread, which needs the connection.
    guard held == nil, appending == nil else { return try body() }
    let result: Result<Value, Failure> = queue.writeWithoutTransaction { database in
      held = database
      defer { held = nil }
      return Result(catching: body)
    }
    return try result.get()
  }

  private func openTransaction() throws(LedgerError) -> Appending {
    if let appending { return appending }
    return Appending(behind: known, sealer: try sealer)
  }

  package func takeBack() throws(LedgerError) {
    guard let appending else { return }
    self.appending = nil
    defer { rollBack() }
    try perform("writing") { _ in
      // What did not fit or was refused is not there; anything else leaves the file in doubt.
      if case .broken? = appending.failure.map({ LedgerError($0, while: "writing") }) {
        try appending.rethrow()
      }
    }
  }

  private func rollBack() {
    do {
      try queue.unsafeReentrantWrite { try $0.rollBackIfOpen() }
    } catch {
      // With a transaction that neither ends nor goes away nothing may be written any more.
      fault = fault ?? LedgerError(error, while: "taking back a transaction")
    }
  }

  package func tidy() throws(LedgerError) {
    defer { isBusy = false }
    guard !isBusy, appending == nil, WriteAheadLog.size(of: path) > WriteAheadLog.limit else {
      return
    }
    emptyLog(.truncate)
    if let fault { throw fault }
  }

  /// Moves what was committed from the write-ahead log into the database and empties the log.
  ///
  /// `commit` and `tidy` do so by themselves when the log has grown long (`WriteAheadLog`).
  package func checkpoint() throws(LedgerError) { try checkpoint(.truncate) }

  private func checkpoint(_ kind: Database.CheckpointMode) throws(LedgerError) {
    guard !isReadOnly else { throw .forbidden("the ledger was opened for reading") }
    try perform("emptying the write-ahead log") { database in
      _ = try database.checkpoint(kind)
    }
    log?.reset()
  }

  /// What was committed is durable whatever becomes of this: no space is met again at the next
  /// commit, anything worse is kept and thrown by the next call.
  private func emptyLog(_ kind: Database.CheckpointMode) {
    do {
      try checkpoint(kind)
    } catch {
      if case .full = error { return }
      fault = error
    }
  }

  /// Runs `body` on the connection; `broken` from SQLite is remembered and thrown ever after.
  func perform<Value>(
    _ what: String, _ body: (Database) throws -> Value
  ) throws(LedgerError) -> Value {
    if let fault { throw fault }
    do {
      if let held { return try body(held) }
      return try queue.writeWithoutTransaction(body)
    } catch {
      let failure = LedgerError(error, while: what)
      if case .broken = failure, error is DatabaseError { fault = failure }
      throw failure
    }
  }
}
