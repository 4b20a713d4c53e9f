package import EmbargoCore

extension SimulatedLedger {
  package func rows(of id: ReleaseID) throws(LedgerError) -> [LedgerRow] {
    guard let release = rows.releases[id] else { return [] }
    var found: [LedgerRow] = [.release(release)]
    let revisions = rows.revisions.filter { $0.key.release == id }
      .sorted { $0.key.number < $1.key.number }
    for (revision, state) in revisions {
      found.append(.revision(LedgerRow.RevisionState(state)))
      let isPresent = revision.number == release.revision
      let deliveries = isPresent ? release.deliveries : rows.earlier[revision] ?? []
      found += deliveries.map { .delivery(id, revision: revision.number, $0) }
    }
    found += rows.attempts.filter { $0.release == id }.map { .attempt($0) }
    let names = rows.reservations.filter { $0.value == id }.keys.sorted(by: Reservation.isBefore)
    found.append(.names(id, names))
    for (key, bytes) in rows.bodies where key.revision.release == id {
      found.append(
        .body(
          StoredBody(
            release: id, revision: key.revision.number, output: key.output, digest: key.digest,
            bytes: bytes)))
    }
    return found
  }

  func checkErasures(_ transaction: LedgerTransaction) throws(LedgerError) {
    for erasure in transaction.erasures {
      guard let release = rows.releases[erasure.release] else {
        throw .forbidden("there is no release \(erasure.release)")
      }
      switch release.phase {
      case .lifted, .killed, .withdrawn: break
      case .scheduled, .held, .lifting: throw .forbidden("what is not over cannot be erased")
      }
      if release.isErased { throw .forbidden("it was erased before") }
    }
  }

  /// It was checked.
  func write(_ erasure: Erasure) {
    let id = erasure.release
    guard let release = rows.releases[id] else { return }
    rows.releases[id] = release.erased
    rows.contents[Erasure.content.digest] = Erasure.content
    let digests = rows.revisions.filter { $0.key.release == id }.map(\.value.digest)
    for key in rows.revisions.keys where key.release == id {
      rows.revisions[key] = rows.revisions[key]?.erased
    }
    for key in rows.earlier.keys where key.release == id {
      rows.earlier[key] = rows.earlier[key]?.map(\.erased)
    }
    let kept = Set(rows.revisions.values.map(\.digest))
    for digest in digests where !kept.contains(digest) { rows.contents[digest] = nil }
    let attempts = erasure.rows.compactMap { row in
      if case .attempt(let attempt) = row { attempt } else { nil }
    }
    rows.attempts.removeAll { $0.release == id }
    rows.attempts += attempts
    rows.reservations = rows.reservations.filter { $0.value != id }
    rows.bodies = rows.bodies.filter { $0.key.revision.release != id }
  }
}
