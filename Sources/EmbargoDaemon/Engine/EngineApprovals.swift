package import EmbargoCore
import EmbargoOutputs
import EmbargoTime

/// Approvals by what is configured now: what is not approved is not armed, and people hear of it.
extension Engine {
  /// Looks at a piece of the queue, nearest lift first, after the configuration may have changed:
  /// approvals of what is configured otherwise are withdrawn, and how many are needed is put on the
  /// record. Returns where the next piece begins; nil: this was the last one.
  package func reviewApprovals(
    after cursor: LedgerCursor?, count: Int
  ) throws(LedgerError) -> LedgerCursor? {
    guard failure == nil, !isPaused else { throw .full("the ledger is full") }
    do throws(LedgerError) {
      // Where nobody's approval is asked for, those that are there are in nobody's way.
      let phases: Set<String> =
        settings.policy.approval.asksForNone
        ? ["awaiting-approval"] : ["awaiting-approval", "scheduled", "held"]
      let page = try ports.ledger.list(
        phases: phases, submitter: nil, after: cursor, count: count)
      try review(page)
      return page.count == count
        ? page.last.map { LedgerCursor(instant: $0.due, id: $0.id) } : nil
    } catch {
      if case .broken = error { fail(error) }
      throw error
    }
  }

  private func review(_ page: [Release]) throws(LedgerError) {
    var transaction = LedgerTransaction()
    var changes: [(before: Release, after: Release, events: [Event])] = []
    for release in page {
      let now = ports.clock()
      let events = release.reviewApprovals(at: now, policy: settings.policy)
      // What is going out at this moment, or is out in part, was approved when it went.
      guard !events.isEmpty, try !wentOut(release), ports.lifter.disarm(release.id) else {
        continue
      }
      armed[release.id] = nil
      let after = Self.apply(events, to: release, by: .daemon, at: now, recording: &transaction)
      transaction.releases.append(after)
      transaction.stored[release.id] = release
      changes.append((release, after, events))
    }
    guard !changes.isEmpty else { return }
    try commit(transaction)
    for change in changes { announceApprovals(of: change.after, after: change.events) }
    consider(changes.map(\.after))
  }

  /// A scheduled release as it is by what is configured now, if it has its approvals. Nil: it lacks
  /// some and does not go out, which was announced.
  ///
  /// - Parameter holds: one whose instant has come is held.
  func approved(
    _ release: Release, at now: Instant, holds: Bool
  ) throws(LedgerError) -> Release? {
    guard release.phase == .scheduled else { return release }
    let events = release.reviewApprovals(at: now, policy: settings.policy)
    if events.isEmpty, !release.awaitsApproval { return release }
    // What is out in part was approved when it went, and is finished.
    if try wentOut(release) { return release }
    guard ports.lifter.disarm(release.id) else { return nil }
    armed[release.id] = nil
    let after = try carryOut(events, on: release, by: .daemon, at: now)
    announceApprovals(of: after, after: events)
    guard after.awaitsApproval else { return after }
    // That waits for as long as it takes, and no lift is missed by it.
    if after.goesOutAtOnce { return nil }
    if holds, now >= after.due {
      try holdUnapproved(after, at: now)
    } else {
      report(
        Notice(
          .error, "approval.missing", release: after.id,
          "it has \(after.approvalCount), and does not go out at \(after.due.rfc3339) without "
            + "them"),
        problem: "arm:\(after.id)")
      noteArming([approvalProblem(of: after)].compactMap { $0 }, of: after)
    }
    return nil
  }

  private func holdUnapproved(_ release: Release, at now: Instant) throws(LedgerError) {
    let held = try decide(.holdUnapproved, on: release, by: .daemon, at: now)
    resolveProblems(of: held.id)
    resolve("approval:\(held.id)")
    report(
      Notice(
        .error, "release.held-unapproved", release: held.id,
        "held: its instant came with \(release.approvalCount); approve it and then resume it, or "
          + "withdraw it"))
  }

  /// What stands in the way of a lift that is ahead.
  func approvalProblem(of release: Release) -> PreflightProblem? {
    let policy = settings.policy.approval
    let missing = release.missingApprovals(policy)
    guard missing > 0 else { return nil }
    let required = policy.required(for: release)
    return PreflightProblem(
      "approval-missing",
      "it has \(required - missing) of \(required) approvals, and does not go out without "
        + (missing == 1 ? "one more" : "\(missing) more"))
  }

  /// Tells people that an embargo was ended early, or that somebody wants that.
  func announceLift(of release: Release, after events: [Event]) {
    for event in events {
      switch event {
      case .liftedEarly(let early, _, _):
        report(
          Notice(
            .warning, "release.lifted-early", release: release.id,
            "lifted early by \(early.by.name) (\(early.reason)); its embargo was until "
              + early.from.instant.rfc3339))
      case .proposed(let proposal) where proposal.kind == .earlyLift:
        report(
          Notice(
            .warning, "release.early-lift-proposed", release: release.id,
            "\(proposal.by.name) asks for an early lift (\(proposal.reason)); another publisher "
              + "has to confirm it within 10 minutes"))
      default: break
      }
    }
  }

  /// Tells people what has become of the approvals of a release, after it is on the record.
  func announceApprovals(of release: Release, after events: [Event]) {
    let key = "approval:\(release.id)"
    let missing = release.approvalsRequired - release.ownApprovals.count
    guard release.phase.isQueued, missing > 0 else { return resolve(key) }
    for event in events {
      switch event {
      case .approvalWithdrawn(let fallen, let reason):
        let names = fallen.map(\.by.name).joined(separator: " and ")
        report(
          Notice(
            .warning, "approval.withdrawn", release: release.id,
            "what \(names) approved is withdrawn (\(reason)); it has \(release.approvalCount) for "
              + "its lift at \(release.due.rfc3339), and does not go out without them"),
          problem: key)
      case .approvalsRequired:
        report(
          Notice(
            .warning, "approval.required", release: release.id,
            "by the present configuration it has \(release.approvalCount) for its lift at "
              + "\(release.due.rfc3339), and does not go out without them"),
          problem: key)
      default: break
      }
    }
  }
}
