package import EmbargoTime

/// The queue and the audit records, durable: what the engine asks of a database.
///
/// An implementation decides nothing. It keeps what it is given, in one transaction a call, and
/// refuses what must never be: a record out of order, a lift or an attempt before its release is
/// due, a lift without its approvals, an approval changed or of one's own work, a lift or a
/// withdrawal undone, a revision without its bytes or with others than before, a name taken twice.
/// It is used from one thread at a time.
package protocol Ledger: AnyObject {
  /// Writes everything or nothing; durable when it returns. The drafts become records in the order
  /// given, behind the present head.
  @discardableResult
  func commit(_ transaction: LedgerTransaction) throws(LedgerError) -> ChainHead
  /// Writes what the next `commit` makes durable together with its own, so that the records of a
  /// burst are written while it is still going on. Whoever reads sees it at once. It may still be
  /// under way when this returns: what goes wrong is thrown by this or by the commit, and then
  /// nothing of all of it is written. The end of the machine before the commit loses it.
  func append(_ transaction: LedgerTransaction) throws(LedgerError)
  /// Takes back what was appended since the last commit.
  func takeBack() throws(LedgerError)
  /// Reads and then commits, as one: what many questions and a commit have in common is done once.
  /// Answers are those that the same calls would have given by themselves.
  func together<Value, Failure: Error>(
    _ body: () throws(Failure) -> Value
  ) throws(Failure) -> Value
  /// Called every few seconds when nothing is due at once. Where nothing was committed since the
  /// last call it does what is better done in a quiet moment.
  func tidy() throws(LedgerError)

  func release(_ id: ReleaseID) throws(LedgerError) -> Release?
  /// By slug, by id or by a unique beginning of an id (4 characters at least), in this order; of
  /// several the first 10 are named.
  func find(_ key: String) throws(LedgerError) -> LedgerMatch
  /// The bytes of a revision, read back and checked against the stored digest.
  func content(of id: ReleaseID, revision: Int) throws(LedgerError) -> RevisionContent?
  /// Bytes that the proposal of a release has and that are no revision's yet, checked against its
  /// digest.
  func proposedContent(of id: ReleaseID) throws(LedgerError) -> RevisionContent?
  /// Releases with something that waits for others to agree, in order of their ids; at most
  /// `count`.
  func proposed(count: Int) throws(LedgerError) -> [Release]
  /// Bytes that a revision's text and attachments take together, without reading them: what they
  /// have, an eighth more at most, and 1,100 for each of them.
  func contentSize(of id: ReleaseID, revision: Int) throws(LedgerError) -> Int?
  /// Releases whose `wake` is at or before `limit`, nearest first, ties by id; at most `count`,
  /// beginning behind `cursor`.
  func waking(
    until limit: Instant, after cursor: LedgerCursor?, count: Int
  ) throws(LedgerError) -> [Release]
  /// The same without reading the releases: where they stand in that order.
  func wakes(
    until limit: Instant, after cursor: LedgerCursor?, count: Int
  ) throws(LedgerError) -> [LedgerCursor]
  /// The nearest `wake` of all.
  func nextWake() throws(LedgerError) -> Instant?
  /// In order of due instant, ties by id; at most `count`, beginning behind `cursor`. No phases:
  /// releases of every phase. With a submitter: only what that user submitted.
  func list(
    phases: Set<String>, submitter: UInt32?, after cursor: LedgerCursor?, count: Int
  ) throws(LedgerError) -> [Release]
  /// What waits in the queue, scheduled, held or awaiting approval, in order of due instant, ties
  /// by id: the next
  /// `count` behind `cursor`, due at or before `limit`. Cheaper than `list`: no release is read.
  func embargoes(
    until limit: Instant, after cursor: LedgerCursor?, count: Int
  ) throws(LedgerError) -> EmbargoPage
  /// Where the next `count` releases that wait in the queue go, in order of due instant, ties by
  /// id, behind `cursor`. Cheaper than `list`: no release is read.
  func destinations(
    after cursor: LedgerCursor?, count: Int
  ) throws(LedgerError) -> DestinationPage
  /// Counts by phase name; a phase that no release is in is absent.
  func counts() throws(LedgerError) -> [String: Int]
  /// How many releases of a submitter wait, scheduled, held or awaiting approval, up to `most`, and
  /// what their texts and attachments take, an eighth more at most and 1,100 bytes for each.
  func waiting(
    of submitter: UInt32, atMost most: Int
  ) throws(LedgerError) -> (releases: Int, bytes: Int)
  /// Counts of the deliveries of present revisions that have begun and have not arrived, by output
  /// and state name: attempting, retrying, failed. Beyond 100,000 in all the rest is not counted.
  func deliveryCounts() throws(LedgerError) -> [OutputName: [String: Int]]
  /// A release that is not withdrawn whose present revision has these bytes and this instant.
  func duplicate(of digest: Digest, instant: Instant) throws(LedgerError) -> ReleaseID?
  /// What has arrived at an output, by whatever revision, in order of due instant, the latest
  /// first, ties by id: of the next `count` releases whose lift has begun, behind `cursor`.
  func published(
    at output: OutputName, before cursor: LedgerCursor?, count: Int
  ) throws(LedgerError) -> PublishedPage
  /// Who holds a name at an output.
  func reservation(of name: String, at output: OutputName) throws(LedgerError) -> ReleaseID?
  func isTaken(_ slug: Slug) throws(LedgerError) -> Bool
  /// The deliveries of any revision, in order of output name.
  func deliveries(of id: ReleaseID, revision: Int) throws(LedgerError) -> [Delivery]
  /// Attempts of a release in the order in which they began, ties by revision, output and number.
  func attempts(of id: ReleaseID) throws(LedgerError) -> [StoredAttempt]
  /// Everything that records commit to of one release; empty where there is none.
  func rows(of id: ReleaseID) throws(LedgerError) -> [LedgerRow]
  /// Records behind `sequence`, at most `count`, optionally of one release.
  func records(
    after sequence: Int64, count: Int, release: ReleaseID?
  ) throws(LedgerError) -> [Record]
  func head() throws(LedgerError) -> ChainHead
  /// Checkpoints behind the one with this number, in order; at most `count`.
  func checkpoints(
    after number: Int64, count: Int
  ) throws(LedgerError) -> [StoredCheckpoint]
  func lastCheckpoint() throws(LedgerError) -> StoredCheckpoint?
  /// The final bytes for an endpoint with this digest (`Intent.digest`), stored when the delivery
  /// was armed: every attempt sends them.
  func body(
    _ digest: Digest, of id: ReleaseID, revision: Int, output: OutputName
  ) throws(LedgerError) -> [UInt8]?
  /// In order of the outputs' names.
  func suspensions() throws(LedgerError) -> [Suspension]
  /// Nil: it is not frozen.
  func freeze() throws(LedgerError) -> Freeze?
  /// What each channel of announcements remembers, by its name (`LedgerTransaction.announcers`).
  func announcers() throws(LedgerError) -> [String: [UInt8]]
  /// Releases whose present delivery to this output is postponed, in order of their ids; at most
  /// `count`.
  func postponed(at output: OutputName, count: Int) throws(LedgerError) -> [ReleaseID]
  /// The answer that was given to a request with this key, if it is remembered.
  func answer(to idempotencyKey: String) throws(LedgerError) -> StoredAnswer?
  /// 32 random bytes made with the ledger; derives idempotency keys.
  var instanceKey: [UInt8] { get }
  /// 32 secret random bytes made with the ledger; keys what records say of its rows
  /// (`RowCommitments`).
  var rowKey: [UInt8] { get }
}

/// What one transaction writes.
package struct LedgerTransaction: Sendable {
  /// New or changed releases with all their deliveries, as they are after the change.
  package var releases: [Release] = []
  /// Those of them that are submitted with it: nothing is stored of them.
  package var submitted: Set<ReleaseID> = []
  /// Of releases in `releases`: what is stored of them at present, where the caller has just read
  /// it or has kept it since. Only what differs is then written. Must be exactly what is stored.
  package var stored: [ReleaseID: Release] = [:]
  /// Bytes of revisions that come with it. A revision with the bytes of an earlier one needs none;
  /// any other without them is forbidden.
  package var contents: [(id: ReleaseID, revision: Int, content: RevisionContent)] = []
  /// Bytes of what is proposed in `releases`.
  package var proposed: [(id: ReleaseID, content: RevisionContent)] = []
  /// Deliveries of revisions that are not the present one any more, as they are after the change:
  /// cancelled where they had not begun, ended where the attempt was under way.
  package var earlier: [EarlierDelivery] = []
  /// Attempts that ended.
  package var attempts: [StoredAttempt] = []
  /// Names at outputs that the releases in `releases` take; all names that such a release held
  /// before are given up first. Absent for a release: its names stay.
  package var reservations: [ReleaseID: [Reservation]] = [:]
  /// Final bytes for endpoints; one that is kept already is ignored.
  package var bodies: [StoredBody] = []
  /// Outputs that are suspended from now on.
  package var suspensions: [Suspension] = []
  /// Outputs that are suspended no longer.
  package var resumptions: [OutputName] = []
  /// Nothing lifts from now on; forbidden while it is frozen.
  package var freeze: Freeze?
  /// It is frozen no longer.
  package var thaws = false
  /// Releases that are over and whose words go for good; each comes with a record of that release,
  /// and alone of that release. Forbidden for one that is not over, and for one that was erased.
  package var erasures: [Erasure] = []
  /// What channels of announcements remember of what they have told, instead of what they did
  /// before; no bytes: that channel is gone.
  package var announcers: [String: [UInt8]] = [:]
  package var records: [RecordDraft] = []
  package var answers: [StoredAnswer] = []
  /// Each names a record that is there once this is written, none before the one that the last
  /// checkpoint names, and the digest of the last checkpoint.
  package var checkpoints: [Checkpoint] = []

  package init() {}
}

/// A delivery that another revision has taken the place of.
package struct EarlierDelivery: Hashable, Sendable {
  package var release: ReleaseID
  package var revision: Int
  package var delivery: Delivery

  package init(release: ReleaseID, revision: Int, delivery: Delivery) {
    (self.release, self.revision, self.delivery) = (release, revision, delivery)
  }
}

/// A name at an output that only one release may take.
package struct Reservation: Hashable, Sendable {
  package var output: OutputName
  package var name: String

  package init(output: OutputName, name: String) { (self.output, self.name) = (output, name) }
}

/// One attempt as it is kept.
package struct StoredAttempt: Hashable, Sendable {
  package var release: ReleaseID
  package var revision: Int
  /// Counts from 1 within release, revision and output.
  package var number: Int
  package var outcome: AttemptOutcome

  package init(release: ReleaseID, revision: Int, number: Int, outcome: AttemptOutcome) {
    (self.release, self.revision, self.number) = (release, revision, number)
    self.outcome = outcome
  }
}

/// What an endpoint is sent at every attempt of one delivery.
package struct StoredBody: Hashable, Sendable {
  package var release: ReleaseID
  package var revision: Int
  package var output: OutputName
  /// That of the intent which they belong to.
  package var digest: Digest
  package var bytes: [UInt8]

  package init(
    release: ReleaseID, revision: Int, output: OutputName, digest: Digest, bytes: [UInt8]
  ) {
    (self.release, self.revision, self.output) = (release, revision, output)
    (self.digest, self.bytes) = (digest, bytes)
  }
}

/// The answer to a request that carried an Idempotency-Key.
package struct StoredAnswer: Hashable, Sendable {
  package var key: String
  /// Of the request; the same key with another request is a mistake.
  package var request: Digest
  package var status: Int
  package var body: [UInt8]

  package init(key: String, request: Digest, status: Int, body: [UInt8]) {
    (self.key, self.request, self.status, self.body) = (key, request, status, body)
  }
}

/// A place in an ordered listing.
package struct LedgerCursor: Hashable, Comparable, Sendable {
  package var instant: Instant
  package var id: ReleaseID

  package init(instant: Instant, id: ReleaseID) { (self.instant, self.id) = (instant, id) }

  package static func < (left: LedgerCursor, right: LedgerCursor) -> Bool {
    (left.instant, left.id) < (right.instant, right.id)
  }
}

/// The embargo of a release that waits in the queue, with what is needed to read it again.
package struct QueuedEmbargo: Hashable, Sendable {
  package var id: ReleaseID
  package var embargo: Embargo
  package var submittedAt: Instant

  package init(id: ReleaseID, embargo: Embargo, submittedAt: Instant) {
    (self.id, self.embargo, self.submittedAt) = (id, embargo, submittedAt)
  }

  package init(_ release: Release) {
    self.init(id: release.id, embargo: release.embargo, submittedAt: release.submittedAt)
  }
}

/// A piece of the queue.
package struct EmbargoPage: Hashable, Sendable {
  /// Those in a named zone; fixed offsets never move and are left out.
  package var embargoes: [QueuedEmbargo]
  /// Where the next piece begins; nil: this is the last one.
  package var next: LedgerCursor?

  package init(embargoes: [QueuedEmbargo], next: LedgerCursor?) {
    (self.embargoes, self.next) = (embargoes, next)
  }
}

/// The outputs of a piece of the queue.
package struct DestinationPage: Hashable, Sendable {
  /// How many of the releases go to each.
  package var releases: [OutputName: Int]
  /// Where the next piece begins; nil: this is the last one.
  package var next: LedgerCursor?

  package init(releases: [OutputName: Int], next: LedgerCursor?) {
    (self.releases, self.next) = (releases, next)
  }
}

/// A piece of what is out.
package struct PublishedPage: Hashable, Sendable {
  package var releases: [Release]
  /// Where the next piece begins; nil: this is the last one.
  package var next: LedgerCursor?

  package init(releases: [Release], next: LedgerCursor?) {
    (self.releases, self.next) = (releases, next)
  }
}

/// What a key that a person typed stands for.
package enum LedgerMatch: Hashable, Sendable {
  case none
  case one(ReleaseID)
  case several([ReleaseID])
}

/// Why the ledger did not do what it was asked; the text never holds a slug, a headline or a name.
package enum LedgerError: Error, Hashable, Sendable, CustomStringConvertible {
  /// No space left; nothing was written, trying again later may work.
  case full(String)
  /// A slug or a name at an output is taken by another release.
  case taken(String)
  /// The ledger's own rules forbid it (a lift before its instant, a record out of order).
  case forbidden(String)
  /// An I/O error or damage; it must not be retried over.
  case broken(String)

  package var description: String {
    switch self {
    case .full(let detail): "the ledger's disk is full: \(detail)"
    case .taken(let detail): "already taken: \(detail)"
    case .forbidden(let detail): "the ledger refused it: \(detail)"
    case .broken(let detail): "the ledger cannot be read or written: \(detail)"
    }
  }
}
