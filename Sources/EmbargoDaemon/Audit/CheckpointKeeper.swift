import EmbargoControl
import EmbargoCore
import EmbargoSystem
import EmbargoTime
import Logging
import Synchronization

/// Signs how far the records went, at most every minute when there is news and soon after each
/// batch of lifts, and sees to it that this is written in second places.
///
/// The engine is asked for what to sign and given the result; nothing is signed or written on its
/// thread, and no lift waits for any of it.
final class CheckpointKeeper: Sendable {
  private struct State {
    var keys: KeyFile?
    var signer: CheckpointSigner?
    var files: [CheckpointFile] = []
    /// Something was lifted since the last checkpoint.
    var isHurried = false
    /// When it was last tried, by the monotonic clock (nanoseconds); nil: not yet.
    var tried: Int64?
    var isRunning = false
    var last: Checkpoint?
  }

  private let engine: EngineThread
  private let facts: DaemonFacts
  private let announcer: Announcer
  private let logger: Logger
  private let state = Mutex(State())

  private static let interval: Int64 = 60_000_000_000

  init(engine: EngineThread, facts: DaemonFacts, announcer: Announcer, logger: Logger) {
    (self.engine, self.facts) = (engine, facts)
    (self.announcer, self.logger) = (announcer, logger)
  }

  /// Takes up keys and places, at a start and after a reload.
  func adopt(_ keys: KeyFile?, files paths: [String]) {
    state.withLock { state in
      (state.keys, state.signer, state.tried) = (keys, keys?.signer, nil)
      let present = state.files
      for file in present where !paths.contains(file.path) { tell(nil, of: file.path) }
      state.files = paths.map { path in
        present.first { $0.path == path }
          ?? CheckpointFile(path: path) { [self] in tell($0, of: path) }
      }
    }
    if keys == nil {
      logger.notice("\(AuditReply.withoutKey)", metadata: ["event": "audit.no-key"])
    }
    tellFacts()
  }

  /// Something was lifted: its records are worth a checkpoint of their own.
  func hurry() { state.withLock { $0.isHurried = true } }

  /// How often it is worth a look.
  var pace: Span { state.withLock { $0.signer == nil } ? .hours(1) : .seconds(4) }

  /// Begins a checkpoint where one is due, and returns at once.
  func begin() {
    let now = WallClock.monotonic()
    for file in state.withLock(\.files) { file.retry(at: now) }
    let starts = state.withLock { state in
      let isDue = state.isHurried || state.tried.map { $0 + Self.interval <= now } ?? true
      guard state.signer != nil, !state.isRunning, isDue else { return false }
      (state.isRunning, state.isHurried) = (true, false)
      return true
    }
    guard starts else { return }
    Task(priority: .utility) { await self.run() }
  }

  private func run() async {
    defer { state.withLock { $0.isRunning = false } }
    guard let signer = state.withLock(\.signer) else { return }
    let (clock, now) = (ClockSample.take().json, WallClock.monotonic())
    // What is put off because a lift is near is not put off for ever.
    let isPatient = state.withLock { state in
      state.tried.map { now - $0 < 2 * Self.interval } ?? true
    }
    do {
      let turn = try await engine.call { engine in
        try engine.checkpointTurn(of: signer.key, clock: clock, isPatient: isPatient)
      }
      switch turn {
      case .nothingNew: state.withLock { $0.tried = now }
      case .notNow: hurry()
      case .sign(let draft, let last):
        let checkpoint = sign(draft, by: signer, after: last)
        guard try await engine.call({ try $0.keep(checkpoint) }) else { return hurry() }
        state.withLock { $0.tried = now }
        announce(checkpoint)
      }
      facts.setProblem("audit.unwritten", nil)
    } catch EngineThread.Refusal.stopped {
      return
    } catch {
      state.withLock { $0.tried = now }
      let problem = "the latest records have no checkpoint: \(error)"
      if facts.setProblem("audit.unwritten", problem) {
        logger.error("\(problem)", metadata: ["event": "audit.unwritten"])
      }
    }
  }

  /// The last thing that is done with an engine: its end is covered, too.
  func seal(_ engine: Engine) {
    guard let signer = state.withLock(\.signer) else { return }
    do throws(LedgerError) {
      let turn = try engine.checkpointTurn(
        of: signer.key, clock: ClockSample.take().json, isPatient: false)
      guard case .sign(let draft, let last) = turn else { return }
      let checkpoint = sign(draft, by: signer, after: last)
      if try engine.keep(checkpoint) { announce(checkpoint) }
    } catch {
      logger.error("the last records have no checkpoint: \(error)")
    }
  }

  /// Waits until the places have what is on its way to them, a few seconds at most.
  func finish() {
    for file in state.withLock(\.files) { file.finish() }
  }

  private func sign(
    _ draft: CheckpointDraft, by signer: CheckpointSigner, after last: String?
  ) -> Checkpoint {
    guard let last, last != signer.key.id else { return draft.signed(by: signer) }
    guard let endorser = state.withLock({ $0.keys?.signer(last) }) else {
      logger.warning(
        """
        key \(signer.key.id) signs checkpoints from now on, and key \(last) of before is not in \
        the key file to vouch for it: auditors must be given the new public key
        """)
      return draft.signed(by: signer)
    }
    logger.notice("key \(signer.key.id) signs checkpoints from now on; key \(last) vouches for it")
    return draft.signed(by: signer, endorsedBy: endorser)
  }

  private func announce(_ checkpoint: Checkpoint) {
    logger.notice(
      "checkpoint \(String(decoding: checkpoint.bytes, as: UTF8.self))",
      metadata: ["event": "audit.checkpoint"])
    let files = state.withLock { state in
      state.last = checkpoint
      return state.files
    }
    for file in files { file.add(checkpoint.bytes) }
    announcer.note(
      Announcement(
        .checkpoint, .notice, at: checkpoint.draft.at,
        key: "checkpoint:\(checkpoint.head.sequence)",
        text: String(decoding: checkpoint.bytes, as: UTF8.self)))
    tellFacts()
  }

  private func tellFacts() {
    facts.setAudit(
      state.withLock { state in
        AuditReply(
          key: state.signer?.key.id, checkpoint: state.last?.head.sequence,
          checkpointAt: state.last?.draft.at)
      })
  }

  private func tell(_ problem: String?, of path: String) {
    let key = "audit.unwritten at \(path)"
    let sentence = problem.map { "checkpoints cannot be written to \(path), tried again: \($0)" }
    guard facts.setProblem(key, sentence), let sentence else { return }
    logger.error("\(sentence)", metadata: ["event": "audit.unwritten"])
  }
}
