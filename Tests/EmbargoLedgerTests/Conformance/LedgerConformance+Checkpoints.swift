import EmbargoCore
import Testing

extension LedgerConformance {
  func checkpointsAreKeptInOrder() throws {
    let ledger = try make()
    #expect(try ledger.lastCheckpoint() == nil)
    var made: [Checkpoint] = []
    for number in 1...5 {
      var transaction = LedgerTransaction()
      transaction.records = [Sample.record(nil, event: "daemon.started")]
      let head = try ledger.commit(transaction)
      made.append(Sample.checkpoint(of: head, after: made.last))
      #expect(try ledger.commit(Sample.checkpoints([made[number - 1]])) == head)
    }
    let stored = made.enumerated().map {
      StoredCheckpoint(number: Int64($0.offset) + 1, bytes: $0.element.bytes)
    }
    #expect(try ledger.checkpoints(after: 0, count: 10) == stored)
    #expect(try ledger.checkpoints(after: 1, count: 2) == Array(stored[1...2]))
    #expect(try ledger.checkpoints(after: 5, count: 2) == [])
    #expect(try ledger.lastCheckpoint() == stored[4])
  }

  func aCheckpointThatDoesNotFollowIsForbidden() throws {
    let ledger = try make()
    var transaction = LedgerTransaction()
    transaction.records = [Sample.record(nil, event: "daemon.started")]
    let first = try ledger.commit(transaction)
    let second = try ledger.commit(transaction)
    let last = Sample.checkpoint(of: second)
    try ledger.commit(Sample.checkpoints([last]))
    let wrong = [
      Sample.checkpoint(of: second), Sample.checkpoint(of: first, after: last),
      Sample.checkpoint(of: ChainHead(sequence: 2, hash: first.hash), after: last),
      Sample.checkpoint(of: ChainHead(sequence: 3, hash: second.hash), after: last),
    ]
    for checkpoint in wrong {
      expect(.forbidden) { try ledger.commit(Sample.checkpoints([checkpoint])) }
    }
    #expect(try ledger.checkpoints(after: 0, count: 10).count == 1)
    try ledger.commit(Sample.checkpoints([Sample.checkpoint(of: second, after: last)]))
  }
}
