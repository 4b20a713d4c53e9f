import Dispatch
import EmbargoCore
import GRDB

/// What is written into the open transaction before its commit.
///
/// All but the room is touched only while the connection runs it, one at a time.
final class Appending: @unchecked Sendable {
  /// So many transactions may wait for the connection.
  private static let mostUnwritten = 32

  private let room = DispatchSemaphore(value: mostUnwritten)
  private let statements = BurstStatements()
  private let sealer: Sealer
  private var head: ChainHead
  /// What went wrong first; nothing is written after it.
  private(set) var failure: (any Error)?

  init(behind head: ChainHead, sealer: Sealer) { (self.head, self.sealer) = (head, sealer) }

  /// Waits until one more may wait for the connection; called by the ledger's caller before `add`.
  func takeRoom() { room.wait() }

  /// Writes, or keeps what went wrong for the commit.
  func add(_ transaction: LedgerTransaction, _ records: [RecordText], in database: Database) {
    defer { room.signal() }
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
    let writer = TransactionWriter(
      of: transaction, database: database, statements: statements, sealer: sealer)
    head = try writer.write(transaction, records, after: head)
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
