import EmbargoCore
import EmbargoTime
import Testing

@Suite("Files that are no good releases")
struct HostileDocumentTests {
  static func read(_ bytes: [UInt8], limit: Int = 1 << 22) throws -> ReleaseDocument {
    try ReleaseDocument(
      bytes: bytes, format: .text, limit: limit, reader: ReleaseFixtures.reader)
  }

  @Test("an empty file and a file of blanks are refused as empty")
  func empty() {
    for bytes in [[], Array(" \r\n\t\n".utf8), [0xEF, 0xBB, 0xBF], [0xEF, 0xBB, 0xBF, 0x0A]] {
      #expect(throws: DocumentError.empty) { try Self.read(bytes) }
    }
  }

  @Test("a file above the limit is refused before anything in it is looked at")
  func tooLarge() {
    #expect(throws: DocumentError.tooLarge(bytes: 11, limit: 10)) {
      try Self.read([UInt8](repeating: 0, count: 11), limit: 10)
    }
    #expect(throws: Never.self) { try Self.read(Array("A headline".utf8), limit: 10) }
  }

  @Test("a NUL byte is refused with its byte and line")
  func nul() {
    let bytes =
      Array("Headline\n\nSome text, long enough to be a text".utf8) + [0] + Array("x".utf8)
    #expect(throws: DocumentError.notText(byte: 45, line: 3, detail: "a NUL byte")) {
      try Self.read(bytes)
    }
  }

  @Test("Latin-1 bytes are refused with the byte, its place and its line")
  func latin1() throws {
    let bytes = Array("Headline\r\nCaf".utf8) + [0xE9, 0x20] + Array("noir".utf8)
    let error = #expect(throws: DocumentError.self) { try Self.read(bytes) }
    #expect(
      error
        == .notText(
          byte: 13, line: 2, detail: "the byte 0xe9 (Latin-1 or Windows-1252?)"))
    #expect(error?.message.contains("byte 13, line 2") == true)
  }

  @Test("overlong forms, surrogates and a cut sequence are refused")
  func malformed() {
    for tail in [[0xC0, 0xAF], [0xED, 0xA0, 0x80], [0xE2, 0x82], [0xF5, 0x80, 0x80, 0x80]] {
      #expect(throws: DocumentError.self) {
        try Self.read(Array("Headline ".utf8) + tail.map(UInt8.init))
      }
    }
  }

  @Test(
    "UTF-16 is told as such, with and without its mark",
    arguments: [
      [0xFF, 0xFE, 0x48, 0, 0x69, 0], [0xFE, 0xFF, 0, 0x48, 0, 0x69], [0x48, 0, 0x69, 0],
    ])
  func utf16(bytes: [UInt8]) {
    let error = #expect(throws: DocumentError.self) { try Self.read(bytes) }
    #expect(error?.message.contains("UTF-16") == true)
  }

  @Test("lone carriage returns end lines")
  func carriageReturns() throws {
    let document = try ReleaseFixtures.document("Headline of the day\r\rSome text.\rMore.")
    #expect(document.headline == "Headline of the day")
    #expect(document.parts.last?.lines.upperBound == 4)
  }

  @Test("the published bytes of a file without front matter are the accepted bytes")
  func publishedBytes() throws {
    let bytes: [UInt8] = [0xEF, 0xBB, 0xBF] + Array("Headline\r\n\rText \n".utf8)
    #expect(try Self.read(bytes).publishedBytes == bytes)
  }

  @Test("only a release line, only front matter and only marks have no headline")
  func noHeadline() {
    for text in [
      "FOR IMMEDIATE RELEASE\n", "###\n", "+++\nslug = \"a\"\n+++\n", "+++\n+++\n\n \n",
      "PRESS RELEASE\n\nContact: Jane Roe, jane@example.org\n",
    ] {
      #expect(throws: DocumentError.noHeadline, "\(text)") {
        try Self.read(Array(text.utf8))
      }
    }
  }

  @Test("a line of a million characters is read in its place")
  func longLine() throws {
    let line = String(repeating: "word ", count: 200_000)
    let document = try ReleaseFixtures.document("A headline\n\n\(line)\n\n###\n")
    #expect(document.parts.map(\.role) == [.headline, .blank, .body, .blank, .endMark])
    #expect(document.parts[2].text.utf8.count == 1_000_000)
  }

  @Test("a first line of a million characters is no headline")
  func longFirstLine() {
    let line = String(repeating: "word ", count: 200_000)
    #expect(throws: DocumentError.noHeadline) { try Self.read(Array(line.utf8)) }
  }

  static let kinds = [
    "Some words of text", "x", "- item", "Contact: Jane Roe, jane@example.org", "Read more:",
    "EMBARGOED UNTIL 5 pm EDT 9 March 2027", "###", "---", "555 0100 1234567", "@@@@@@",
    "About us", "[1] note", "https://example.org/", "Released soon", "\u{2022}\u{a0}caf\u{e9}",
  ]

  @Test("five thousand lines of one kind are read in bounded time", arguments: kinds)
  func manyLines(line: String) throws {
    try expectBounded(String(repeating: line + "\n", count: 5_000), lines: 5_000)
  }

  @Test("hundred thousand lines of all kinds are read in bounded time")
  func allKinds() throws {
    let block = Self.kinds.joined(separator: "\n") + "\n\n"
    try expectBounded(String(repeating: block, count: 6_250), lines: 100_000)
  }

  private func expectBounded(_ body: String, lines: Int) throws {
    let clock = ContinuousClock()
    let start = clock.now
    let document = try ReleaseFixtures.document("A headline of five words\n\n" + body)
    _ = document.read(with: ReleaseFixtures.reader)
    #expect(clock.now - start < .seconds(60))
    #expect(document.parts.reduce(0) { $0 + $1.lines.count } == lines + 2)
  }

  @Test("more release lines than anybody writes are refused, not searched without end")
  func excess() throws {
    let line = "EMBARGOED UNTIL 5 p.m. EDT, Tuesday, March 9, 2027\n"
    let document = try ReleaseFixtures.document(
      "A headline of five words\n\n" + String(repeating: line, count: 200))
    guard case .refused(let refusal, _) = document.read(with: ReleaseFixtures.reader) else {
      Issue.record("was read")
      return
    }
    #expect(refusal.reason == .conflict)
    #expect(refusal.message.contains("More than 64"))
  }
}
