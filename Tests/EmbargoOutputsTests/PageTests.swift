import EmbargoCore
import EmbargoOutputs
import EmbargoTime
import Foundation
import Testing

@Suite("Pages")
struct PageTests {
  /// What Python's HTML parser finds on a page.
  private struct Found: Decodable {
    var tags: [String]
    var attributes: [String]
    var links: [String]
    var unbalanced: [String]
    var text: String
    /// The linked data, each with its members that are texts.
    var data: [[String: String]]
  }

  private func page(
    _ document: ReleaseDocument = Samples.document(), attachments: [EmbargoCore.Attachment] = []
  ) throws -> [UInt8] {
    let output = try FilesOutput(
      .init(name: Samples.name("newsroom"), directory: "/srv/press", formats: [.html]))
    let material = try Samples.material(document, attachments: attachments)
    let pieces = try output.publication(of: material).pieces
    return try #require(pieces.last).bytes
  }

  private func found(_ page: [UInt8]) throws -> Found {
    let answer = try Judge.answer("page", input: page)
    return try JSONDecoder().decode(Found.self, from: Data(answer.utf8))
  }

  @Test("A page holds every line of the release but the embargo, and says when it was released")
  func complete() throws {
    let text = String(decoding: try page(), as: UTF8.self)
    for words in [
      "Institute of Tides", "<h1>Tides turn at noon, institute says</h1>",
      "role=\"doc-subtitle\">First record of its kind</p>",
      "Released <time datetime=\"2023-09-19T21:00:00Z\">"
        + "Tuesday 19 September 2023, 21:00 UTC</time>",
      "<p>GENEVA, Sept 19 – The tides turn at noon, the institute\nsays in a report at ",
      "<a href=\"https://tides.example/report\">https://tides.example/report</a>.</p>",
      "“Ada” Example &amp; &lt;others&gt;.</p>", "<ul>\n<li>first</li>\n<li>second</li>\n</ul>",
      "Contact: Ada Example, +1 202 555 0100<br>",
      "<a href=\"mailto:press@example.org\">press@example.org</a>",
      "<h2 id=\"links\">Read more</h2>", "<li>Tides today, May 4, 2022</li>",
      "<h2 id=\"notes\">Notes to editors</h2>\n<p>The report has 12 pages.</p>",
      "<h2 id=\"about\">About the institute</h2>\n<p>It measures tides.</p>",
      "<link rel=\"canonical\" href=\"https://example.org/press/tides-turn-1.html\">",
    ] { #expect(text.contains(words), "\(words)") }
    for words in ["EMBARGOED", "5:00 p.m.", "###", "{{"] { #expect(!text.contains(words)) }
  }

  @Test("A page is well-formed for a parser that is not ours", .enabled(if: Judge.isHere))
  func wellFormed() throws {
    let attachments = [EmbargoCore.Attachment(name: "Küste & Meer.csv", bytes: [1, 2, 3])]
    let found = try found(page(attachments: attachments))
    #expect(found.unbalanced.isEmpty)
    #expect(found.links.contains("tides-turn-1.files/K%C3%BCste%20%26%20Meer.csv"))
    #expect(found.text.contains("Küste & Meer.csv"))
    #expect(found.data.first?["headline"] == "Tides turn at noon, institute says")
    #expect(found.data.first?["datePublished"] == "2023-09-19T21:00:00Z")
  }

  static let hostile = [
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "</script><svg onload=x>",
    "\" onmouseover=\"x", "\"\u{301} onmouseover=\"x", "<\u{338}b onclick=x>", "{{headline}}",
    "[a](javascript:alert(1))", "[a\" onclick=\"x](https://e.example/\"onclick=\"y)",
    "https://e.example/\"onclick=\"x", "**<b onclick=x>**", "<!-- ", "]]> <![CDATA[", "&lt;b&gt;",
    "javascript:alert(1)", "a@b.example\"onclick=\"x", "> <i onclick=x>", "# <i onclick=x>",
  ]

  @Test(
    "No text can add an element or an attribute to a page", .enabled(if: Judge.isHere),
    arguments: hostile, [ReleaseDocument.Format.text, .markdown])
  func escaping(text: String, format: ReleaseDocument.Format) throws {
    let parts: [(ReleaseDocument.Role, String)] = [
      (.letterhead, text), (.headline, text), (.subhead, text), (.contact, text), (.body, text),
      (.links, "\(text):\nentry"), (.notesToEditors, "\(text)\n\(text)"),
      (.boilerplate, "\(text)\n\(text)"),
    ]
    var document = Samples.document(parts, headline: text, format: format)
    document.subhead = text
    document.links = [text]
    document.frontMatter.language = text
    let found = try found(page(document))
    let allowed: Set<String> = [
      "html", "head", "meta", "title", "link", "style", "script", "body", "main", "article",
      "header", "h1", "h2", "p", "br", "time", "section", "ul", "li", "a", "strong", "blockquote",
      "footer", "span",
    ]
    #expect(Set(found.tags).isSubset(of: allowed))
    let attributes: Set<String> = [
      "lang", "charset", "name", "content", "rel", "href", "type", "class", "role", "datetime",
      "aria-labelledby", "id", "property", "dir",
    ]
    #expect(Set(found.attributes).isSubset(of: attributes))
    #expect(found.unbalanced.isEmpty)
    for link in found.links {
      #expect(["https://", "mailto:"].contains { link.hasPrefix($0) }, "\(link)")
    }
    #expect(found.data.count == 1)
  }

  @Test(
    "Markdown becomes paragraphs, headings, lists, emphasis and links, and nothing else",
    arguments: [
      ("*a* and **b c** and _d_", "<p><em>a</em> and <strong>b c</strong> and <em>d</em></p>"),
      ("snake_case_name and 2 * 3 * 4", "<p>snake_case_name and 2 * 3 * 4</p>"),
      ("**bold *and* more**", "<p><strong>bold <em>and</em> more</strong></p>"),
      (#"\*not\* this"#, "<p>*not* this</p>"),
      (
        "[our report](https://e.example/r_1)",
        "<p><a href=\"https://e.example/r_1\">our report</a></p>"
      ),
      ("[x](ftp://e.example)", "<p>[x](ftp://e.example)</p>"),
      ("## Results", "<h2>Results</h2>"), ("# Top", "<h2>Top</h2>"),
      ("#### Deep\n\n#### Deeper", "<h2>Deep</h2>\n<h3>Deeper</h3>"),
      ("1. one\n2. two", "<ol>\n<li value=\"1\">one</li>\n<li value=\"2\">two</li>\n</ol>"),
      ("- one\n  still one\n- two", "<ul>\n<li>one\n  still one</li>\n<li>two</li>\n</ul>"),
      ("> said", "<blockquote><p>said</p></blockquote>"), ("***", "<hr>"),
      ("*open and **open", "<p>*open and **open</p>"),
    ])
  func markdown(text: String, html: String) throws {
    let document = Samples.document([(.headline, "H"), (.body, text)], format: .markdown)
    #expect(String(decoding: try page(document), as: UTF8.self).contains(html))
  }

  @Test("Lines that are not wrapped are paragraphs of their own")
  func unwrapped() throws {
    let long = String(repeating: "word ", count: 40)
    let document = Samples.document([(.headline, "H"), (.body, "\(long)\nshort")])
    let text = String(decoding: try page(document), as: UTF8.self)
    #expect(text.contains("<p>\(long)</p>\n<p>short</p>"))
  }

  @Test(
    "The time for a page grows with its length, however its marks stand", .timeLimit(.minutes(5)))
  func linear() throws {
    for text in ["*a ", "[", "**a _b ", "[a](", "*_"] {
      let body = String(repeating: text, count: 20_000)
      let document = Samples.document([(.headline, "H"), (.body, body)], format: .markdown)
      #expect(try page(document).count > body.utf8.count)
    }
  }
}
