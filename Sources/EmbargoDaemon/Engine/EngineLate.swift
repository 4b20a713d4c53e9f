import EmbargoCore
import EmbargoTime

/// Attempts that were under way when a correction or a kill took the place of their revision.
extension Engine {
  /// Adds what came of such an attempt: it is on the record, and it is not made again.
  func addLate(
    _ answer: Finished, of release: Release, revision: Int,
    to transaction: inout LedgerTransaction
  ) throws(LedgerError) {
    let stored = try ports.ledger.deliveries(of: release.id, revision: revision)
    guard let before = stored.first(where: { $0.output == answer.outcome.output }),
      case .attempting(let since) = before.state
    else {
      throw .broken(
        "an attempt of revision \(revision) of release \(release.id) has ended that never began")
    }
    let settled = Self.settled(answer.outcome, since: since)
    let after = before.ended(
      late: settled, lateness: max(.zero, settled.finishedAt - release.due))
    transaction.earlier.append(
      EarlierDelivery(release: release.id, revision: revision, delivery: after))
    transaction.attempts.append(
      StoredAttempt(
        release: release.id, revision: revision, number: after.attempts, outcome: settled))
    let event = Event.endedLate(settled, of: after, revision: revision)
    transaction.records.append(event.draft(of: release, by: .daemon, at: settled.finishedAt))
  }

  /// What waited for such attempts has its turn.
  func goOn(after late: [Finished]) {
    for answer in late {
      inFlight[Flight(release: answer.release, output: answer.outcome.output)] = nil
      resolve("delivery:\(answer.release):\(answer.outcome.output)")
    }
    for id in Set(late.map(\.release)).sorted() { considerAgain(id) }
  }
}
