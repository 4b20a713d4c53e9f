package import EmbargoCore
package import EmbargoTime

/// A release that was read and understood, ready to be queued.
package struct AcceptedRelease: Sendable {
  package var content: RevisionContent
  package var headline: String
  package var embargo: Embargo
  /// Asked for by the submitter or the front matter; nil: made from the headline.
  package var slug: Slug?
  /// Nil: every configured output.
  package var outputs: [OutputName]?
  package var lateGrace: Span?
  /// Queued, but stopped until a person lets it go.
  package var holdReason: String?
  /// The same bytes with the same instant are wanted a second time.
  package var again: Bool
  package var submitter: Actor
  /// The groups that the submitter belongs to, by name.
  package var submitterGroups: [String]
  /// With which its text was taken.
  package var findings: NotedFindings

  package init(
    content: RevisionContent, headline: String, embargo: Embargo, slug: Slug? = nil,
    outputs: [OutputName]? = nil, lateGrace: Span? = nil, holdReason: String? = nil,
    again: Bool = false, submitter: Actor, submitterGroups: [String] = [],
    findings: NotedFindings = .none
  ) {
    (self.content, self.headline, self.embargo) = (content, headline, embargo)
    (self.slug, self.outputs, self.lateGrace) = (slug, outputs, lateGrace)
    (self.holdReason, self.again, self.submitter) = (holdReason, again, submitter)
    self.submitterGroups = submitterGroups
    self.findings = findings
  }
}

/// What the waiting releases of one submitter may come to; 0: no limit.
package struct Quota: Hashable, Sendable {
  package var releases: Int
  /// Of texts and attachments; looked at only where `releases` is limited, which bounds the look.
  package var bytes: Int

  package init(releases: Int = 0, bytes: Int = 0) {
    (self.releases, self.bytes) = (releases, bytes)
  }
}

extension Engine {
  /// Queues releases, all or none; they survive anything from the moment this returns.
  ///
  /// - Parameters:
  ///   - limit: how many releases may wait in the queue.
  ///   - quota: what those of each submitter may come to.
  ///   - answer: what to remember for a repeated request, made from the new releases.
  package func submit(
    _ submissions: [AcceptedRelease], atMost limit: Int = .max, quota: Quota = Quota(),
    answer: (([Release]) throws(EngineError) -> StoredAnswer?)? = nil
  ) throws(EngineError) -> [Release] {
    if let failure { throw .ledger(failure) }
    guard !isPaused else { throw .paused }
    let now = ports.clock()
    let releases = try ports.ledger.together { () throws(EngineError) in
      try checkRoom(for: submissions.count, limit: limit)
      try check(submissions, against: quota)
      return try store(submissions, at: now, answer: answer)
    }
    for release in releases { consider(release) }
    return releases
  }

  private func store(
    _ submissions: [AcceptedRelease], at now: Instant,
    answer: (([Release]) throws(EngineError) -> StoredAnswer?)?
  ) throws(EngineError) -> [Release] {
    var batch = SubmitBatch()
    for (index, submission) in submissions.enumerated() {
      do throws(EngineError) {
        try add(submission, to: &batch, at: now)
      } catch {
        if case .ledger = error { throw error }
        throw submissions.count > 1 ? .oneOf(index, error) : error
      }
    }
    if let stored = try answer?(batch.releases) { batch.transaction.answers = [stored] }
    do {
      try commit(batch.transaction)
    } catch {
      throw .ledger(error)
    }
    return batch.releases
  }

  /// Releases that are queued together, with what they take of each other's names.
  private struct SubmitBatch {
    var transaction = LedgerTransaction()
    var taken: Set<Slug> = []
    var names: Set<Reservation> = []
    var releases: [Release] = []
  }

  private func add(
    _ submission: AcceptedRelease, to batch: inout SubmitBatch, at now: Instant
  ) throws(EngineError) {
    try checkDuplicate(submission, among: batch.releases)
    let release = try release(from: submission, at: now, taken: &batch.taken)
    try reserve(release, submission: submission, names: &batch.names, in: &batch.transaction)
    let events: [Event] =
      [.submitted(submission.findings)]
      + (submission.holdReason.map { [.held(Hold(cause: .person, reason: $0, at: now))] } ?? [])
    let after = Self.apply(
      events, to: release, by: submission.submitter, at: now, recording: &batch.transaction)
    batch.transaction.releases.append(after)
    batch.transaction.submitted.insert(after.id)
    batch.transaction.contents.append(
      (id: after.id, revision: 1, content: submission.content))
    batch.releases.append(after)
  }

  private func checkRoom(for count: Int, limit: Int) throws(EngineError) {
    let counts = try asking { () throws(LedgerError) in try ports.ledger.counts() }
    let waiting = ["awaiting-approval", "scheduled", "held"].reduce(0) { $0 + (counts[$1] ?? 0) }
    guard waiting + count <= limit else { throw .queueFull(limit: limit) }
  }

  private func check(
    _ submissions: [AcceptedRelease], against quota: Quota
  ) throws(EngineError) {
    guard quota.releases > 0 else { return }
    for (uid, own) in Dictionary(grouping: submissions, by: \.submitter.uid) {
      guard let uid else { continue }
      let waiting = try asking { () throws(LedgerError) in
        try ports.ledger.waiting(of: uid, atMost: quota.releases + 1)
      }
      guard waiting.releases + own.count <= quota.releases else {
        throw .quotaFull(waiting.releases, of: quota.releases)
      }
      let bytes = own.reduce(0) { $0 + $1.content.size }
      guard quota.bytes == 0 || waiting.bytes + bytes <= quota.bytes else {
        throw .quotaOfBytesFull(waiting.bytes, of: quota.bytes)
      }
    }
  }

  private func checkDuplicate(
    _ submission: AcceptedRelease, among earlier: [Release]
  ) throws(EngineError) {
    guard !submission.again else { return }
    let digest = submission.content.digest
    let instant = submission.embargo.instant
    if let twin = earlier.first(where: { $0.digest == digest && $0.embargo.instant == instant }) {
      throw .duplicate(of: twin.id)
    }
    let earlier = try asking { () throws(LedgerError) in
      try ports.ledger.duplicate(of: digest, instant: instant)
    }
    if let earlier { throw .duplicate(of: earlier) }
  }

  private func release(
    from submission: AcceptedRelease, at now: Instant, taken: inout Set<Slug>
  ) throws(EngineError) -> Release {
    let wanted = submission.outputs ?? outputs.keys.sorted()
    guard !wanted.isEmpty else { throw .refused(.noOutputs) }
    try checkKnown(wanted)
    let slug = try freeSlug(for: submission, taken: taken)
    taken.insert(slug)
    var release = Release(
      id: ReleaseID(at: now, random: ports.random(10)), slug: slug, revision: 1,
      headline: submission.headline, digest: submission.content.digest,
      nonce: ports.random(32), embargo: submission.embargo,
      due: max(submission.embargo.instant, now), phase: .scheduled,
      deliveries: Set(wanted).sorted().map { Delivery(output: $0) },
      submitter: submission.submitter, submittedAt: now, lateGrace: submission.lateGrace,
      submitterGroups: submission.submitterGroups)
    release.approvalsRequired = settings.policy.approval.required(for: release)
    return release
  }

  /// The slug that was asked for, or the first free one made from the headline.
  private func freeSlug(
    for submission: AcceptedRelease, taken: Set<Slug>
  ) throws(EngineError) -> Slug {
    func isFree(_ slug: Slug) throws(EngineError) -> Bool {
      if taken.contains(slug) { return false }
      return try !asking { () throws(LedgerError) in try ports.ledger.isTaken(slug) }
    }
    if let slug = submission.slug {
      guard try isFree(slug) else { throw .slugTaken(slug) }
      return slug
    }
    let stem = Slug(headline: submission.headline)
    for number in 1...1000 {
      let slug = number == 1 ? stem : stem.numbered(number)
      if try isFree(slug) { return slug }
    }
    throw .slugTaken(stem)
  }

  private func reserve(
    _ release: Release, submission: AcceptedRelease, names: inout Set<Reservation>,
    in transaction: inout LedgerTransaction
  ) throws(EngineError) {
    let wanted = reservations(
      for: release, attachments: submission.content.attachments.map(\.name))
    try checkOwn(wanted)
    for reservation in wanted {
      guard names.insert(reservation).inserted else {
        throw .nameTaken(reservation.name, output: reservation.output, by: release.id)
      }
      let owner = try asking { () throws(LedgerError) in
        try ports.ledger.reservation(of: reservation.name, at: reservation.output)
      }
      if let owner {
        throw .nameTaken(reservation.name, output: reservation.output, by: owner)
      }
    }
    transaction.reservations[release.id] = wanted
  }
}
