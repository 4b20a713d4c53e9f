/// A place in a TOML text; both numbers count from 1, columns in Unicode scalars.
package struct TOMLPosition: Hashable, Comparable, Sendable {
  package var line: Int
  package var column: Int

  package init(line: Int, column: Int) { (self.line, self.column) = (line, column) }

  package static func < (left: TOMLPosition, right: TOMLPosition) -> Bool {
    (left.line, left.column) < (right.line, right.column)
  }
}

/// One value and where it begins.
package struct TOMLValue: Hashable, Sendable {
  package enum Content: Hashable, Sendable {
    case string(String)
    case integer(Int64)
    case float(Double)
    case boolean(Bool)
    /// A date, a time or both, with or without an offset, as RFC 3339 writes it: upper-case `T`
    /// and `Z`, a fraction of up to 9 digits without trailing zeros.
    case datetime(String)
    case array([TOMLValue])
    case table(TOMLTable)
  }

  package var content: Content
  package var position: TOMLPosition

  package init(_ content: Content, at position: TOMLPosition) {
    (self.content, self.position) = (content, position)
  }

  /// What kind of value it is, in words that fit behind "got": `a string`, `an integer`.
  package var kind: String {
    switch content {
    case .string: "a string"
    case .integer: "an integer"
    case .float: "a float"
    case .boolean: "a boolean"
    case .datetime: "a date-time"
    case .array: "an array"
    case .table: "a table"
    }
  }
}

/// A table in order of appearance; no key comes twice.
package struct TOMLTable: Hashable, Sendable {
  package struct Entry: Hashable, Sendable {
    package var key: String
    /// Where the key begins: its first mention, for tables that are opened more than once.
    package var position: TOMLPosition
    package var value: TOMLValue

    package init(key: String, position: TOMLPosition, value: TOMLValue) {
      (self.key, self.position, self.value) = (key, position, value)
    }
  }

  package var entries: [Entry]

  package init(_ entries: [Entry] = []) { self.entries = entries }

  /// The value of a key, compared scalar by scalar as TOML does; looks at each entry in turn.
  package subscript(key: String) -> TOMLValue? { entry(key)?.value }

  package func entry(_ key: String) -> Entry? {
    entries.first { $0.key.unicodeScalars.elementsEqual(key.unicodeScalars) }
  }
}

/// Why a text is not a TOML document that we read, and where.
package struct TOMLError: Error, Hashable, Sendable {
  package var position: TOMLPosition
  package var message: String

  package init(_ message: String, at position: TOMLPosition) {
    (self.message, self.position) = (message, position)
  }
}

extension TOMLError: CustomStringConvertible {
  package var description: String { "\(position.line):\(position.column): \(message)" }
}
