import EmbargoTOML
import Testing

@Suite("Where things stand")
struct PositionTests {
  @Test("Every key and every value carries its line and column")
  func positions() throws {
    let text = """
      # comment
      a = 1
        "b c" = 'é'   # é counts once
      [d.e]
        f = [10,
          20]
      [[g]]
      h={i=true}
      """
    let table = try TOML.parse(Array(text.utf8))
    #expect(place(table, "a") == "2:1 2:5")
    #expect(place(table, "b c") == "3:3 3:11")
    #expect(place(table, "d") == "4:2 4:1")
    let inner = try #require(members(members(table["d"])?["e"]))
    #expect(place(inner, "f") == "5:3 5:7")
    #expect(
      elements(inner["f"])?.map { "\($0.position.line):\($0.position.column)" }
        == ["5:8", "6:5"])
    #expect(place(table, "g") == "7:3 7:1")
    let group = try #require(members(elements(table["g"])?.first))
    #expect(place(group, "h") == "8:1 8:3")
    #expect(place(try #require(members(group["h"])), "i") == "8:4 8:6")
  }

  @Test("Columns count Unicode scalars and lines end with LF or CRLF")
  func columns() throws {
    let table = try TOML.parse(Array("\"é🗞\" = 1\r\nb = [\"東京\", 2]\r\n".utf8))
    #expect(place(table, "é🗞") == "1:1 1:8")
    #expect(elements(table["b"])?.last?.position == TOMLPosition(line: 2, column: 12))
  }

  @Test("A byte order mark is skipped and moves no column")
  func byteOrderMark() throws {
    let table = try TOML.parse([0xEF, 0xBB, 0xBF] + Array("a=1".utf8))
    #expect(place(table, "a") == "1:1 1:3")
  }

  @Test("A table that is opened more than once stands where it was first named")
  func firstMention() throws {
    let table = try TOML.parse(Array("[a.b]\n[c]\n[a]\nx=1\n".utf8))
    #expect(table.entries.map(\.key) == ["a", "c"])
    #expect(table.entry("a")?.position == TOMLPosition(line: 1, column: 2))
  }

  @Test(
    "An error says where it is",
    arguments: [
      ("a = 1\nb = \n", 2), ("a = 1\na = 2", 2), ("[x]\n\n[[[a]]]\n", 3), ("\n[=]", 2),
      ("x = \"\"\"a\n[[[\n\"\"\"\n\n[#", 5), ("a=1\n\n  b 2", 3),
    ])
  func errors(text: String, line: Int) throws {
    let error = try #require(throws: TOMLError.self) { _ = try TOML.parse(Array(text.utf8)) }
    #expect(error.position.line == line, "\(error)")
    #expect(error.position.column >= 1)
    #expect(!error.message.isEmpty)
  }

  private func place(_ table: TOMLTable, _ key: String) -> String? {
    table.entry(key).map { entry in
      let value = entry.value.position
      return "\(entry.position.line):\(entry.position.column) \(value.line):\(value.column)"
    }
  }

  private func members(_ value: TOMLValue?) -> TOMLTable? {
    if case .table(let table)? = value?.content { table } else { nil }
  }

  private func elements(_ value: TOMLValue?) -> [TOMLValue]? {
    if case .array(let elements)? = value?.content { elements } else { nil }
  }
}
