import EmbargoCore
import EmbargoOutputs
import EmbargoSystem
import EmbargoTime
import Foundation
import Testing

@Suite("Messages")
struct EmailTests {
  /// What Python's mailbox and email modules find, the latter by its strict policy.
  private struct Found: Decodable {
    struct Part: Decodable {
      var type: String
      var file: String?
      var encoding: String?
      var content: String?
      var defects: [String]

      var bytes: [UInt8]? { content.flatMap { Data(base64Encoded: $0) }.map { Array($0) } }
    }

    var name: String
    var headers: [String: String]
    var names: [String]
    var to: [String]
    var from: [[String]]
    var date: String
    var defects: [String]
    var longest: Int
    var ascii: Bool
    var cr: Bool
    var parts: [Part]

    var allDefects: [String] { defects + parts.flatMap(\.defects) }
  }

  private func output(
    _ folder: Folder, from: String = "Press Office <press@example.org>",
    to: [String] = ["list@example.org"], replyTo: String? = nil, list: String? = nil
  ) throws -> EmailOutput {
    var settings = try EmailOutput.Settings(
      name: Samples.name("media-list"), spool: folder.path, from: MailAddress(from),
      to: to.map { try MailAddress($0) })
    settings.replyTo = try replyTo.map { try MailAddress($0) }
    settings.listID = try list.map { try EmailOutput.ListID($0) }
    return try EmailOutput(settings)
  }

  /// Publishes one message and has it read.
  private func found(
    _ folder: Folder, _ output: EmailOutput, _ material: Material
  ) throws -> Found {
    let outcome = try output.prepare(output.publication(of: material))
      .publish(notBefore: Samples.instant, clock: TestClock(Samples.instant).read)
    guard case .delivered = outcome.result else { throw Samples.Missing(what: "\(outcome)") }
    let answer = try Judge.answer("maildir", [folder.path])
    let messages = try JSONDecoder().decode([Found].self, from: Data(answer.utf8))
    #expect(messages.count == 1)
    return try #require(messages.first)
  }

  @Test(
    "A message is read without a defect by a reader that is not ours", .enabled(if: Judge.isHere))
  func message() throws {
    let folder = try Folder()
    let output = try output(
      folder, to: ["list@example.org", "Ünal Öz <u@example.org>"],
      replyTo: "\"Desk, Night\" <desk@example.org>", list: "Press list <press.example.org>")
    let attachments = [
      EmbargoCore.Attachment(name: "map.png", bytes: Array(0...255)),
      EmbargoCore.Attachment(
        name: "Die Küste „im Überblick“ mit sehr langem Namen für 2023.csv", bytes: []),
    ]
    let material = try Samples.material(attachments: attachments)
    let found = try found(folder, output, material)
    #expect(found.allDefects.isEmpty)
    #expect(found.longest <= 78 && found.ascii && !found.cr)
    #expect(found.headers["Subject"] == "Tides turn at noon, institute says")
    #expect(found.from == [["Press Office", "press@example.org"]])
    #expect(found.to == ["list@example.org", "u@example.org"])
    #expect(found.headers["To"]?.contains("Ünal Öz") == true)
    #expect(found.headers["Reply-To"] == "\"Desk, Night\" <desk@example.org>")
    #expect(found.date == "2023-09-19T21:00:00+00:00")
    let id = try #require(found.headers["Message-ID"])
    #expect(id.hasSuffix(".published@example.org>") && !id.contains("msg_"))
    #expect(found.headers["Auto-Submitted"] == "auto-generated")
    #expect(found.headers["List-Id"] == "Press list <press.example.org>")
    #expect(Set(found.names).count == found.names.count)
    let types = found.parts.map(\.type)
    #expect(
      types == [
        "multipart/mixed", "multipart/alternative", "text/plain", "text/html", "image/png",
        "text/csv",
      ])
    #expect(found.parts[2].bytes == material.document.publishedBytes)
    #expect(
      found.parts[3].bytes.map { String(decoding: $0, as: UTF8.self) }?.contains("<h1 ") == true)
    #expect(found.parts[4].bytes == attachments[0].bytes)
    #expect(found.parts[4...].map(\.file) == attachments.map(\.name))
  }

  static let subjects = [
    "Plain words", "Größe", String(repeating: "sehr lang und übel ", count: 20),
    String(repeating: "x", count: 300), "Bcc: everybody@example.org",
    "Line\nBcc: everybody@example.org", "Line\r\n\r\nbody", "Tab\tand  two spaces",
    "=?UTF-8?Q?encoded?=", "日本語の見出し", "👩‍👩‍👧‍👦 family", "\u{2028}separator", "",
    String(repeating: "word ", count: 60), "Subject: Subject:", "e\u{301}accent", "\u{85}next line",
  ]

  @Test(
    "No headline can add a header, and each is read back as it was", .enabled(if: Judge.isHere),
    arguments: subjects)
  func subject(headline: String) throws {
    let folder = try Folder()
    let material = try Samples.material(Samples.document(headline: headline))
    let found = try found(folder, output(folder), material)
    #expect(found.defects.isEmpty)
    #expect(found.longest <= 78)
    #expect(
      found.names == [
        "Date", "From", "To", "Subject", "Message-ID", "Auto-Submitted", "MIME-Version",
        "Content-Type",
      ])
    let blanks: Set<Unicode.Scalar> = [" ", "\t", "\r", "\n", "\u{2028}", "\u{85}"]
    let wanted = headline.unicodeScalars.split(whereSeparator: blanks.contains)
      .map { String(String.UnicodeScalarView($0)) }.joined(separator: " ")
    #expect(found.headers["Subject"] == wanted)
  }

  static let texts: [[UInt8]] = [
    Array("no line end".utf8), Array("trailing blank \n.\nFrom here\n\n\n".utf8), [],
    Array((String(repeating: "é", count: 500) + "\n" + String(repeating: "a", count: 77)).utf8),
    Array("--=_alternative_x\n= = =\n=3D\n".utf8), Array("a\rb\n".utf8), [0xff, 0x00, 0x7f, 0x0a],
    Array(String(repeating: String(repeating: "a", count: 75) + " \n", count: 3).utf8),
    Array((String(repeating: "a", count: 74) + "  b\t").utf8),
  ]

  @Test(
    "A text arrives byte for byte but for the form of its line ends", .enabled(if: Judge.isHere),
    arguments: texts)
  func text(bytes: [UInt8]) throws {
    let folder = try Folder()
    let material = try Samples.material(Samples.document(bytes: bytes))
    let found = try found(folder, output(folder), material)
    let text = try #require(found.parts[1].bytes)
    // As RFC 2045 wants it, lines in base64 end in CRLF.
    let isBase64 = found.parts[1].encoding == "base64"
    #expect((isBase64 ? Self.withoutCR(text) : text) == bytes)
    #expect(found.longest <= 78 && found.ascii)
    #expect(found.allDefects.isEmpty)
  }

  private static func withoutCR(_ bytes: [UInt8]) -> [UInt8] { bytes.filter { $0 != 0x0d } }

  @Test("A text in another script is carried in base64, one in ours can be read")
  func encoding() throws {
    let folder = try Folder()
    for (text, encoding) in [
      ("Ένα κείμενο στα ελληνικά.\n", "base64"), ("Plaîtes.\n", "quoted-printable"),
    ] {
      let publication = try output(folder)
        .publication(of: Samples.material(Samples.document(bytes: Array(text.utf8))))
      let message = String(decoding: publication.pieces[1].bytes, as: UTF8.self)
      #expect(message.contains("text/plain; charset=utf-8\nContent-Transfer-Encoding: \(encoding)"))
    }
  }

  @Test("CRLF becomes LF, and a byte order mark is left out")
  func lineEnds() throws {
    let folder = try Folder()
    let bytes: [UInt8] = [0xef, 0xbb, 0xbf] + Array("a\r\nb\r\n".utf8)
    let publication = try output(folder)
      .publication(of: Samples.material(Samples.document(bytes: bytes)))
    let message = String(decoding: publication.pieces[1].bytes, as: UTF8.self)
    #expect(message.contains("quoted-printable\n\na\nb\n\n--"))
  }

  @Test("The envelope is published before the message and names sender, recipients and digest")
  func envelope() throws {
    let folder = try Folder()
    let output = try output(folder, to: ["a@example.org", "B <b@Example.ORG>"])
    let pieces = try output.publication(of: Samples.material()).pieces
    let name = String(pieces[1].name.dropFirst("new/".count))
    let parts = name.split(separator: ".")
    #expect(parts.count == 5 && parts[0] == "1695157200" && parts[1].count == 26)
    #expect(parts[2...] == ["published", "1", "embargod"])
    #expect(pieces.map(\.name) == ["envelopes/\(name).json", "new/\(name)"])
    let digest = Digest(of: pieces[1].bytes)
    let release = try Samples.material().release.id
    let wanted =
      "{\"digest\":\"\(digest)\",\"event\":\"release.published\",\"key\":\"\(Samples.key)\","
      + "\"message\":\"\(name)\",\"recipients\":[\"a@example.org\",\"b@example.org\"],"
      + "\"release\":\"\(release)\",\"revision\":1,\"sender\":\"press@example.org\"}\n"
    #expect(String(decoding: pieces[0].bytes, as: UTF8.self) == wanted)
  }

  @Test("The same release gives the same bytes")
  func deterministic() throws {
    let folder = try Folder()
    let material = try Samples.material(attachments: [.init(name: "a", bytes: [1])])
    let output = try output(folder)
    #expect(try output.publication(of: material) == output.publication(of: material))
  }

  @Test(
    "What is no mail address is refused",
    arguments: [
      "", "press", "@example.org", "press@", "a b@example.org", "a@b@c", "a..b@example.org",
      "Press <press@example.org", "press@exa mple.org", "press@example.org\nBcc: x@example.org",
      "Press\r\n <press@example.org>", "press@-example.org", "press@example..org",
      "pré@example.org", "<>",
    ])
  func badAddress(text: String) {
    #expect(throws: OutputError.self) { try MailAddress(text) }
  }

  @Test("Names are read bare and in quotation marks")
  func addresses() throws {
    #expect(try MailAddress(" \"A \\\"B\\\" C\" <a@Example.org> ").name == "A \"B\" C")
    #expect(try MailAddress("Press Office <a@example.org>").name == "Press Office")
    #expect(try MailAddress("<a+tag@example.org>").description == "a+tag@example.org")
  }

  @Test(
    "What is no list identifier is refused", arguments: ["", "list", "a b.c", "x <y", "<a.b>\n"])
  func badList(text: String) {
    #expect(throws: OutputError.self) { try EmailOutput.ListID(text) }
  }
}
