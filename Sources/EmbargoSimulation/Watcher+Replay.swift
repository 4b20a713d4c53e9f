import EmbargoCore
import EmbargoTime

extension Watcher {
  /// At the end the records, their checkpoints and the rows are one: promise 7.
  func checkRecords() {
    let rows = ledger.settled
    var verifier = AuditVerifier(chain: ChainID.text(instanceKey: ledger.instanceKey))
    var replay = StateReplay(rowKey: ledger.rowKey)
    var checkpoints = rows.checkpoints[...]
    for record in rows.records {
      verifier.take(record)
      replay.take(record)
      while let next = checkpoints.first, next.head.sequence == record.sequence {
        verifier.take(checkpoint: next.bytes)
        checkpoints.removeFirst()
      }
    }
    guard case .good(let findings) = verifier.verdict, checkpoints.isEmpty else {
      return world.violate(7, "the records do not hold: \(verifier.verdict)")
    }
    for row in rows.all {
      if let difference = replay.compare(row) {
        return world.violate(7, "record \(difference.sequence): \(difference.why)")
      }
    }
    let suspended = rows.suspensions.values.sorted { $0.output < $1.output }
    if let difference = replay.compare(suspended) ?? replay.missing {
      return world.violate(7, "record \(difference.sequence): \(difference.why)")
    }
    world.note("replayed \(replay.rows) rows, \(findings.checkpoints) checkpoints")
  }
}

extension SimulatedLedger.Rows {
  /// Every row that records commit to, in order.
  var all: [LedgerRow] {
    var all: [LedgerRow] = []
    for (id, release) in releases.sorted(by: { $0.key < $1.key }) {
      all.append(.release(release))
      let names = reservations.filter { $0.value == id }.keys.sorted(by: Reservation.isBefore)
      all.append(.names(id, names))
    }
    let numbered = revisions.sorted {
      ($0.key.release, $0.key.number) < ($1.key.release, $1.key.number)
    }
    for (key, release) in numbered {
      all.append(.revision(LedgerRow.RevisionState(release)))
      let isPresent = releases[key.release]?.revision == key.number
      let deliveries = isPresent ? releases[key.release]?.deliveries : earlier[key]
      for delivery in deliveries ?? [] {
        all.append(.delivery(key.release, revision: key.number, delivery))
      }
    }
    all += attempts.map { .attempt($0) }
    for (key, bytes) in bodies.sorted(by: { $0.key.digest.description < $1.key.digest.description })
    {
      all.append(
        .body(
          StoredBody(
            release: key.revision.release, revision: key.revision.number, output: key.output,
            digest: key.digest, bytes: bytes)))
    }
    return all
  }
}
