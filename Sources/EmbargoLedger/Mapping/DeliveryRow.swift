import EmbargoCore
import EmbargoTime
import GRDB

/// A delivery as a row of `deliveries`.
enum DeliveryRow {
  static let delete = "DELETE FROM deliveries WHERE release = ? AND revision = ?"

  static let insert = """
    INSERT INTO deliveries (
      release, revision, output, state, state_at, lateness, receipt,
      attempts, first_attempt_at, last_error, ambiguous,
      intent_key, intent_digest, intent_names, intent_pieces, earlier)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    """

  static let select = """
    SELECT output, state, state_at, lateness, receipt, intent_key, intent_digest, intent_names,
      intent_pieces, attempts, first_attempt_at, last_error, ambiguous, earlier
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
      attempts = ?, first_attempt_at = ?, last_error = ?, ambiguous = ?,
      intent_key = ?, intent_digest = ?, intent_names = ?, intent_pieces = ?
    WHERE release = ? AND revision = ? AND output = ?
    """

  /// The columns of `insert`.
  static let columns = """
    release revision output state state_at lateness receipt attempts first_attempt_at last_error \
    ambiguous intent_key intent_digest intent_names intent_pieces earlier
    """

  /// In the order of `insert`.
  static func arguments(
    _ delivery: Delivery, of release: ReleaseID, revision: Int
  ) -> [Argument] {
    let earlier: Argument = delivery.earlier.isEmpty ? nil : text(of: delivery.earlier)
    return key(delivery, of: release, revision) + progress(delivery)
      + intent(delivery.intent) + [earlier]
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
    _ delivery: Delivery, of release: Release, by statement: OpaquePointer, in database: Database
  ) throws {
    let (at, delivered) = facts(of: delivery.state)
    let pieces: [UInt8] = delivery.intent?.pieces.flatMap(\.bytes) ?? []
    try database.run(
      statement, delivery.state.name, at?.nanoseconds, delivered?.lateness.nanoseconds,
      delivered?.receipt, delivery.attempts, delivery.firstAttemptAt?.nanoseconds,
      delivery.lastError, delivery.isAmbiguous, delivery.intent?.key.description,
      delivery.intent?.digest.bytes, delivery.intent.map { names($0.names) },
      pieces.isEmpty ? nil : pieces, release.id.description, release.revision,
      delivery.output.description)
  }

  private static func key(
    _ delivery: Delivery, of release: ReleaseID, _ revision: Int
  ) -> [Argument] {
    [release.description, revision, delivery.output.description]
  }

  private static func progress(_ delivery: Delivery) -> [Argument] {
    let (at, delivered) = facts(of: delivery.state)
    return [
      delivery.state.name, at?.nanoseconds, delivered?.lateness.nanoseconds,
      delivered?.receipt, delivery.attempts, delivery.firstAttemptAt?.nanoseconds,
      delivery.lastError, delivery.isAmbiguous,
    ]
  }

  private static func intent(_ intent: Intent?) -> [Argument] {
    let pieces: [UInt8] = intent?.pieces.flatMap(\.bytes) ?? []
    return [
      intent?.key.description, intent?.digest.bytes, intent.map { Self.names($0.names) },
      pieces.isEmpty ? nil : pieces,
    ]
  }

  /// Digests one behind the other, 32 bytes each.
  private static func pieces(from bytes: [UInt8]) throws -> [Digest] {
    try stride(from: 0, to: bytes.count, by: 32).map { start in
      guard let digest = Digest(bytes: Array(bytes[start..<min(start + 32, bytes.count)])) else {
        throw LedgerError.broken("the digests of a stored intent are not whole")
      }
      return digest
    }
  }

  /// A JSON array of objects.
  private static func text(of intents: [Intent]) -> String {
    let items = intents.map { intent in
      JSON.object([
        "digest": .string(intent.digest.description),
        "key": .string(intent.key.description),
        "names": .array(intent.names.map { .string($0) }),
        "pieces": .array(intent.pieces.map { .string($0.description) }),
      ])
    }
    return String(decoding: JSON.array(items).canonical, as: UTF8.self)
  }

  private static func intents(from text: String) throws -> [Intent] {
    guard case .array(let items)? = try? JSON(parsing: Array(text.utf8)) else { throw unreadable }
    return try items.map { item in
      guard let key = item["key"]?.text, case .array(let names)? = item["names"],
        case .array(let pieces)? = item["pieces"], let digest = item["digest"].flatMap(parsedDigest)
      else { throw unreadable }
      return Intent(
        key: IdempotencyKey(stored: key), digest: digest, names: names.compactMap(\.text),
        pieces: pieces.compactMap(parsedDigest))
    }
  }

  private static func parsedDigest(_ item: JSON) -> Digest? {
    item.text.flatMap(Hex.bytes).flatMap(Digest.init(bytes:))
  }

  private static var unreadable: LedgerError {
    .broken("what a stored delivery says of earlier revisions is not a list of intents")
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
    let pieces = try columns.bytesIfPresent()
    var intent: Intent?
    if let key, let digest, let names {
      intent = Intent(
        key: IdempotencyKey(stored: key), digest: digest, names: try Self.names(from: names),
        pieces: try pieces.map { try Self.pieces(from: $0) } ?? [])
    }
    return Delivery(
      output: output, state: state, intent: intent, attempts: Int(try columns.integer()),
      firstAttemptAt: try columns.instantIfPresent(), lastError: try columns.textIfPresent(),
      isAmbiguous: try columns.integer() == 1,
      earlier: try columns.textIfPresent().map { try intents(from: $0) } ?? [])
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
