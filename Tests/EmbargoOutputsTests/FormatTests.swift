import EmbargoCore
import EmbargoTime
import Foundation
import Testing

@testable import EmbargoOutputs

@Suite("Formats of a release")
struct FormatTests {
  static let correction = ReleaseEvent.corrected(
    reason: "The tide turns at one.", at: Samples.instant + .hours(2))
  static let kill = ReleaseEvent.killed(
    reason: "The record was invented.", at: Samples.instant + .hours(3))

  private func pieces(
    _ event: ReleaseEvent = .published, document: ReleaseDocument = Samples.document(),
    keeps: Bool = false,
    attachments: [EmbargoCore.Attachment] = [.init(name: "a b.png", bytes: [1])]
  ) throws -> [String: String] {
    let output = try FilesOutput(
      .init(
        name: Samples.name("newsroom"), directory: "/srv/press",
        formats: FilesOutput.Format.allCases, keepsReleaseLine: keeps))
    var material = try Samples.material(document, attachments: attachments)
    material.event = event
    let first = try output.publication(of: material)
    #expect(try output.publication(of: material) == first)
    return Dictionary(
      uniqueKeysWithValues: first.pieces.map { piece in
        let ext = String(piece.name.split(separator: ".").last ?? "")
        return (ext, String(decoding: piece.bytes, as: UTF8.self))
      })
  }

  private func object(_ text: String?) throws -> [String: Any] {
    let data = Data(try #require(text).utf8)
    return try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
  }

  /// How long a text of so many bytes takes in all formats, the better of two tries.
  private func effort(_ bytes: Int) throws -> Duration {
    let words = String(repeating: "lorem <b> & ipsum ", count: bytes / 18)
    let document = Samples.document([(.headline, "Tides turn"), (.body, words)])
    let clock = ContinuousClock()
    let tries = try (0..<2).map { _ in try clock.measure { _ = try pieces(document: document) } }
    return min(tries[0], tries[1])
  }

  @Test("The time for a long text grows with its length, not with the square of it")
  func long() throws {
    let (short, long) = (try effort(1 << 16), try effort(1 << 19))
    #expect(long < short * 24, "\(short) for 64 KB, \(long) for 512 KB")
  }

  @Test("Markdown is the release for readers: headline, moment, text, contacts, sections, files")
  func markdown() throws {
    #expect(
      try pieces()["md"] == """
        Institute of Tides

        # Tides turn at noon, institute says

        **First record of its kind**

        Released Tuesday 19 September 2023, 21:00 UTC

        GENEVA, Sept 19 – The tides turn at noon, the institute
        says in a report at <https://tides.example/report>.

        “Nobody expected this,” said “Ada” Example & \\<others>.

        - first
        - second

        ## Contact

        Contact: Ada Example, +1 202 555 0100\\
        <press@example.org>

        ## Read more

        - Tides today, May 4, 2022
        - <https://tides.example/old>

        ## Notes to editors

        The report has 12 pages.

        ## About the institute

        It measures tides.

        ## Files

        - [a b.png](<tides-turn-1.files/a%20b.png>) (1 byte)

        """)
  }

  @Test(
    "Words of a plain text are no marks in Markdown",
    arguments: [
      ("# no heading", "\\# no heading"), ("2023. was a year", "2023\\. was a year"),
      ("*a* _b_ snake_case `c` [d](e)", "\\*a\\* \\_b\\_ snake_case \\`c\\` \\[d\\](e)"),
      ("<script>", "\\<script>"), ("a &lt; b & c", "a \\&lt; b & c"), ("===", "\\==="),
      ("+ x", "\\+ x"), ("| a | b |", "\\| a | b |"), ("~~~", "\\~\\~\\~"), ("\\<", "\\\\\\<"),
      ("> said", "\\> said"), ("a\u{0}b\u{1b}", "a\u{fffd}b\u{fffd}"),
    ])
  func escaping(text: String, expected: String) throws {
    let document = Samples.document([(.headline, "H"), (.body, text)])
    let page = try #require(try pieces(document: document, attachments: [])["md"])
    #expect(page.contains("\n\n\(expected)\n\n"), "\(page)")
  }

  @Test("A Markdown text keeps its marks, and HTML in it becomes words")
  func markdownToMarkdown() throws {
    let text =
      "## Part\n\n*a* and **b** [c](https://e.example/x) <b>\n\n1. one\n2. two\n\n> said\n\n---"
    let document = Samples.document([(.headline, "H"), (.body, text)], format: .markdown)
    let expected = """
      ## Part

      *a* and **b** [c](<https://e.example/x>) \\<b>

      1. one
      2. two

      > said

      * * *
      """
    #expect(try pieces(document: document)["md"]?.contains(expected) == true)
  }

  @Test("ninjs has the texts, the instants, the contacts and the release line in their fields")
  func ninjs() throws {
    let item = try object(pieces()["json"])
    let id = try Samples.material().release.id.description
    #expect(item["uri"] as? String == "urn:uuid:\(id)")
    #expect(item["version"] as? String == "1" && item["pubStatus"] as? String == "usable")
    #expect(item["embargoedUntil"] as? String == "2023-09-19T21:00:00Z")
    #expect(item["versionCreated"] as? String == "2023-09-19T21:00:00Z")
    #expect(
      item["edNote"] as? String == "EMBARGOED UNTIL\nSeptember 19, 2023, 5:00 p.m. EDT")
    let headlines = try #require(item["headlines"] as? [[String: Any]])
    #expect(
      headlines.map { $0["value"] as? String } == [
        "Tides turn at noon, institute says", "First record of its kind",
      ])
    let people = try #require(item["people"] as? [[String: Any]])
    #expect(people.first?["name"] as? String == "Ada Example")
    let files = try #require(item["associations"] as? [[String: Any]])
    #expect(files.first?["uri"] as? String == "urn:uuid:\(id)#a%20b.png")
  }

  @Test("The embargo of what a person let go earlier ends when it was released")
  func early() throws {
    let output = try FilesOutput(
      .init(name: Samples.name("newsroom"), directory: "/srv/press", formats: [.json]))
    var material = try Samples.material()
    material.release.due = Samples.instant - .hours(1)
    let bytes = try output.publication(of: material).pieces[0].bytes
    let item = try object(String(decoding: bytes, as: UTF8.self))
    #expect(item["embargoedUntil"] as? String == "2023-09-19T20:00:00Z")
  }

  @Test("A correction is said on pages with its time, and is a version of its own")
  func corrected() throws {
    let pieces = try pieces(Self.correction)
    let words = "Corrected Tuesday 19 September 2023, 23:00 UTC."
    #expect(pieces["md"]?.contains("> **\(words)** The tide turns at one.") == true)
    let page = try #require(pieces["html"])
    #expect(page.contains("<time datetime=\"2023-09-19T23:00:00Z\">"))
    #expect(page.contains("The tide turns at one.") && page.contains("\"CorrectionComment\""))
    let item = try object(pieces["json"])
    #expect(item["versionCreated"] as? String == "2023-09-19T23:00:00Z")
    #expect(item["firstCreated"] as? String == "2023-09-19T21:00:00Z")
    #expect(
      item["edNote"] as? String
        == "CORRECTION, Tuesday 19 September 2023, 23:00 UTC\nReason: The tide turns at one.\n"
        + "EMBARGOED UNTIL\nSeptember 19, 2023, 5:00 p.m. EDT")
    let news = try #require(pieces["xml"])
    #expect(news.contains("<versionCreated>2023-09-19T23:00:00Z</versionCreated>"))
    #expect(news.contains("<signal qcode=\"sig:correction\"/>"))
    #expect(pieces["txt"] == String(decoding: Samples.document().publishedBytes, as: UTF8.self))
  }

  @Test("What is left of a killed release is a notice in every format, without any of its words")
  func killed() throws {
    let pieces = try pieces(Self.kill)
    #expect(Set(pieces.keys) == ["txt", "md", "html", "json", "xml"])
    for (ext, text) in pieces {
      #expect(text.contains("This release has been withdrawn and must not be used."), "\(ext)")
      #expect(text.contains("The record was invented."), "\(ext)")
      for words in [
        "noon", "First record", "GENEVA", "Nobody", "Ada", "press@", "12 pages", "measures",
        "Tides today", "a b.png", "a%20b.png", "EMBARGOED",
      ] { #expect(!text.contains(words), "\(ext): \(words)") }
    }
    let item = try object(pieces["json"])
    #expect(item["pubStatus"] as? String == "canceled" && item["version"] as? String == "1")
    #expect(pieces["xml"]?.contains("<pubStatus qcode=\"stat:canceled\"/>") == true)
    #expect(pieces["html"]?.contains("\"creativeWorkStatus\":\"Withdrawn\"") == true)
    #expect(pieces["html"]?.contains("<meta name=\"robots\" content=\"noindex\">") == true)
  }

  @Test("The release line stays where that is configured")
  func kept() throws {
    let pieces = try pieces(keeps: true)
    #expect(pieces["md"]?.contains("EMBARGOED UNTIL\\\nSeptember 19, 2023, 5:00 p.m. EDT") == true)
    #expect(pieces["html"]?.contains("EMBARGOED UNTIL\nSeptember 19, 2023, 5:00 p.m. EDT") == true)
    for ext in ["md", "html"] { #expect(pieces[ext]?.contains("Released") == false) }
  }

  @Test("XML has no characters that it cannot hold, and no text becomes an element")
  func xml() throws {
    let text = "]]><x a=\"1\"/>&amp; a\u{0}b\u{1}\u{fffe}\u{1f680}\u{301}"
    var document = Samples.document([(.headline, text), (.body, text)])
    document.subhead = text
    let xml = try #require(try pieces(document: document)["xml"])
    let safe = "]]&gt;&lt;x a=&quot;1&quot;/&gt;&amp;amp; a\u{fffd}b\u{fffd}\u{fffd}"
    #expect(xml.contains(safe + "\u{1f680}\u{301}"))
    #expect(!xml.unicodeScalars.contains { $0.isForbiddenInMarkup })
  }

  @Test(
    "The direction of a page follows its language, or the script of its language tag",
    arguments: [
      ("en", "ltr"), ("ug", "rtl"), ("ar-EG", "rtl"), ("ug-Latn", "ltr"), ("az-Arab", "rtl"),
      ("de-1996", "ltr"), ("he", "rtl"), ("\"><script>", "ltr"),
    ])
  func direction(tag: String, direction: String) throws {
    var document = Samples.document()
    document.frontMatter.language = tag
    let expected = "<html lang=\"\(tag.contains("<") ? "en" : tag)\" dir=\"\(direction)\">"
    #expect(try pieces(document: document)["html"]?.contains(expected) == true)
  }

  @Test(
    "Sizes are said in words",
    arguments: [
      (0, "0 bytes"), (1, "1 byte"),
      (999, "999 bytes"), (1000, "1.0 kB"), (4_250, "4.2 kB"), (17_500, "17 kB"),
      (999_999, "999 kB"), (1_000_000, "1.0 MB"), (50 << 20, "52 MB"), (3_000_000_000, "3.0 GB"),
    ])
  func sizes(bytes: Int, words: String) { #expect(FileSize.words(bytes) == words) }
}
