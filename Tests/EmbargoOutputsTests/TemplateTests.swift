import EmbargoCore
import Testing

@testable import EmbargoOutputs

@Suite("Page templates")
struct TemplateTests {
  @Test("The built-in page keeps the rules for templates")
  func builtIn() throws { try PageTemplate.check(builtInPage) }

  @Test("A template of one's own makes the page")
  func own() throws {
    let output = try FilesOutput(
      .init(
        name: Samples.name("newsroom"), directory: "/srv/press", formats: [.html],
        page: "{{! ours }}<h1>{{headline}}</h1>{{#notes}}<h2>{{title}}</h2>{{{text}}}{{/notes}}"
          + "{{^canonical}}none{{/canonical}}{{{body}}}"))
    let document = Samples.document(headline: "A < B")
    let bytes = try output.publication(of: Samples.material(document)).pieces[0].bytes
    let text = String(decoding: bytes, as: UTF8.self)
    #expect(text.hasPrefix("<h1>A &lt; B</h1><h2>Notes to editors</h2><p>The report has"))
    #expect(text.hasSuffix("<li>second</li>\n</ul>"))
  }

  @Test(
    "A template that would publish nonsense, or let words run as HTML, is refused with its line",
    arguments: [
      ("{{headlne}}{{{body}}}", "line 1, names {{headlne}}"),
      ("\n\n{{{headline}}}{{{body}}}", "line 3, writes headline unescaped"),
      ("{{&headline}}", "line 1, writes headline unescaped"),
      ("{{headline}}\n{{body}}", "line 2, writes {{body}}, which is HTML"),
      ("{{headline}}", "shows no {{{body}}}"), ("{{{body}}}", "shows no {{headline}}"),
      ("{{> partial}}", "other templates"), ("{{=<% %>=}}", "other braces"),
      ("{{% CONTENT_TYPE:TEXT}}", "settings are not supported"),
      ("{{withdrawn}}", "asked for only"), ("{{links}}", "asked for only"),
      ("{{title}}", "names {{title}}"), ("{{/notes}}", "not open"),
      ("{{headline", "without its end"),
      ("{{}}", "empty tag"), ("{{#notes}}{{headline}}{{{body}}}", "cannot be read"),
    ])
  func refused(template: String, reason: String) throws {
    let error = #expect(throws: OutputError.self) { try ReleasePage(template: template) }
    #expect(error?.description.contains(reason) == true, "\(String(describing: error))")
  }
}
