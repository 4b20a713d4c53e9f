import EmbargoCore
import GRDB

/// What is written into the open transaction before its commit.
///
/// All but `count` is touched only while the connection runs it, one at a time.
final class Appending: @unchecked Sendable {
  /// So many transactions may wait for the connection.
  static let mostUnwritten = 32

  /// Counted by the ledger's caller.
  var count = 0
  private var head: ChainHead
  /// What went wrong first; nothing is written after it.
  private(set) var failure: (any Error)?

  init(behind head: ChainHead) { self.head = head }

  /// Writes, or keeps what went wrong for the commit.
  func add(_ transaction: LedgerTransaction, _ records: [RecordText], in database: Database) {
    guard failure == nil else { return }
    do {
      _ = try write(transaction, records, in: database)
    } catch {
      failure = error
      do {
        try database.rollBackIfOpen()
      } catch {
        failure = error
      }
    }
  }

  /// Writes behind what was appended and gives the head behind it; throws what went wrong before.
  func write(
    _ transaction: LedgerTransaction, _ records: [RecordText], in database: Database
  ) throws -> ChainHead {
    try rethrow()
    if !database.isInsideTransaction { try database.beginTransaction(.immediate) }
    head = try TransactionWriter(database: database).write(transaction, records, after: head)
    return head
  }

  func rethrow() throws {
    if let failure { throw failure }
  }
}

extension Database {
  func rollBackIfOpen() throws {
    if isInsideTransaction { try rollback() }
  }
}
