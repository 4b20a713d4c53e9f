import EmbargoTime

/// One row of what a ledger keeps of a release, as records commit to it: the state that the next
/// decision rests on, and what came of earlier ones.
package enum LedgerRow: Hashable, Sendable {
  /// All but its deliveries and what belongs to its revision.
  case release(Release)
  case revision(RevisionState)
  case delivery(ReleaseID, revision: Int, Delivery)
  case attempt(StoredAttempt)
  /// All names at outputs that a release holds, in order.
  case names(ReleaseID, [Reservation])
  case body(StoredBody)

  /// What one revision is, beside its bytes.
  package struct RevisionState: Hashable, Sendable {
    package var release: ReleaseID
    package var revision: Int
    package var headline: String
    package var digest: Digest
    package var nonce: [UInt8]
    package var event: ReleaseEvent

    package init(
      release: ReleaseID, revision: Int, headline: String, digest: Digest, nonce: [UInt8],
      event: ReleaseEvent
    ) {
      (self.release, self.revision, self.headline) = (release, revision, headline)
      (self.digest, self.nonce, self.event) = (digest, nonce, event)
    }

    package init(_ release: Release) {
      self.init(
        release: release.id, revision: release.revision, headline: release.headline,
        digest: release.digest, nonce: release.nonce, event: release.event)
    }
  }

  package var release: ReleaseID {
    switch self {
    case .release(let release): release.id
    case .revision(let state): state.release
    case .delivery(let id, _, _), .names(let id, _): id
    case .attempt(let attempt): attempt.release
    case .body(let body): body.release
    }
  }

  /// Which row of its release it is: `delivery/2/newsroom`. Several bodies for one output are told
  /// apart by `RowCommitments.name`: a digest must not stand in a record before the lift.
  package var name: String {
    switch self {
    case .release: "release"
    case .revision(let state): "revision/\(state.revision)"
    case .delivery(_, let revision, let delivery): "delivery/\(revision)/\(delivery.output)"
    case .attempt(let attempt):
      "attempt/\(attempt.revision)/\(attempt.outcome.output)/\(attempt.number)"
    case .names: "names"
    case .body(let body): "body/\(body.revision)/\(body.output)"
    }
  }

  /// What is committed to: the release, the row's name, and every value of the row, each with its
  /// kind and length, so that no two rows look alike.
  var message: [UInt8] {
    var bytes = RowBytes(behind: release.description, name)
    switch self {
    case .release(let release): bytes.add(release)
    case .revision(let state): bytes.add(state)
    case .delivery(_, _, let delivery): bytes.add(delivery)
    case .attempt(let attempt): bytes.add(attempt.outcome)
    case .names(_, let names):
      for name in names {
        bytes.add(name.output.description)
        bytes.add(name.name)
      }
    case .body(let body):
      bytes.add(body.digest.bytes)
      bytes.add(body.bytes)
    }
    return bytes.all
  }
}

/// Values one behind the other.
private struct RowBytes {
  private(set) var all: [UInt8] = []

  init(behind release: String, _ name: String) {
    all.reserveCapacity(512)
    all += release.utf8
    all += name.utf8
    all.append(0)
  }

  mutating func add(_ number: Int64?) {
    guard let number else { return all.append(UInt8(ascii: "n")) }
    all.append(UInt8(ascii: "i"))
    withUnsafeBytes(of: number.bigEndian) { all.append(contentsOf: $0) }
  }

  mutating func add(_ bytes: [UInt8]) {
    all.append(UInt8(ascii: "b"))
    withUnsafeBytes(of: Int64(bytes.count).bigEndian) { all.append(contentsOf: $0) }
    all += bytes
  }

  mutating func add(_ text: String?) {
    guard let text else { return all.append(UInt8(ascii: "n")) }
    all.append(UInt8(ascii: "t"))
    withUnsafeBytes(of: Int64(text.utf8.count).bigEndian) { all.append(contentsOf: $0) }
    all += text.utf8
  }

  mutating func add(_ release: Release) {
    add(release.slug.description)
    add(Int64(release.revision))
    add(release.embargo)
    add(release.due.nanoseconds)
    add(release.phase)
    add(release.submitter.uid.map { Int64($0) })
    add(release.submitter.name)
    add(release.submittedAt.nanoseconds)
    add(release.lateGrace?.nanoseconds)
    add(Int64(release.submitterGroups.count))
    for group in release.submitterGroups { add(group) }
    add(Int64(release.approvalsRequired))
    add(Int64(release.approvals.count))
    for approval in release.approvals { add(approval) }
    add(Int64(release.proposal == nil ? 0 : 1))
    if let proposal = release.proposal { add(proposal) }
    add(Int64(release.earlyLift == nil ? 0 : 1))
    if let early = release.earlyLift { add(early) }
  }

  mutating func add(_ early: EarlyLift) {
    add(early.reason)
    add(early.notice)
    add(early.by.uid.map { Int64($0) })
    add(early.by.name)
    add(early.from)
  }

  mutating func add(_ embargo: Embargo) {
    add(embargo.stamp)
    add(embargo.civil.iso8601)
    switch embargo.zone {
    case .named(let name): add(name)
    case .fixed(let offset): add(Int64(offset))
    }
    add(embargo.instant.nanoseconds)
    add(embargo.tzdb)
  }

  mutating func add(_ approval: Approval) {
    add(approval.by.uid.map { Int64($0) })
    add(approval.by.name)
    add(approval.at.nanoseconds)
    add(Int64(approval.revision))
    add(approval.seal.bytes)
    for (output, digest) in approval.outputs.sorted(by: { $0.key < $1.key }) {
      add(output.description)
      add(digest.bytes)
    }
  }

  mutating func add(_ proposal: Proposal) {
    add(proposal.reason)
    add(proposal.by.uid.map { Int64($0) })
    add(proposal.by.name)
    add(proposal.at.nanoseconds)
    switch proposal.kind {
    case .correction(let correction):
      add(correction.headline)
      add(correction.digest.bytes)
      add(correction.nonce)
      add(JSON.object(correction.findings.json).canonical)
    case .earlyLift: break
    }
  }

  mutating func add(_ phase: Phase) {
    add(phase.name)
    switch phase {
    case .scheduled: break
    case .held(let hold):
      add(hold.cause.rawValue)
      add(hold.reason)
      add(hold.at.nanoseconds)
    case .lifting(let at), .lifted(let at), .withdrawn(let at), .killed(let at): add(at.nanoseconds)
    }
  }

  mutating func add(_ state: LedgerRow.RevisionState) {
    add(state.headline)
    add(state.digest.bytes)
    add(state.nonce)
    add(state.event.name)
    switch state.event {
    case .published: break
    case .corrected(let reason, let at), .killed(let reason, let at):
      add(reason)
      add(at.nanoseconds)
    }
  }

  mutating func add(_ delivery: Delivery) {
    add(delivery.state.name)
    switch delivery.state {
    case .waiting: break
    case .delivered(let delivered):
      add(delivered.at.nanoseconds)
      add(delivered.lateness.nanoseconds)
      add(delivered.receipt)
    case .attempting(let at), .retrying(let at), .failed(let at), .cancelled(let at):
      add(at.nanoseconds)
    }
    add(Int64(delivery.attempts))
    add(delivery.firstAttemptAt?.nanoseconds)
    add(delivery.lastError)
    add(delivery.isAmbiguous ? 1 : 0)
    add(Int64(delivery.intent == nil ? 0 : 1))
    if let intent = delivery.intent { add(intent) }
    add(Int64(delivery.earlier.count))
    for intent in delivery.earlier { add(intent) }
  }

  mutating func add(_ intent: Intent) {
    add(intent.key.description)
    add(intent.digest.bytes)
    add(Int64(intent.names.count))
    for name in intent.names { add(name) }
    for piece in intent.pieces { add(piece.bytes) }
  }

  mutating func add(_ outcome: AttemptOutcome) {
    add(outcome.startedAt.nanoseconds)
    add(outcome.finishedAt.nanoseconds)
    switch outcome.result {
    case .delivered(let receipt, let recovered):
      add("delivered")
      add(receipt)
      add(recovered ? 1 : 0)
    case .failed(let error, let ambiguous, let retryAfter):
      add("failed")
      add(error)
      add(ambiguous ? 1 : 0)
      add(retryAfter?.nanoseconds)
    case .refused(let error):
      add("refused")
      add(error)
    }
  }
}
