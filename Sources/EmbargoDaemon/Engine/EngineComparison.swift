package import EmbargoCore
package import EmbargoOutputs
package import EmbargoTime

/// One delivery that is to be looked for at its output.
package struct SoughtDelivery: Sendable {
  package var release: ReleaseID
  package var slug: Slug
  package var revision: Int
  package var due: Instant
  package var output: any Output
  /// The ledger says that it has arrived.
  package var isOut: Bool
  /// Under which names it would stand, with which bytes; nil: it has none that could be looked at.
  package var intent: Intent?
  /// What makes way for it, and may still stand there.
  package var supersedes: Intent?
  /// Why nobody can say what it would be.
  package var obstacle: String?
}

/// A piece of what is to be looked for.
package struct SoughtPage: Sendable {
  package var deliveries: [SoughtDelivery] = []
  package var releases = 0
  /// Where the next piece begins; nil: this is the last one.
  package var next: LedgerCursor?
}

extension Engine {
  /// What waits or goes out, in order of its instant, with what each output would get: made as it
  /// is for the lift, and nothing of it staged or recorded.
  ///
  /// - Parameter limit: what was submitted later is left out.
  package func soughtQueued(
    until limit: Instant, after cursor: LedgerCursor?, count: Int
  ) throws(LedgerError) -> SoughtPage {
    let releases = try ports.ledger.list(
      phases: ["awaiting-approval", "scheduled", "held", "lifting"], submitter: nil, after: cursor,
      count: count)
    var page = SoughtPage(releases: releases.count)
    for release in releases where release.submittedAt <= limit {
      for delivery in release.deliveries {
        if let sought = try sought(delivery, of: release) { page.deliveries.append(sought) }
      }
    }
    page.next =
      releases.count == count
      ? releases.last.map { LedgerCursor(instant: $0.due, id: $0.id) } : nil
    return page
  }

  /// What has arrived at an output, the latest first.
  package func soughtOut(
    at output: any Output, before cursor: LedgerCursor?, count: Int
  ) throws(LedgerError) -> SoughtPage {
    let published = try ports.ledger.published(at: output.name, before: cursor, count: count)
    var page = SoughtPage(next: published.next)
    for release in published.releases {
      guard let delivery = release.delivery(to: output.name) else { continue }
      page.releases += 1
      if let sought = try sought(delivery, of: release) { page.deliveries.append(sought) }
    }
    return page
  }

  /// Nil: nothing of it is out, and nothing is to come.
  private func sought(
    _ delivery: Delivery, of release: Release
  ) throws(LedgerError) -> SoughtDelivery? {
    // Where what was erased lies is not known any more.
    guard let output = outputs[delivery.output], !release.isErased else { return nil }
    var sought = SoughtDelivery(
      release: release.id, slug: release.slug, revision: release.revision, due: release.due,
      output: output, isOut: false, intent: delivery.intent, supersedes: delivery.supersedes)
    switch delivery.state {
    case .cancelled: return nil
    case .delivered: sought.isOut = true
    case .waiting, .attempting, .retrying, .failed:
      guard sought.intent == nil, output is any LocalOutput else { break }
      do throws(EngineError) {
        sought.intent = try preview(of: release, at: output.name).publication.intent(isNamed: true)
      } catch {
        if case .ledger(.broken(let detail)) = error { throw .broken(detail) }
        sought.obstacle = "what it would get cannot be made; see embargoctl why"
      }
    }
    return sought
  }
}
