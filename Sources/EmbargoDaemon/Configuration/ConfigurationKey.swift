import EmbargoTOML

/// One key of the configuration: what it is called, what it takes and why it is there.
struct ConfigurationKey<Value: Sendable>: Sendable {
  var name: String
  var type: ValueType<Value>
  /// The default or an example, as TOML.
  var written: String
  /// What the value counts or names, for people: `duration`, `path`.
  var unit: String
  /// Why one would set it, in one or two sentences.
  var reason: String

  /// A key without a default.
  ///
  /// - Parameter example: a value as TOML.
  init(
    _ name: String, _ type: ValueType<Value>, example: String, unit: String, _ reason: String
  ) {
    (self.name, self.type, self.written) = (name, type, example)
    (self.unit, self.reason) = (unit, reason)
  }
}

/// A key that has a default.
struct DefaultedKey<Value: Sendable>: Sendable {
  var key: ConfigurationKey<Value>
  var value: Value

  init(_ name: String, _ type: ValueType<Value>, _ value: Value, unit: String, _ reason: String) {
    key = ConfigurationKey(name, type, example: type.write(value), unit: unit, reason)
    self.value = value
  }
}

/// A key as the reader met it, for the sample file and for suggestions.
package struct KeyDescription: Hashable, Sendable {
  package enum Presence: Hashable, Sendable {
    case defaulted, optional, required
  }

  /// `clock`; empty for the head of the file, `output` for what all outputs have,
  /// `output.files` and so on for what outputs of one kind have.
  package var section: String
  package var name: String
  package var presence: Presence
  /// The default or the example as it is written in the file.
  package var written: String
  package var unit: String
  package var reason: String

  /// `clock.trust`.
  package var path: String { section.isEmpty ? name : section + "." + name }
}

/// How values of one kind are read and written.
struct ValueType<Value: Sendable>: Sendable {
  /// What fits, in words that follow "wanted".
  var wanted: String
  /// Nil, with at least one fault added, when the value does not fit.
  var read: @Sendable (TOMLValue, inout [ConfigurationErrors.Problem]) -> Value?
  /// The value as TOML.
  var write: @Sendable (Value) -> String

  /// A type whose values fit or do not: the message is "wanted …, got …".
  ///
  /// - Parameter repeats: false for what may be secret: what came is not repeated in the message.
  init(
    _ wanted: String, repeats: Bool = true, read: @escaping @Sendable (TOMLValue) -> Value?,
    write: @escaping @Sendable (Value) -> String
  ) {
    self.wanted = wanted
    self.write = write
    self.read = { value, problems in
      if let read = read(value) { return read }
      let got = repeats ? value.shown : value.kind
      problems.append(.init(position: value.position, message: "wanted \(wanted), got \(got)"))
      return nil
    }
  }

  /// A type that finds its own words.
  init(
    wanted: String,
    problems: @escaping @Sendable (TOMLValue, inout [ConfigurationErrors.Problem]) -> Value?,
    write: @escaping @Sendable (Value) -> String
  ) {
    (self.wanted, self.read, self.write) = (wanted, problems, write)
  }
}

extension TOMLValue {
  /// The kind of value and, where it is short, the value itself.
  var shown: String {
    switch content {
    case .string(let text): "the string \(TOMLText.quoted(String(text.prefix(60))))"
    case .integer(let number): "the integer \(number)"
    case .float(let number): "the float \(number)"
    case .boolean(let flag): "the boolean \(flag)"
    case .datetime(let text): "the date-time \(text)"
    case .array([]): "an empty array"
    case .array, .table: kind
    }
  }
}

/// How TOML writes a text.
enum TOMLText {
  /// A basic string in which nothing but printable characters stands as it is.
  static func quoted(_ text: String) -> String {
    var out = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": out += "\\\""
      case "\\": out += "\\\\"
      case "\n": out += "\\n"
      case "\t": out += "\\t"
      default:
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator:
          let digits = String(scalar.value, radix: 16)
          out += "\\U" + String(repeating: "0", count: 8 - digits.count) + digits
        default: out.unicodeScalars.append(scalar)
        }
      }
    }
    return out + "\""
  }

  static func array(_ elements: [String]) -> String {
    "[" + elements.joined(separator: ", ") + "]"
  }
}
