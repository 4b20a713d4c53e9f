package import EmbargoCore
import GRDB

extension Sealer {
  private static let select = "SELECT epoch, wrapped FROM seal"

  static func load(from database: Database, _ masters: MasterKeys) throws -> Sealer {
    let stored = try database.first(select) {
      (epoch: Int(try $0.integer()), wrapped: try $0.bytes())
    }
    guard let stored else { throw LedgerError.broken("the ledger has lost its own key") }
    let key = try unwrap(ledgerKey: stored.wrapped, epoch: stored.epoch, by: masters)
    return Sealer(masters: masters, ledgerKey: key)
  }
}

/// How far the keys of a ledger have been wrapped anew by the master key in use.
package struct RewrapPlace: Hashable, Sendable {
  fileprivate var release = ""
  fileprivate var revision = 0

  /// The beginning.
  package init() {}
}

extension SQLiteLedger {
  private static let seal = "SELECT epoch, wrapped FROM seal"
  private static let renewSeal = "UPDATE seal SET epoch = ?, wrapped = ?"

  /// The epochs of the oldest master key that is still needed, and of the one in use: every key is
  /// wrapped by the oldest or by a later one. Raised by the last call of `rewrap`.
  package func sealEpochs() throws(LedgerError) -> (oldest: Int, newest: Int) {
    let newest = try sealer.masters.epoch
    return try perform("reading the seal") { database in
      (try database.first(Self.seal, read: { Int(try $0.integer()) }) ?? 0, newest)
    }
  }

  /// Wraps the keys of up to `count` revisions anew, in one transaction; what they seal stays.
  ///
  /// Gives where to go on. Nil: that was the last piece, the ledger's own key is wrapped anew as
  /// well, and master keys of earlier epochs are not needed any more.
  package func rewrap(
    after place: RewrapPlace, count: Int
  ) throws(LedgerError) -> RewrapPlace? {
    guard !isReadOnly else { throw .forbidden("the ledger was opened for reading") }
    let sealer = try sealer
    return try perform("wrapping keys anew") { database in
      var next: RewrapPlace?
      try database.inTransaction(.immediate) {
        next = try Self.rewrap(after: place, count: count, in: database, sealer)
        return .commit
      }
      return next
    }
  }

  private static func rewrap(
    after place: RewrapPlace, count: Int, in database: Database, _ sealer: Sealer
  ) throws -> RewrapPlace? {
    let masters = sealer.masters
    let rows = try database.all(
      RevisionKeyRow.next, [place.release, place.revision, max(1, count)]
    ) { columns in
      (
        id: try columns.releaseID(), revision: Int(try columns.integer()),
        epoch: Int(try columns.integer()), wrapped: try columns.bytes()
      )
    }
    for row in rows where row.epoch < masters.epoch {
      let key = try sealer.unwrap(
        row.wrapped, epoch: row.epoch, of: row.id, revision: row.revision)
      try database.run(
        RevisionKeyRow.rewrap,
        [masters.epoch, try sealer.wrap(key), row.id.description, row.revision])
    }
    if rows.count == max(1, count), let last = rows.last {
      var next = RewrapPlace()
      (next.release, next.revision) = (last.id.description, last.revision)
      return next
    }
    let own = try database.first(seal) {
      (epoch: Int(try $0.integer()), wrapped: try $0.bytes())
    }
    guard let own else { throw LedgerError.broken("the ledger has lost its own key") }
    if own.epoch < masters.epoch {
      let key = try Sealer.unwrap(ledgerKey: own.wrapped, epoch: own.epoch, by: masters)
      try database.run(
        renewSeal, [masters.epoch, try Sealer.wrap(ledgerKey: key, by: masters)])
    }
    return nil
  }
}
