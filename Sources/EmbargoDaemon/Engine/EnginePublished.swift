package import EmbargoCore
import EmbargoOutputs

extension Engine {
  /// Says at which outputs something has arrived, once that is on the record.
  func noteDelivered(_ outcomes: some Sequence<AttemptOutcome>) {
    var outputs: Set<OutputName> = []
    for outcome in outcomes {
      if case .delivered = outcome.result { outputs.insert(outcome.output) }
    }
    if !outputs.isEmpty { ports.changed(outputs) }
  }

  /// A piece of what is out, the latest first, for somebody who lists it; what was erased is left
  /// out.
  package func published(
    at output: OutputName, before cursor: LedgerCursor?, count: Int
  ) throws(LedgerError) -> PublishedPage {
    var page = try ports.ledger.published(at: output, before: cursor, count: count)
    page.releases.removeAll(where: \.isErased)
    return page
  }

  /// The bytes of a release that is out.
  package func publishedContent(of release: Release) throws(LedgerError) -> RevisionContent? {
    guard !release.phase.isQueued else { return nil }
    return try ports.ledger.content(of: release.id, revision: release.revision)
  }

  /// Whether a release may go to other outputs.
  func checkOwn(_ release: Release, at outputs: [OutputName]) throws(EngineError) {
    var changed = release
    changed.deliveries = outputs.map { Delivery(output: $0) }
    try checkOwn(reservations(for: changed, attachments: []))
  }

  /// A name that an output takes itself may be no release's.
  func checkOwn(_ reservations: [Reservation]) throws(EngineError) {
    for reservation in reservations {
      guard let output = outputs[reservation.output] else { continue }
      if output.ownNames.contains(reservation.name) {
        throw .nameIsOwn(reservation.name, output: reservation.output)
      }
    }
  }
}
