import EmbargoCore
import EmbargoTime

extension SimulatedLedger {
  /// Throws what must never be; nothing has been written then.
  func check(_ transaction: LedgerTransaction) throws(LedgerError) {
    var slugs: [Slug: ReleaseID] = [:]
    for (id, stored) in transaction.stored where rows.releases[id] != stored {
      throw .broken("release \(id) is not stored as it was read")
    }
    for id in transaction.submitted where rows.releases[id] != nil {
      throw .forbidden("release \(id) is there already")
    }
    for release in transaction.releases {
      try checkState(of: release)
      try checkRevision(of: release, in: transaction)
      let owner = slugs.updateValue(release.id, forKey: release.slug)
      let others = rows.releases.values.contains {
        $0.slug == release.slug && $0.id != release.id
      }
      if owner != nil || others { throw .taken("the slug of release \(release.id)") }
    }
    try checkEarlier(transaction)
    try checkContents(transaction)
    try checkReservations(transaction)
    try checkAttempts(transaction)
    try checkCheckpoints(transaction)
    try checkErasures(transaction)
    if transaction.freeze != nil, rows.freeze != nil, !transaction.thaws {
      throw .forbidden("it is frozen already")
    }
    for answer in transaction.answers where rows.answers[answer.key] != nil {
      throw .taken("an Idempotency-Key")
    }
  }

  private func checkCheckpoints(_ transaction: LedgerTransaction) throws(LedgerError) {
    var last = rows.checkpoints.last
    for checkpoint in transaction.checkpoints {
      guard rows.records.contains(where: { ChainHead($0) == checkpoint.head }),
        checkpoint.head.sequence >= last?.head.sequence ?? 0,
        checkpoint.draft.previous == last?.digest ?? ChainHead.empty.hash
      else { throw .forbidden("a checkpoint that does not follow the last one") }
      last = checkpoint
    }
  }

  private func checkState(of release: Release) throws(LedgerError) {
    guard release.due >= release.embargo.instant else {
      throw .forbidden("release \(release.id) is due before its embargo")
    }
    switch release.phase {
    case .lifting(let at), .lifted(let at), .killed(let at):
      guard at >= release.due else { throw .forbidden("release \(release.id) lifts too early") }
    case .scheduled, .held, .withdrawn: break
    }
    for delivery in release.deliveries {
      guard delivery.firstAttemptAt.map({ $0 >= release.due }) ?? true else {
        throw .forbidden("a delivery of release \(release.id) began before it was due")
      }
    }
    try checkApprovals(of: release)
    guard let before = rows.releases[release.id] else {
      guard release.phase.name != "killed" else {
        throw .forbidden("release \(release.id) is killed and never lifted")
      }
      return
    }
    try checkSuccession(of: release, to: before)
    let isForward: Bool =
      switch (before.phase, release.phase) {
      case (.scheduled, _), (.held, _), (.lifting, .lifting), (.lifting, .lifted),
        (.lifted, .lifted), (.withdrawn, .withdrawn), (.lifting, .killed), (.lifted, .killed),
        (.killed, .killed):
        true
      default: false
      }
    guard isForward, release.revision >= before.revision else {
      throw .forbidden("release \(release.id) goes back")
    }
  }

  /// Nobody approves their own work, an approval is never another one, and nothing lifts without.
  private func checkApprovals(of release: Release) throws(LedgerError) {
    let before = rows.releases[release.id]
    let kept = before?.approvals ?? []
    for approval in release.approvals where !kept.contains(approval) {
      let isOfNext = approval.revision > (before?.revision ?? release.revision)
      let author = isOfNext ? before?.proposal?.by : release.submitter
      guard let uid = approval.by.uid, uid != author?.uid else {
        throw .forbidden("an approval of \(release.id) is of who asks for it")
      }
      let isTwice = kept.contains {
        $0.revision == approval.revision && $0.by.uid == uid && release.approvals.contains($0)
      }
      if isTwice { throw .forbidden("an approval of \(release.id) comes twice") }
    }
    let isOut = ["lifting", "lifted"].contains(release.phase.name)
    let wasOut = before.map { ["lifting", "lifted", "killed"].contains($0.phase.name) } ?? false
    if isOut, !wasOut, release.ownApprovals.count < release.approvalsRequired {
      throw .forbidden("release \(release.id) lifts without its approvals")
    }
  }

  /// After the lift a revision is a correction or a kill, and neither before it.
  private func checkSuccession(
    of release: Release, to before: Release
  ) throws(LedgerError) {
    let isNew = release.revision > before.revision
    let isOut = !before.phase.isQueued && before.phase.name != "withdrawn"
    if isOut,
      (release.due, release.embargo.instant, release.slug)
        != (before.due, before.embargo.instant, before.slug)
    {
      throw .forbidden("release \(release.id) is out and gets another embargo or slug")
    }
    let wanted =
      !isNew
      ? before.event.name
      : !isOut
        ? "release.published"
        : release.phase.name == "killed" ? "release.killed" : "release.corrected"
    guard release.event.name == wanted, before.phase.name != "killed" || !isNew,
      before.phase.name == "killed" || release.phase.name != "killed" || isNew
    else {
      throw .forbidden("release \(release.id) becomes \(release.event.name) and may not")
    }
  }

  /// An earlier revision is never attempted again.
  private func checkEarlier(_ transaction: LedgerTransaction) throws(LedgerError) {
    for item in transaction.earlier {
      let release =
        transaction.releases.last { $0.id == item.release } ?? rows.releases[item.release]
      guard let release, item.revision < release.revision else {
        throw .broken("revision \(item.revision) of \(item.release) is no earlier one")
      }
      guard ["delivered", "failed", "cancelled"].contains(item.delivery.state.name) else {
        throw .forbidden("an earlier revision of \(item.release) is attempted")
      }
    }
  }

  private func checkRevision(
    of release: Release, in transaction: LedgerTransaction
  ) throws(LedgerError) {
    let key = Revision(release: release.id, number: release.revision)
    if let kept = rows.revisions[key] {
      let isSame =
        kept.digest == release.digest && kept.nonce == release.nonce
        && kept.headline == release.headline && kept.event == release.event
      guard isSame else { throw .forbidden("a kept revision of \(release.id) is another one") }
      return
    }
    let brings = transaction.contents.contains {
      $0.id == release.id && $0.revision == release.revision
    }
    let knows = rows.revisions.contains {
      $0.key.release == release.id && $0.value.digest == release.digest
    }
    guard brings || knows else { throw .forbidden("release \(release.id) comes without bytes") }
  }

  private func checkContents(_ transaction: LedgerTransaction) throws(LedgerError) {
    for item in transaction.contents {
      let revision =
        transaction.releases.last { $0.id == item.id && $0.revision == item.revision }
        ?? rows.revisions[Revision(release: item.id, number: item.revision)]
      guard revision?.digest == item.content.digest else {
        throw .forbidden("bytes that are not those of revision \(item.revision) of \(item.id)")
      }
    }
  }

  private func checkReservations(_ transaction: LedgerTransaction) throws(LedgerError) {
    var taken: Set<Reservation> = []
    for names in transaction.reservations.values {
      for name in names {
        let owner = rows.reservations[name]
        let isFree = owner.map { transaction.reservations[$0] != nil } ?? true
        guard isFree, taken.insert(name).inserted else {
          throw .taken("a name at output \(name.output)")
        }
      }
    }
  }

  private func checkAttempts(_ transaction: LedgerTransaction) throws(LedgerError) {
    struct Key: Hashable {
      var revision: Revision
      var output: OutputName
      var number: Int
      init(_ attempt: StoredAttempt) {
        revision = Revision(release: attempt.release, number: attempt.revision)
        (output, number) = (attempt.outcome.output, attempt.number)
      }
    }
    guard !transaction.attempts.isEmpty else { return }
    let ids = Set(transaction.attempts.map(\.release))
    var keys = Set(rows.attempts.filter { ids.contains($0.release) }.map(Key.init))
    for attempt in transaction.attempts {
      let release =
        transaction.releases.last { $0.id == attempt.release } ?? rows.releases[attempt.release]
      guard let release, attempt.outcome.startedAt >= release.due else {
        throw .forbidden("an attempt began before its release was due")
      }
      guard keys.insert(Key(attempt)).inserted else {
        throw .forbidden("attempt \(attempt.number) of release \(attempt.release) is kept already")
      }
    }
  }
}
