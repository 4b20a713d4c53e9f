package import EmbargoControl
import EmbargoCore
import EmbargoLedger
import EmbargoSystem
package import EmbargoTime
import NIOCore
import NIOPosix
import Synchronization

/// Makes copies of the ledger, one at a time, and keeps each until it was read.
///
/// It is copied a piece at a time between the engine's other work, and each piece is on the disk
/// before the next one begins: whatever a lift must make durable finds at most one piece before it.
/// While something goes out, or will within two seconds, it waits; but for no more than ten seconds
/// a piece, so that it comes to its end on a machine where something always goes out.
package final class BackupKeeper: Sendable {
  private enum State {
    case idle
    /// With the copy, as soon as there is one.
    case making(LedgerCopy?)
    case kept(Kept)
  }

  fileprivate struct Kept: Sendable {
    var id: String
    var owner: UInt32
    var file: CopyFile
    var size: Int
    var lastUse: Instant
  }

  /// 1 MiB of pages of 4 KiB.
  private static let piece = 256
  /// While something always goes out.
  private static let smallPiece = 64
  /// Pauses before a piece that is copied all the same, and in all.
  private static let patience = (piece: 200, all: 36_000)
  /// What is not read for so long is dropped.
  package static let keeping = Span.minutes(2)

  private let engine: EngineThread
  private let directory: String
  private let clock: @Sendable () -> Instant
  /// A moment in which something else can come to its end.
  private let pause: @Sendable () async throws -> Void
  private let state = Mutex(State.idle)

  /// - Parameter pause: waits some 50 ms.
  init(
    engine: EngineThread, directory: String, clock: @escaping @Sendable () -> Instant,
    pause: @escaping @Sendable () async throws -> Void = {
      try await MultiThreadedEventLoopGroup.singleton.next()
        .scheduleTask(in: .milliseconds(50)) {}.futureResult.get()
    }
  ) {
    (self.engine, self.directory, self.clock) = (engine, directory, clock)
    self.pause = pause
  }

  /// Makes a copy for somebody; on the record before a byte of it can be read.
  func make(for caller: Caller) async throws(Problem) -> BackupReply {
    try claim(for: caller)
    do {
      let (file, facts) = try await copy()
      let (size, digest) = try Self.measure(file)
      let id = try SecureRandom.hexadecimal(bytes: 16)
      let actor = caller.actor
      let keys = try await engine.call { engine in
        try engine.record(
          "daemon.backed-up", by: actor,
          data: [
            "backup": .string(digest.description), "head": .string(facts.head.text),
            "releases": .integer(facts.releases),
          ])
        return try (engine.ports.ledger as? SQLiteLedger)?.sealEpochs()
      }
      state.withLock { state in
        state = .kept(
          Kept(id: id, owner: caller.user, file: file, size: size, lastUse: clock()))
      }
      return BackupReply(
        id: id, size: size, digest: digest.description, head: facts.head.text,
        schema: facts.schema, releases: facts.releases, oldestMasterKey: keys?.oldest ?? 0,
        masterKey: keys?.newest ?? 0)
    } catch {
      await giveUp()
      throw Self.problem(error)
    }
  }

  private func claim(for caller: Caller) throws(Problem) {
    let now = clock()
    let isFree = state.withLock { state in
      switch state {
      case .making: return false
      // Who asks anew reads the old one no more.
      case .kept(let kept) where kept.owner != caller.user && kept.isFresh(at: now): return false
      case .idle, .kept:
        state = .making(nil)
        return true
      }
    }
    guard isFree else {
      throw Problem(
        .busy, "somebody else is making a backup; try again when that has ended")
    }
  }

  private func copy() async throws -> (CopyFile, LedgerFacts) {
    let directory = directory
    let copy = try await engine.call { [self] engine in
      guard let ledger = engine.ports.ledger as? SQLiteLedger else {
        throw Problem(.internalError, "this ledger cannot be copied")
      }
      if engine.isPaused { throw EngineError.paused }
      let copy = try LedgerCopy(of: ledger, in: directory)
      // Known before anything else is done there: the ledger cannot be closed while it is made.
      state.withLock { $0 = .making(copy) }
      return copy
    }
    var (waited, left) = (0, Self.patience.all)
    while left > 0 {
      let isHurried = waited >= Self.patience.piece
      let step = try await engine.call { engine in
        guard engine.isQuiet || isHurried else { return LedgerCopy.Step.busy }
        return try copy.step(pages: isHurried ? Self.smallPiece : Self.piece)
      }
      switch step {
      case .done(let facts):
        try copy.file.sync()
        return (copy.file, facts)
      case .more:
        try copy.file.sync()
        waited = 0
        // A ledger that changes faster than it can be copied begins anew and anew.
        left -= 1
      case .busy:
        (waited, left) = (waited + 1, left - 1)
        try await pause()
      }
    }
    throw Problem(
      .busy, "the ledger could not be copied: something goes out all the time; try again later")
  }

  private static func measure(_ file: CopyFile) throws(LedgerError) -> (Int, Digest) {
    var digest = RunningDigest()
    var size = 0
    while true {
      let bytes = try file.read(at: size, count: 1 << 20)
      if bytes.isEmpty { return (size, digest.digest) }
      digest.add(bytes)
      size += bytes.count
    }
  }

  /// Some bytes of the copy; behind the last ones it is dropped.
  func piece(
    of id: String, at offset: Int, for caller: Caller
  ) throws(Problem) -> BackupPiece {
    let now = clock()
    let kept = state.withLock { state -> Kept? in
      guard case .kept(var kept) = state, kept.id == id, kept.owner == caller.user,
        kept.isFresh(at: now)
      else { return nil }
      kept.lastUse = now
      state = .kept(kept)
      return kept
    }
    guard let kept else {
      throw Problem(
        .notFound, "this backup is not kept any more: begin anew with embargoctl backup")
    }
    do throws(LedgerError) {
      let bytes = try kept.file.read(at: offset, count: BackupPiece.longest)
      let end = offset + bytes.count
      if end >= kept.size { drop(kept.id) }
      return BackupPiece(offset: offset, bytes: bytes, next: end < kept.size ? end : nil)
    } catch {
      throw Problem(.internalError, "the copy cannot be read: \(error)")
    }
  }

  private func drop(_ id: String) {
    state.withLock { state in
      if case .kept(let kept) = state, kept.id == id { state = .idle }
    }
  }

  /// Drops what nobody reads; called each minute.
  package func tidy() {
    let now = clock()
    state.withLock { state in
      if case .kept(let kept) = state, !kept.isFresh(at: now) { state = .idle }
    }
  }

  private func giveUp() async {
    let copy = state.withLock { state -> LedgerCopy? in
      defer { state = .idle }
      if case .making(let copy) = state { return copy }
      return nil
    }
    guard let copy else { return }
    // An engine that has ended has given it up itself, and the ledger then says so.
    _ = try? await engine.call(always: true) { _ in try copy.giveUp() }
  }

  /// On the engine's thread, before the ledger is closed: a copy under way would keep it open.
  package func giveUp(in engine: Engine) throws {
    let copy = state.withLock { state -> LedgerCopy? in
      if case .making(let copy) = state { return copy }
      return nil
    }
    try copy?.giveUp()
  }

  private static func problem(_ error: any Error) -> Problem {
    switch error {
    case LedgerError.full(let detail): Problem(.noSpace, "\(detail); nothing was kept of it")
    case let error as SystemError: Problem(.internalError, "\(error)")
    default: Desk.problem(error)
    }
  }
}

extension BackupKeeper.Kept {
  fileprivate func isFresh(at now: Instant) -> Bool {
    now < lastUse || now - lastUse < BackupKeeper.keeping
  }
}

extension Desk {
  package func backup(_ caller: Caller) async throws(Problem) -> BackupReply {
    try await backups.make(for: caller)
  }

  package func backupPiece(
    _ id: String, _ query: BackupQuery, _ caller: Caller
  ) async throws(Problem) -> BackupPiece {
    try backups.piece(of: id, at: query.offset, for: caller)
  }
}
