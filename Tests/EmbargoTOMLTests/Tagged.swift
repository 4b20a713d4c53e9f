import EmbargoTOML

/// Our reading of a document in the notation of Fixtures/judge.py, character for character.
enum Tagged {
  /// `null` when the document is refused.
  static func json(_ document: [UInt8]) -> String {
    do throws(TOMLError) {
      return table(try TOML.parse(document))
    } catch {
      return "null"
    }
  }

  private static func table(_ table: TOMLTable) -> String {
    let members = table.entries.map { quoted($0.key) + ":" + value($0.value) }
    return "{" + members.joined(separator: ",") + "}"
  }

  private static func value(_ value: TOMLValue) -> String {
    switch value.content {
    case .table(let members): table(members)
    case .array(let elements): "[" + elements.map(Self.value).joined(separator: ",") + "]"
    case .string(let text): scalar("string", text)
    case .integer(let number): scalar("integer", String(number))
    case .float(let number):
      scalar("float", number.isNaN ? "nan" : padded(String(number.bitPattern, radix: 16), 16))
    case .boolean(let flag): scalar("boolean", flag ? "true" : "false")
    case .datetime(let text): scalar("datetime", microseconds(text))
    }
  }

  private static func scalar(_ type: String, _ value: String) -> String {
    #"{"type":"\#(type)","value":\#(quoted(value))}"#
  }

  /// ASCII only, as Python's `json.dumps` writes it.
  private static func quoted(_ text: String) -> String {
    var out = "\""
    for unit in text.utf16 {
      switch unit {
      case 0x22: out += "\\\""
      case 0x5C: out += "\\\\"
      case 0x0A: out += "\\n"
      case 0x0D: out += "\\r"
      case 0x09: out += "\\t"
      case 0x08: out += "\\b"
      case 0x0C: out += "\\f"
      case 0x20...0x7E: out.unicodeScalars.append(Unicode.Scalar(UInt8(unit)))
      default: out += "\\u" + padded(String(unit, radix: 16), 4)
      }
    }
    return out + "\""
  }

  private static func padded(_ digits: String, _ width: Int) -> String {
    String(repeating: "0", count: max(0, width - digits.count)) + digits
  }

  /// Cuts a fraction to 6 digits and its zeros, as the judge does.
  private static func microseconds(_ text: String) -> String {
    guard let dot = text.firstIndex(of: ".") else { return text }
    let tail = text[text.index(after: dot)...]
    let digits = tail.prefix { $0.isNumber }
    var kept = digits.prefix(6)
    while kept.last == "0" { kept.removeLast() }
    return text[..<dot] + (kept.isEmpty ? "" : "." + kept) + tail.dropFirst(digits.count)
  }
}
