import EmbargoCore
import EmbargoTime
import GRDB

/// A delivery as a row of `deliveries`.
enum DeliveryRow {
  static let delete = "DELETE FROM deliveries WHERE release = ? AND revision = ?"

  static let insert = """
    INSERT INTO deliveries (
      release, revision, output, state, state_at, lateness, receipt,
      intent_key, intent_digest, intent_names, attempts, first_attempt_at, last_error)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    """

  static let select = """
    SELECT output, state, state_at, lateness, receipt, intent_key, intent_digest, intent_names,
      attempts, first_attempt_at, last_error
    FROM deliveries WHERE release = ? AND revision = ? ORDER BY output
    """

  /// For a delivery of the present revision that has gone on.
  static let update = """
    UPDATE deliveries SET state = ?, state_at = ?, lateness = ?, receipt = ?,
      intent_key = ?, intent_digest = ?, intent_names = ?, attempts = ?, first_attempt_at = ?,
      last_error = ?
    WHERE release = ? AND revision = ? AND output = ?
    """

  /// In the order of `insert`.
  static func arguments(_ delivery: Delivery, of release: Release) -> [Argument] {
    key(delivery, of: release) + values(delivery)
  }

  /// In the order of `update`.
  static func updateArguments(_ delivery: Delivery, of release: Release) -> [Argument] {
    values(delivery) + key(delivery, of: release)
  }

  private static func key(_ delivery: Delivery, of release: Release) -> [Argument] {
    [release.id.description, release.revision, delivery.output.description]
  }

  private static func values(_ delivery: Delivery) -> [Argument] {
    let (at, delivered) = facts(of: delivery.state)
    let intent = delivery.intent
    return [
      delivery.state.name, at?.nanoseconds, delivered?.lateness.nanoseconds,
      delivered?.receipt, intent?.key.description,
      intent?.digest.bytes, intent.map { Self.names($0.names) },
      delivery.attempts, delivery.firstAttemptAt?.nanoseconds, delivery.lastError,
    ]
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

  /// A JSON array of strings.
  private static func names(_ names: [String]) -> String {
    String(decoding: JSON.array(names.map { .string($0) }).canonical, as: UTF8.self)
  }

  private static func names(from text: String) throws -> [String] {
    guard case .array(let items)? = try? JSON(parsing: Array(text.utf8)) else {
      throw LedgerError.broken("a stored intent's names are not a list")
    }
    return items.compactMap(\.text)
  }

  /// A row of `select`.
  static func read(_ columns: inout Columns) throws -> Delivery {
    let output = try columns.output()
    let state = try state(&columns)
    let key = try columns.textIfPresent()
    let digest = try columns.bytesIfPresent().flatMap(Digest.init(bytes:))
    let names = try columns.textIfPresent()
    var intent: Intent?
    if let key, let digest, let names {
      intent = Intent(
        key: IdempotencyKey(stored: key), digest: digest, names: try Self.names(from: names))
    }
    return Delivery(
      output: output, state: state, intent: intent, attempts: Int(try columns.integer()),
      firstAttemptAt: try columns.instantIfPresent(), lastError: try columns.textIfPresent())
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
