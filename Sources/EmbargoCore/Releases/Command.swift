package import EmbargoTime

/// What somebody asks of one release.
package enum Command: Hashable, Sendable {
  case hold(reason: String)
  case resume
  case withdraw(reason: String)
  /// A new embargo for the same revision. `allowPast`: one that has passed goes out at once.
  case reschedule(Embargo, allowPast: Bool, reason: String)
  /// New bytes: the next revision.
  case replace(Replacement, allowPast: Bool, reason: String)
  /// Other outputs: a new revision with the same bytes.
  case setOutputs([OutputName])
  /// A failed delivery is tried again under the same key.
  case retry(OutputName)
  /// After the lift: a new text for every output, the next revision.
  case correct(Correction, reason: String)
  /// After the lift: every output that has the release, or may have it, is told that it must not be
  /// used. The notice is a revision with the same bytes.
  case kill(reason: String)

  /// Exactly what this seal is over may go out, says whoever asks.
  case approve(seal: Digest)
  /// A broken embargo ends now, with this new one: at once, or when another person agrees.
  case liftEarly(Embargo, notice: String, reason: String)
  /// Agrees to the early lift that another person has asked for.
  case confirmLift(Embargo, notice: String)
  /// Whoever asks has approved it and takes that back.
  case unapprove(reason: String)

  /// The daemon has prepared these deliveries and will publish exactly this.
  case arm([OutputName: Intent])
  /// Attempts begin; those to endpoints are recorded before the request leaves.
  case begin([OutputName])
  case finish([AttemptOutcome])
  /// These outputs are suspended: their attempts wait until a person lets them go again.
  case postpone([OutputName])
  /// Overdue by more than its grace, and nothing of it has gone out.
  case holdLate
  /// Its instant has come, and it was not approved.
  case holdUnapproved
}

/// What changed zone rules make of an embargo that they do not leave as it was.
package enum ZoneVerdict: Hashable, Sendable {
  /// The same wall clock is another instant now.
  case moved(Embargo)
  /// The wall clock does not exist there any more, comes twice, or contradicts its abbreviation,
  /// by the zone data of the version `tzdb`.
  case unresolvable(reason: String, tzdb: String)
}

/// What a replacement brings.
package struct Replacement: Hashable, Sendable {
  package var headline: String
  package var digest: Digest
  package var nonce: [UInt8]
  package var embargo: Embargo
  /// With which the new text was taken.
  package var findings: NotedFindings

  package init(
    headline: String, digest: Digest, nonce: [UInt8], embargo: Embargo,
    findings: NotedFindings = .none
  ) {
    (self.headline, self.digest) = (headline, digest)
    (self.nonce, self.embargo, self.findings) = (nonce, embargo, findings)
  }
}

/// What a correction brings. The embargo is over; there is none in it.
package struct Correction: Hashable, Sendable {
  package var headline: String
  package var digest: Digest
  package var nonce: [UInt8]
  /// With which the new text was taken.
  package var findings: NotedFindings

  package init(
    headline: String, digest: Digest, nonce: [UInt8], findings: NotedFindings = .none
  ) {
    (self.headline, self.digest, self.nonce) = (headline, digest, nonce)
    self.findings = findings
  }
}

/// What a decision needs to know beside the release.
package struct Policy: Hashable, Sendable {
  /// How overdue a release may be and still go out by itself.
  package var lateGrace: Span
  package var retries: [OutputName: RetryPolicy]
  package var approval: ApprovalPolicy

  package init(
    lateGrace: Span = .minutes(15), retries: [OutputName: RetryPolicy] = [:],
    approval: ApprovalPolicy = ApprovalPolicy()
  ) {
    (self.lateGrace, self.retries, self.approval) = (lateGrace, retries, approval)
  }
}

/// Why a command was not carried out.
package enum CommandRefusal: Error, Hashable, Sendable {
  /// It does not fit the phase that the release is in.
  case wrongPhase(wanted: String, phase: String)
  /// Nothing of it is out: `instead` is the command for that.
  case notLifted(phase: String, instead: String)
  /// It was killed: no text of it is published any more.
  case killed(at: Instant)
  /// Its words were erased: nothing can be done with it any more.
  case erased
  /// The correction has the bytes that are out already.
  case sameText
  /// The new embargo lies in the past.
  case past(Instant, by: Span)
  /// No approval is asked for.
  case noApprovalNeeded
  /// Its instant has come and approvals are missing.
  case notApproved(given: Int, required: Int)
  /// Nobody approves what they have done themselves: `did` is a word for that.
  case ownWork(String, String)
  case approvedAlready(String, at: Instant)
  case notApprovedBy(String)
  /// It is due already: there is nothing early about it.
  case notEarly(Instant)
  /// Nobody has asked for an early lift that could be confirmed.
  case noLiftAsked
  /// Somebody asked for it too long ago.
  case liftLapsed(Instant)
  /// The seal is not over what there is now: it was changed since somebody looked.
  case notWhatWasSeen
  /// Before the release was due.
  case tooEarly(due: Instant)
  case unknownOutput(OutputName)
  case noOutputs
  /// A reason is missing, or longer than 1,000 characters.
  case badReason(String)
  /// The delivery is not in a state that allows it.
  case wrongDeliveryState(OutputName, wanted: String, state: String)

  package var message: String {
    switch self {
    case .wrongPhase(let wanted, let phase):
      "this needs a release that is \(wanted); this one is \(phase)"
    case .notLifted(let phase, let instead):
      "this is for a release that is out; this one is \(phase): \(instead)"
    case .killed(let at):
      "it was killed at \(at.rfc3339), and every output that may have it is told so; nothing of it "
        + "is published any more. Submit what is right as a new release"
    case .erased: "its words were erased; nothing can be done with it any more"
    case .sameText:
      "the text and its attachments are those that are out: nothing would be corrected"
    case .past(let instant, let age):
      "the embargo's instant \(instant.rfc3339) passed \(age.nanoseconds / 1_000_000_000) s ago; "
        + "say --now to let it go out at once"
    case .noApprovalNeeded:
      "no approval is asked for here (approval.required), so there is nothing to approve"
    case .notApproved(let given, let required):
      "it has \(given) of \(required) approvals, and goes out only when it has them all"
    case .ownWork(let name, let did):
      "\(name) \(did) it, so another person has to agree to it"
    case .approvedAlready(let name, let at):
      "\(name) has approved it already, at \(at.rfc3339); one more approval has to be another "
        + "person's"
    case .notApprovedBy(let name): "\(name) has not approved it, or that was withdrawn since"
    case .notEarly(let due):
      "it is due since \(due.rfc3339): nothing about it would be early"
    case .noLiftAsked:
      "nobody has asked for an early lift of it, or it was changed since; ask for one with a reason"
    case .liftLapsed(let at):
      "the early lift was asked for at \(at.rfc3339), and that holds for 10 minutes: ask anew"
    case .notWhatWasSeen:
      "it was changed since you looked at it (its text, embargo or outputs, or how an output is "
        + "configured), so nothing was approved: look again"
    case .tooEarly(let due): "it is not due before \(due.rfc3339)"
    case .unknownOutput(let name): "the release does not go to an output named \(name)"
    case .noOutputs: "a release needs at least one output"
    case .badReason(let detail): detail
    case .wrongDeliveryState(let output, let wanted, let state):
      "this needs a delivery that is \(wanted); the one to \(output) is \(state)"
    }
  }
}
