import EmbargoTOML

/// Reads one table key by key, and keeps what is wrong and what was asked for.
///
/// What the readers ask for *is* the list of known keys: a key that nobody reads is unknown, and
/// one that is read stands in the sample file.
struct SectionReader {
  typealias Problem = ConfigurationErrors.Problem

  /// A key that nobody asked for, and the keys that stand beside it.
  struct Unknown {
    var section: String
    var entry: TOMLTable.Entry
    var known: [String]
  }

  let section: String
  private(set) var problems: [Problem] = []
  private(set) var described: [KeyDescription] = []
  private(set) var unknown: [Unknown] = []
  private let table: TOMLTable
  /// Where the table begins: the place of a key that is missing.
  private let position: TOMLPosition
  private var known: Set<String> = []
  /// The part of the section that the descriptions name: the kind of an output.
  private var part = ""

  init(_ table: TOMLTable, section: String, position: TOMLPosition) {
    (self.table, self.section, self.position) = (table, section, position)
  }

  var isEmpty: Bool { table.entries.isEmpty }

  /// The value of a key, or its default when it is absent or does not fit.
  mutating func value<Value>(_ defaulted: DefaultedKey<Value>) -> Value {
    read(defaulted.key, .defaulted) ?? defaulted.value
  }

  /// The value of a key, or nil when it is absent or does not fit.
  mutating func optional<Value>(_ key: ConfigurationKey<Value>) -> Value? {
    read(key, .optional)
  }

  /// The value of a key that must be there; nil when it is not, or does not fit.
  mutating func required<Value>(_ key: ConfigurationKey<Value>) -> Value? {
    if table[key.name] == nil {
      problems.append(
        Problem(
          position: position,
          message: "\(path(key.name)): wanted \(key.type.wanted), got nothing: the key is missing"))
    }
    return read(key, .required)
  }

  /// Adds a fault that only several keys together show.
  mutating func refuse(_ key: String, _ message: String) {
    problems.append(
      Problem(
        position: table[key]?.position ?? position, message: "\(path(key)): \(message)"))
  }

  /// From here on the keys belong to one kind of section only.
  mutating func enter(part: String) { self.part = part }

  /// Reads a table inside this one; an absent table is an empty one.
  mutating func table<Value>(
    _ name: String, _ read: (inout SectionReader) -> Value
  ) -> Value {
    known.insert(name)
    guard let value = table[name] else { return inner(name, TOMLTable(), position, read) }
    guard case .table(let members) = value.content else {
      problems.append(
        Problem(
          position: value.position, message: "\(path(name)): wanted a table, got \(value.shown)"))
      return inner(name, TOMLTable(), position, read)
    }
    return inner(name, members, value.position, read)
  }

  /// Reads a table inside this one whose absence means something.
  mutating func optionalTable<Value>(
    _ name: String, _ read: (inout SectionReader) -> Value
  ) -> Value? {
    let value = table(name, read)
    return table[name] == nil ? nil : value
  }

  /// Reads each table of an array of tables.
  mutating func tables<Value>(
    _ name: String, _ read: (inout SectionReader) -> Value
  ) -> [Value] {
    known.insert(name)
    guard let value = table[name] else { return [] }
    guard case .array(let elements) = value.content else {
      problems.append(
        Problem(
          position: value.position,
          message: "\(path(name)): wanted sections [[\(name)]], got \(value.shown)"))
      return []
    }
    var values: [Value] = []
    for element in elements {
      guard case .table(let members) = element.content else {
        problems.append(
          Problem(
            position: element.position,
            message: "\(path(name)): wanted a table, got \(element.shown)"))
        continue
      }
      values.append(inner(name, members, element.position, read))
    }
    return values
  }

  /// Ends the reading: what was not asked for is unknown.
  mutating func finish() {
    for entry in table.entries where !known.contains(entry.key) {
      unknown.append(Unknown(section: section, entry: entry, known: known.sorted()))
    }
  }

  /// Ends the reading without a look at the keys that are left, where an earlier fault hides
  /// what they mean.
  mutating func abandon() { known.formUnion(table.entries.map(\.key)) }

  private mutating func read<Value>(
    _ key: ConfigurationKey<Value>, _ presence: KeyDescription.Presence
  ) -> Value? {
    known.insert(key.name)
    described.append(
      KeyDescription(
        section: part.isEmpty ? section : section + "." + part, name: key.name,
        presence: presence, written: key.written, unit: key.unit,
        reason: key.reason))
    guard let value = table[key.name] else { return nil }
    var faults: [Problem] = []
    let read = key.type.read(value, &faults)
    problems += faults.map {
      Problem(position: $0.position, message: path(key.name) + ": " + $0.message)
    }
    return read
  }

  private mutating func inner<Value>(
    _ name: String, _ members: TOMLTable, _ position: TOMLPosition,
    _ read: (inout SectionReader) -> Value
  ) -> Value {
    var reader = SectionReader(members, section: path(name), position: position)
    let value = read(&reader)
    reader.finish()
    problems += reader.problems
    described += reader.described
    unknown += reader.unknown
    return value
  }

  private func path(_ key: String) -> String { section.isEmpty ? key : section + "." + key }
}
