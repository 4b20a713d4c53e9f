import EmbargoCore
import GRDB

extension LedgerError {
  /// What an error of SQLite or of reading a row means to the ledger's user.
  ///
  /// The text names the constraint and what was being done, never a value: values are sealed.
  init(_ error: any Error, while what: String) {
    if let error = error as? LedgerError {
      self = error
      return
    }
    guard let error = error as? DatabaseError else {
      self = .broken("\(what): a stored value cannot be read")
      return
    }
    let detail = "\(what): \(error.message ?? "no detail") (SQLite \(error.extendedResultCode))"
    switch error.resultCode {
    case .SQLITE_FULL: self = .full(detail)
    case .SQLITE_CONSTRAINT: self = Self.constraint(error, detail: detail)
    case .SQLITE_TOOBIG: self = .forbidden(detail)
    case .SQLITE_BUSY: self = .broken("\(what): another process has the ledger open")
    default: self = .broken(detail)
    }
  }

  private static func constraint(_ error: DatabaseError, detail: String) -> LedgerError {
    let names = ["releases.slug_mark", "reservations.", "answers.key"]
    let unique: [ResultCode] = [.SQLITE_CONSTRAINT_UNIQUE, .SQLITE_CONSTRAINT_PRIMARYKEY]
    guard unique.contains(error.extendedResultCode),
      let message = error.message, names.contains(where: { message.contains($0) })
    else { return .forbidden(detail) }
    return .taken(detail)
  }
}
