import CLedger
import EmbargoCore
import EmbargoTime
import GRDB

/// How the one connection is set up.
enum Connection {
  /// What must hold before anything is written, and how it reads back.
  ///
  /// `locking_mode = EXCLUSIVE` comes before the first access: then the index of the write-ahead
  /// log lies in memory instead of a shared file, and no second connection can open the database
  /// (SQLite before 3.51.3 can lose commits when two connections checkpoint one log).
  static let settings: [(pragma: String, value: String, reads: String)] = [
    ("locking_mode", "EXCLUSIVE", "exclusive"),
    ("journal_mode", "WAL", "wal"),
    ("synchronous", "FULL", "2"),
    ("wal_autocheckpoint", "0", "0"),
    ("foreign_keys", "ON", "1"),
    ("recursive_triggers", "ON", "1"),
    ("trusted_schema", "OFF", "0"),
    ("cell_size_check", "ON", "1"),
    ("secure_delete", "ON", "1"),
    ("mmap_size", "0", "0"),
    ("temp_store", "MEMORY", "2"),
  ]

  /// Once in a process, before its first connection; where another was first, nothing changes.
  private static let setUp: Void = { _ = embargo_sqlite_set_up() }()

  static func openForWriting(_ path: String) throws -> DatabaseQueue {
    setUp
    var configuration = Configuration()
    configuration.label = "embargod.ledger"
    // A transaction stays open from `append` to `commit`.
    configuration.allowsUnsafeTransactions = true
    configuration.prepareDatabase { database in
      try database.execute(sql: "PRAGMA locking_mode = EXCLUSIVE")
    }
    return try DatabaseQueue(path: path, configuration: configuration)
  }

  /// Refuses what is not ours, applies the settings, checks the file, and runs what is missing of
  /// the migrations.
  static func makeCurrent(
    _ database: Database, at path: String, masters: MasterKeys, program: String, now: Instant
  ) throws {
    let version = try FileFormat.version(of: database)
    try configure(database)
    if version > 0, try needsCheck(path) { try check(database) }
    for migration in Migration.all where migration.number > version {
      try migration.run(on: database, masters: masters, program: program, now: now)
    }
    let isSealed = Migration.all.contains { $0.rows != nil && $0.number > version }
    if version > 0, isSealed { try rewrite(database) }
  }

  /// Writes the whole file anew: pages that SQLite has rearranged keep pieces of what stood in
  /// them, in spite of `secure_delete`. The copy lies in SQLite's temporary directory, sealed.
  private static func rewrite(_ database: Database) throws {
    try database.execute(sql: "PRAGMA temp_store = FILE; VACUUM; PRAGMA temp_store = MEMORY")
    _ = try database.checkpoint(.truncate)
  }

  /// GRDB makes `synchronous` NORMAL when it is asked for WAL, so it is not asked, and every
  /// setting is read back.
  private static func configure(_ database: Database) throws {
    for setting in settings {
      try database.execute(sql: "PRAGMA \(setting.pragma) = \(setting.value)")
    }
    for setting in settings {
      let value = try String.fetchOne(database, sql: "PRAGMA \(setting.pragma)") ?? "nothing"
      guard value == setting.reads else {
        throw LedgerError.broken(
          "PRAGMA \(setting.pragma) is \(value), wanted \(setting.reads)")
      }
    }
  }

  /// A start takes no longer with a million releases than with ten: a large file is read through
  /// only when an earlier use of it has ended in doubt. `embargoctl audit verify` always does.
  private static func needsCheck(_ path: String) throws -> Bool {
    let size = (DatabaseFile.size(path) ?? 0)
    return size <= smallFile || DoubtMark.isSet(for: path)
  }

  /// 4 MiB: read through in some milliseconds.
  private static let smallFile = 4 << 20

  private static func check(_ database: Database) throws {
    let findings = try String.fetchAll(database, sql: "PRAGMA quick_check(3)")
    guard findings == ["ok"] else {
      throw LedgerError.broken("the database is damaged: \(findings.joined(separator: "; "))")
    }
  }

  /// Without a log the file is opened as one that never changes, which writes nothing beside it;
  /// with one that way would not see what the log holds.
  static func openForReading(_ path: String) throws -> DatabaseQueue {
    guard DatabaseFile.size(path) != nil else {
      throw LedgerError.broken("there is no ledger at \(path)")
    }
    var configuration = Configuration()
    configuration.label = "embargod.ledger"
    configuration.readonly = true
    configuration.prepareDatabase { database in
      try database.execute(
        sql: "PRAGMA trusted_schema = OFF; PRAGMA mmap_size = 0; PRAGMA temp_store = MEMORY")
    }
    let hasLog = (DatabaseFile.size(WriteAheadLog.path(of: path)) ?? 0) > 0
    let name = hasLog ? path : immutableName(path)
    return try DatabaseQueue(path: name, configuration: configuration)
  }

  /// A `file:` name (SQLite, URI filenames) with everything but unreserved characters escaped.
  private static func immutableName(_ path: String) -> String {
    var name = "file:"
    for byte in path.utf8 {
      switch byte {
      case 48...57, 65...90, 97...122, UInt8(ascii: "/"), UInt8(ascii: "-"), UInt8(ascii: "."),
        UInt8(ascii: "_"):
        name.unicodeScalars.append(Unicode.Scalar(byte))
      default: name += "%" + Hex.text([byte])
      }
    }
    return name + "?immutable=1"
  }
}
