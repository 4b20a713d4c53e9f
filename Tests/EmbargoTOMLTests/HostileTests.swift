import EmbargoTOML
import Testing

@Suite("Hostile documents")
struct HostileTests {
  @Test("32 levels are read and 33 are refused", arguments: Nesting.allCases)
  func depth(nesting: Nesting) {
    #expect(throws: Never.self) { _ = try TOML.parse(Array(nesting.document(32).utf8)) }
    #expect(throws: TOMLError.self) { _ = try TOML.parse(Array(nesting.document(33).utf8)) }
  }

  @Test("Nesting of any depth is an error and not a crash", arguments: [1000, 300_000])
  func bottomless(depth: Int) {
    let documents = [
      "a=" + String(repeating: "[", count: depth),
      "a=" + String(repeating: "{a=", count: depth),
      "[" + String(repeating: "a.", count: depth) + "a]",
      String(repeating: "a.", count: depth) + "a=1",
      "x='''\n'\"\"\"'''\n" + String(repeating: "a.", count: depth) + "a=1",
      "x=\"\"\"\\\"\"\"\"\"\n" + String(repeating: "a.", count: depth) + "a=1",
      "x={" + String(repeating: "a.", count: depth) + "a=1}",
    ]
    for document in documents {
      #expect(throws: TOMLError.self) { _ = try TOML.parse(Array(document.utf8)) }
    }
  }

  @Test("Dots in long texts are no keys")
  func dots() throws {
    let dots = String(repeating: ". ", count: 100)
    let text = "a = \"\"\"\(dots)\n\"\"\(dots)\"\"\"\nb='''\(dots)'''\nc=\"\(dots)\" # \(dots)\n"
    #expect(try TOML.parse(Array(text.utf8)).entries.count == 3)
  }

  @Test("A document of 1 MiB is read, one byte more is refused")
  func size() throws {
    let full = Array("# ".utf8) + [UInt8](repeating: 0x78, count: TOML.maximumBytes - 2)
    #expect(try TOML.parse(full).entries.isEmpty)
    let error = try #require(throws: TOMLError.self) { _ = try TOML.parse(full + [0x78]) }
    #expect(error.message.contains("1048576"))
  }

  @Test("Bytes that are not UTF-8 are refused where they stand")
  func encoding() throws {
    let error = try #require(throws: TOMLError.self) {
      _ = try TOML.parse(Array("a = 1\nb = 'é".utf8) + [0xFF] + Array("'".utf8))
    }
    #expect(error.position == TOMLPosition(line: 2, column: 7))
    #expect(error.message == "the text is not valid UTF-8")
  }

  @Test("A string and a key with an embedded NUL are kept whole")
  func embeddedNUL() throws {
    let table = try TOML.parse(Array(#""k\u0000l" = "a\u0000b""#.utf8))
    #expect(table["k\u{0}l"]?.content == .string("a\u{0}b"))
  }

  @Test("Integers beyond 64 bits and numbers beyond a double are refused")
  func range() {
    for number in ["9223372036854775808", "-9223372036854775809", "0xFFFFFFFFFFFFFFFF", "1e400"] {
      #expect(throws: TOMLError.self, "\(number)") { _ = try TOML.parse(Array("a=\(number)".utf8)) }
    }
  }

  @Test("Letters beyond ASCII may follow a continued line")
  func continuedLine() throws {
    let table = try TOML.parse(Array("a = \"\"\"x \\\n  éﬦ﻾y\"\"\"".utf8))
    #expect(table["a"]?.content == .string("x éﬦ﻾y"))
  }

  @Test("Behind a continued line the white space of other scripts is skipped, too")
  func foreignSpace() throws {
    let table = try TOML.parse(Array("a = \"\"\"x\\\n \u{A0}\u{FEFF}\u{3000}y\"\"\"".utf8))
    #expect(table["a"]?.content == .string("xy"))
  }

  @Test("Keys that only look alike are two keys")
  func canonicalEquivalents() throws {
    let table = try TOML.parse(Array("\"\u{E9}\" = 1\n\"e\u{301}\" = 2".utf8))
    #expect(table["\u{E9}"]?.content == .integer(1))
    #expect(table["e\u{301}"]?.content == .integer(2))
  }
}

/// The ways to write values inside values.
enum Nesting: CaseIterable {
  case arrays, inlineTables, header, dottedKey, quotedKey, arraysOfTables

  func document(_ depth: Int) -> String {
    func names(_ count: Int, _ name: String = "a") -> String {
      Array(repeating: name, count: count).joined(separator: " . ")
    }
    func levels(_ text: String, _ count: Int) -> String { String(repeating: text, count: count) }
    switch self {
    case .arrays: return "a=" + levels("[", depth) + levels("]", depth)
    case .inlineTables: return "a=" + levels("{a=", depth - 1) + "{}" + levels("}", depth - 1)
    case .header: return "[" + names(depth) + "]"
    case .dottedKey: return names(depth) + "=1"
    case .quotedKey: return names(depth, "'a.b'") + "=1"
    case .arraysOfTables:
      let headers = (1...depth / 2).map { "[[" + names($0) + "]]" }.joined(separator: "\n")
      return headers + (depth % 2 == 0 ? "" : "\nb=1")
    }
  }
}
