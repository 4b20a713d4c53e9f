package import EmbargoCore
package import EmbargoTime

/// Where a release stands, as people and programs see it.
package enum ReleaseState: String, CaseIterable, Codable, Hashable, Sendable {
  case awaitingApproval = "awaiting-approval"
  case scheduled, held, lifting, lifted, withdrawn, killed

  package init(_ release: Release) {
    switch release.phase {
    case .scheduled: self = release.awaitsApproval ? .awaitingApproval : .scheduled
    case .held: self = .held
    case .lifting: self = .lifting
    case .lifted: self = .lifted
    case .withdrawn: self = .withdrawn
    case .killed: self = .killed
    }
  }
}

/// One release as `list --json` shows it.
package struct ReleaseSummary: Codable, Hashable, Sendable {
  package var id: String
  package var slug: String
  package var headline: String
  package var state: ReleaseState
  /// The embargo's instant.
  package var instant: Instant
  /// When it may go out: never before `instant`, later when it was let go later.
  package var due: Instant
  package var civil: CivilDateTime
  package var zone: String
  package var stamp: String
  package var revision: Int
  package var submittedBy: String
  package var submittedAt: Instant
  package var outputs: [String]
  /// How many approvals the present revision has, and how many it needs.
  package var approvalsGiven: Int
  package var approvalsRequired: Int
  /// Why it is stopped; null unless `held`.
  @OrNull package var held: HoldReply?
  /// What happened to it after its lift; null: nothing.
  @OrNull package var change: ChangeReply?

  private enum CodingKeys: String, CodingKey {
    case id, slug, headline, state, instant, due, civil, zone, stamp, revision, outputs, held
    case change
    case approvalsGiven = "approvals_given"
    case approvalsRequired = "approvals_required"
    case submittedBy = "submitted_by"
    case submittedAt = "submitted_at"
  }

  package init(_ release: Release) {
    (id, slug) = (release.id.description, release.slug.description)
    (headline, state) = (release.headline, ReleaseState(release))
    (instant, due) = (release.embargo.instant, release.due)
    (civil, zone) = (release.embargo.civil, release.embargo.zone.name)
    (stamp, revision) = (release.embargo.stamp, release.revision)
    (submittedBy, submittedAt) = (release.submitter.name, release.submittedAt)
    outputs = release.outputs.map(\.description)
    approvalsGiven = release.ownApprovals.count
    approvalsRequired = release.approvalsRequired
    if case .held(let hold) = release.phase { held = HoldReply(hold) } else { held = nil }
    change = ChangeReply(release.event)
  }
}

/// What a release was told to be after its lift.
package struct ChangeReply: Codable, Hashable, Sendable {
  /// `release.corrected` or `release.killed`, as outputs are told.
  package var event: String
  package var reason: String
  package var at: Instant

  package init(event: String, reason: String, at: Instant) {
    (self.event, self.reason, self.at) = (event, reason, at)
  }

  package init?(_ event: ReleaseEvent) {
    switch event {
    case .published: return nil
    case .corrected(let reason, let at), .killed(let reason, let at):
      self.init(event: event.name, reason: reason, at: at)
    }
  }
}

/// Why a release is stopped.
package struct HoldReply: Codable, Hashable, Sendable {
  /// `person`, `late`, `zone-rules` or `approval`.
  package var cause: String
  package var reason: String
  package var at: Instant

  package init(_ hold: Hold) {
    (cause, reason, at) = (hold.cause.rawValue, hold.reason, hold.at)
  }
}

/// A page of the queue.
package struct ReleasePage: Codable, Hashable, Sendable {
  /// In order of `due`, ties by id.
  package var releases: [ReleaseSummary]
  /// `cursor` of the next page; null on the last.
  @OrNull package var next: String?
  /// Since when nothing lifts; null: lifts happen.
  @OrNull package var frozen: FreezeState?

  package init(releases: [ReleaseSummary], next: String?, frozen: FreezeState? = nil) {
    (self.releases, self.next, self.frozen) = (releases, next, frozen)
  }
}

/// Something between a release and its lift that ends by itself or by what `remedy` says.
package struct BlockReply: Codable, Hashable, Sendable {
  /// `clock-not-trusted`, `ledger-full`, `output-unusable` …: for programs.
  package var code: String
  package var sentence: String
  @OrNull package var remedy: String?

  package init(code: String, sentence: String, remedy: String? = nil) {
    (self.code, self.sentence, self.remedy) = (code, sentence, remedy)
  }
}

/// How one revision came to be.
package struct RevisionReply: Codable, Hashable, Sendable {
  package var revision: Int
  /// `submitted`, `replaced`, `outputs-set`, `corrected` or `killed`.
  package var change: String
  package var by: String
  package var at: Instant
  @OrNull package var reason: String?
  /// What the checks had found in its text.
  package var findings: [NotedReply]

  package init(
    revision: Int, change: String, by: String, at: Instant, reason: String?,
    findings: [NotedReply] = []
  ) {
    (self.revision, self.change, self.by, self.at) = (revision, change, by, at)
    (self.reason, self.findings) = (reason, findings)
  }
}

/// One release as `show --json` shows it: the members of its summary and these.
package struct ReleaseDetail: Codable, Hashable, Sendable {
  package var summary: ReleaseSummary
  package var deliveries: [DeliveryReply]
  /// Those that were not withdrawn, of every revision.
  package var approvals: [ApprovalReply]
  /// What waits for others to agree; null: nothing.
  @OrNull package var proposal: ProposalReply?
  /// Null unless a person ended the embargo before its instant.
  @OrNull package var earlyLift: EarlyLiftReply?
  package var reading: ReadingReply
  package var blockedBy: [BlockReply]
  /// When every output had had its first attempt.
  @OrNull package var liftedAt: Instant?
  /// In ascending order.
  package var revisions: [RevisionReply]

  private enum CodingKeys: String, CodingKey {
    case deliveries, approvals, proposal, reading, revisions
    case blockedBy = "blocked_by"
    case liftedAt = "lifted_at"
    case earlyLift = "early_lift"
  }

  package init(
    _ release: Release, reading: ReadingReply, blockedBy: [BlockReply],
    revisions: [RevisionReply], liftedAt: Instant? = nil
  ) {
    summary = ReleaseSummary(release)
    deliveries = release.deliveries.map { DeliveryReply($0) }
    approvals = release.approvals.map { ApprovalReply($0) }
    proposal = release.proposal.map { ProposalReply($0) }
    earlyLift = release.earlyLift.map { EarlyLiftReply($0) }
    (self.reading, self.blockedBy) = (reading, blockedBy)
    if case .lifted(let at) = release.phase { self.liftedAt = at } else { self.liftedAt = liftedAt }
    self.revisions = revisions
  }

  package init(from decoder: any Decoder) throws {
    summary = try ReleaseSummary(from: decoder)
    let container = try decoder.container(keyedBy: CodingKeys.self)
    deliveries = try container.decode([DeliveryReply].self, forKey: .deliveries)
    approvals = try container.decode([ApprovalReply].self, forKey: .approvals)
    _proposal = try container.decode(OrNull<ProposalReply>.self, forKey: .proposal)
    _earlyLift = try container.decode(OrNull<EarlyLiftReply>.self, forKey: .earlyLift)
    reading = try container.decode(ReadingReply.self, forKey: .reading)
    blockedBy = try container.decode([BlockReply].self, forKey: .blockedBy)
    _liftedAt = try container.decode(OrNull<Instant>.self, forKey: .liftedAt)
    revisions = try container.decode([RevisionReply].self, forKey: .revisions)
  }

  package func encode(to encoder: any Encoder) throws {
    try summary.encode(to: encoder)
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(deliveries, forKey: .deliveries)
    try container.encode(approvals, forKey: .approvals)
    try container.encode(_proposal, forKey: .proposal)
    try container.encode(_earlyLift, forKey: .earlyLift)
    try container.encode(reading, forKey: .reading)
    try container.encode(blockedBy, forKey: .blockedBy)
    try container.encode(_liftedAt, forKey: .liftedAt)
    try container.encode(revisions, forKey: .revisions)
  }
}

/// What stands between one release and its lift, in words.
package struct WhyReply: Codable, Hashable, Sendable {
  package var id: String
  package var slug: String
  package var state: ReleaseState
  package var instant: Instant
  package var due: Instant
  /// In the order in which they should be read; at least one.
  package var sentences: [String]
  package var blockedBy: [BlockReply]

  private enum CodingKeys: String, CodingKey {
    case id, slug, state, instant, due, sentences
    case blockedBy = "blocked_by"
  }

  package init(_ release: Release, sentences: [String], blockedBy: [BlockReply]) {
    (id, slug) = (release.id.description, release.slug.description)
    (state, instant, due) = (ReleaseState(release), release.embargo.instant, release.due)
    (self.sentences, self.blockedBy) = (sentences, blockedBy)
  }
}
