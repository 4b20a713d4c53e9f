import EmbargoCore
import Testing

@Suite("Canonical JSON has one written form")
struct JSONTests {
  private func text(_ json: JSON) -> String { String(decoding: json.canonical, as: UTF8.self) }

  @Test("The escapes are those of RFC 8785, section 3.2.2.2")
  func escapes() {
    // The string of the RFC's example, section 3.2.2.
    let string = "\u{20ac}$\u{f}\nA'\u{42}\u{22}\u{5c}\\\"/"
    #expect(text(.string(string)) == "\"\u{20ac}$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"")
    #expect(
      text(.string("\u{8}\t\n\u{c}\r\u{0}\u{1f}\u{7f}"))
        == "\"\\b\\t\\n\\f\\r\\u0000\\u001f\u{7f}\"")
  }

  @Test("Members stand in the order of UTF-16 code units (RFC 8785, section 3.2.3)")
  func order() {
    let object: JSON = [
      "\u{20ac}": "Euro Sign", "\r": "Carriage Return",
      "\u{fb33}": "Hebrew Letter Dalet With Dagesh",
      "1": "One", "\u{1f600}": "Emoji: Grinning Face", "\u{80}": "Control",
      "\u{f6}": "Latin Small Letter O With Diaeresis",
    ]
    let wanted = [
      "Carriage Return", "One", "Control", "Latin Small Letter O With Diaeresis", "Euro Sign",
      "Emoji: Grinning Face", "Hebrew Letter Dalet With Dagesh",
    ]
    let written = text(object)
    let places = wanted.compactMap { written.firstRange(of: $0)?.lowerBound }
    #expect(places.count == wanted.count)
    #expect(places == places.sorted())
  }

  @Test("Plain values are written without blanks")
  func plain() {
    #expect(
      text(["b": [1, -2, true], "a": .null, "c": [:], "d": []])
        == #"{"a":null,"b":[1,-2,true],"c":{},"d":[]}"#)
    #expect(text(.integer((1 << 53) - 1)) == "9007199254740991")
  }

  @Test("What was written is read back as it was, a thousand times")
  func roundTrip() throws {
    var random = Seeded(3)
    for _ in 0..<1000 {
      let value = Self.value(&random, depth: 0)
      #expect(try JSON(parsing: value.canonical) == value)
      #expect(try JSON(parsing: value.canonical).canonical == value.canonical)
    }
  }

  @Test(
    "Python's json writes the same bytes",
    .enabled(if: Python.isHere, "this machine has no python3"))
  func python() throws {
    var random = Seeded(4)
    let values = (0..<500).map { _ in Self.value(&random, depth: 0) }
    let ours = values.map { Hex.text($0.canonical) }
    let script = """
      import json, sys
      # Python orders by code points; RFC 8785 by UTF-16 code units.
      def order(value):
          if isinstance(value, dict):
              names = sorted(value, key=lambda name: name.encode('utf-16-be', 'surrogatepass'))
              return {name: order(value[name]) for name in names}
          return [order(item) for item in value] if isinstance(value, list) else value
      for line in sys.stdin:
          value = order(json.loads(bytes.fromhex(line)))
          text = json.dumps(value, separators=(',', ':'), ensure_ascii=False)
          print(text.encode('utf-8').hex())
      """
    let theirs = try Python.run(script, input: ours.map { $0 + "\n" }.joined())
    #expect(theirs.split(separator: "\n").map(String.init) == ours)
  }

  /// A value of any shape, with what writers trip over.
  static func value(_ random: inout Seeded, depth: Int) -> JSON {
    switch random.below(depth > 4 ? 4 : 6) {
    case 0: return .null
    case 1: return .bool(random.below(2) == 0)
    case 2:
      let bound: Int64 = (1 << 53) - 1
      return .integer(
        random.pick([
          0, -1, bound, -bound, Int64.random(in: -bound...bound, using: &random),
        ]))
    case 3: return .string(text(&random))
    case 4: return .array((0..<random.below(5)).map { _ in value(&random, depth: depth + 1) })
    default:
      var members: JSON.Members = [:]
      for _ in 0..<random.below(6) { members[text(&random)] = value(&random, depth: depth + 1) }
      return .object(members)
    }
  }

  private static func text(_ random: inout Seeded) -> String {
    let parts = [
      "a", "Z", "\"", "\\", "/", "\u{0}", "\u{1f}", "\u{7f}", "\u{80}", "\u{2028}", "é", "ß",
      "\u{ffff}", "\u{fb33}", "\u{1f600}", "\u{10ffff}", "\n", "\r", "\t", " ", "\u{e000}",
    ]
    return (0..<random.below(7)).map { _ in random.pick(parts) }.joined()
  }
}
