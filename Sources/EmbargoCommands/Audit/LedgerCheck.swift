import EmbargoCore
import EmbargoLedger

/// Checks a whole ledger: its chain, its checkpoints, and its rows against the records.
struct LedgerCheck {
  /// What was compared beside the chain.
  struct Rows {
    /// Rows that are as the records say.
    var good: Int
    /// Releases that were submitted before records told of rows.
    var uncovered: Int
    /// Rows hold sealed words, and there was no key file to open them with.
    var areSealed = false
  }

  private static let page = 200

  let locked: LockedLedger
  let trust: AuditVerifier.Trust

  func run() throws(Failure) -> (AuditVerifier.Verdict, Rows) {
    let chain = ChainID.text(instanceKey: locked.ledger.instanceKey)
    var verifier = AuditVerifier(trust: trust, chain: chain)
    var replay = StateReplay(rowKey: locked.ledger.rowKey)
    var stream = AuditStream(LedgerRecords(locked), LedgerCheckpoints(locked))
    while true {
      let items = try stream.next()
      if items.isEmpty { break }
      for item in items {
        switch item {
        case .record(let record):
          verifier.take(record)
          replay.take(record)
        case .checkpoint(let bytes): verifier.take(checkpoint: bytes)
        }
      }
    }
    let none = Rows(good: 0, uncovered: 0)
    guard case .good(let findings) = verifier.verdict else { return (verifier.verdict, none) }
    if let lost = verifier.lost {
      return (.tampered(sequence: lost.sequence, why: lost.why), none)
    }
    guard locked.ledger.opensWords else {
      return (.good(findings), Rows(good: 0, uncovered: 0, areSealed: true))
    }
    if let difference = try difference(&replay) {
      return (.tampered(sequence: difference.sequence, why: difference.why), none)
    }
    return (.good(findings), Rows(good: replay.rows, uncovered: replay.uncovered))
  }

  /// The first row that is not as the records have it.
  private func difference(
    _ replay: inout StateReplay
  ) throws(Failure) -> StateReplay.Difference? {
    let findings = try locked.ask { ledger throws(LedgerError) in
      try ledger.integrity() + ledger.strayRows()
    }
    if let first = findings.first { return StateReplay.Difference(sequence: 0, why: first) }
    var place = ""
    while true {
      let after = place
      let page = try locked.ask { ledger throws(LedgerError) in
        try ledger.rows(after: after, count: Self.page)
      }
      for row in page.rows {
        if let found = replay.compare(row) { return found }
        if let found = flaw(ofBytes: row) { return found }
      }
      if let flaw = page.flaws.first { return StateReplay.Difference(sequence: 0, why: flaw) }
      guard let next = page.next else { break }
      place = next
    }
    let (suspensions, freeze, erasures) = try locked.ask { ledger throws(LedgerError) in
      (try ledger.suspensions(), try ledger.freeze(), try ledger.erasures())
    }
    return replay.compare(suspensions) ?? replay.compare(freeze)
      ?? replay.compare(erasures: erasures) ?? replay.missing
  }

  /// The bytes of a revision are read and compared with their digest.
  private func flaw(ofBytes row: LedgerRow) -> StateReplay.Difference? {
    guard case .revision(let state) = row else { return nil }
    do throws(LedgerError) {
      let content = try locked.ledger.content(of: state.release, revision: state.revision)
      if content?.digest == state.digest { return nil }
    } catch {
      return StateReplay.Difference(sequence: 0, why: "\(error)")
    }
    return StateReplay.Difference(
      sequence: 0,
      why: "the bytes of revision \(state.revision) of release \(state.release) are gone")
  }
}
