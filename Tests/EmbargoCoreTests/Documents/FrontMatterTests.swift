import EmbargoCore
import EmbargoTime
import Testing

@Suite("Front matter")
struct FrontMatterTests {
  @Test("all keys are read, and what follows the fence is published byte for byte")
  func all() throws {
    let head = """
      +++
      slug = "river-report"   # comment
      embargo = "5 p.m. EDT, September 19, 2023"
      outputs = ["newsroom", "wire"]
      language = "fr-CA"
      late_grace = "1h30m"
      accept = ["unfinished-text", "private-links"]
      +++

      """
    let rest = "\r\nHeadline of the day\r\n\r\nText."
    let document = try ReleaseFixtures.document(head + rest)
    #expect(document.frontMatter.slug == Slug("river-report"))
    #expect(document.frontMatter.embargo == "5 p.m. EDT, September 19, 2023")
    #expect(document.frontMatter.outputs?.map(\.description) == ["newsroom", "wire"])
    #expect(document.frontMatter.language == "fr-CA")
    #expect(document.frontMatter.lateGrace == .minutes(90))
    #expect(document.frontMatter.accept == [.unfinishedText, .privateLinks])
    #expect(document.publishedBytes == Array(rest.utf8))
    #expect(document.parts.first?.role == .frontMatter)
    #expect(document.parts.first?.lines == 1...8)
    #expect(document.headline == "Headline of the day")
  }

  @Test("a byte order mark and any line ends may stand around the fences")
  func lineEnds() throws {
    for end in ["\r\n", "\r", "\n"] {
      let text = ["\u{FEFF}+++ ", "slug = \"a\"", "+++\t", "Headline here", ""]
      let document = try ReleaseFixtures.document(text.joined(separator: end))
      #expect(document.frontMatter.slug == Slug("a"))
      #expect(document.publishedBytes == Array("Headline here\(end)".utf8))
    }
  }

  @Test("a date-time is a stamp as well")
  func datetime() throws {
    let document = try ReleaseFixtures.document(
      "+++\nembargo = 2027-03-09T15:00:00+01:00\n+++\nHeadline here\n")
    #expect(document.frontMatter.embargo == "2027-03-09T15:00:00+01:00")
  }

  @Test(
    "what is wrong is refused with its line",
    arguments: [
      ("slug = \"A b\"", 2, "slug: wanted 1 to 80"),
      ("\nslug = 3", 3, "slug: wanted a string, got an integer"),
      ("colour = \"red\"", 2, "unknown key \"colour\""),
      ("outputs = \"wire\"", 2, "outputs: wanted an array"),
      ("outputs = []", 2, "outputs: wanted an array"),
      ("outputs = [\n\"wire\",\n\"Wire\",\n]", 4, "outputs: the name"),
      ("outputs = [\"wire\", \"wire\"]", 2, "named twice"),
      ("late_grace = \"soon\"", 2, "late_grace: wanted a duration"),
      ("language = \"english please\"", 2, "language: wanted a language tag"),
      ("embargo = \"  \"", 2, "embargo: wanted a stamp"),
      ("embargo = true", 2, "embargo: wanted a string"),
      ("accept = \"private-links\"", 2, "accept: wanted an array"),
      ("accept = [\n\"private-links\",\n\"typos\",\n]", 4, "accept: the code of a check"),
      ("slug = ", 2, ""), ("slug = \"a\"\nslug = \"b\"", 3, ""), ("[table]", 2, "unknown key"),
    ])
  func refused(toml: String, line: Int, words: String) {
    let error = #expect(throws: DocumentError.self) {
      try ReleaseFixtures.document("+++\n\(toml)\n+++\nHeadline here\n")
    }
    guard case .badFrontMatter(let found, let detail) = error else {
      Issue.record("\(toml): \(String(describing: error))")
      return
    }
    #expect(found == line)
    #expect(detail.contains(words))
  }

  @Test("a fence that is never closed is refused, however long the file")
  func unclosed() {
    for lines in [1, 50_000] {
      let error = #expect(throws: DocumentError.self) {
        try ReleaseFixtures.document("+++\n" + String(repeating: "a = 1\n", count: lines))
      }
      guard case .badFrontMatter(line: 1, _) = error else {
        Issue.record("\(String(describing: error))")
        return
      }
    }
  }
}
