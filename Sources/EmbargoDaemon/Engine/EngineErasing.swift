package import EmbargoCore
import EmbargoTime

extension Engine {
  /// Takes the words of a release that is over out of the ledger, for good. What still lies in the
  /// ledger's file in pieces goes with the next scrub (`SQLiteLedger.scrub`).
  ///
  /// - Parameter answer: what to remember for a repeated request, made from what is left.
  @discardableResult
  package func erase(
    _ id: ReleaseID, reason: String, by actor: Actor,
    answer: (Release) -> StoredAnswer? = { _ in nil }
  ) throws(EngineError) -> Release {
    if let failure { throw .ledger(failure) }
    guard !isPaused else { throw .paused }
    try settleBurst()
    let ledger = ports.ledger
    guard let release = try asking({ () throws(LedgerError) in try ledger.release(id) }) else {
      throw .notFound(id.description)
    }
    do throws(CommandRefusal) {
      try Release.check(reason: reason)
      try release.checkIsOver()
    } catch {
      throw .refused(error)
    }
    guard !inFlight.keys.contains(where: { $0.release == id }) else { throw .goingOut(id) }
    let now = ports.clock()
    let rows = try asking { () throws(LedgerError) in try ledger.rows(of: id) }
    var transaction = LedgerTransaction()
    transaction.erasures = [Erasure(of: id, rows: rows, at: now)]
    transaction.records = [
      RecordDraft(
        event: "release.erased", release: id, actor: actor, at: now,
        data: ["reason": .string(reason), "revisions": .integer(Int64(release.revision))])
    ]
    if let stored = answer(release.erased) { transaction.answers = [stored] }
    do throws(LedgerError) {
      try commit(transaction)
    } catch {
      throw .ledger(error)
    }
    for output in release.outputs { resolve("delivery:\(id):\(output)") }
    ports.changed(Set(release.outputs))
    return release.erased
  }
}
