package import EmbargoCore
import EmbargoTime

/// What of checkpoints only the engine can do: where the chain ends, and keeping what was signed.
/// The signing itself is done beside it.
extension Engine {
  package enum CheckpointTurn: Hashable, Sendable {
    /// The last record has a checkpoint.
    case nothingNew
    /// Something is lifted at this moment, or the ledger's disk is full: ask again later.
    case notNow
    /// To be signed. `last`: the id of the key that signed the checkpoint before it.
    case sign(CheckpointDraft, last: String?)
  }

  /// What is to be signed next by this key. Another key than the last one is put on the record
  /// first, so that the checkpoint covers its own key.
  ///
  /// - Parameters:
  ///   - clock: the clock as the kernel describes it.
  ///   - isPatient: a lift within half a second is left alone.
  package func checkpointTurn(
    of key: CheckpointKey, clock: JSON, isPatient: Bool
  ) throws(LedgerError) -> CheckpointTurn {
    if let failure { throw failure }
    guard burst == nil, !isPaused, !isPatient || !isLiftNear else { return .notNow }
    let last = try storedCheckpoint()
    let head = try ports.ledger.head()
    if let last, last.head == head, last.key == key { return .nothingNew }
    if last?.key != key, recordedKey != key {
      try record(KeyChange.event, data: KeyChange(from: last?.key.id, to: key).data)
      recordedKey = key
    }
    return .sign(
      CheckpointDraft(
        chain: ChainID.text(instanceKey: ports.ledger.instanceKey), head: try ports.ledger.head(),
        at: ports.clock(), clock: clock, previous: last?.digest ?? ChainHead.empty.hash),
      last: last?.key.id)
  }

  /// Keeps what was signed; false: not at this moment.
  package func keep(_ checkpoint: Checkpoint) throws(LedgerError) -> Bool {
    if let failure { throw failure }
    guard burst == nil, !isPaused else { return false }
    var transaction = LedgerTransaction()
    transaction.checkpoints = [checkpoint]
    try commit(transaction)
    return true
  }

  package func storedCheckpoint() throws(LedgerError) -> Checkpoint? {
    guard let stored = try ports.ledger.lastCheckpoint() else { return nil }
    do throws(Checkpoint.Flaw) { return try Checkpoint(parsing: stored.bytes) } catch {
      throw .forbidden(
        "checkpoint \(stored.number) of the ledger is not as it was made: \(error); run embargoctl "
          + "audit verify")
    }
  }

  /// Within half a second.
  var isLiftNear: Bool {
    let now = ports.clock()
    let near = (now - .milliseconds(500))...(now + .milliseconds(500))
    return armed.values.contains { near.contains($0.due) }
  }
}
