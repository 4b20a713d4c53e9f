import EmbargoCore
import EmbargoOutputs
import EmbargoTime
import Foundation
import Testing

@Suite("Bodies of another form")
struct BodyTemplateTests {
  private func output(_ template: String) throws -> WebhookOutput {
    var settings = try WebhookBytesTests.settings("https://chat.example/hooks")
    settings.content = .templated(try BodyTemplate(Array(template.utf8)), link: .standard)
    return try WebhookOutput(settings)
  }

  private func object(_ template: String, _ material: Material) throws -> [String: Any] {
    let bytes = try output(template).publication(of: material).pieces[0].bytes
    let value = try JSONSerialization.jsonObject(with: Data(bytes))
    return try #require(value as? [String: Any])
  }

  private static let everything = """
    {
      {{! what a chat wants }}
      "text": "{{headline}}{{#url}} <{{url}}>{{/url}}", "type": "{{type}}", "at": "{{timestamp}}",
      "sub": "{{subhead}}", "by": "{{organisation}}", "escaped": "{{escaped.headline}}",
      "revision": {{revision}}, "weight": 0.5e-1,
      "state": "{{#published}}out{{/published}}{{#corrected}}new{{/corrected}}\
    {{#killed}}off{{/killed}}",
      "why": "{{reason}}{{^reason}}none{{/reason}}", "id": "{{id}}", "slug": "{{slug}}",
      "when": "{{released}} {{instant}} {{stamp}}", "digest": "{{digest}}", "all": "{{text}}",
      "files": [{{#attachments}}{"name": "{{name}}", "size": {{size}}}\
    {{^last()}},{{/last()}}{{/attachments}}],
      "people": [{{#contacts}}"{{name}}{{#phones}} {{.}}{{/phones}}{{#emails}} {{.}}{{/emails}}"\
    {{^last()}},{{/last()}}{{/contacts}}]
    }

    """

  @Test("A template puts what it names where it stands")
  func rendered() throws {
    let material = try Samples.material(attachments: [
      .init(name: "a.png", bytes: [1]), .init(name: "b.png", bytes: [1, 2]),
    ])
    let body = try object(Self.everything, material)
    #expect(
      body["text"] as? String
        == "Tides turn at noon, institute says <https://example.org/press/tides-turn-1.html>")
    #expect(body["type"] as? String == "release.published")
    #expect(body["state"] as? String == "out")
    #expect(body["revision"] as? Int == 1)
    #expect(body["why"] as? String == "none")
    #expect((body["files"] as? [[String: Any]])?.map { $0["size"] as? Int } == [1, 2])
    #expect(body["people"] as? [String] == ["Ada Example +1 202 555 0100 press@example.org"])
    #expect(
      body["all"] as? String == String(decoding: material.document.publishedBytes, as: UTF8.self))
  }

  @Test("A kill brings its reason and no text")
  func killed() throws {
    let event = ReleaseEvent.killed(reason: "wrong \"numbers\"", at: Samples.instant)
    let body = try object(Self.everything, WebhookEventTests.material(event))
    #expect(body["state"] as? String == "off")
    #expect(body["why"] as? String == "wrong \"numbers\"")
    #expect(body["all"] as? String == "" && body["digest"] as? String == "")
  }

  static let texts = [
    "\"", "\\", "\\\"", "\", \"text\": \"taken", "}}", "{{id}}", "{{{text}}}", "{{=<% %>=}}",
    "a\nb\r\nc\td", "\u{0}\u{1}\u{1f}\u{7f}", "\"\u{301}", "\\\u{301}\"\u{338}", "\u{2028}\u{2029}",
    "\u{202e}gnp", "<script>&", "🇨🇭👩🏽‍🚀", "{% x %}", "$(x)", "null", "1", "[1]", "{}",
    String(repeating: "\"\\\n", count: 40_000),
  ]

  @Test("No text can leave the string that it stands in", arguments: texts)
  func hostile(text: String) throws {
    var material = try Samples.material(
      Samples.document(headline: text, bytes: Array(text.utf8)), organisation: text)
    material.event = .corrected(reason: text, at: Samples.instant)
    let keys = Set(try object(Self.everything, try Samples.material()).keys)
    let body = try object(Self.everything, material)
    #expect(Set(body.keys) == keys)
    #expect((body["all"] as? String)?.unicodeScalars.elementsEqual(text.unicodeScalars) == true)
    #expect((body["by"] as? String)?.unicodeScalars.elementsEqual(text.unicodeScalars) == true)
    #expect((body["why"] as? String)?.unicodeScalars.elementsEqual(text.unicodeScalars) == true)
  }

  @Test("Words that are only words are escaped as chats want them")
  func escaped() throws {
    let material = try Samples.material(Samples.document(headline: "<!channel> a & b"))
    let body = try object(Self.everything, material)
    #expect(body["escaped"] as? String == "&lt;!channel&gt; a &amp; b")
  }

  @Test(
    "A template that could let a text out of its string, or makes no JSON, is refused",
    arguments: [
      (#"{"text": "{{{headline}}}"}"#, "unescaped"), (#"{"text": "{{&headline}}"}"#, "unescaped"),
      (#"{"text": "{{& headline}}"}"#, "unescaped"),
      (#"{{=<% %>=}}{"text": "<%{headline}%>"}"#, "delimiters"),
      (#"{{% CONTENT_TYPE:TEXT}}{"text": "{{headline}}"}"#, "pragmas"),
      (#"{"text": "{{> part}}"}"#, "partials"), (#"{"text": "{{$block}}x{{/block}}"}"#, "partials"),
      (#"{"text": {{headline}}}"#, "no JSON"), (#"{"text": "\{{headline}}"}"#, "no JSON"),
      (#"{"text": "{{headline}}",}"#, "no JSON"), (#"{"text": "{{headline}}"} x"#, "no JSON"),
      (#"{"why": {{#reason}}"{{reason}}"{{/reason}}}"#, "no JSON"),
      (#"{"text": "{{headlin}}"}"#, "no such variable"),
      (#"{"text": "{{headline.text}}"}"#, "no such variable"),
      (#"{"text": "{{uppercased(headline)}}"}"#, "no such variable"),
      (#"{"text": "{{headline}"#, "without its }}"),
      (#"{"text": "{{#killed}}x"}"#, "cannot be read"),
      (#"{"a": "{{#killed}}x{{/corrected}}"}"#, "cannot be read"), ("", "no JSON"),
      ("{\"text\": \"{{headline}}\n\"}", "no JSON"), (#"{"a": 01}"#, "no JSON"),
      (#"{"a": "\u12"}"#, "no JSON"), (#"{"a": .5}"#, "no JSON"),
      (String(repeating: "[", count: 100) + String(repeating: "]", count: 100), "no JSON"),
    ])
  func refused(template: String, words: String) {
    let error = #expect(throws: OutputError.self) { try BodyTemplate(Array(template.utf8)) }
    #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
    #expect(error?.mayPass == false)
  }

  @Test("A template that is no text, or too long, is refused")
  func noText() {
    #expect(throws: OutputError.self) { try BodyTemplate([0x7b, 0xff, 0x7d]) }
    #expect(throws: OutputError.self) {
      try BodyTemplate(Array(repeating: 0x20, count: BodyTemplate.longest + 1))
    }
  }

  @Test("A test has the form that the service knows, and nothing of any release")
  func ping() async throws {
    let receiver = try await Receiver(.answer(200))
    var settings = try WebhookBytesTests.settings("http://127.0.0.1:\(receiver.port)/")
    settings.content = .templated(
      try BodyTemplate(Array(#"{"text": "{{#ping}}ping: {{/ping}}{{headline}}"}"#.utf8)),
      link: .standard)
    _ = try await WebhookOutput(settings).test()
    let body = String(decoding: try #require(receiver.requests.first).body, as: UTF8.self)
    #expect(body == #"{"text": "ping: Test of the output wire by embargod"}"#)
  }
}
