import EmbargoCore
import EmbargoTime
import GRDB

/// A delivery as a row of `deliveries`.
enum DeliveryRow {
  static let delete = "DELETE FROM deliveries WHERE release = ? AND revision = ?"

  static let insert = """
    INSERT INTO deliveries (
      release, revision, output, state, state_at, lateness, receipt,
      attempts, first_attempt_at, last_error, ambiguous, intent, earlier)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    """

  static let select = """
    SELECT output, state, state_at, lateness, receipt, intent, attempts, first_attempt_at,
      last_error, ambiguous, earlier
    FROM deliveries WHERE release = ? AND revision = ? ORDER BY output
    """

  /// For a delivery that has gone on, as at every lift.
  static let advance = """
    UPDATE deliveries SET state = ?, state_at = ?, lateness = ?, receipt = ?,
      attempts = ?, first_attempt_at = ?, last_error = ?, ambiguous = ?
    WHERE release = ? AND revision = ? AND output = ?
    """

  /// For one whose intent has changed, too.
  static let update = """
    UPDATE deliveries SET state = ?, state_at = ?, lateness = ?, receipt = ?,
      attempts = ?, first_attempt_at = ?, last_error = ?, ambiguous = ?, intent = ?
    WHERE release = ? AND revision = ? AND output = ?
    """

  /// The columns of `insert`.
  static let columns = """
    release revision output state state_at lateness receipt attempts first_attempt_at last_error \
    ambiguous intent earlier
    """

  /// In the order of `insert`.
  static func arguments(_ delivery: Delivery, sealedWith key: RevisionKey) throws -> [Argument] {
    let earlier: [UInt8]? =
      delivery.earlier.isEmpty
      ? nil
      : try IntentWords.seal(delivery.earlier, as: .earlier(delivery.output), with: key)
    return [key.release.description, key.revision, delivery.output.description]
      + progress(delivery) + [try intent(of: delivery, sealedWith: key), earlier]
  }

  /// Runs `advance`.
  static func advance(
    _ delivery: Delivery, of release: ReleaseID, revision: Int, by statement: OpaquePointer,
    in database: Database
  ) throws {
    let (at, delivered) = facts(of: delivery.state)
    try database.run(
      statement, delivery.state.name, at?.nanoseconds, delivered?.lateness.nanoseconds,
      delivered?.receipt, delivery.attempts, delivery.firstAttemptAt?.nanoseconds,
      delivery.lastError, delivery.isAmbiguous, release.description, revision,
      delivery.output.description)
  }

  /// Runs `update`.
  static func update(
    _ delivery: Delivery, sealedWith key: RevisionKey, by statement: OpaquePointer,
    in database: Database
  ) throws {
    let (at, delivered) = facts(of: delivery.state)
    try database.run(
      statement, delivery.state.name, at?.nanoseconds, delivered?.lateness.nanoseconds,
      delivered?.receipt, delivery.attempts, delivery.firstAttemptAt?.nanoseconds,
      delivery.lastError, delivery.isAmbiguous, try intent(of: delivery, sealedWith: key),
      key.release.description, key.revision, delivery.output.description)
  }

  private static func progress(_ delivery: Delivery) -> [Argument] {
    let (at, delivered) = facts(of: delivery.state)
    return [
      delivery.state.name, at?.nanoseconds, delivered?.lateness.nanoseconds,
      delivered?.receipt, delivery.attempts, delivery.firstAttemptAt?.nanoseconds,
      delivery.lastError, delivery.isAmbiguous,
    ]
  }

  private static func intent(
    of delivery: Delivery, sealedWith key: RevisionKey
  ) throws -> [UInt8]? {
    try delivery.intent.map {
      try IntentWords.seal([$0], as: .intent(delivery.output), with: key)
    }
  }

  private static func facts(of state: DeliveryState) -> (at: Instant?, delivered: Delivered?) {
    switch state {
    case .waiting: (nil, nil)
    case .attempting(let since): (since, nil)
    case .retrying(let next): (next, nil)
    case .delivered(let delivered): (delivered.at, delivered)
    case .failed(let at), .cancelled(let at): (at, nil)
    }
  }

  /// A row of `select`.
  static func read(_ columns: inout Columns, openedWith key: RevisionKey) throws -> Delivery {
    let output = try columns.output()
    let state = try state(&columns)
    let intents = try columns.bytesIfPresent().map {
      try IntentWords.open($0, as: .intent(output), with: key)
    }
    return Delivery(
      output: output, state: state, intent: intents?.first, attempts: Int(try columns.integer()),
      firstAttemptAt: try columns.instantIfPresent(), lastError: try columns.textIfPresent(),
      isAmbiguous: try columns.integer() == 1,
      earlier: try columns.bytesIfPresent().map {
        try IntentWords.open($0, as: .earlier(output), with: key)
      } ?? [])
  }

  private static func state(_ columns: inout Columns) throws -> DeliveryState {
    let name = try columns.text()
    let at = try columns.instantIfPresent()
    let lateness = try columns.integerIfPresent().map { Span(nanoseconds: $0) }
    let receipt = try columns.textIfPresent()
    switch (name, at) {
    case ("waiting", _): return .waiting
    case ("attempting", let at?): return .attempting(since: at)
    case ("retrying", let at?): return .retrying(next: at)
    case ("delivered", let at?):
      if let lateness, let receipt {
        return .delivered(Delivered(at: at, lateness: lateness, receipt: receipt))
      }
    case ("failed", let at?): return .failed(at: at)
    case ("cancelled", let at?): return .cancelled(at: at)
    default: break
    }
    throw LedgerError.broken("a stored delivery is in a state that cannot be understood")
  }
}
