import EmbargoCore

/// The parts of a document as the sections of a page.
struct PageSections: Sendable {
  /// A title and what stands below it.
  struct Section: Sendable {
    var title: String
    var text: String
    var blocks: [Prose.Block]
  }

  /// The entries below a title such as "Read more".
  struct Links: Sendable {
    var title: String
    var entries: [String]
  }

  let style: Prose.Style
  /// In lines.
  var letterhead: String?
  /// Dateline and body as one text, and in blocks.
  var text: String
  var body: [Prose.Block]
  /// The contact lines as they are, and whoever stands beside the release line.
  var contacts: [String]
  var links: Links?
  var notes: Section?
  var boilerplate: Section?

  init(_ document: ReleaseDocument) {
    style = document.format == .markdown ? .markdown : .plain
    letterhead = Self.joined(document, .letterhead)
    text = Self.bodyText(document)
    body = Prose.blocks(text, style: style)
    contacts = Self.contacts(document)
    links = Self.linkList(document)
    notes = Self.section(document, .notesToEditors, title: "Notes to editors", style)
    boilerplate = Self.section(document, .boilerplate, title: "About", style)
  }

  private static func joined(_ document: ReleaseDocument, _ role: ReleaseDocument.Role) -> String? {
    let texts = document.text(of: role)
    return texts.isEmpty ? nil : texts.joined(separator: "\n\n")
  }

  private static func contacts(_ document: ReleaseDocument) -> [String] {
    let parts = document.parts.filter { $0.role == .contact }
    var lines = parts.flatMap { $0.text.split(separator: "\n").map(String.init) }
    for contact in document.contacts
    where !parts.contains(where: { $0.lines.contains(contact.line) }) {
      let details = [contact.name] + contact.phones + contact.emails
      lines.append(details.filter { !$0.isEmpty }.joined(separator: ", "))
    }
    return lines
  }

  /// Dateline and body; lines that follow one another without an empty line stay together.
  private static func bodyText(_ document: ReleaseDocument) -> String {
    var text = ""
    var lastLine: Int?
    for part in document.parts where part.role == .body || part.role == .dateline {
      if let lastLine { text += part.lines.lowerBound == lastLine + 1 ? "\n" : "\n\n" }
      text += part.text
      lastLine = part.lines.upperBound
    }
    return text
  }

  /// The entries that the reader found; the line above them is the title.
  private static func linkList(_ document: ReleaseDocument) -> Links? {
    guard let text = joined(document, .links) else { return nil }
    return Links(title: heading(of: text)?.title ?? "Read more", entries: document.links)
  }

  private static func section(
    _ document: ReleaseDocument, _ role: ReleaseDocument.Role, title: String, _ style: Prose.Style
  ) -> Section? {
    guard let text = joined(document, role) else { return nil }
    let heading = heading(of: text)
    let rest = heading?.rest ?? text
    return Section(
      title: heading?.title ?? title, text: rest, blocks: Prose.blocks(rest, style: style))
  }

  /// A short first line that is no sentence, and what follows it.
  private static func heading(of text: String) -> (title: String, rest: String)? {
    let lines = text.split(separator: "\n", maxSplits: 1)
    guard lines.count == 2, lines[0].count <= 80 else { return nil }
    var title = lines[0].drop { $0 == "#" || $0 == "*" || $0.isWhitespace }
    while let last = title.last, last == ":" || last == "*" || last == "#" || last.isWhitespace {
      title.removeLast()
    }
    guard let last = title.last, !".!?".contains(last) else { return nil }
    return (String(title), String(lines[1]))
  }
}
