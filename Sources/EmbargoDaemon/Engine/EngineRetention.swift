package import EmbargoCore
package import EmbargoTime

/// Releases whose words have been kept for as long as the configuration says.
package struct ForgettablePage: Sendable {
  package var releases: [ReleaseID] = []
  /// How many were looked at.
  package var looked = 0
  /// Where the next piece begins; nil: nothing behind it is old enough.
  package var next: LedgerCursor?
}

extension Engine {
  /// Of the next `count` releases that are over, behind a cursor, those that were so before the
  /// limit and have their words still.
  ///
  /// - Parameter phases: `lifted` and `killed`, or `withdrawn`.
  package func forgettable(
    in phases: Set<String>, before limit: Instant, after cursor: LedgerCursor?, count: Int
  ) throws(LedgerError) -> ForgettablePage {
    let releases = try ports.ledger.list(
      phases: phases, submitter: nil, after: cursor, count: count)
    var page = ForgettablePage(looked: releases.count)
    for release in releases where !release.isErased && release.overSince < limit {
      do throws(CommandRefusal) { try release.checkIsOver() } catch {
        // Its deliveries go on; it has its turn when they have ended.
        continue
      }
      page.releases.append(release.id)
    }
    guard releases.count == count, let last = releases.last else { return page }
    // What was lifted later than this is not older than this.
    if !phases.contains("withdrawn"), last.due > limit { return page }
    page.next = LedgerCursor(instant: last.due, id: last.id)
    return page
  }
}

extension Release {
  /// The last moment at which something of it was published or decided.
  fileprivate var overSince: Instant {
    let since =
      switch phase {
      case .lifted(let at), .killed(let at), .withdrawn(let at), .lifting(let at): at
      case .scheduled, .held: due
      }
    switch event {
    case .published: return since
    case .corrected(_, let at), .killed(_, let at): return max(since, at)
    }
  }
}
