import EmbargoCore
import EmbargoTime
import GRDB

/// An attempt as a row of `attempts`.
enum AttemptRow {
  static let insert = """
    INSERT INTO attempts (
      release, revision, output, number, started_at, finished_at, result,
      receipt, recovered, error, ambiguous, retry_after)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    """

  static let select = """
    SELECT revision, output, number, started_at, finished_at, result,
      receipt, recovered, error, ambiguous, retry_after
    FROM attempts WHERE release = ? ORDER BY started_at, revision, output, number
    """

  /// The columns of `insert`.
  static let columns = """
    release revision output number started_at finished_at result receipt recovered error ambiguous \
    retry_after
    """

  /// In the order of `insert`; for checks, which have time.
  static func arguments(_ attempt: StoredAttempt) -> [Argument] {
    let outcome = attempt.outcome
    let result: [Argument] =
      switch outcome.result {
      case .delivered(let receipt, let recovered): ["delivered", receipt, recovered, nil, nil, nil]
      case .failed(let error, let ambiguous, let retryAfter):
        ["failed", nil, nil, error, ambiguous, retryAfter?.nanoseconds]
      case .refused(let error): ["refused", nil, nil, error, nil, nil]
      }
    return [
      attempt.release.description, attempt.revision, outcome.output.description, attempt.number,
      outcome.startedAt.nanoseconds, outcome.finishedAt.nanoseconds,
    ] + result
  }

  /// Runs `insert`.
  static func insert(
    _ attempt: StoredAttempt, by statement: OpaquePointer, in database: Database
  ) throws {
    let outcome = attempt.outcome
    func run(
      _ result: String, receipt: String? = nil, recovered: Bool? = nil, error: String? = nil,
      ambiguous: Bool? = nil, retryAfter: Span? = nil
    ) throws {
      try database.run(
        statement, attempt.release.description, attempt.revision, outcome.output.description,
        attempt.number, outcome.startedAt.nanoseconds, outcome.finishedAt.nanoseconds, result,
        receipt, recovered, error, ambiguous, retryAfter?.nanoseconds)
    }
    switch outcome.result {
    case .delivered(let receipt, let recovered):
      try run("delivered", receipt: receipt, recovered: recovered)
    case .failed(let error, let ambiguous, let retryAfter):
      try run("failed", error: error, ambiguous: ambiguous, retryAfter: retryAfter)
    case .refused(let error): try run("refused", error: error)
    }
  }

  /// A row of `select`.
  static func read(_ columns: inout Columns, of release: ReleaseID) throws -> StoredAttempt {
    let revision = Int(try columns.integer())
    let output = try columns.output()
    let number = Int(try columns.integer())
    return StoredAttempt(
      release: release, revision: revision, number: number,
      outcome: AttemptOutcome(
        output: output, startedAt: try columns.instant(), finishedAt: try columns.instant(),
        result: try result(&columns)))
  }

  private static func result(_ columns: inout Columns) throws -> AttemptOutcome.Result {
    let name = try columns.text()
    let receipt = try columns.textIfPresent()
    let recovered = try columns.integerIfPresent()
    let error = try columns.textIfPresent()
    let ambiguous = try columns.integerIfPresent()
    let retryAfter = try columns.integerIfPresent().map { Span(nanoseconds: $0) }
    switch (name, receipt, error) {
    case ("delivered", let receipt?, nil):
      return .delivered(receipt: receipt, recovered: recovered == 1)
    case ("failed", nil, let error?):
      return .failed(error: error, ambiguous: ambiguous == 1, retryAfter: retryAfter)
    case ("refused", nil, let error?): return .refused(error: error)
    default: throw LedgerError.broken("a stored attempt's result cannot be understood")
    }
  }
}
