package import EmbargoTime

/// An embargo that a person has ended before its instant.
package struct EarlyLift: Hashable, Sendable {
  /// Why, for the record.
  package var reason: String
  /// What outputs say about it where their format has a place for that; empty: nothing.
  package var notice: String
  /// Who asked for it first.
  package var by: Actor
  /// What had been meant.
  package var from: Embargo

  package init(reason: String, notice: String, by: Actor, from: Embargo) {
    (self.reason, self.notice, self.by, self.from) = (reason, notice, by, from)
  }
}

extension Release {
  /// How long somebody else may take to confirm an early lift.
  package static let confirmation = Span.minutes(10)

  /// A broken embargo is ended: a new one takes its place, whose instant is now.
  ///
  /// - Parameter embargo: the new one.
  func decideLift(
    _ embargo: Embargo, notice: String, _ reason: String, by actor: Actor, at now: Instant,
    policy: Policy
  ) throws(CommandRefusal) -> [Event] {
    try Self.check(reason: reason)
    try checkLiftsEarly(at: now, policy: policy)
    if policy.approval.liftsEarlyByTwo {
      let proposal = Proposal(.earlyLift, reason: reason, by: actor, at: now)
      return dropping("it is asked for anew") + [.proposed(proposal)]
    }
    let early = EarlyLift(reason: reason, notice: notice, by: actor, from: self.embargo)
    return disarming + [.liftedEarly(early, embargo, due: max(embargo.instant, now))]
  }

  /// Another person agrees to the early lift that somebody has asked for.
  func decideConfirmLift(
    _ embargo: Embargo, notice: String, by actor: Actor, at now: Instant, policy: Policy
  ) throws(CommandRefusal) -> [Event] {
    guard let proposal, case .earlyLift = proposal.kind else { throw .noLiftAsked }
    guard actor.uid != nil, actor.uid != proposal.by.uid else {
      throw .ownWork(actor.name, "asked for")
    }
    guard now >= proposal.at, now - proposal.at <= Self.confirmation else {
      throw .liftLapsed(proposal.at)
    }
    try checkLiftsEarly(at: now, policy: policy)
    let early = EarlyLift(
      reason: proposal.reason, notice: notice, by: proposal.by, from: self.embargo)
    return disarming + [.liftedEarly(early, embargo, due: max(embargo.instant, now))]
  }

  private func checkLiftsEarly(at now: Instant, policy: Policy) throws(CommandRefusal) {
    guard phase == .scheduled else {
      throw .wrongPhase(wanted: "scheduled", phase: stateName)
    }
    let missing = missingApprovals(policy.approval)
    if missing > 0 {
      let required = policy.approval.required(for: self)
      throw .notApproved(given: required - missing, required: required)
    }
    guard now < due else { throw .notEarly(due) }
  }
}
