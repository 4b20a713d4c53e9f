import EmbargoCore
import EmbargoTime
import GRDB

/// One step from a schema to the next.
///
/// Steps are only ever appended: a ledger in the field has run the earlier ones as they stand.
struct Migration: Sendable {
  /// Counts from 1 without gaps; a ledger's `user_version` is the number of its last step.
  var number: Int
  var name: String
  var sql: String
  /// For a step that goes through rows and needs more than SQL.
  var rows: (@Sendable (Database, MasterKeys) throws -> Void)?
  /// Runs behind `rows`.
  var after: String?

  static let all = [
    Migration(number: 1, name: "ledger", sql: M0001.sql),
    Migration(number: 2, name: "fewer deliveries by state", sql: M0002.sql),
    Migration(number: 3, name: "suspended outputs", sql: M0003.sql),
    Migration(number: 4, name: "corrections and kills", sql: M0005.sql),
    Migration(number: 5, name: "rules without lists", sql: M0006.sql),
    Migration(number: 6, name: "releases of a submitter", sql: M0009.sql),
    Migration(number: 7, name: "checkpoints", sql: M0008.sql),
    Migration(
      number: 8, name: "sealed words", sql: M0010.before, rows: Sealing.run, after: M0010.after),
    Migration(number: 9, name: "freezes", sql: M0011.sql),
    Migration(number: 10, name: "approvals", sql: M0007.sql),
    Migration(number: 11, name: "restored ledgers", sql: M0012.sql),
    Migration(number: 12, name: "announcements", sql: M0013.sql),
    Migration(number: 13, name: "fewer places by wake", sql: M0014.sql),
  ]

  static var newest: Int { all.last?.number ?? 0 }

  /// Runs this step in a transaction of its own.
  func run(
    on database: Database, masters: MasterKeys, program: String, now: Instant
  ) throws {
    try database.inTransaction(.immediate) {
      try database.execute(sql: sql)
      try rows?(database, masters)
      if let after { try database.execute(sql: after) }
      try database.run(
        "INSERT INTO migrations (number, name, applied_at, applied_by) VALUES (?, ?, ?, ?)",
        [number, name, now.nanoseconds, program])
      try database.execute(sql: "PRAGMA application_id = \(FileFormat.applicationID)")
      try database.execute(sql: "PRAGMA user_version = \(number)")
      return .commit
    }
  }
}

/// How a file says that it is a ledger, and of which schema.
enum FileFormat {
  /// `embd` in ASCII, in the header of the file (`PRAGMA application_id`).
  static let applicationID = 0x656d_6264

  /// The number of the last step that this file has run; 0 for a new, empty file.
  ///
  /// Refuses a file of another program and one that a newer program has written.
  static func version(of database: Database) throws -> Int {
    let application = try database.integer("PRAGMA application_id")
    let version = try Int(database.integer("PRAGMA user_version"))
    let tables = try database.integer("SELECT count(*) FROM sqlite_schema")
    if application == 0, version == 0, tables == 0 { return 0 }
    guard application == applicationID, version >= 1 else {
      throw LedgerError.forbidden(
        "the file is not a ledger of embargod: its application_id is \(application), "
          + "wanted \(applicationID)")
    }
    guard version <= Migration.newest else {
      throw LedgerError.forbidden(
        "the ledger was written by a newer embargod: its schema is number \(version), "
          + "this program knows \(Migration.newest); going back is not possible")
    }
    return version
  }
}
