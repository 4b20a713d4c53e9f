import EmbargoCore
import EmbargoTime
import GRDB

/// Writes the parts of one transaction in the order in which they depend on each other.
struct TransactionWriter {
  static let insertContent = """
    INSERT INTO contents (mark, release, revision, format, bytes) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT (mark) DO NOTHING
    """
  static let insertAttachment = """
    INSERT INTO attachments (content, position, name, bytes) VALUES (?, ?, ?, ?)
    """
  static let insertBody = """
    INSERT INTO bodies (release, revision, output, mark, bytes) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT (release, revision, output, mark) DO NOTHING
    """
  static let giveUpNames = "DELETE FROM reservations WHERE release = ?"
  static let reserve = """
    INSERT INTO reservations (output, mark, release, name) VALUES (?, ?, ?, ?)
    """
  static let insertRecord = """
    INSERT INTO records (sequence, previous, hash, release, bytes) VALUES (?, ?, ?, ?, ?)
    """
  static let insertAnswer = """
    INSERT INTO answers (key, status, body) VALUES (?, ?, ?)
    """

  let database: Database
  let statements: BurstStatements
  let sealer: Sealer
  private let keys = KnownKeys()
  /// Releases that come with the transaction; nothing of them need be looked for.
  private let submitted: Set<ReleaseID>

  init(
    of transaction: LedgerTransaction, database: Database, statements: BurstStatements,
    sealer: Sealer
  ) {
    (self.database, self.statements, self.sealer) = (database, statements, sealer)
    submitted = transaction.submitted
  }

  /// Returns the head behind the new records.
  ///
  /// - Parameter records: those of the transaction, written out.
  func write(
    _ transaction: LedgerTransaction, _ records: [RecordText], after head: ChainHead
  ) throws -> ChainHead {
    for part in transaction.contents {
      try write(part.content, of: part.id, revision: part.revision)
    }
    for (id, content) in transaction.proposed {
      guard let release = transaction.releases.first(where: { $0.id == id }) else {
        throw LedgerError.forbidden("the bytes of a proposal come with its release")
      }
      try write(content, of: id, revision: release.revision)
    }
    for release in transaction.releases {
      try write(release, stored: transaction.stored[release.id])
    }
    for earlier in transaction.earlier { try write(earlier) }
    for part in transaction.contents {
      try confirm(part.content.digest, of: part.id, revision: part.revision)
    }
    try write(transaction.reservations)
    for body in transaction.bodies { try write(body) }
    for attempt in transaction.attempts { try write(attempt) }
    for suspension in transaction.suspensions {
      try step(
        "the suspension of \(suspension.output)", SuspensionRow.insert,
        SuspensionRow.arguments(suspension))
    }
    for output in transaction.resumptions {
      try step("the suspension of \(output)", SuspensionRow.remove, [output.description])
    }
    for erasure in transaction.erasures {
      try step("erasing release \(erasure.release)") {
        try ErasureWriter(database: database, sealer: sealer).write(erasure)
      }
    }
    if transaction.thaws { try step("the thaw", FreezeRow.remove, []) }
    if let freeze = transaction.freeze {
      try step("the freeze", FreezeRow.insert, FreezeRow.arguments(freeze))
    }
    for (name, memory) in transaction.announcers.sorted(by: { $0.key < $1.key }) {
      let sql = memory.isEmpty ? AnnouncerRow.remove : AnnouncerRow.keep
      try step("what \(name) has told", sql, memory.isEmpty ? [name] : [name, memory])
    }
    let head = try seal(records, after: head)
    for answer in transaction.answers { try write(answer) }
    for checkpoint in transaction.checkpoints {
      try step(
        "the checkpoint of record \(checkpoint.head.sequence)", CheckpointRow.insert,
        CheckpointRow.arguments(checkpoint))
    }
    return head
  }

  private func step(
    _ what: @autoclosure () -> String, _ sql: String, _ arguments: [Argument]
  ) throws {
    try step(what()) {
      try database.run(prepared: try statements.pointer(sql, in: database), arguments)
    }
  }

  /// One of the statements of a burst.
  private func step(
    _ what: @autoclosure () -> String, _ sql: String,
    _ run: (OpaquePointer, Database) throws -> Void
  ) throws {
    try step(what()) { try run(try statements.pointer(sql, in: database), database) }
  }

  private func step(_ what: @autoclosure () -> String, _ run: () throws -> Void) throws {
    do {
      try run()
    } catch let error as DatabaseError {
      let failure = LedgerError(error, while: what())
      if case .broken = failure { throw error }
      throw failure
    }
  }

  /// The same bytes of a release are kept once, sealed with the key of the revision that brought
  /// them; a repeat is known by its mark.
  private func write(_ content: RevisionContent, of id: ReleaseID, revision: Int) throws {
    let mark = sealer.contentMark(content.digest, of: id)
    guard try submitted.contains(id) || !isKept(mark) else { return }
    let key = try key(of: id, revision)
    try step(
      "keeping the bytes", Self.insertContent,
      [
        mark, id.description, revision, content.format.rawValue,
        try key.seal(content.bytes, as: .content),
      ])
    for (position, attachment) in content.attachments.enumerated() {
      try step(
        "keeping attachment \(position + 1)", Self.insertAttachment,
        [
          mark, position,
          try key.seal(Array(attachment.name.utf8), as: .attachmentName(position)),
          try key.seal(attachment.bytes, as: .attachment(position)),
        ])
    }
  }

  private func isKept(_ mark: [UInt8]) throws -> Bool {
    try database.first(ContentQuery.isKept, [mark], read: { try $0.integer() }) != nil
  }

  /// The key of a revision, which is made here where it is a new one.
  private func key(of id: ReleaseID, _ revision: Int) throws -> RevisionKey {
    let name = RevisionName(release: id, revision: revision)
    if let known = keys.known[name] { return known }
    let stored =
      submitted.contains(id) ? nil : try database.revisionKeyIfPresent(of: id, revision, sealer)
    let key = stored ?? sealer.makeKey(of: id, revision: revision)
    keys.known[name] = key
    if stored == nil { keys.new.insert(name) }
    return key
  }

  /// Where only the phase has changed and deliveries have gone on, as at every lift, only that is
  /// written.
  private func write(_ release: Release, stored: Release?) throws {
    guard let stored, stored.hasGoneOn(to: release) else {
      return try writeWhole(release, stored: stored)
    }
    if stored.phase != release.phase || stored.wake != release.wake {
      try changeOne("release \(release.id)", ReleaseRow.advance) {
        try ReleaseRow.advance(release, by: $0, in: $1)
      }
    }
    for (delivery, before) in zip(release.deliveries, stored.deliveries) where delivery != before {
      guard delivery.intent != before.intent else {
        try advance(delivery, of: release.id, revision: release.revision)
        continue
      }
      let key = try key(of: release.id, release.revision)
      try changeOne(Self.name(delivery, of: release.id, release.revision), DeliveryRow.update) {
        try DeliveryRow.update(delivery, sealedWith: key, by: $0, in: $1)
      }
    }
  }

  /// A revision that is not the present one any more changes in nothing but what came of it.
  private func write(_ earlier: EarlierDelivery) throws {
    try advance(earlier.delivery, of: earlier.release, revision: earlier.revision)
  }

  private func advance(_ delivery: Delivery, of release: ReleaseID, revision: Int) throws {
    try changeOne(Self.name(delivery, of: release, revision), DeliveryRow.advance) {
      try DeliveryRow.advance(delivery, of: release, revision: revision, by: $0, in: $1)
    }
  }

  private static func name(_ delivery: Delivery, of release: ReleaseID, _ revision: Int) -> String {
    "the delivery of revision \(revision) of release \(release) to \(delivery.output)"
  }

  /// Changes the one row that was read before.
  private func changeOne(
    _ what: @autoclosure () -> String, _ sql: String,
    _ run: (OpaquePointer, Database) throws -> Void
  ) throws {
    try step(what(), sql, run)
    guard database.changesCount == 1 else {
      throw LedgerError.broken("\(what()) is not stored as it was read")
    }
  }

  private func writeWhole(_ release: Release, stored: Release?) throws {
    let name = "release \(release.id)"
    let isNew = submitted.contains(release.id)
    // Before the rest: an approval is judged by the revision and the proposal that it is for.
    if isNew ? release.involvesOthers : stored?.hasSameApprovals(as: release) != true {
      try writeApprovals(of: release)
    }
    let key = try key(of: release.id, release.revision)
    try step(name, ReleaseRow.upsert, try ReleaseRow.arguments(release, sealer, key))
    try step(
      "revision \(release.revision) of \(name)", ReleaseRow.insertRevision,
      try ReleaseRow.revisionArguments(release, sealer, key))
    if keys.new.remove(RevisionName(release: release.id, revision: release.revision)) != nil {
      try step("the key of \(name)") { try database.insert(key, sealer) }
    }
    if !isNew {
      try step(name, DeliveryRow.delete, [release.id.description, release.revision])
    }
    for delivery in release.deliveries {
      try step(
        "the delivery of \(name) to \(delivery.output)", DeliveryRow.insert,
        try DeliveryRow.arguments(delivery, sealedWith: key))
    }
  }

  /// What is kept of approvals and the proposal becomes what the release has: rows are added and
  /// marked as withdrawn, and a proposal that was carried out or dropped goes.
  private func writeApprovals(of release: Release) throws {
    let name = "release \(release.id)"
    let id = release.id.description
    let kept = try database.all(ApprovalRow.select, [id], read: { try ApprovalRow.read(&$0) })
    for approval in kept where !release.approvals.contains(approval) {
      try step(
        "a withdrawn approval of \(name)", ApprovalRow.withdraw,
        ApprovalRow.key(approval, of: release.id))
    }
    for approval in release.approvals where !kept.contains(approval) {
      try step(
        "an approval of \(name)", ApprovalRow.insert,
        try ApprovalRow.arguments(approval, of: release.id))
    }
    let early = try database.first(EarlyLiftRow.select, [id], read: { try EarlyLiftRow.read(&$0) })
    if early != release.earlyLift {
      try step("the early lift of \(name)", EarlyLiftRow.remove, [id])
      if let early = release.earlyLift {
        try step(
          "the early lift of \(name)", EarlyLiftRow.insert,
          EarlyLiftRow.arguments(early, of: release.id))
      }
    }
    let before = try database.proposal(of: release.id, sealer)
    guard before != release.proposal else { return }
    try step("the proposal of \(name)", ProposalRow.remove, [id])
    if let proposal = release.proposal {
      try step(
        "the proposal of \(name)", ProposalRow.insert,
        try ProposalRow.arguments(
          proposal, sealer, try key(of: release.id, release.revision)))
    }
  }

  private func confirm(_ digest: Digest, of id: ReleaseID, revision: Int) throws {
    let stored = try database.first(
      ContentQuery.mark, [id.description, revision], read: { try $0.bytes() })
    guard stored == sealer.contentMark(digest, of: id) else {
      throw LedgerError.forbidden(
        "the bytes given for revision \(revision) of release \(id) do not have its digest")
    }
  }

  /// All are given up before any is taken, so that two releases can exchange names.
  private func write(_ reservations: [ReleaseID: [Reservation]]) throws {
    let sorted = reservations.sorted { $0.key < $1.key }
    for (id, _) in sorted where !submitted.contains(id) {
      try step("the names of release \(id)", Self.giveUpNames, [id.description])
    }
    for (id, names) in sorted {
      for reservation in names {
        let output = reservation.output.description
        try step(
          "a name at output \(output) for release \(id)", Self.reserve,
          [
            output, sealer.nameMark(reservation.name, at: output), id.description,
            try sealer.seal(name: reservation.name, at: output),
          ])
      }
    }
  }

  private func write(_ body: StoredBody) throws {
    let mark = sealer.mark(.body, body.digest.bytes)
    let sealed = try key(of: body.release, body.revision)
      .seal(body.digest.bytes + body.bytes, as: .body(body.output, mark: mark))
    try step(
      "the body of release \(body.release) for \(body.output)", Self.insertBody,
      [body.release.description, body.revision, body.output.description, mark, sealed])
  }

  private func write(_ attempt: StoredAttempt) throws {
    try step(
      "attempt \(attempt.number) of release \(attempt.release) at \(attempt.outcome.output)",
      AttemptRow.insert
    ) { try AttemptRow.insert(attempt, by: $0, in: $1) }
  }

  private func seal(_ texts: [RecordText], after head: ChainHead) throws -> ChainHead {
    var head = head
    for text in texts {
      let record = EmbargoCore.Record(sealing: text, after: head)
      try step(
        "record \(record.sequence)", Self.insertRecord
      ) {
        try $1.run(
          $0, record.sequence, head.hash.bytes, record.hash.bytes, text.release?.description,
          record.bytes)
      }
      head = ChainHead(record)
    }
    if !texts.isEmpty {
      try step("the head", Meta.updateHead, [head.sequence, head.hash.bytes])
    }
    return head
  }

  private func write(_ answer: StoredAnswer) throws {
    try step(
      "the answer to an Idempotency-Key", Self.insertAnswer,
      [answer.key, answer.status, try sealer.seal(answer)])
  }
}

extension Release {
  /// Whether anybody has said anything of it, or wants something of it that others must agree to.
  fileprivate var involvesOthers: Bool {
    !approvals.isEmpty || proposal != nil || earlyLift != nil
  }

  fileprivate func hasSameApprovals(as other: Release) -> Bool {
    (approvals, proposal, earlyLift) == (other.approvals, other.proposal, other.earlyLift)
  }

  /// Whether the other is the same but for its phase and what became of its deliveries.
  fileprivate func hasGoneOn(to other: Release) -> Bool {
    guard deliveries.elementsEqual(other.deliveries, by: { $0.output == $1.output }) else {
      return false
    }
    var same = self
    (same.phase, same.deliveries) = (other.phase, other.deliveries)
    return same == other
  }
}

/// Which revision of which release.
private struct RevisionName: Hashable {
  var release: ReleaseID
  var revision: Int
}

/// The keys of one transaction, so that each is unwrapped once.
private final class KnownKeys {
  var known: [RevisionName: RevisionKey] = [:]
  /// Made in this transaction and not stored yet.
  var new: Set<RevisionName> = []
}
