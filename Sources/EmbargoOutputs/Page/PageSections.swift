import EmbargoCore

/// The parts of a document as the sections of a page, each as HTML.
struct PageSections {
  typealias Section = (title: String, html: String)

  var letterhead: String?
  var body: String
  var contacts: String?
  var links: Section?
  var notes: Section?
  var boilerplate: Section?

  init(_ document: ReleaseDocument, style: Prose.Style) {
    letterhead = Self.joined(document, .letterhead).map(HTMLText.linked)
    body = Prose.html(Self.bodyText(document), style: style)
    contacts = Self.contacts(document)
    links = Self.linkList(document)
    notes = Self.section(document, .notesToEditors, title: "Notes to editors", style)
    boilerplate = Self.section(document, .boilerplate, title: "About", style)
  }

  private static func joined(_ document: ReleaseDocument, _ role: ReleaseDocument.Role) -> String? {
    let texts = document.text(of: role)
    return texts.isEmpty ? nil : texts.joined(separator: "\n\n")
  }

  /// The contact lines as they are, and whoever stands beside the release line, which is not shown.
  private static func contacts(_ document: ReleaseDocument) -> String? {
    let parts = document.parts.filter { $0.role == .contact }
    var lines = parts.flatMap { $0.text.split(separator: "\n").map(String.init) }
    for contact in document.contacts
    where !parts.contains(where: { $0.lines.contains(contact.line) }) {
      let details = [contact.name] + contact.phones + contact.emails
      lines.append(details.filter { !$0.isEmpty }.joined(separator: ", "))
    }
    if lines.isEmpty { return nil }
    return "<p>\(lines.map { HTMLText.linked($0) }.joined(separator: "<br>\n"))</p>"
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
  private static func linkList(_ document: ReleaseDocument) -> Section? {
    guard let text = joined(document, .links) else { return nil }
    let heading = heading(of: text)
    let entries = document.links.map { "<li>\(HTMLText.linked($0))</li>" }
    let title = heading?.title ?? "Read more"
    return (title, "<ul>\n\(entries.joined(separator: "\n"))\n</ul>")
  }

  private static func section(
    _ document: ReleaseDocument, _ role: ReleaseDocument.Role, title: String, _ style: Prose.Style
  ) -> Section? {
    guard let text = joined(document, role) else { return nil }
    guard let heading = heading(of: text) else { return (title, Prose.html(text, style: style)) }
    return (heading.title, Prose.html(heading.rest, style: style))
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
