package import EmbargoTime

/// One release with its current revision and the deliveries of that revision.
///
/// The exact bytes lie in the ledger (`RevisionContent`); this value holds what decisions need.
package struct Release: Hashable, Sendable {
  package let id: ReleaseID
  package var slug: Slug
  /// Counts from 1; a replacement is the next one.
  package var revision: Int
  package var headline: String
  /// Of the accepted bytes, how they are read, and the attachments of the current revision.
  package var digest: Digest
  /// Opens the commitment to `digest`; 32 random bytes, new with each revision.
  package var nonce: [UInt8]
  package var embargo: Embargo
  /// When it may go out: the embargo's instant, or the moment at which a person let it go if that
  /// was later (immediate release, `--now`, resumed after its instant). Never before the embargo.
  package var due: Instant
  package var phase: Phase
  /// In order of output name; one for each output of the release.
  package var deliveries: [Delivery]
  package var submitter: Actor
  package var submittedAt: Instant
  /// What the present revision tells outputs that have an earlier one.
  package var event: ReleaseEvent
  /// How much later than `due` it may still go out by itself after downtime; nil: as configured.
  package var lateGrace: Span?
  /// The groups that the submitter belonged to then, by name.
  package var submitterGroups: [String]
  /// How many others must approve it, as was last on the record.
  package var approvalsRequired: Int
  /// Those that were not withdrawn, in the order in which they came.
  package var approvals: [Approval] = []
  /// What somebody has asked for and others have to agree to.
  package var proposal: Proposal?
  /// How its embargo was ended before its instant; nil: it was not.
  package var earlyLift: EarlyLift?

  package init(
    id: ReleaseID, slug: Slug, revision: Int, headline: String, digest: Digest, nonce: [UInt8],
    embargo: Embargo, due: Instant, phase: Phase, deliveries: [Delivery], submitter: Actor,
    submittedAt: Instant, lateGrace: Span?, event: ReleaseEvent = .published,
    submitterGroups: [String] = [], approvalsRequired: Int = 0
  ) {
    (self.id, self.slug, self.revision, self.headline) = (id, slug, revision, headline)
    (self.digest, self.nonce, self.embargo, self.due) = (digest, nonce, embargo, due)
    (self.phase, self.deliveries, self.submitter) = (phase, deliveries, submitter)
    (self.submittedAt, self.lateGrace, self.event) = (submittedAt, lateGrace, event)
    (self.submitterGroups, self.approvalsRequired) = (submitterGroups, approvalsRequired)
  }

  /// When people expected it, from which lateness counts: the embargo's instant, also for what was
  /// resumed after it; `due` for what was handed in after its instant and went out at once, or as
  /// soon as it was approved; the moment of a correction or a kill.
  package var expected: Instant {
    switch event {
    case .published: embargo.instant > submittedAt ? embargo.instant : due
    case .corrected(_, let at), .killed(_, let at): at
    }
  }

  /// Its lift has begun: what it says is no secret any more.
  package var isOut: Bool {
    switch phase {
    case .lifting, .lifted, .killed: true
    case .scheduled, .held, .withdrawn: false
    }
  }

  package var outputs: [OutputName] { deliveries.map(\.output) }

  package func delivery(to output: OutputName) -> Delivery? {
    deliveries.first { $0.output == output }
  }
}

/// Where a release stands.
package enum Phase: Hashable, Sendable {
  /// Waits for `due`.
  case scheduled
  /// Stopped; only a person lets it go.
  case held(Hold)
  /// The lift has begun, and at least one output has not had its first attempt.
  case lifting(since: Instant)
  /// Every output has had its first attempt.
  case lifted(at: Instant)
  case withdrawn(at: Instant)
  /// After the lift: whoever has it, or may have it, is told that it must not be used.
  case killed(at: Instant)

  /// The name that people and programs see.
  package var name: String {
    switch self {
    case .scheduled: "scheduled"
    case .held: "held"
    case .lifting: "lifting"
    case .lifted: "lifted"
    case .withdrawn: "withdrawn"
    case .killed: "killed"
    }
  }

  /// Nothing of it has gone out and it may still be changed.
  package var isQueued: Bool {
    switch self {
    case .scheduled, .held: true
    case .lifting, .lifted, .withdrawn, .killed: false
    }
  }
}

/// Why a release is stopped.
package struct Hold: Hashable, Sendable {
  package enum Cause: String, Hashable, Sendable {
    case person
    /// It was overdue by more than its grace when the daemon could have published it.
    case late
    /// The zone rules changed and its instant with them.
    case zoneRules = "zone-rules"
    /// Its instant came before its approvals.
    case approval
  }

  package var cause: Cause
  package var reason: String
  package var at: Instant

  package init(cause: Cause, reason: String, at: Instant) {
    (self.cause, self.reason, self.at) = (cause, reason, at)
  }
}

/// The bytes of one revision, as accepted.
package struct RevisionContent: Hashable, Sendable {
  /// The file or body as it came in, front matter included.
  package let bytes: [UInt8]
  /// How they are to be read: by the name of the file, or as the submitter said.
  package let format: ReleaseDocument.Format
  package let attachments: [Attachment]
  /// Of all of it; computed once, where the content is made.
  package let digest: Digest

  package init(
    bytes: [UInt8], format: ReleaseDocument.Format = .text, attachments: [Attachment] = []
  ) {
    (self.bytes, self.format, self.attachments) = (bytes, format, attachments)
    digest = Digest(
      parts: [Array(format.rawValue.utf8), bytes]
        + attachments.flatMap { [Array($0.name.utf8), $0.bytes] })
  }

  /// Bytes of the text and the attachments.
  package var size: Int { attachments.reduce(bytes.count) { $0 + $1.bytes.count } }
}

/// A file that travels with a release.
package struct Attachment: Hashable, Sendable {
  /// A single path component, checked at intake.
  package var name: String
  package var bytes: [UInt8]

  package init(name: String, bytes: [UInt8]) { (self.name, self.bytes) = (name, bytes) }
}
