package import EmbargoTime

/// Who has approved what, and what takes that away again.
extension Release {
  /// - Parameter seal: over what the person has looked at.
  func decideApprove(
    _ seal: Digest, by actor: Actor, at now: Instant, policy: Policy
  ) throws(CommandRefusal) -> [Event] {
    if let proposal, let correction = proposedCorrection {
      return try decideApprove(
        correction, proposal, seal, by: actor, at: now, policy: policy)
    }
    guard phase.isQueued else { throw .wrongPhase(wanted: "in the queue", phase: stateName) }
    let required = policy.approval.required(for: self)
    guard required > 0 else { throw .noApprovalNeeded }
    try check(actor, isNot: submitter, "submitted")
    let present = self.seal(policy.approval)
    guard seal == present else { throw .notWhatWasSeen }
    let review = reviewApprovals(at: now, policy: policy)
    let reviewed = applying(review, by: .daemon, at: now)
    try reviewed.check(actor, hasNotApproved: revision)
    let approval = approval(by: actor, at: now, revision: revision, present, policy)
    let isLast = reviewed.ownApprovals.count + 1 >= required
    return review + reviewed.heldIfMissed(at: now)
      + [.approved(approval, due: isLast ? reviewed.dueOnceApproved(at: now) : due)]
  }

  /// The last approval of a correction has it published.
  private func decideApprove(
    _ correction: Correction, _ proposal: Proposal, _ seal: Digest, by actor: Actor,
    at now: Instant, policy: Policy
  ) throws(CommandRefusal) -> [Event] {
    try check(actor, isNot: proposal.by, "wrote")
    let present = self.seal(of: correction, reason: proposal.reason, policy.approval)
    guard seal == present else { throw .notWhatWasSeen }
    let next = revision + 1
    let fallen = approvals.filter { $0.revision == next && $0.seal != present }
    let drop = withdrawal(of: fallen, because: "an output is configured otherwise since")
    let left = applying(drop, by: .daemon, at: now)
    try left.check(actor, hasNotApproved: next)
    let approval = approval(by: actor, at: now, revision: next, present, policy)
    let given = left.approvals.count { $0.revision == next } + 1
    guard given >= policy.approval.required(for: self) else {
      return drop + [.approved(approval, due: due)]
    }
    let now = max(now, due)
    let before = Correction(headline: headline, digest: digest, nonce: nonce)
    return drop + [
      .approved(approval, due: due),
      .corrected(from: before, to: correction, reason: proposal.reason, at: now),
    ]
  }

  /// An approver takes their word back.
  func decideUnapprove(
    _ reason: String, by actor: Actor, at now: Instant
  ) throws(CommandRefusal) -> [Event] {
    try Self.check(reason: reason)
    let next = proposedCorrection == nil ? revision : revision + 1
    guard phase.isQueued || proposedCorrection != nil else {
      throw .wrongPhase(wanted: "in the queue", phase: stateName)
    }
    let own = approvals.filter { $0.revision == next && $0.by.uid == actor.uid }
    guard !own.isEmpty else { throw .notApprovedBy(actor.name) }
    return (phase.isQueued ? disarming : []) + withdrawal(of: own, because: reason)
  }

  /// What the present configuration makes of the approvals of a queued release: which of them fall,
  /// and how many it needs. Empty: all stands as it is on the record.
  ///
  /// - Parameter cause: what has changed, in words; nil: it is found in how the outputs are
  ///   configured.
  package func decideApprovals(
    at now: Instant, policy: Policy, because cause: String? = nil
  ) -> [Event] {
    guard phase.isQueued else { return [] }
    let required = policy.approval.required(for: self)
    var events: [Event] = []
    if !approvals.isEmpty {
      let seal = seal(policy.approval)
      let fallen = approvals.filter { $0.revision != revision || $0.seal != seal }
      events = withdrawal(
        of: fallen, because: cause ?? fallen.first.map { change(since: $0, policy) } ?? "")
    }
    if required != approvalsRequired {
      let left = applying(events, by: .daemon, at: now).ownApprovals.count
      let due = left >= required ? dueOnceApproved(at: now) : due
      events.append(.approvalsRequired(required, due: due))
    }
    return events
  }

  /// The same for what is in the queue and may be armed: it is disarmed where it waits again.
  package func reviewApprovals(at now: Instant, policy: Policy) -> [Event] {
    let events = decideApprovals(at: now, policy: policy)
    guard !disarming.isEmpty, applying(events, by: .daemon, at: now).awaitsApproval else {
      return events
    }
    return doubt(at: now) + disarming + events
  }

  /// What was decided and what it means for approvals.
  func withApprovals(
    _ events: [Event], at now: Instant, policy: Policy, because cause: String
  ) -> [Event] {
    let after = applying(events, by: .daemon, at: now)
    return events + after.decideApprovals(at: now, policy: policy, because: cause)
  }

  /// Its instant has come and it was not approved.
  func decideHoldUnapproved(at now: Instant) throws(CommandRefusal) -> [Event] {
    let held = heldIfMissed(at: now)
    guard !held.isEmpty else {
      throw .wrongPhase(wanted: "due and awaiting approval", phase: stateName)
    }
    return doubt(at: now) + held
  }

  private func heldIfMissed(at now: Instant) -> [Event] {
    guard awaitsApproval, !goesOutAtOnce, now >= due else { return [] }
    return [
      .held(Hold(cause: .approval, reason: "its instant came with \(approvalCount)", at: now))
    ]
  }

  /// What goes out at once does so when it has its last approval.
  private func dueOnceApproved(at now: Instant) -> Instant {
    awaitsApproval && goesOutAtOnce ? max(due, now) : due
  }

  private func withdrawal(of fallen: [Approval], because reason: String) -> [Event] {
    fallen.isEmpty ? [] : [.approvalWithdrawn(of: fallen, reason: reason)]
  }

  /// What is other than it was when somebody approved this revision.
  private func change(since approval: Approval, _ policy: Policy) -> String {
    for output in outputs where approval.outputs[output] != policy.approval.fingerprints[output] {
      return policy.approval.fingerprints[output] == nil
        ? "output \(output) is not configured any more"
        : "output \(output) is configured otherwise"
    }
    return "it is not what was approved any more"
  }

  private func approval(
    by actor: Actor, at now: Instant, revision: Int, _ seal: Digest, _ policy: Policy
  ) -> Approval {
    let outputs = outputs.compactMap { output in
      policy.approval.fingerprints[output].map { (output, $0) }
    }
    return Approval(
      by: actor, at: now, revision: revision, seal: seal,
      outputs: Dictionary(outputs) { first, _ in first })
  }

  private func check(
    _ actor: Actor, isNot author: Actor, _ did: String
  ) throws(CommandRefusal) {
    guard actor.uid != nil, actor.uid != author.uid else { throw .ownWork(actor.name, did) }
  }

  private func check(_ actor: Actor, hasNotApproved revision: Int) throws(CommandRefusal) {
    let earlier = approvals.first { $0.revision == revision && $0.by.uid == actor.uid }
    if let earlier { throw .approvedAlready(actor.name, at: earlier.at) }
  }

  /// As it would be with the correction that waits; nil: none does.
  package func withProposal(at now: Instant) -> Release? {
    guard let proposal, let correction = proposedCorrection else { return nil }
    let before = Correction(headline: headline, digest: digest, nonce: nonce)
    let event = Event.corrected(
      from: before, to: correction, reason: proposal.reason, at: max(now, due))
    return applying([event], by: proposal.by, at: now)
  }

  func applying(_ events: [Event], by actor: Actor, at now: Instant) -> Release {
    var after = self
    for event in events { after.apply(event, by: actor, at: now) }
    return after
  }
}
