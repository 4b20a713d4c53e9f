package import EmbargoTime

extension Event {
  /// The audit record of this event on `release`, which is the release as it is after it.
  ///
  /// Before the lift content appears only as a commitment; the record of the lift opens it.
  package func draft(of release: Release, by actor: Actor, at now: Instant) -> RecordDraft {
    RecordDraft(
      event: name, release: release.id, actor: actor, at: now, data: data(of: release))
  }

  /// The word that stands in the record.
  package var name: String {
    switch self {
    case .submitted: "release.submitted"
    case .held: "release.held"
    case .resumed: "release.resumed"
    case .withdrawn: "release.withdrawn"
    case .rescheduled: "release.rescheduled"
    case .replaced: "release.replaced"
    case .outputsSet: "release.outputs-set"
    case .armed: "release.armed"
    case .inDoubt: "release.in-doubt"
    case .disarmed: "release.disarmed"
    case .liftBegan: "release.lift-began"
    case .attemptBegan: "delivery.attempt-began"
    case .attemptEnded(let outcome, _, let next):
      switch outcome.result {
      case .delivered: "delivery.delivered"
      case .failed: next == nil ? "delivery.failed" : "delivery.retrying"
      case .refused: "delivery.failed"
      }
    case .lifted: "release.lifted"
    case .retried: "delivery.retried"
    case .corrected: "release.corrected"
    case .killed: "release.killed"
    case .endedLate: "delivery.ended-late"
    case .postponed: "delivery.postponed"
    case .moved: "embargo.moved"
    case .unresolvable: "embargo.unresolvable"
    case .approved: "release.approved"
    case .approvalWithdrawn: "release.approval-withdrawn"
    case .approvalsRequired: "release.approvals-required"
    case .liftedEarly: "release.lifted-early"
    case .proposed(let proposal): proposal.recordName + "-proposed"
    case .proposalDropped(let proposal, _): proposal.recordName + "-dropped"
    }
  }

  /// The facts of the event, of the release as it is after it.
  func data(of release: Release) -> JSON.Members {
    switch self {
    case .submitted(let findings):
      Self.intention(release).merging(findings.json)
    case .held(let hold): ["cause": .string(hold.cause.rawValue), "reason": .string(hold.reason)]
    case .resumed(let due): ["due": .string(due.rfc3339)]
    case .withdrawn(let reason): ["reason": .string(reason)]
    case .rescheduled(_, _, let reason):
      Self.intention(release).merging(["reason": .string(reason)])
    case .replaced(let replacement, _, let reason):
      Self.intention(release).merging(["reason": .string(reason)])
        .merging(replacement.findings.json)
    case .outputsSet: Self.intention(release)
    case .armed(let intents): ["intents": .array(Self.intents(intents, of: release))]
    case .inDoubt:
      [
        "outputs": .array(
          release.deliveries.filter(\.isAmbiguous).map { .string($0.output.description) })
      ]
    case .disarmed: [:]
    case .liftBegan: ["due": .string(release.due.rfc3339)]
    case .attemptBegan(let output):
      Self.attempt(output, of: release.delivery(to: output))
    case .attemptEnded(let outcome, let lateness, let next):
      Self.outcome(
        outcome, of: release.delivery(to: outcome.output), lateness: lateness, next: next)
    case .endedLate(let outcome, let delivery, let revision):
      Self.outcome(outcome, of: delivery, lateness: nil, next: nil)
        .merging(["revision": .integer(Int64(revision))])
    case .corrected(let before, let correction, let reason, _):
      Self.opened(release).merging(Self.succession(release, reason: reason))
        .merging(Self.opened(before))
        .merging(correction.findings.json)
    case .killed(let reason, _):
      Self.opened(release).merging(Self.succession(release, reason: reason))
    case .lifted: Self.opened(release)
    case .retried(let output), .postponed(let output): ["output": .string(output.description)]
    case .moved(let from, _, _):
      Self.intention(release).merging(Self.before(from))
    case .unresolvable(let from, let reason, _):
      Self.intention(release).merging(Self.before(from))
        .merging(["reason": .string(reason)])
    case .approved(let approval, _):
      Self.approvals(of: release, revision: approval.revision)
        .merging(["seal": .string(approval.seal.description)])
    case .approvalWithdrawn(let fallen, let reason):
      Self.approvals(of: release, revision: fallen.first?.revision ?? release.revision)
        .merging([
          "of": .array(fallen.map { .string($0.by.name) }), "reason": .string(reason),
        ])
    case .approvalsRequired: Self.approvals(of: release, revision: release.revision)
    case .liftedEarly(let early, _, _):
      Self.intention(release).merging(Self.before(early.from))
        .merging(["by": .string(early.by.name), "reason": .string(early.reason)])
    case .proposed(let proposal): proposal.facts
    case .proposalDropped(let proposal, let reason):
      proposal.facts.merging(["reason": .string(reason)])
    }
  }

  /// How many approvals of a revision stand, and how many were asked for when it was queued or the
  /// configuration was last looked at.
  private static func approvals(of release: Release, revision: Int) -> JSON.Members {
    [
      "given": .integer(Int64(release.approvals.count { $0.revision == revision })),
      "required": .integer(Int64(release.approvalsRequired)),
      "revision": .integer(Int64(revision)),
    ]
  }

  private static func intention(_ release: Release) -> JSON.Members {
    var data: JSON.Members = [
      "civil": .string(release.embargo.civil.iso8601),
      "commitment": .string(Commitment(to: release.digest, nonce: release.nonce).text),
      "due": .string(release.due.rfc3339),
      "instant": .string(release.embargo.instant.rfc3339),
      "outputs": .array(release.outputs.map { .string($0.description) }),
      "revision": .integer(Int64(release.revision)),
      "tzdb": .string(release.embargo.tzdb),
      "zone": .string(release.embargo.zone.name),
    ]
    let required = release.approvalsRequired
    if required > 0 { data["approvals_required"] = .integer(Int64(required)) }
    return data
  }

  /// Beside the intention: the instant until now and the zone data that it was computed with.
  private static func before(_ embargo: Embargo) -> JSON.Members {
    ["from": .string(embargo.instant.rfc3339), "from_tzdb": .string(embargo.tzdb)]
  }

  private static func intents(_ intents: [OutputName: Intent], of release: Release) -> [JSON] {
    intents.sorted { $0.key < $1.key }.map { output, intent in
      [
        "commitment": .string(Commitment(to: intent.digest, nonce: release.nonce).text),
        "key": .string(intent.key.description),
        "output": .string(output.description),
      ]
    }
  }

  private static func attempt(_ output: OutputName, of delivery: Delivery?) -> JSON.Members {
    var data: JSON.Members = [
      "attempt": .integer(Int64(delivery?.attempts ?? 0)), "output": .string(output.description),
    ]
    if let intent = delivery?.intent {
      data["key"] = .string(intent.key.description)
      // After the lift: it opens the commitment of the record by which it was armed.
      data["digest"] = .string(intent.digest.description)
    }
    return data
  }

  private static func outcome(
    _ outcome: AttemptOutcome, of delivery: Delivery?, lateness: Span?, next: Instant?
  ) -> JSON.Members {
    var data = attempt(outcome.output, of: delivery)
    data["began"] = .string(outcome.startedAt.rfc3339)
    data["ended"] = .string(outcome.finishedAt.rfc3339)
    if let lateness { data["lateness_ns"] = .string(String(lateness.nanoseconds)) }
    if let next { data["next"] = .string(next.rfc3339) }
    switch outcome.result {
    case .delivered(let receipt, let recovered):
      data["receipt"] = .string(receipt)
      if recovered { data["recovered"] = true }
    case .failed(let error, let ambiguous, _):
      data["error"] = .string(error)
      if ambiguous { data["ambiguous"] = true }
    case .refused(let error): data["error"] = .string(error)
    }
    return data
  }

  /// Why the revision took the place of another, and which outputs are told so: the others have
  /// nothing of the release.
  private static func succession(_ release: Release, reason: String) -> JSON.Members {
    func names(_ isWanted: (Delivery) -> Bool) -> JSON {
      .array(release.deliveries.filter(isWanted).map { .string($0.output.description) })
    }
    return [
      "reason": .string(reason), "told": names { !$0.earlier.isEmpty },
      "untold": names { $0.earlier.isEmpty },
    ]
  }

  /// What a correction takes the place of: its lift may not have been complete and its commitment
  /// not opened.
  private static func opened(_ before: Correction) -> JSON.Members {
    [
      "from_digest": .string(before.digest.description),
      "from_nonce": .string(Hex.text(before.nonce)),
    ]
  }

  /// After the lift nothing is secret any more: the digest and the nonce that open the commitment.
  private static func opened(_ release: Release) -> JSON.Members {
    [
      "digest": .string(release.digest.description),
      "due": .string(release.due.rfc3339),
      "nonce": .string(Hex.text(release.nonce)),
      "revision": .integer(Int64(release.revision)),
      "stamp": .string(release.embargo.stamp),
    ]
  }
}

extension Proposal {
  /// The beginning of what its records are called.
  fileprivate var recordName: String {
    switch kind {
    case .correction: "release.correction"
    case .earlyLift: "release.early-lift"
    }
  }

  /// What is proposed is sealed until it is published.
  fileprivate var facts: JSON.Members {
    switch kind {
    case .correction(let correction):
      [
        "by": .string(by.name),
        "commitment": .string(Commitment(to: correction.digest, nonce: correction.nonce).text),
        "reason": .string(reason),
      ]
    case .earlyLift: ["by": .string(by.name), "reason": .string(reason)]
    }
  }
}
