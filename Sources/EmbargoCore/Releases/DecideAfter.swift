import EmbargoTime

/// What follows from commands after the lift.
extension Release {
  /// A new text for every output, also for one that has nothing of the release yet.
  ///
  /// Where approvals are asked for it waits for them, and is published by the last one.
  func decideCorrection(
    _ correction: Correction, _ reason: String, by actor: Actor, at now: Instant, policy: Policy
  ) throws(CommandRefusal) -> [Event] {
    try requireLift(instead: "use embargoctl replace")
    if case .killed(let at) = phase { throw .killed(at: at) }
    try Self.check(reason: reason)
    guard correction.digest != digest else { throw .sameText }
    if policy.approval.required(for: self) > 0 {
      let proposal = Proposal(.correction(correction), reason: reason, by: actor, at: now)
      return dropping("another correction takes its place") + [.proposed(proposal)]
    }
    // Not before it was due, even if the clock was set back since.
    let present = Correction(headline: headline, digest: digest, nonce: nonce)
    return dropping("another correction takes its place")
      + [.corrected(from: present, to: correction, reason: reason, at: max(now, due))]
  }

  func decideKill(_ reason: String, at now: Instant) throws(CommandRefusal) -> [Event] {
    try requireLift(instead: "use embargoctl withdraw, which keeps it from going out")
    if case .killed(let at) = phase { throw .killed(at: at) }
    try Self.check(reason: reason)
    return dropping("it is killed") + [.killed(reason: reason, at: max(now, due))]
  }

  /// What waits for others is not asked for any more.
  func dropping(_ reason: String) -> [Event] {
    proposal.map { [.proposalDropped($0, reason: reason)] } ?? []
  }

  private func requireLift(instead: String) throws(CommandRefusal) {
    switch phase {
    case .lifting, .lifted, .killed: return
    case .scheduled, .held: throw .notLifted(phase: phase.name, instead: instead)
    case .withdrawn:
      throw .notLifted(phase: phase.name, instead: "nothing of it has gone out")
    }
  }
}
