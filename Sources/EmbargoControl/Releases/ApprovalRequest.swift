package import EmbargoCore
package import EmbargoTime

/// Somebody has looked at a release, or at a correction that waits, and approves exactly that.
package struct ApproveRequest: Codable, Hashable, Sendable {
  /// `digest` of the `ApprovalReading` that was looked at, whole: 64 hexadecimal digits.
  package var digest: String

  package init(digest: String) { self.digest = digest }

  private enum CodingKeys: String, CodingKey, CaseIterable { case digest }

  package init(from decoder: any Decoder) throws {
    digest = try decoder.strictContainer(keyedBy: CodingKeys.self)
      .decode(String.self, forKey: .digest)
  }
}

/// A broken embargo is ended: a reason, or the agreement to what another publisher asked for.
package struct LiftRequest: Codable, Hashable, Sendable {
  /// 1 to 1,000 characters; outputs may show it to readers.
  package var reason: String?
  package var confirm: Bool

  private init(reason: String?, confirm: Bool) {
    (self.reason, self.confirm) = (reason, confirm)
  }

  package init(reason: String) { self.init(reason: reason, confirm: false) }

  package static let confirming = LiftRequest(reason: nil, confirm: true)

  private enum CodingKeys: String, CodingKey, CaseIterable { case reason, confirm }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.strictContainer(keyedBy: CodingKeys.self)
    reason = try container.decodeIfPresent(String.self, forKey: .reason)
    confirm = try container.decodeIfPresent(Bool.self, forKey: .confirm) ?? false
    guard confirm == (reason == nil) else {
      throw decoder.corrupted("either \"reason\" or \"confirm\": true is needed")
    }
  }
}

/// How an embargo was ended before its instant.
package struct EarlyLiftReply: Codable, Hashable, Sendable {
  package var reason: String
  package var by: String
  /// When it should have lifted.
  package var from: Instant

  package init(_ early: EarlyLift) {
    (reason, by, from) = (early.reason, early.by.name, early.from.instant)
  }
}

/// One approval of a revision.
package struct ApprovalReply: Codable, Hashable, Sendable {
  package var by: String
  package var at: Instant
  package var revision: Int

  package init(by: String, at: Instant, revision: Int) {
    (self.by, self.at, self.revision) = (by, at, revision)
  }

  package init(_ approval: Approval) {
    self.init(by: approval.by.name, at: approval.at, revision: approval.revision)
  }
}

/// What somebody has asked for and others have to agree to.
package struct ProposalReply: Codable, Hashable, Sendable {
  /// `correction` or `early-lift`.
  package var kind: String
  package var reason: String
  package var by: String
  package var at: Instant

  package init(_ proposal: Proposal) {
    switch proposal.kind {
    case .correction: kind = "correction"
    case .earlyLift: kind = "early-lift"
    }
    (reason, by, at) = (proposal.reason, proposal.by.name, proposal.at)
  }
}

/// What an approval would be for, read back to whoever may give it.
package struct ApprovalReading: Codable, Hashable, Sendable {
  package var id: String
  package var slug: String
  package var headline: String
  package var state: ReleaseState
  /// The one that is to be approved.
  package var revision: Int
  /// `release`, or `correction` for one that waits.
  package var subject: String
  /// Of a correction: for readers.
  @OrNull package var reason: String?
  /// Who submitted it, or wrote the correction: nobody approves their own work.
  package var by: String
  package var at: Instant
  package var reading: ReadingReply
  package var due: Instant
  /// The instant on the clocks of several places, in words.
  package var times: [String]
  /// When it goes out, once it is approved.
  package var sentence: String
  package var outputs: [Place]
  /// Names of the files that go with it.
  package var attachments: [String]
  /// Over all that the approval covers: text, attachments, embargo, outputs and their settings.
  package var digest: String
  package var approvals: [ApprovalReply]
  package var required: Int
  /// What would stand in the way of its lift, each one sentence.
  package var findings: [String]

  /// An output with where it publishes, in words.
  package struct Place: Codable, Hashable, Sendable {
    package var name: String
    package var place: String

    package init(name: String, place: String) { (self.name, self.place) = (name, place) }
  }

  package init(
    _ release: Release, reading: ReadingReply, times: [String], sentence: String,
    outputs: [Place], attachments: [String], digest: String, required: Int, findings: [String]
  ) {
    (id, slug, state) = (
      release.id.description, release.slug.description, ReleaseState(release)
    )
    if let proposal = release.proposal, let correction = release.proposedCorrection {
      (subject, revision, headline) = ("correction", release.revision + 1, correction.headline)
      (by, at, reason) = (proposal.by.name, proposal.at, proposal.reason)
    } else {
      (subject, revision, headline) = ("release", release.revision, release.headline)
      (by, at, reason) = (release.submitter.name, release.submittedAt, nil)
    }
    (self.reading, due, self.times) = (reading, release.due, times)
    (self.sentence, self.outputs, self.attachments) = (sentence, outputs, attachments)
    (self.digest, self.required, self.findings) = (digest, required, findings)
    approvals = []
    approvals = release.approvals.filter { $0.revision == revision }.map { ApprovalReply($0) }
  }
}
