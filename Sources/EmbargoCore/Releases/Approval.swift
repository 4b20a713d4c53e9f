package import EmbargoTime

/// One person's word that exactly this may go out.
package struct Approval: Hashable, Sendable {
  package var by: Actor
  package var at: Instant
  /// The revision that it is for: the present one, or the next one for a correction that waits.
  package var revision: Int
  /// Over all that it covers; see `Release.seal`.
  package var seal: Digest
  /// How each output was configured then, so that a change can be named.
  package var outputs: [OutputName: Digest]

  package init(
    by: Actor, at: Instant, revision: Int, seal: Digest, outputs: [OutputName: Digest]
  ) {
    (self.by, self.at, self.revision) = (by, at, revision)
    (self.seal, self.outputs) = (seal, outputs)
  }
}

/// How many persons must approve what, and how the outputs are configured of which they speak.
package struct ApprovalPolicy: Hashable, Sendable {
  /// Of every release.
  package var required: Int
  /// Of what goes to these outputs.
  package var outputs: [OutputName: Int]
  /// Of what members of these groups submit.
  package var groups: [String: Int]
  /// Over the settings of each configured output that decide where and how it publishes.
  package var fingerprints: [OutputName: Digest]
  /// An early lift is asked for by one publisher and confirmed by another.
  package var liftsEarlyByTwo: Bool

  package init(
    required: Int = 0, outputs: [OutputName: Int] = [:], groups: [String: Int] = [:],
    fingerprints: [OutputName: Digest] = [:], liftsEarlyByTwo: Bool = false
  ) {
    (self.required, self.outputs) = (required, outputs)
    (self.groups, self.fingerprints) = (groups, fingerprints)
    self.liftsEarlyByTwo = liftsEarlyByTwo
  }

  /// Nobody's approval is asked for, whatever the release.
  package var asksForNone: Bool {
    required == 0 && outputs.values.allSatisfy { $0 == 0 } && groups.values.allSatisfy { $0 == 0 }
  }

  /// The most that anything about a release asks for.
  package func required(for release: Release) -> Int {
    var most = required
    for output in release.outputs { most = max(most, outputs[output] ?? 0) }
    for group in release.submitterGroups { most = max(most, groups[group] ?? 0) }
    return most
  }
}

/// Something that is asked for by one person and waits for others.
package struct Proposal: Hashable, Sendable {
  package enum Kind: Hashable, Sendable {
    /// A new text of what is out.
    case correction(Correction)
    /// The end of an embargo before its instant.
    case earlyLift
  }

  package var kind: Kind
  package var reason: String
  package var by: Actor
  package var at: Instant

  package init(_ kind: Kind, reason: String, by: Actor, at: Instant) {
    (self.kind, self.reason, self.by, self.at) = (kind, reason, by, at)
  }
}

extension Release {
  /// What people meant, and somebody may have approved, also where it was lifted early.
  private var intended: Embargo { earlyLift?.from ?? embargo }

  /// The correction that waits for others; nil: none does.
  package var proposedCorrection: Correction? {
    guard let proposal, case .correction(let correction) = proposal.kind else { return nil }
    return correction
  }

  /// The digest over all that an approval of the present revision covers: its text and attachments,
  /// the stamp, the wall clock and zone that were meant, and its outputs with their configuration.
  ///
  /// The instant is not among it: zone rules may move that, and the wall clock was what people
  /// meant. The nonce of the revision keeps short texts from being guessed from it.
  package func seal(_ policy: ApprovalPolicy) -> Digest {
    Digest(
      parts: [
        Array("embargod approval 1".utf8), nonce, digest.bytes, Array(intended.stamp.utf8),
        Array(intended.civil.iso8601.utf8), Array(intended.zone.name.utf8),
      ] + sealedOutputs(policy))
  }

  /// The same of a correction that waits, whose embargo is over.
  package func seal(of correction: Correction, reason: String, _ policy: ApprovalPolicy) -> Digest {
    Digest(
      parts: [
        Array("embargod approval of a correction 1".utf8), correction.nonce,
        correction.digest.bytes, Array(reason.utf8),
      ] + sealedOutputs(policy))
  }

  private func sealedOutputs(_ policy: ApprovalPolicy) -> [[UInt8]] {
    outputs.flatMap { [Array($0.description.utf8), policy.fingerprints[$0]?.bytes ?? []] }
  }

  /// Those of the present revision that are on the record and were not withdrawn.
  package var ownApprovals: [Approval] { approvals.filter { $0.revision == revision } }

  /// It may not go out before others have approved it, as far as is on the record.
  package var awaitsApproval: Bool {
    phase == .scheduled && ownApprovals.count < approvalsRequired
  }

  /// How many approvals are missing by what is configured now.
  package func missingApprovals(_ policy: ApprovalPolicy) -> Int {
    let required = policy.required(for: self)
    guard required > 0, !ownApprovals.isEmpty else { return required }
    let seal = seal(policy)
    return max(0, required - ownApprovals.count { $0.seal == seal })
  }

  /// The name of its state in the ledger and for people.
  package var stateName: String { awaitsApproval ? "awaiting-approval" : phase.name }

  /// It waits for nothing but people: its instant had come when it was handed in or let go, so that
  /// it goes out as soon as it may.
  package var goesOutAtOnce: Bool { due > embargo.instant || embargo.instant <= submittedAt }

  /// `1 of 2 approvals`.
  package var approvalCount: String {
    "\(ownApprovals.count) of \(approvalsRequired) approvals"
  }
}
