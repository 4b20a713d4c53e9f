package import EmbargoCore
import EmbargoTime

/// Nothing lifts, at all, from a freeze until a thaw; it survives the end of the daemon.
///
/// It stops what nobody has: no release is prepared for its lift, and of one whose lift has begun
/// and that no output is known to have, nothing more is attempted. What is out stays what it is:
/// retries, corrections and kills of it are made.
extension Engine {
  /// Takes up what is stored, at a start.
  func readFreeze() {
    do throws(LedgerError) {
      if let freeze = try ports.ledger.freeze() { adopt(freeze) }
    } catch {
      fail(error)
    }
  }

  /// Stops all lifts. When this returns nothing goes out any more but what is going out at this
  /// moment: see `whenStill`.
  ///
  /// - Parameter answer: what to remember for a repeated request.
  @discardableResult
  package func freeze(
    reason: String, by actor: Actor, answer: (Freeze) -> StoredAnswer? = { _ in nil }
  ) throws(EngineError) -> Freeze {
    if let failure { throw .ledger(failure) }
    guard !isPaused else { throw .paused }
    if let frozen { throw .alreadyFrozen(frozen) }
    do throws(CommandRefusal) { try Release.check(reason: reason) } catch { throw .refused(error) }
    let freeze = Freeze(since: ports.clock(), by: actor, reason: reason)
    // What comes due while it is written does not go out either.
    ports.lifter.setPaused(true)
    var transaction = LedgerTransaction()
    transaction.freeze = freeze
    transaction.records = [
      RecordDraft(
        event: "daemon.frozen", release: nil, actor: actor, at: freeze.since,
        data: ["reason": .string(reason)])
    ]
    if let stored = answer(freeze) { transaction.answers = [stored] }
    do throws(LedgerError) {
      try commit(transaction)
    } catch {
      ports.lifter.setPaused(isPaused || failure != nil)
      throw .ledger(error)
    }
    adopt(freeze)
    return freeze
  }

  private func adopt(_ freeze: Freeze) {
    frozen = freeze
    ports.lifter.setPaused(true)
    for id in armed.keys.sorted() where ports.lifter.disarm(id) {
      armed[id] = nil
      incomplete.remove(id)
    }
    report(Notice(.error, "daemon.frozen", freeze.sentence), problem: "frozen")
  }

  /// Lets lifts happen again: what is overdue by no more than its grace goes out at once, the rest
  /// is held as late, as after downtime.
  ///
  /// - Parameters:
  ///   - compared: the digest of the comparison that whoever asks has seen; a restored ledger is
  ///     not thawed without.
  ///   - answer: what to remember for a repeated request.
  package func thaw(
    by actor: Actor, compared: Digest? = nil, answer: (Freeze) -> StoredAnswer? = { _ in nil }
  ) throws(EngineError) {
    if let failure { throw .ledger(failure) }
    guard !isPaused else { throw .paused }
    guard let freeze = frozen else { throw .notFrozen }
    guard freeze.restored == nil || compared != nil else { throw .notCompared }
    var data: JSON.Members = [
      "reason": .string(freeze.reason), "since": .string(freeze.since.rfc3339),
    ]
    if let compared { data["compared"] = .string(compared.description) }
    var transaction = LedgerTransaction()
    transaction.thaws = true
    transaction.records = [
      RecordDraft(
        event: "daemon.thawed", release: nil, actor: actor, at: ports.clock(), data: data)
    ]
    if let stored = answer(freeze) { transaction.answers = [stored] }
    do throws(LedgerError) {
      try commit(transaction)
    } catch {
      throw .ledger(error)
    }
    frozen = nil
    withheld = [:]
    ports.lifter.setPaused(false)
    resolve("frozen")
    tick()
  }

  /// It waits for a thaw, and nobody need read it again until then.
  func withhold(_ release: Release) {
    withheld[release.id] = release.due
  }

  /// Somebody who waits until nothing is going out any more.
  struct StillnessWait {
    var since: Instant
    /// Told how many releases still are.
    var tell: @Sendable (Int) -> Void
  }

  /// Tells when nothing is going out any more, or after five seconds how many releases still are: a
  /// disk may answer nothing for longer.
  package func whenStill(_ tell: @escaping @Sendable (Int) -> Void) {
    waiting.append(StillnessWait(since: ports.clock(), tell: tell))
    tellStillness(always: failure != nil)
  }

  package func tellStillness(always: Bool = false) {
    guard !waiting.isEmpty else { return }
    let (now, goingOut) = (ports.clock(), ports.lifter.goingOut)
    let isOver = always || goingOut == 0
    let told = waiting.filter { isOver || now < $0.since || now - $0.since >= Self.patience }
    waiting.removeAll { isOver || now < $0.since || now - $0.since >= Self.patience }
    for wait in told { wait.tell(goingOut) }
  }

  private static let patience = Span.seconds(5)
}
