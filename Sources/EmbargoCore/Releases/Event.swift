package import EmbargoTime

/// What happened to one release; stored as an audit record, and applied to its state.
package enum Event: Hashable, Sendable {
  /// With the findings that its text was taken with.
  case submitted(NotedFindings = .none)
  case held(Hold)
  case resumed(due: Instant)
  case withdrawn(reason: String)
  case rescheduled(Embargo, due: Instant, reason: String)
  case replaced(Replacement, due: Instant, reason: String)
  case outputsSet([OutputName], nonce: [UInt8])
  case armed([OutputName: Intent])
  /// Its instant has passed, and an earlier daemon had prepared it: what that sent before it went
  /// down may not be on the record.
  case inDoubt
  /// What was prepared is void: the release changed before its lift.
  case disarmed
  case liftBegan
  case attemptBegan(OutputName)
  /// `next`: when it is tried again; nil after a success or when it was given up.
  case attemptEnded(AttemptOutcome, lateness: Span?, next: Instant?)
  case lifted
  case retried(OutputName)
  /// After the lift; `at` is never before it.
  case corrected(from: Correction, to: Correction, reason: String, at: Instant)
  case killed(reason: String, at: Instant)
  /// An attempt of an earlier revision, which was under way when a later one took its place, has
  /// ended. The release does not change by it.
  case endedLate(AttemptOutcome, of: Delivery, revision: Int)
  /// Its output is suspended, and its attempts wait for a person.
  case postponed(OutputName)
  /// The zone rules changed: the same wall clock is another instant.
  case moved(from: Embargo, to: Embargo, due: Instant)
  /// The zone rules changed: the same wall clock is no certain instant. The embargo stays as it was
  /// and bears the version `tzdb` from now on, so that whoever lets it go is not asked again.
  case unresolvable(from: Embargo, reason: String, tzdb: String)
  /// `due`: later than before where it goes out as soon as it has its last approval.
  case approved(Approval, due: Instant)
  /// By a change of what they covered, or by who gave them.
  case approvalWithdrawn(of: [Approval], reason: String)
  /// So many are needed from now on.
  case approvalsRequired(Int, due: Instant)
  /// A person has ended the embargo before its instant.
  case liftedEarly(EarlyLift, Embargo, due: Instant)
  /// Something that waits for others.
  case proposed(Proposal)
  /// It is not asked for any more.
  case proposalDropped(Proposal, reason: String)
}
