import EmbargoCore
import GRDB
import GRDBSQLite

/// A value for a statement's `?`, bound by SQLite's own call: a lift of ten thousand releases binds
/// half a million of them, and text is bound with its length, past any NUL.
protocol Bindable {
  /// Gives SQLite's result code. Indexes count from 1.
  func bind(to statement: OpaquePointer, at index: Int32) -> Int32
}

/// Nil is NULL.
typealias Argument = (any Bindable)?

/// SQLITE_TRANSIENT: SQLite copies what it is given.
private let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)

extension Int64: Bindable {
  func bind(to statement: OpaquePointer, at index: Int32) -> Int32 {
    sqlite3_bind_int64(statement, index, self)
  }
}

extension Int: Bindable {
  func bind(to statement: OpaquePointer, at index: Int32) -> Int32 {
    sqlite3_bind_int64(statement, index, Int64(self))
  }
}

extension Bool: Bindable {
  func bind(to statement: OpaquePointer, at index: Int32) -> Int32 {
    sqlite3_bind_int64(statement, index, self ? 1 : 0)
  }
}

extension String: Bindable {
  func bind(to statement: OpaquePointer, at index: Int32) -> Int32 {
    var text = self
    return text.withUTF8 { bytes in
      // An empty buffer may have no address, and no address would be NULL.
      guard let start = bytes.baseAddress else {
        return sqlite3_bind_text(statement, index, "", 0, copied)
      }
      return start.withMemoryRebound(to: CChar.self, capacity: bytes.count) {
        sqlite3_bind_text64(
          statement, index, $0, UInt64(bytes.count), copied, UInt8(SQLITE_UTF8))
      }
    }
  }
}

extension Array: Bindable where Element == UInt8 {
  /// As a BLOB.
  func bind(to statement: OpaquePointer, at index: Int32) -> Int32 {
    withUnsafeBytes { bytes in
      guard let start = bytes.baseAddress, !bytes.isEmpty else {
        return sqlite3_bind_zeroblob(statement, index, 0)
      }
      return sqlite3_bind_blob64(statement, index, start, UInt64(bytes.count), copied)
    }
  }
}

/// The few statements that are run for each release of a burst, without looking them up each time.
///
/// It belongs to one connection and is used by whoever runs that.
final class BurstStatements {
  private var known: [(sql: String, statement: Statement)] = []

  func pointer(_ sql: String, in database: Database) throws -> OpaquePointer {
    for (text, statement) in known where text == sql { return statement.sqliteStatement }
    let statement = try database.cachedStatement(sql: sql)
    known.append((sql, statement))
    return statement.sqliteStatement
  }
}

extension Database {
  /// Runs a cached statement that gives no rows.
  func run(_ sql: String, _ arguments: [Argument] = []) throws {
    try with(sql, arguments) { statement in
      while try step(statement) {}
    }
  }

  /// Runs a statement that gives no rows, without looking it up.
  func run(prepared statement: OpaquePointer, _ arguments: [Argument]) throws {
    try with(statement, arguments) { statement in
      while try step(statement) {}
    }
  }

  /// The first row of a cached statement, read column by column.
  func first<Value>(
    _ sql: String, _ arguments: [Argument] = [], read: (inout Columns) throws -> Value
  ) throws -> Value? {
    try with(sql, arguments) { statement in
      guard try step(statement) else { return nil }
      var columns = Columns(statement: statement)
      return try read(&columns)
    }
  }

  /// All rows of a cached statement, whose `LIMIT` or key bounds them.
  func all<Value>(
    _ sql: String, _ arguments: [Argument] = [], read: (inout Columns) throws -> Value
  ) throws -> [Value] {
    try with(sql, arguments) { statement in
      var values: [Value] = []
      while try step(statement) {
        var columns = Columns(statement: statement)
        values.append(try read(&columns))
      }
      return values
    }
  }

  /// The integer of a statement that gives exactly one; `PRAGMA` values are read with it.
  func integer(_ sql: String) throws -> Int64 {
    guard let value = try first(sql, read: { try $0.integer() }) else {
      throw LedgerError.broken("\(sql) gave no value")
    }
    return value
  }

  /// Runs a statement that gives no rows, without a list of its arguments.
  func run<each Value: Bindable>(
    _ statement: OpaquePointer, _ arguments: repeat (each Value)?
  ) throws {
    defer { letGo(of: statement) }
    var place: Int32 = 0
    // No loop over them: that would make a tuple of all, whose type is looked up each time.
    repeat try bind(each arguments, to: statement, behind: &place)
    while try step(statement) {}
  }

  private func with<Value>(
    _ sql: String, _ arguments: [Argument], _ body: (OpaquePointer) throws -> Value
  ) throws -> Value {
    try with(try cachedStatement(sql: sql).sqliteStatement, arguments, body)
  }

  private func with<Value>(
    _ statement: OpaquePointer, _ arguments: [Argument],
    _ body: (OpaquePointer) throws -> Value
  ) throws -> Value {
    defer { letGo(of: statement) }
    for (index, argument) in arguments.enumerated() {
      let place = Int32(index + 1)
      let result =
        argument?.bind(to: statement, at: place) ?? sqlite3_bind_null(statement, place)
      guard result == SQLITE_OK else { throw failure(result) }
    }
    return try body(statement)
  }

  @inline(__always)
  private func bind(
    _ argument: (some Bindable)?, to statement: OpaquePointer, behind place: inout Int32
  ) throws {
    place += 1
    let result = argument?.bind(to: statement, at: place) ?? sqlite3_bind_null(statement, place)
    guard result == SQLITE_OK else { throw failure(result) }
  }

  /// Its result is that of the last step, which was looked at; bound bytes are let go of.
  private func letGo(of statement: OpaquePointer) {
    sqlite3_reset(statement)
    sqlite3_clear_bindings(statement)
  }

  /// Whether there is a row.
  private func step(_ statement: OpaquePointer) throws -> Bool {
    switch sqlite3_step(statement) {
    case SQLITE_ROW: return true
    case SQLITE_DONE: return false
    case let result: throw failure(result)
    }
  }

  private func failure(_ result: Int32) -> DatabaseError {
    DatabaseError(
      resultCode: ResultCode(rawValue: result),
      message: sqliteConnection.map { String(cString: sqlite3_errmsg($0)) })
  }
}

/// The columns of one row, taken from left to right.
struct Columns {
  private let statement: OpaquePointer
  private var index: Int32 = 0

  init(statement: OpaquePointer) { self.statement = statement }

  /// The next column's number, and whether it is NULL; any other kind than the wanted is damage.
  private mutating func next(_ wanted: Int32) throws -> Int32? {
    defer { index += 1 }
    let kind = sqlite3_column_type(statement, index)
    if kind == SQLITE_NULL { return nil }
    guard kind == wanted else { throw Self.unreadable }
    return index
  }

  private static var unreadable: LedgerError {
    .broken("a stored value is not of the kind that its column holds")
  }

  private static func present<Value>(_ value: Value?) throws -> Value {
    guard let value else { throw unreadable }
    return value
  }

  mutating func integer() throws -> Int64 { try Self.present(try integerIfPresent()) }

  mutating func integerIfPresent() throws -> Int64? {
    try next(SQLITE_INTEGER).map { sqlite3_column_int64(statement, $0) }
  }

  mutating func bytes() throws -> [UInt8] { try Self.present(try bytesIfPresent()) }

  mutating func bytesIfPresent() throws -> [UInt8]? {
    try next(SQLITE_BLOB).map { column in
      let start = sqlite3_column_blob(statement, column)
      let count = Int(sqlite3_column_bytes(statement, column))
      return Array(UnsafeRawBufferPointer(start: start, count: start == nil ? 0 : count))
    }
  }

  mutating func text() throws -> String { try Self.present(try textIfPresent()) }

  /// Text with all its bytes, past any NUL.
  mutating func textIfPresent() throws -> String? {
    try next(SQLITE_TEXT).map { column in
      let start = sqlite3_column_text(statement, column)
      let count = Int(sqlite3_column_bytes(statement, column))
      return String(
        decoding: UnsafeBufferPointer(start: start, count: start == nil ? 0 : count),
        as: UTF8.self)
    }
  }
}
