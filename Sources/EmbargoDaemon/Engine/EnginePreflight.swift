package import EmbargoCore
import EmbargoOutputs
import EmbargoTime

extension Engine {
  /// What an earlier look at a release has found; nil: nothing stands in its way.
  package func preflightFinding(of id: ReleaseID) -> PreflightFinding? { preflight.findings[id] }

  /// Preflight: looks at what has come within 24 h, 1 h or 5 min of its lift since the last pass,
  /// and again at what had a problem. Contacts nobody, stages nothing.
  ///
  /// With nothing to look at it costs one query of an index a horizon, once a second at most; else
  /// a pass takes so many releases, and the next one goes on. A problem is recorded when it is new
  /// for its release, and once more when it is over.
  func lookAhead(at now: Instant) throws(LedgerError) {
    guard !isPaused, preflight.begin(at: now) else { return }
    var survey = PreflightSurvey()
    var news = PreflightNews()
    for horizon in PreflightHorizon.ahead {
      let (releases, cursor) = try crossing(horizon, at: now)
      for release in releases {
        try look(at: release, horizon, now: now, &survey, &news)
      }
      if let cursor { news.cursors[horizon] = cursor }
    }
    for (id, faults) in preflight.armed.sorted(by: { $0.key < $1.key }) {
      try lookAtArmed(id, faults, now: now, &survey, &news)
    }
    for id in preflight.turn(at: now, most: PreflightHorizon.minutes.most) {
      try lookAgain(at: id, now: now, &survey, &news)
    }
    try record(news)
    preflight.armed = [:]
  }

  /// What has come within a horizon, and how far that goes.
  private func crossing(
    _ horizon: PreflightHorizon, at now: Instant
  ) throws(LedgerError) -> ([Release], LedgerCursor?) {
    let cursor = preflight.cursor(horizon, at: now, armAhead: settings.armAhead)
    let limit = now + horizon.span
    guard limit > cursor.instant else { return ([], nil) }
    let page = try ports.ledger.waking(until: limit, after: cursor, count: horizon.most)
    var next = LedgerCursor(instant: limit, id: .last)
    if page.count == horizon.most, let last = page.last, let wake = last.wake {
      next = LedgerCursor(instant: wake, id: last.id)
    }
    // What is armed was looked at more closely; what has been lifted wakes for its attempts.
    return (page.filter { $0.phase == .scheduled && armed[$0.id] == nil }, next)
  }

  private func look(
    at release: Release, _ horizon: PreflightHorizon, now: Instant,
    _ survey: inout PreflightSurvey, _ news: inout PreflightNews
  ) throws(LedgerError) {
    let problems = try problems(
      of: release, rendering: horizon == .minutes, now: now, &survey)
    let finding = PreflightFinding(horizon: horizon, problems: problems)
    let inMind = preflight.findings[release.id]
    var known = inMind?.identity ?? []
    if inMind == nil, !problems.isEmpty || preflight.mayBeKnown(release, at: horizon) {
      known = try recorded(of: release.id)
    }
    news.add(finding, of: release, known: known, isInMind: inMind != nil, at: now)
  }

  /// A release that had a problem: still the same, others, or none any more.
  private func lookAgain(
    at id: ReleaseID, now: Instant, _ survey: inout PreflightSurvey, _ news: inout PreflightNews
  ) throws(LedgerError) {
    guard let inMind = preflight.findings[id], news.findings[id] == nil else { return }
    guard let release = try ports.ledger.release(id), release.phase == .scheduled else {
      news.gone.append(id)
      return
    }
    // What is being armed is prepared again at each pass, and says itself what is wrong.
    guard inMind.horizon != .arming else { return }
    let problems = try problems(
      of: release, rendering: inMind.horizon == .minutes, now: now, &survey)
    news.add(
      PreflightFinding(horizon: inMind.horizon, problems: problems), of: release,
      known: inMind.identity, isInMind: true, at: now)
  }

  /// Arming has looked at a release, and has told people what is wrong. That is recorded with what
  /// the next pass finds: in one transaction however many there are, and never before a lift.
  func noteArming(_ faults: [PreflightProblem], of release: Release) {
    guard !faults.isEmpty || preflight.findings[release.id] != nil else { return }
    preflight.armed[release.id] = faults
  }

  /// What preflight had found before goes on, or is over.
  private func lookAtArmed(
    _ id: ReleaseID, _ faults: [PreflightProblem], now: Instant, _ survey: inout PreflightSurvey,
    _ news: inout PreflightNews
  ) throws(LedgerError) {
    guard let release = try ports.ledger.release(id), release.phase == .scheduled else { return }
    let inMind = preflight.findings[id]
    let known: Set<String>
    if let inMind { known = inMind.identity } else { known = try recorded(of: id) }
    let size = try ports.ledger.contentSize(of: id, revision: release.revision) ?? 0
    let problems = surroundings(of: release, size: size, &survey) + faults
    news.add(
      PreflightFinding(
        horizon: .arming, problems: problems.map { $0.withheld(from: release) }), of: release,
      known: known, isInMind: true, isTold: true, at: now)
  }

  /// What the last record of a preflight of this release says.
  private func recorded(of id: ReleaseID) throws(LedgerError) -> Set<String> {
    var identity: Set<String> = []
    var sequence: Int64 = 0
    for _ in 0..<Self.mostPages {
      let page = try ports.ledger.records(after: sequence, count: 500, release: id)
      for record in page {
        if let found = PreflightFinding.identity(in: record) { identity = found }
      }
      guard page.count == 500, let last = page.last else { break }
      sequence = last.sequence
    }
    return identity
  }

  /// Nobody changes a release more often than that.
  private static let mostPages = 20

  /// The record is written before memory changes; after an error the next pass looks again.
  private func record(_ news: PreflightNews) throws(LedgerError) {
    if !news.drafts.isEmpty {
      var transaction = LedgerTransaction()
      transaction.records = news.drafts
      try commit(transaction)
    }
    for (horizon, cursor) in news.cursors { preflight.advance(horizon, to: cursor) }
    for (id, finding) in news.findings {
      preflight.set(finding.problems.isEmpty ? nil : finding, of: id)
      if finding.problems.isEmpty { resolve(Self.preflightKey(id)) }
    }
    for id in news.gone {
      preflight.set(nil, of: id)
      resolve(Self.preflightKey(id))
    }
    announce(news.toldOf)
  }

  private func announce(_ found: [(Release, PreflightFinding)]) {
    for (release, finding) in found.prefix(Preflight.mostNotices) {
      report(
        Notice(
          .warning, PreflightFinding.event, release: release.id,
          finding.sentence(due: release.due)),
        problem: Self.preflightKey(release.id))
    }
    let more = found.count - Preflight.mostNotices
    guard more > 0 else { return }
    report(
      Notice(
        .warning, PreflightFinding.event,
        "preflight found problems at \(more) more releases; embargoctl why and the audit records "
          + "say which"))
  }

  private static func preflightKey(_ id: ReleaseID) -> String { "preflight:\(id)" }
}

/// What a pass has found and not yet recorded.
private struct PreflightNews {
  var cursors: [PreflightHorizon: LedgerCursor] = [:]
  var findings: [ReleaseID: PreflightFinding] = [:]
  var drafts: [RecordDraft] = []
  /// Of what people are told, in order of the lift.
  var toldOf: [(Release, PreflightFinding)] = []
  /// Had a problem and wait for no lift any more.
  var gone: [ReleaseID] = []

  /// - Parameters:
  ///   - known: what the last record has.
  ///   - isInMind: people were told since the start of the daemon.
  ///   - isTold: people have just been told in other words.
  mutating func add(
    _ finding: PreflightFinding, of release: Release, known: Set<String>, isInMind: Bool,
    isTold: Bool = false, at now: Instant
  ) {
    let isNew = finding.identity != known
    guard isNew || !finding.problems.isEmpty else { return }
    findings[release.id] = finding
    if isNew { drafts.append(finding.draft(of: release, at: now)) }
    if !finding.problems.isEmpty, !isTold, isNew || !isInMind { toldOf.append((release, finding)) }
  }
}
