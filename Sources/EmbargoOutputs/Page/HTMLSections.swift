/// The sections of a page as HTML, for every template that shows them.
struct HTMLSections: Sendable {
  struct Section: Sendable {
    var title: String
    var text: String
  }

  let letterhead: String?
  let body: String
  let contacts: String?
  let links: Section?
  let notes: Section?
  let boilerplate: Section?

  init(_ sections: PageSections) {
    letterhead = sections.letterhead.map { InlineMarkup.html.linked($0) }
    body = Prose.html(sections.body, style: sections.style)
    let lines = sections.contacts.map { InlineMarkup.html.linked($0) }
    contacts = lines.isEmpty ? nil : "<p>\(lines.joined(separator: "<br>\n"))</p>"
    links = sections.links.map { links in
      let rows = links.entries.map { "<li>\(InlineMarkup.html.linked($0))</li>" }
      return Section(title: links.title, text: "<ul>\n\(rows.joined(separator: "\n"))\n</ul>")
    }
    func section(_ section: PageSections.Section) -> Section {
      Section(title: section.title, text: Prose.html(section.blocks, style: sections.style))
    }
    notes = sections.notes.map(section)
    boilerplate = sections.boilerplate.map(section)
  }
}
