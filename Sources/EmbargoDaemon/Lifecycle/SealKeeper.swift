import EmbargoCore
import EmbargoLedger
import EmbargoTime
import Logging
import Synchronization

/// Has the keys of what the ledger holds wrapped anew when there is a new master key: a piece at a
/// time between the engine's other work, so that no request and no lift waits for it.
final class SealKeeper: Sendable {
  private struct State {
    var isRunning = false
    /// Keys came while it ran: it begins again.
    var isAsked = false
  }

  /// Some milliseconds.
  private static let piece = 128

  private let engine: EngineThread
  private let facts: DaemonFacts
  private let logger: Logger
  private let state = Mutex(State())

  init(engine: EngineThread, facts: DaemonFacts, logger: Logger) {
    (self.engine, self.facts, self.logger) = (engine, facts, logger)
  }

  /// Takes up other master keys. Those that do not open the ledger are refused: nothing changes.
  func take(_ masters: MasterKeys) async throws {
    try await engine.call(always: true) { engine in
      guard let ledger = engine.ports.ledger as? SQLiteLedger else { return }
      try ledger.take(masters)
    }
  }

  /// Begins to wrap what an earlier master key wraps, and returns at once.
  func begin() {
    let starts = state.withLock { state in
      defer { (state.isAsked, state.isRunning) = (true, true) }
      return !state.isRunning
    }
    guard starts else { return }
    Task(priority: .utility) { await self.run() }
  }

  private func run() async {
    while takeAsked() {
      do {
        try await wrapAll()
        facts.setProblem("keys.unwrapped", nil)
      } catch EngineThread.Refusal.stopped {
        return
      } catch {
        let problem = "keys are not wrapped by the new master key yet: \(error)"
        if facts.setProblem("keys.unwrapped", problem) {
          logger.error("\(problem)", metadata: ["event": "keys.unwrapped"])
        }
      }
    }
  }

  /// False: nothing is asked for, and it has ended.
  private func takeAsked() -> Bool {
    state.withLock { state in
      defer { state.isAsked = false }
      state.isRunning = state.isAsked
      return state.isAsked
    }
  }

  private func wrapAll() async throws {
    guard try await engine.call({ try self.look($0) }) else { return }
    logger.notice("keys are being wrapped by the new master key")
    var place: RewrapPlace? = RewrapPlace()
    while let here = place {
      place = try await engine.call { try $0.rewrap(after: here, count: Self.piece) }
    }
    logger.notice("all keys are wrapped by the new master key; earlier ones are needed no more")
    _ = try await engine.call { engine in
      try engine.record("ledger.keys-renewed")
      return try self.look(engine)
    }
  }

  /// Tells of the epochs; true: something is wrapped by an earlier master key.
  private func look(_ engine: Engine) throws -> Bool {
    guard let ledger = engine.ports.ledger as? SQLiteLedger else { return false }
    let (oldest, newest) = try ledger.sealEpochs()
    facts.setMasterKeys(oldest: oldest, newest: newest)
    return oldest < newest
  }
}

extension Engine {
  /// See `SQLiteLedger.rewrap`. A burst of lifts has the ledger's transaction to itself.
  fileprivate func rewrap(after place: RewrapPlace, count: Int) throws -> RewrapPlace? {
    if let failure { throw EngineError.ledger(failure) }
    guard !isPaused else { throw EngineError.paused }
    guard let ledger = ports.ledger as? SQLiteLedger else { return nil }
    guard burst == nil else { return place }
    return try ledger.rewrap(after: place, count: count)
  }
}
