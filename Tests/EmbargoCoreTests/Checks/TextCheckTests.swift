import EmbargoCore
import Testing

@Suite("Text checks: what they find, and what they leave alone")
struct TextCheckTests {
  static let rows = CheckTable.rows()

  @Test("each text of the table has the findings that stand beside it", arguments: rows)
  func table(row: CheckTable.Row) throws {
    let found = try ReleaseFixtures.document(row.release).findings().map {
      "\($0.check.rawValue)=\($0.words)"
    }
    #expect(found == row.expected, "\(row.text)")
  }

  @Test("the table has hostile and harmless texts for every check")
  func complete() {
    #expect(Self.rows.count { !$0.expected.isEmpty } >= 60)
    #expect(Self.rows.count { $0.expected.isEmpty } >= 60)
    for check in TextCheck.allCases {
      #expect(
        Self.rows.contains { $0.expected.contains { $0.hasPrefix(check.rawValue + "=") } },
        "\(check)")
    }
  }

  @Test("there is at most one false alarm on all the releases of the fixtures and the seed")
  func falseAlarms() throws {
    let releases = ["releases", "second-look"].flatMap { ReleaseFixtures.releases(in: $0) }
    #expect(releases.count == 26)
    var documents = try releases.map { try $0.document() }
    if let seed = SeedReleaseTests.seed {
      documents.append(try ReleaseFixtures.document(String(decoding: seed, as: UTF8.self)))
    }
    let findings = documents.flatMap { $0.findings() }
    #expect(findings.count <= 1, "\(findings)")
  }

  @Test("a place is the line and the column of the accepted file, whatever ends its lines")
  func places() throws {
    for end in ["\n", "\r\n", "\r"] {
      let lines = [
        "+++", "slug = \"pool\"", "+++", "FOR IMMEDIATE RELEASE", "", "Council opens pool", "",
        "The pool – “our pool” – has TK lanes and opens on Monday morning at seven.", "",
      ]
      let finding = try #require(
        try ReleaseFixtures.document(lines.joined(separator: end)).findings().first)
      #expect(finding.line == 8 && finding.column == 29, "\(finding)")
    }
  }

  @Test("a byte order mark counts as no column")
  func byteOrderMark() throws {
    let document = try ReleaseFixtures.document("\u{FEFF}DRAFT TK\n\nFOR IMMEDIATE RELEASE\n")
    let finding = try #require(document.findings().first { $0.words == "TK" })
    #expect(finding.line == 1 && finding.column == 7)
  }

  @Test("only what is asked for is looked for")
  func chosen() throws {
    let text = "FOR IMMEDIATE RELEASE\n\nCouncil opens pool\n\nIt has TK lanes at http://wiki/.\n"
    let document = try ReleaseFixtures.document(text)
    #expect(document.findings(of: [.privateLinks]).map(\.check) == [.privateLinks])
    #expect(document.findings(of: []) == [])
    #expect(document.findings().map(\.check) == [.unfinishedText, .privateLinks])
  }

  @Test("of many places the first of each check are told, and a line of any length is looked at")
  func bounded() throws {
    let head = "FOR IMMEDIATE RELEASE\n\nCouncil opens pool\n\n"
    for unit in ["TK ", "[[ ", "{{ ", "http://a/ ", "\u{202E}", "a\u{200B}", "embargoed until 9 "] {
      let text = head + String(repeating: unit, count: 20_000)
      let findings = try ReleaseFixtures.document(text).findings()
      for check in TextCheck.allCases {
        #expect(findings.count { $0.check == check } <= 20, "\(unit)")
      }
      #expect(findings.allSatisfy { $0.words.unicodeScalars.count <= 600 }, "\(unit)")
    }
  }

  @Test("every sentence says what to do, and every quotation is fit for a terminal")
  func sentences() throws {
    for row in Self.rows {
      for finding in try ReleaseFixtures.document(row.release).findings() {
        #expect(finding.sentence.contains(": "), "\(finding)")
        #expect(!finding.sentence.hasSuffix("."), "\(finding)")
        for scalar in (finding.words + finding.sentence).unicodeScalars {
          #expect(scalar.properties.generalCategory != .control, "\(finding)")
          #expect(scalar.properties.generalCategory != .format, "\(finding)")
        }
      }
    }
  }
}

/// The texts of `Fixtures/checks/texts.tsv`.
enum CheckTable {
  struct Row: CustomTestStringConvertible, Sendable {
    var place: String
    var expected: [String]
    var text: String

    var testDescription: String { "\(place): \(text.prefix(60))" }

    /// The release that the text is put into.
    var release: String {
      func at(_ place: String, _ other: String) -> String { self.place == place ? text : other }
      if place == "whole" { return text }
      return at("top", "").isEmpty ? body(at) : "\(text)\n\n\(body(at))"
    }

    private func body(_ at: (String, String) -> String) -> String {
      """
      FOR IMMEDIATE RELEASE

      \(at("headline", "Council opens pool for winter swimmers"))

      HARBOUR FALLS, N.Y. – The council opens the pool for winter swimmers on Monday morning
      at seven, and it stays open until the ice has gone from the river.

      \(at("body", "Tickets are sold at the door."))

      The water is kept at eleven degrees, which is what the swimmers asked for in a vote.

      ###

      \(at("foot", ""))
      """
    }
  }

  static func rows() -> [Row] {
    let bytes = ReleaseFixtures.bytes(ReleaseFixtures.folder + "/checks/texts.tsv") ?? []
    return String(decoding: bytes, as: UTF8.self).split(separator: "\n")
      .filter { !$0.hasPrefix("#") }
      .map { line in
        let columns = line.split(separator: "\t", omittingEmptySubsequences: false).map {
          unescaped($0)
        }
        guard columns.count == 3 else {
          return Row(place: "", expected: ["three columns"], text: String(line))
        }
        let expected = columns[1] == "-" ? [] : columns[1].split(separator: ";").map(String.init)
        return Row(place: columns[0], expected: expected, text: columns[2])
      }
  }

  /// `\n`, `\t`, `\\` and `\u{…}`.
  private static func unescaped(_ text: Substring) -> String {
    var result = ""
    var rest = text
    while let character = rest.popFirst() {
      guard character == "\\", let letter = rest.popFirst() else {
        result.append(character)
        continue
      }
      switch letter {
      case "n": result += "\n"
      case "t": result += "\t"
      case "u":
        let digits = rest.dropFirst().prefix { $0 != "}" }
        rest = rest.dropFirst(digits.count + 2)
        if let scalar = UInt32(digits, radix: 16).flatMap(Unicode.Scalar.init) {
          result.unicodeScalars.append(scalar)
        }
      default: result.append(letter)
      }
    }
    return result
  }
}
