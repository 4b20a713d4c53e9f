package import EmbargoCore
import EmbargoTime

extension Engine {
  /// Resolves one batch of the queue by the zone rules in use, nearest lift first: what is no
  /// longer the instant that it was is recorded, announced, and waits for a person unless it may
  /// follow. Returns the place to go on from; nil at the end.
  ///
  /// - Parameter verdict: nil leaves a release as it is.
  package func resolveAgain(
    after cursor: LedgerCursor?, count: Int, follow: Bool,
    with verdict: (Release) -> ZoneVerdict?
  ) throws(LedgerError) -> LedgerCursor? {
    guard failure == nil, !isPaused else { throw .full("the ledger is full") }
    let releases = try ports.ledger.list(
      phases: ["scheduled", "held"], after: cursor, count: count)
    for release in releases {
      guard let verdict = verdict(release) else { continue }
      try resolveAgain(release, verdict, follow: follow)
    }
    guard releases.count == count, let last = releases.last else { return nil }
    return LedgerCursor(instant: last.due, id: last.id)
  }

  private func resolveAgain(
    _ release: Release, _ verdict: ZoneVerdict, follow: Bool
  ) throws(LedgerError) {
    // What is going out at this moment goes out by the rules that were in force until now.
    guard ports.lifter.disarm(release.id) else { return }
    armed[release.id] = nil
    if try wentOut(release) { return consider(release) }
    let after = try decide(
      .resolveAgain(verdict, follow: follow), on: release, by: .daemon, at: ports.clock())
    switch verdict {
    case .moved(let embargo):
      let what = after.phase == .scheduled ? "it follows" : "it waits for a person"
      report(
        Notice(
          .warning, "embargo.moved", release: release.id,
          "zone rules \(embargo.tzdb) move its lift from \(release.embargo.instant.rfc3339) to "
            + "\(embargo.instant.rfc3339); \(what)"))
    case .unresolvable(let reason):
      report(
        Notice(
          .error, "embargo.unresolvable", release: release.id,
          "\(reason); it waits for a person"))
    }
    consider(after)
  }
}
