/// What records say of the rows that are written with them: a keyed digest of each, which tells
/// nothing to whoever has not got the ledger, and shows later whether a row was changed.
///
/// The key is the ledger's `rowKey`, which lies sealed: guesses cannot be tried without it.
package struct RowCommitments: Sendable {
  /// The member of a record's data: an object of row names and commitments.
  package static let member = "rows"
  /// The member that names rows which are not there any more.
  package static let gone = "gone"

  private let key: [UInt8]

  package init(rowKey: [UInt8]) {
    key = KeyedHash.bytes(key: rowKey, over: Array("embargod row commitments".utf8))
  }

  /// The name under which a record tells of a row; it says nothing of what the row holds.
  package func name(_ row: LedgerRow) -> String {
    guard case .body(let body) = row else { return row.name }
    return row.name + "/" + Hex.text(KeyedHash.bytes(key: key, over: body.digest.bytes).prefix(4))
  }

  /// 32 hexadecimal digits.
  package func text(_ row: LedgerRow) -> String {
    var message = Array(row.release.description.utf8)
    message += row.name.utf8
    message.append(0)
    message += row.bytes
    return Hex.text(KeyedHash.bytes(key: key, over: message).prefix(16))
  }

  /// Adds to the last record of each release what is written of it: all that differs from what is
  /// stored.
  package func commit(_ transaction: inout LedgerTransaction) {
    let rows = Self.rows(of: transaction)
    guard !rows.isEmpty else { return }
    var places: [ReleaseID: Int] = [:]
    for (index, record) in transaction.records.enumerated() {
      if let release = record.release { places[release] = index }
    }
    for (release, rows) in rows {
      guard let place = places[release] else { continue }
      transaction.records[place].data[Self.member] = .object(
        Dictionary(rows.map { (name($0), .string(text($0))) }) { _, last in last })
    }
    for erasure in transaction.erasures where !erasure.gone.isEmpty {
      guard let place = places[erasure.release] else { continue }
      transaction.records[place].data[Self.gone] = .array(
        erasure.gone.map(name).sorted().map { .string($0) })
    }
  }

  private static func rows(of transaction: LedgerTransaction) -> [ReleaseID: [LedgerRow]] {
    var rows: [ReleaseID: [LedgerRow]] = [:]
    for release in transaction.releases {
      let stored = transaction.stored[release.id].flatMap {
        $0.revision == release.revision ? $0 : nil
      }
      var own: [LedgerRow] = [.release(release)]
      if stored == nil { own.append(.revision(LedgerRow.RevisionState(release))) }
      for delivery in release.deliveries where stored?.delivery(to: delivery.output) != delivery {
        own.append(.delivery(release.id, revision: release.revision, delivery))
      }
      rows[release.id, default: []] += own
    }
    for earlier in transaction.earlier {
      rows[earlier.release, default: []].append(
        .delivery(earlier.release, revision: earlier.revision, earlier.delivery))
    }
    for attempt in transaction.attempts {
      rows[attempt.release, default: []].append(.attempt(attempt))
    }
    for (id, names) in transaction.reservations {
      rows[id, default: []].append(.names(id, names.sorted(by: Reservation.isBefore)))
    }
    for erasure in transaction.erasures { rows[erasure.release, default: []] += erasure.rows }
    for body in transaction.bodies { rows[body.release, default: []].append(.body(body)) }
    return rows
  }
}

extension Reservation {
  package static func isBefore(_ left: Reservation, _ right: Reservation) -> Bool {
    left.output == right.output
      ? left.name.utf8.lexicographicallyPrecedes(right.name.utf8) : left.output < right.output
  }
}
