import EmbargoCore
import FoundationEssentials
import GRDB

/// A value for a statement's `?`.
typealias Argument = (any DatabaseValueConvertible)?

extension Database {
  /// Runs a cached statement that gives no rows.
  func run(_ sql: String, _ arguments: [Argument] = []) throws {
    try cachedStatement(sql: sql).execute(arguments: StatementArguments(arguments))
  }

  /// The first row of a cached statement, read column by column.
  func first<Value>(
    _ sql: String, _ arguments: [Argument] = [], read: (inout Columns) throws -> Value
  ) throws -> Value? {
    let statement = try cachedStatement(sql: sql)
    let rows = try Row.fetchCursor(statement, arguments: StatementArguments(arguments))
    guard let row = try rows.next() else { return nil }
    var columns = Columns(row: row)
    return try read(&columns)
  }

  /// All rows of a cached statement, whose `LIMIT` or key bounds them.
  func all<Value>(
    _ sql: String, _ arguments: [Argument] = [], read: (inout Columns) throws -> Value
  ) throws -> [Value] {
    let statement = try cachedStatement(sql: sql)
    let rows = try Row.fetchCursor(statement, arguments: StatementArguments(arguments))
    var values: [Value] = []
    while let row = try rows.next() {
      var columns = Columns(row: row)
      values.append(try read(&columns))
    }
    return values
  }

  /// The integer of a statement that gives exactly one; `PRAGMA` values are read with it.
  func integer(_ sql: String) throws -> Int64 {
    guard let value = try first(sql, read: { try $0.integer() }) else {
      throw LedgerError.broken("\(sql) gave no value")
    }
    return value
  }
}

/// The columns of one row, taken from left to right.
struct Columns {
  private let row: Row
  private var index = 0

  init(row: Row) { self.row = row }

  private mutating func next() -> Int {
    defer { index += 1 }
    return index
  }

  mutating func integer() throws -> Int64 { try row.decode(Int64.self, atIndex: next()) }

  mutating func integerIfPresent() throws -> Int64? {
    try row.decode(Int64?.self, atIndex: next())
  }

  mutating func bytes() throws -> [UInt8] { Array(try row.decode(Data.self, atIndex: next())) }

  mutating func bytesIfPresent() throws -> [UInt8]? {
    try row.decode(Data?.self, atIndex: next()).map { Array($0) }
  }

  /// Text with all its bytes: read as a string it would end at the first NUL.
  mutating func text() throws -> String { String(decoding: try bytes(), as: UTF8.self) }

  mutating func textIfPresent() throws -> String? {
    try bytesIfPresent().map { String(decoding: $0, as: UTF8.self) }
  }
}

/// Bytes for a BLOB column.
func blob(_ bytes: [UInt8]) -> Data { Data(bytes) }

/// Text from outside for a `CAST(? AS TEXT)`: bound as a string it would end at the first NUL.
func text(_ text: String) -> Data { Data(text.utf8) }
