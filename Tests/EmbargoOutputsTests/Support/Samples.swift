import EmbargoCore
import EmbargoOutputs
import EmbargoTime

/// Invented releases to publish.
enum Samples {
  static let instant = Instant(seconds: 1_695_157_200)
  static let before = instant - .seconds(1)

  static let key = key(1)

  static func key(_ number: Int) -> IdempotencyKey {
    IdempotencyKey(stored: "msg_sample\(number)abcdefghijklmnopqr")
  }

  static let parts: [(ReleaseDocument.Role, String)] = [
    (.letterhead, "Institute of Tides"),
    (.blank, ""),
    (.headline, "Tides turn at noon, institute says"),
    (.subhead, "First record of its kind"),
    (.releaseLine, "EMBARGOED UNTIL"),
    (.stamp, "September 19, 2023, 5:00 p.m. EDT"),
    (.contact, "Contact: Ada Example, +1 202 555 0100\npress@example.org"),
    (.blank, ""),
    (.dateline, "GENEVA, Sept 19 – The tides turn at noon, the institute"),
    (.body, "says in a report at https://tides.example/report."),
    (.blank, ""),
    (.body, "“Nobody expected this,” said “Ada” Example & <others>.\n- first\n- second"),
    (.links, "Read more:\nTides today, May 4, 2022\nhttps://tides.example/old"),
    (.notesToEditors, "Notes to editors\nThe report has 12 pages."),
    (.boilerplate, "About the institute\nIt measures tides."),
    (.endMark, "###"),
  ]

  static func document(
    _ parts: [(ReleaseDocument.Role, String)] = parts, headline: String? = nil,
    format: ReleaseDocument.Format = .text, bytes: [UInt8]? = nil
  ) -> ReleaseDocument {
    var line = 1
    let built = parts.map { role, text in
      let count = text.split(separator: "\n", omittingEmptySubsequences: false).count
      defer { line += count }
      return ReleaseDocument.Part(role: role, lines: line...(line + count - 1), text: text)
    }
    let text = parts.map(\.1).joined(separator: "\n") + "\n"
    return ReleaseDocument(
      format: format, parts: built,
      headline: headline ?? parts.first { $0.0 == .headline }?.1 ?? "Headline",
      subhead: parts.first { $0.0 == .subhead }?.1,
      contacts: [
        .init(
          name: "Ada Example", phones: ["+1 202 555 0100"], emails: ["press@example.org"], line: 7)
      ],
      links: ["Tides today, May 4, 2022", "https://tides.example/old"], frontMatter: .init(),
      publishedBytes: bytes ?? Array(text.utf8))
  }

  static func material(
    _ document: ReleaseDocument = document(), number: Int = 1, attachments: [Attachment] = [],
    publicURL: String = "https://example.org/press", organisation: String = "Institute of Tides"
  ) throws -> Material {
    let content = RevisionContent(bytes: document.publishedBytes, attachments: attachments)
    let civil = CivilDateTime(instant, offset: -14_400)
    let embargo = Embargo(
      stamp: "September 19, 2023, 5:00 p.m. EDT", civil: civil, zone: .named("America/New_York"),
      instant: instant, tzdb: "2025b")
    let release = Release(
      id: ReleaseID(
        at: instant, random: Array(repeating: UInt8(truncatingIfNeeded: number), count: 10)),
      slug: try slug("tides-turn-\(number)"), revision: 1, headline: document.headline,
      digest: content.digest, nonce: Array(repeating: 7, count: 32), embargo: embargo,
      due: instant, phase: .scheduled, deliveries: [], submitter: .daemon, submittedAt: before,
      lateGrace: nil)
    return Material(
      release: release, document: document, content: content, key: key(number),
      organisation: organisation, publicURL: publicURL)
  }

  static func slug(_ text: String) throws -> Slug {
    guard let slug = Slug(text) else { throw Missing(what: text) }
    return slug
  }

  static func name(_ text: String) throws -> OutputName {
    guard let name = OutputName(text) else { throw Missing(what: text) }
    return name
  }

  struct Missing: Error {
    var what: String
  }
}
