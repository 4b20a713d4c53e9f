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
    VALUES (?, ?, ?, ?, ?, ?, CAST(? AS TEXT), ?, ?, CAST(? AS TEXT), ?, ?, CAST(? AS TEXT))
    """

  static let select = """
    SELECT output, state, state_at, lateness, receipt, intent_key, intent_digest, intent_names,
      attempts, first_attempt_at, last_error
    FROM deliveries WHERE release = ? AND revision = ? ORDER BY output
    """

  /// In the order of `insert`.
  static func arguments(_ delivery: Delivery, of release: Release) -> [Argument] {
    let (at, delivered) = facts(of: delivery.state)
    let intent = delivery.intent
    return [
      release.id.description, release.revision, delivery.output.description,
      delivery.state.name, at?.nanoseconds, delivered?.lateness.nanoseconds,
      delivered.map { text($0.receipt) }, intent?.key.description,
      intent.map { blob($0.digest.bytes) }, intent.map { blob(Self.names($0.names)) },
      delivery.attempts, delivery.firstAttemptAt?.nanoseconds, delivery.lastError.map(text),
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
  private static func names(_ names: [String]) -> [UInt8] {
    JSON.array(names.map { .string($0) }).canonical
  }

  private static func names(from bytes: [UInt8]) throws -> [String] {
    guard case .array(let items)? = try? JSON(parsing: bytes) else {
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
    let names = try columns.bytesIfPresent()
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
