package import EmbargoCore
import EmbargoTime

/// The ledger in memory, with the rules of the real one, on a disk that can be full or lose what
/// was not durable.
package final class SimulatedLedger: Ledger {
  struct Rows {
    var releases: [ReleaseID: Release] = [:]
    var wakes = Wakes()
    var revisions: [Revision: Release] = [:]
    /// Deliveries of revisions that are not the present ones any more.
    var earlier: [Revision: [Delivery]] = [:]
    var contents: [Digest: RevisionContent] = [:]
    var reservations: [Reservation: ReleaseID] = [:]
    var attempts: [StoredAttempt] = []
    var bodies: [BodyKey: [UInt8]] = [:]
    var answers: [String: StoredAnswer] = [:]
    var suspensions: [OutputName: Suspension] = [:]
    var announcers: [String: [UInt8]] = [:]
    var freeze: Freeze?
    var records: [Record] = []
    /// Whose each of the records is.
    var recorded: [ReleaseID?] = []
    var checkpoints: [Checkpoint] = []
  }

  /// What wakes, by `Release.wake`, nearest first: the queue is looked at all the time.
  struct Wakes {
    private var instants: [ReleaseID: Instant] = [:]
    private(set) var places: [LedgerCursor] = []

    subscript(id: ReleaseID) -> Instant? {
      get { instants[id] }
      set {
        guard newValue != instants[id] else { return }
        if let before = instants[id] {
          places.remove(at: index(of: LedgerCursor(instant: before, id: id)))
        }
        instants[id] = newValue
        guard let newValue else { return }
        let place = LedgerCursor(instant: newValue, id: id)
        places.insert(place, at: index(of: place))
      }
    }

    /// Where a place stands, or would.
    private func index(of place: LedgerCursor) -> Int {
      var (start, end) = (0, places.count)
      while start < end {
        let middle = (start + end) / 2
        if places[middle] < place { start = middle + 1 } else { end = middle }
      }
      return start
    }

    func behind(_ cursor: LedgerCursor?) -> ArraySlice<LedgerCursor> {
      guard let cursor else { return places[...] }
      let index = index(of: cursor)
      let isThere = index < places.count && places[index] == cursor
      return places[(isThere ? index + 1 : index)...]
    }
  }

  struct Revision: Hashable {
    var release: ReleaseID
    var number: Int
  }

  struct BodyKey: Hashable {
    var revision: Revision
    var output: OutputName
    var digest: Digest
  }

  var rows = Rows()
  /// What is committed: what a watcher from outside may rely on.
  var settled: Rows { committed ?? rows }
  /// What a crash leaves, where that differs from `rows`.
  private var durable: Rows?
  /// The rows before what was appended and is not committed.
  private var committed: Rows?
  package var isFull = false
  /// What a full disk still takes for the records of lifts, when the reserve has been given back.
  private var commitsInReserve = 0
  private var hasReserve = true
  /// The next commits fail with an I/O error.
  package var isBroken = false
  /// Passed before and after each commit; true: the machine is down.
  var step: (String) -> Bool = { _ in false }
  /// A planted fault: durable one commit late.
  var isLazy = false
  /// A planted fault: withholds the records of a transaction when it answers true.
  var withholdsRecords: (LedgerTransaction) -> Bool = { _ in false }
  /// Sees every transaction with the releases as they were before, and the new records.
  var watch: (LedgerTransaction, [ReleaseID: Release], ArraySlice<Record>) -> Void = { _, _, _ in
  }
  /// What `watch` is told when it is committed.
  private var unwatched: [() -> Void] = []
  package let instanceKey: [UInt8]
  package var rowKey: [UInt8] { instanceKey }

  package init(instanceKey: [UInt8]) { self.instanceKey = instanceKey }

  /// Gives back the space that was kept, once.
  func releaseReserve() {
    if hasReserve { commitsInReserve = 2 }
    hasReserve = false
  }

  /// Sets that space aside again; false: there is no room for it yet.
  func makeReserve() -> Bool {
    if isFull { return false }
    (hasReserve, commitsInReserve) = (true, 0)
    return true
  }

  /// The machine went down and came up again.
  package func restart() {
    if let rows = durable ?? committed { self.rows = rows }
    (durable, committed) = (nil, nil)
    hasReserve = hasReserve || !isFull
    commitsInReserve = 0
  }

  package func commit(_ transaction: LedgerTransaction) throws(LedgerError) -> ChainHead {
    if step("commit") { throw .broken("the machine is down") }
    if isLazy { durable = committed ?? rows }
    try add(transaction)
    committed = nil
    for watch in unwatched { watch() }
    unwatched = []
    if step("committed") { throw .broken("the machine is down") }
    return head()
  }

  package func append(_ transaction: LedgerTransaction) throws(LedgerError) {
    if step("append") { throw .broken("the machine is down") }
    if committed == nil { committed = rows }
    try add(transaction)
  }

  package func together<Value, Failure: Error>(
    _ body: () throws(Failure) -> Value
  ) throws(Failure) -> Value { try body() }

  /// Calls of `tidy`; there is nothing to do.
  package private(set) var quietMoments = 0

  package func tidy() { quietMoments += 1 }

  package func takeBack() throws(LedgerError) {
    if let committed { rows = committed }
    committed = nil
    unwatched = []
  }

  /// Writes it, or throws and takes back what was appended before it.
  private func add(_ transaction: LedgerTransaction) throws(LedgerError) {
    do throws(LedgerError) {
      if isBroken { throw .broken("an I/O error of the simulated disk") }
      if isFull, commitsInReserve == 0 { throw .full("no space left on the simulated disk") }
      commitsInReserve = max(0, commitsInReserve - 1)
      try check(transaction)
    } catch {
      try takeBack()
      throw error
    }
    var before: [ReleaseID: Release] = [:]
    for release in transaction.releases { before[release.id] = rows.releases[release.id] }
    let count = rows.records.count
    write(transaction)
    let records = rows.records[count...]
    unwatched.append { [watch] in watch(transaction, before, records) }
  }

  /// Everything was checked; this cannot fail.
  private func write(_ transaction: LedgerTransaction) {
    for item in transaction.contents { rows.contents[item.content.digest] = item.content }
    for (_, content) in transaction.proposed { rows.contents[content.digest] = content }
    for release in transaction.releases {
      if let old = rows.releases[release.id], old.revision < release.revision {
        rows.earlier[Revision(release: old.id, number: old.revision)] = old.deliveries
      }
      rows.releases[release.id] = release
      rows.wakes[release.id] = release.wake
      rows.revisions[Revision(release: release.id, number: release.revision)] = release
    }
    for erasure in transaction.erasures { write(erasure) }
    for item in transaction.earlier {
      let key = Revision(release: item.release, number: item.revision)
      rows.earlier[key] = rows.earlier[key]?.map {
        $0.output == item.delivery.output ? item.delivery : $0
      }
    }
    for id in transaction.reservations.keys {
      rows.reservations = rows.reservations.filter { $0.value != id }
    }
    for (id, names) in transaction.reservations {
      for name in names { rows.reservations[name] = id }
    }
    rows.attempts += transaction.attempts
    for body in transaction.bodies {
      let key = BodyKey(
        revision: Revision(release: body.release, number: body.revision), output: body.output,
        digest: body.digest)
      if rows.bodies[key] == nil { rows.bodies[key] = body.bytes }
    }
    for answer in transaction.answers { rows.answers[answer.key] = answer }
    for suspension in transaction.suspensions where rows.suspensions[suspension.output] == nil {
      rows.suspensions[suspension.output] = suspension
    }
    for output in transaction.resumptions { rows.suspensions[output] = nil }
    for (name, memory) in transaction.announcers {
      rows.announcers[name] = memory.isEmpty ? nil : memory
    }
    rows.checkpoints += transaction.checkpoints
    if transaction.thaws { rows.freeze = nil }
    if let freeze = transaction.freeze { rows.freeze = freeze }
    if withholdsRecords(transaction) { return }
    for draft in transaction.records {
      rows.records.append(Record(sealing: draft, after: head()))
      rows.recorded.append(draft.release)
    }
  }
}
