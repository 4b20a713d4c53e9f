/// What records say of the rows that are written with them: a keyed digest of each, which tells
/// nothing to whoever has not got the ledger, and shows later whether a row was changed.
///
/// The key is the ledger's `rowKey`, which lies sealed: guesses cannot be tried without it.
package struct RowCommitments: Sendable {
  /// The member of a record's data: an object of row names and commitments.
  package static let member = "rows"
  /// The member that names rows which are not there any more.
  package static let gone = "gone"

  private let keyed: KeyedHash

  package init(rowKey: [UInt8]) {
    keyed = KeyedHash(
      key: KeyedHash.bytes(key: rowKey, over: Array("embargod row commitments".utf8)))
  }

  /// The name under which a record tells of a row; it says nothing of what the row holds.
  package func name(_ row: LedgerRow) -> String {
    guard case .body(let body) = row else { return row.name }
    return row.name + "/" + Hex.text(keyed.bytes(over: body.digest.bytes).prefix(4))
  }

  /// 32 hexadecimal digits.
  package func text(_ row: LedgerRow) -> String {
    Hex.text(keyed.bytes(over: row.message).prefix(16))
  }

  /// Adds to the last record of each release what is written of it: all that differs from what is
  /// stored.
  package func commit(_ transaction: inout LedgerTransaction) {
    var rows = self.rows(of: transaction)
    var gone: [ReleaseID: [String]] = [:]
    for erasure in transaction.erasures where !erasure.gone.isEmpty {
      gone[erasure.release] = erasure.gone.map(name).sorted()
    }
    for index in transaction.records.indices.reversed() {
      guard let release = transaction.records[index].release else { continue }
      if let own = rows.removeValue(forKey: release) {
        transaction.records[index].data[Self.member] = .object(own)
      }
      if let names = gone.removeValue(forKey: release) {
        transaction.records[index].data[Self.gone] = .array(names.map { .string($0) })
      }
    }
  }

  /// The names and commitments of all rows of a transaction, by the release that they belong to.
  private func rows(of transaction: LedgerTransaction) -> [ReleaseID: JSON.Members] {
    var rows: [ReleaseID: JSON.Members] = [:]
    rows.reserveCapacity(transaction.releases.count)
    func add(_ row: LedgerRow) {
      rows[row.release, default: [:]][name(row)] = .string(text(row))
    }
    for release in transaction.releases {
      let stored = transaction.stored[release.id].flatMap {
        $0.revision == release.revision ? $0 : nil
      }
      for delivery in release.deliveries where stored?.delivery(to: delivery.output) != delivery {
        add(.delivery(release.id, revision: release.revision, delivery))
      }
      add(.release(release))
      if stored == nil { add(.revision(LedgerRow.RevisionState(release))) }
    }
    for earlier in transaction.earlier {
      add(.delivery(earlier.release, revision: earlier.revision, earlier.delivery))
    }
    for attempt in transaction.attempts { add(.attempt(attempt)) }
    for (id, names) in transaction.reservations {
      add(.names(id, names.sorted(by: Reservation.isBefore)))
    }
    for erasure in transaction.erasures {
      for row in erasure.rows { add(row) }
    }
    for body in transaction.bodies { add(.body(body)) }
    return rows
  }
}

extension Reservation {
  package static func isBefore(_ left: Reservation, _ right: Reservation) -> Bool {
    left.output == right.output
      ? left.name.utf8.lexicographicallyPrecedes(right.name.utf8) : left.output < right.output
  }
}
