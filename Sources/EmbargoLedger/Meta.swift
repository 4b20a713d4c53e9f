import EmbargoCore
import EmbargoTime
import GRDB

/// The one row of `meta`.
struct Meta {
  static let select = "SELECT instance_key, head_sequence, head_hash FROM meta"
  static let insert = """
    INSERT INTO meta (row, instance_key, created_at, created_by, head_sequence, head_hash)
    VALUES (1, ?, ?, ?, ?, ?)
    """
  static let updateHead = "UPDATE meta SET head_sequence = ?, head_hash = ?"
  static let lastRecord = "SELECT sequence, hash FROM records ORDER BY sequence DESC LIMIT 1"

  var instanceKey: [UInt8]
  var head: ChainHead

  static func load(from database: Database) throws -> Meta {
    let meta = try database.first(select) { columns in
      Meta(
        instanceKey: try columns.bytes(),
        head: ChainHead(sequence: try columns.integer(), hash: try columns.digest()))
    }
    guard let meta else { throw LedgerError.broken("the ledger has lost its identity") }
    return meta
  }

  /// The stored row, whose head must be the last record; a new one in a new ledger.
  static func loadOrCreate(
    in database: Database, program: String, randomBytes: (Int) -> [UInt8], now: Instant
  ) throws -> Meta {
    if try database.integer("SELECT count(*) FROM meta") == 0 {
      let key = randomBytes(32)
      let head = ChainHead.empty
      try database.run(
        insert,
        [key, now.nanoseconds, program, head.sequence, head.hash.bytes])
    }
    let meta = try load(from: database)
    let last = try last(in: database)
    guard meta.head == last else {
      throw LedgerError.broken(
        "the ledger notes \(meta.head.sequence) as its last record and has "
          + "\(last.sequence), or another one there: run embargoctl audit verify")
    }
    return meta
  }

  /// The end of the chain as the records have it.
  static func last(in database: Database) throws -> ChainHead {
    try database.first(lastRecord) { columns in
      ChainHead(sequence: try columns.integer(), hash: try columns.digest())
    } ?? .empty
  }
}
