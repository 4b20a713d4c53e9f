package import EmbargoCore
package import EmbargoTime

/// What announcements are made of. The engine only reads it out; what follows from it is decided
/// and told beside it.
extension Engine {
  package struct Announceable: Sendable {
    package var now: Instant
    /// The number of the last record.
    package var head: Int64
    /// Behind the number that was asked for, in order.
    package var records: [Record]
    /// What is wrong, by the key that names it.
    package var problems: [String: Notice]
    /// Of the releases that `problems` names.
    package var preflight: [ReleaseID: PreflightFinding]
    /// In order of their instants.
    package var held: [Release]
    package var unapproved: [Release]
    package var deliveries: [OutputName: [String: Int]]
    package var suspended: [OutputName: Suspension]
    /// Of the last failed attempts since the start.
    package var errors: [OutputName: String]
    package var frozen: Freeze?
  }

  /// Releases of one state that are named; what is behind them has its turn when some are gone.
  package static let mostAnnounced = 200

  /// - Parameters:
  ///   - sequence: records behind this one are wanted; nil: none.
  ///   - count: so many at most.
  /// - Returns: nil: something is being lifted at this moment, ask again later.
  package func announceable(
    after sequence: Int64?, count: Int
  ) throws(LedgerError) -> Announceable? {
    guard burst == nil else { return nil }
    let ledger = ports.ledger
    let head = try ledger.head().sequence
    var records: [Record] = []
    if let sequence, sequence < head {
      records = try ledger.records(after: sequence, count: count, release: nil)
    }
    var findings: [ReleaseID: PreflightFinding] = [:]
    for id in problems.values.compactMap(\.release) { findings[id] = preflightFinding(of: id) }
    return Announceable(
      now: ports.clock(), head: head, records: records, problems: problems, preflight: findings,
      held: try ledger.list(
        phases: ["held"], submitter: nil, after: nil, count: Self.mostAnnounced),
      unapproved: try ledger.list(
        phases: ["awaiting-approval"], submitter: nil, after: nil, count: Self.mostAnnounced),
      deliveries: try ledger.deliveryCounts(), suspended: suspended,
      errors: histories.compactMapValues(\.lastError), frozen: frozen)
  }

  /// As they are stored; those that are not there are left out.
  package func releases(_ ids: [ReleaseID]) throws(LedgerError) -> [ReleaseID: Release] {
    var found: [ReleaseID: Release] = [:]
    for id in ids { found[id] = try ports.ledger.release(id) }
    return found
  }

  /// Keeps what channels remember of what they have told; false: not at this moment, as something
  /// is lifted or the disk is full.
  ///
  /// - Parameter isPatient: a lift within half a second is left alone.
  package func keepAnnounced(
    _ memories: [String: [UInt8]], isPatient: Bool
  ) throws(LedgerError) -> Bool {
    if let failure { throw failure }
    guard burst == nil, !isPaused, !isPatient || !isLiftNear else { return false }
    var transaction = LedgerTransaction()
    transaction.announcers = memories
    try commit(transaction)
    return true
  }
}
