import EmbargoCore

/// A release in CommonMark: headline, moment of release, text, contacts and the other sections.
///
/// The words of a plain text are escaped; a Markdown text keeps its paragraphs, headings, lists,
/// emphasis and links, and everything else in it, such as HTML, is shown as words.
struct MarkdownPage {
  private let rendition: Rendition
  private var blocks: [String] = []

  static func bytes(_ rendition: Rendition) -> [UInt8] {
    if let notice = Notice(rendition) { return Array(notice.markdown.utf8) }
    var page = MarkdownPage(rendition: rendition)
    page.write()
    return Array((page.blocks.joined(separator: "\n\n") + "\n").utf8)
  }

  private init(rendition: Rendition) { self.rendition = rendition }

  private mutating func write() {
    let sections = rendition.sections
    if let letterhead = sections.letterhead { blocks.append(Self.kept(letterhead)) }
    add(heading: rendition.headline, level: 1)
    if let subhead = rendition.material.document.subhead {
      blocks.append("**\(Self.inOneLine(subhead))**")
    }
    if rendition.keepsReleaseLine {
      blocks.append(Self.kept(rendition.releaseLine))
    } else {
      blocks.append("Released \(UTCWords.text(rendition.released))")
    }
    if let correction = rendition.correction {
      let reason = correction.reason.isEmpty ? "" : " " + Self.inOneLine(correction.reason)
      blocks.append("> **Corrected \(correction.words).**\(reason)")
    }
    blocks.append(Prose.markdown(sections.body, style: sections.style))
    if !sections.contacts.isEmpty {
      add(heading: "Contact", level: 2)
      blocks.append(Self.kept(sections.contacts.joined(separator: "\n")))
    }
    if let links = sections.links {
      add(heading: links.title, level: 2)
      blocks.append(links.entries.map { "- " + Self.inOneLine($0) }.joined(separator: "\n"))
    }
    for section in [sections.notes, sections.boilerplate].compactMap({ $0 }) {
      add(heading: section.title, level: 2)
      blocks.append(Prose.markdown(section.blocks, style: sections.style))
    }
    if !rendition.files.isEmpty {
      add(heading: "Files", level: 2)
      blocks.append(rendition.files.map(Self.row).joined(separator: "\n"))
    }
    blocks.removeAll(where: \.isEmpty)
  }

  private mutating func add(heading: String, level: Int) {
    blocks.append(
      MarkdownText.heading(InlineMarkup.markdown.escaped(heading), level: level))
  }

  /// Lines that stay lines.
  private static func kept(_ text: String) -> String {
    let lines = text.split(separator: "\n").map { InlineMarkup.markdown.linked($0) }
    return MarkdownText.lines(lines, separator: "\\\n")
  }

  private static func inOneLine(_ text: String) -> String {
    let lines = text.split(separator: "\n").map { InlineMarkup.markdown.linked($0) }
    return MarkdownText.lines(lines, separator: " ")
  }

  private static func row(_ file: ReleasePage.File) -> String {
    let name =
      file.address.map { MarkdownText.link(file.name, to: $0) } ?? MarkdownText.escaped(file.name)
    return "- \(name) (\(FileSize.words(file.size)))"
  }
}
