import CToml

/// Reads TOML 1.0 (https://toml.io/en/v1.0.0).
package enum TOML {
  /// The largest document that is read, in bytes.
  package static let maximumBytes = 1 << 20
  /// The deepest nesting of tables and arrays, the document itself not counted.
  package static let maximumDepth = 32

  /// The document that the UTF-8 bytes hold. A byte order mark at the head is skipped.
  package static func parse(_ bytes: [UInt8]) throws(TOMLError) -> TOMLTable {
    guard bytes.count <= maximumBytes else {
      throw TOMLError(
        "a document of at most \(maximumBytes) bytes was wanted, this one has \(bytes.count)",
        at: TOMLPosition(line: 1, column: 1))
    }
    try KeyDepth.check(bytes)
    let document = bytes.withUnsafeBytes { buffer in
      ctoml_parse(buffer.bindMemory(to: CChar.self).baseAddress, buffer.count, depthLimit)
    }
    guard let document else {
      throw TOMLError("no memory left for the document", at: TOMLPosition(line: 1, column: 1))
    }
    defer { ctoml_free(document) }
    var place = ctoml_position()
    let message = ctoml_error(document, &place)
    if message.bytes != nil {
      throw TOMLError(
        text(message),
        at: TOMLPosition(line: max(1, Int(place.line)), column: max(1, Int(place.column))))
    }
    var nodes = Nodes(document)
    return nodes.members(of: nodes.next())
  }

  private static let depthLimit = UInt32(maximumDepth)

  fileprivate static func text(_ text: ctoml_text) -> String {
    String(
      decoding: UnsafeRawBufferPointer(start: text.bytes, count: text.length), as: UTF8.self)
  }
}

/// The nodes of a document, read once from first to last.
private struct Nodes {
  private var rest: UnsafeBufferPointer<ctoml_node>.Iterator

  init(_ document: OpaquePointer) {
    var count = 0
    let first = ctoml_nodes(document, &count)
    rest = UnsafeBufferPointer(start: first, count: count).makeIterator()
  }

  /// Pre-order and the counts of children are the C side's promise; an empty table ends a walk
  /// that does not find what was promised.
  mutating func next() -> ctoml_node { rest.next() ?? ctoml_node() }

  mutating func members(of table: ctoml_node) -> TOMLTable {
    var entries: [TOMLTable.Entry] = []
    entries.reserveCapacity(Int(table.children))
    for _ in 0..<table.children {
      let node = next()
      entries.append(
        TOMLTable.Entry(
          key: TOML.text(node.key), position: TOMLPosition(node.key_position), value: value(node)))
    }
    return TOMLTable(entries)
  }

  private mutating func value(_ node: ctoml_node) -> TOMLValue {
    TOMLValue(content(node), at: TOMLPosition(node.position))
  }

  private mutating func content(_ node: ctoml_node) -> TOMLValue.Content {
    switch node.kind {
    case CTOML_STRING: return .string(TOML.text(node.text))
    case CTOML_INTEGER: return .integer(node.integer)
    case CTOML_FLOAT: return .float(node.real)
    case CTOML_BOOLEAN: return .boolean(node.boolean)
    case CTOML_DATETIME: return .datetime(TOML.text(node.text))
    case CTOML_ARRAY:
      var elements: [TOMLValue] = []
      elements.reserveCapacity(Int(node.children))
      for _ in 0..<node.children { elements.append(value(next())) }
      return .array(elements)
    default: return .table(members(of: node))
    }
  }
}

extension TOMLPosition {
  fileprivate init(_ position: ctoml_position) {
    self.init(line: Int(position.line), column: Int(position.column))
  }
}
