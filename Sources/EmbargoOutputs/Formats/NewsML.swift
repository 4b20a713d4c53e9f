import EmbargoCore
import EmbargoTime

/// A release as an IPTC NewsML-G2 2.35 news item, power conformance, with its text in XHTML.
enum NewsML {
  static func bytes(_ rendition: Rendition) -> [UInt8] {
    var writer = XMLWriter()
    writer.add(
      "newsItem",
      [
        "xmlns": "http://iptc.org/std/nar/2006-10-01/", "guid": rendition.identifier,
        "version": String(rendition.version), "standard": "NewsML-G2", "standardversion": "2.35",
        "conformance": "power", "xml:lang": rendition.language.text,
        "dir": rendition.language.isRightToLeft ? "rtl" : nil,
      ]
    ) { item in
      item.add(
        "catalogRef",
        ["href": "http://www.iptc.org/std/catalog/catalog.IPTC-G2-Standards_32.xml"])
      if let organisation = rendition.organisation {
        item.add("rightsInfo") { rights in
          rights.add("copyrightHolder", ["literal": "publisher"]) { holder in
            holder.add("name", [:], organisation)
          }
        }
      }
      itemMetadata(rendition, &item)
      contentMetadata(rendition, &item)
      item.add("contentSet") { set in
        set.add("inlineXML", ["contenttype": "application/xhtml+xml"]) { content in
          content.add(written: XHTMLText.text(rendition))
        }
      }
    }
    return Array(writer.text.utf8)
  }

  /// In the order of the schema's sequence.
  private static func itemMetadata(_ rendition: Rendition, _ item: inout XMLWriter) {
    item.add("itemMeta") { meta in
      meta.add("itemClass", ["qcode": "ninat:text"])
      meta.add("provider", ["literal": "publisher"]) { provider in
        provider.add("name", [:], rendition.organisation ?? "The publisher of this release")
      }
      meta.add("versionCreated", [:], rendition.versionCreated.rfc3339)
      meta.add("firstCreated", [:], rendition.released.rfc3339)
      meta.add("embargoed", [:], rendition.embargoedUntil.rfc3339)
      let status = rendition.withdrawal == nil ? "usable" : "canceled"
      meta.add("pubStatus", ["qcode": "stat:\(status)"])
      meta.add("generator", [:], "embargod")
      meta.add("profile", [:], "press-release")
      meta.add("edNote", [:], EditorialNote.text(rendition))
      if rendition.correction != nil { meta.add("signal", ["qcode": "sig:correction"]) }
      guard rendition.withdrawal == nil else { return }
      if let canonical = rendition.canonical {
        meta.add("link", ["rel": "irel:seeAlso", "href": canonical, "contenttype": "text/html"])
      }
      for file in rendition.files {
        meta.add(
          "link",
          [
            "rel": "irel:seeAlso", "href": file.publicAddress ?? file.address,
            "contenttype": file.kind.mediaType, "size": String(file.size), "title": file.name,
          ])
      }
    }
  }

  private static func contentMetadata(_ rendition: Rendition, _ item: inout XMLWriter) {
    let document = rendition.material.document
    item.add("contentMeta") { meta in
      meta.add("contentModified", [:], rendition.versionCreated.rfc3339)
      if rendition.withdrawal == nil {
        for (number, contact) in document.contacts.enumerated() {
          self.contact(contact, number: number + 1, &meta)
        }
      }
      meta.add("language", ["tag": rendition.language.text])
      meta.add("slugline", [:], rendition.material.release.slug.description)
      guard rendition.withdrawal == nil else {
        meta.add("headline", [:], Notice.title)
        return
      }
      meta.add("headline", ["rank": "1"], rendition.headline)
      if let subhead = document.subhead { meta.add("headline", ["rank": "2"], subhead) }
      if let dateline = document.dateline { meta.add("dateline", [:], dateline.text) }
      if let organisation = rendition.organisation { meta.add("by", [:], organisation) }
      if let summary = rendition.summary {
        meta.add("description", ["role": "drol:summary"], summary)
      }
    }
  }

  private static func contact(
    _ contact: ReleaseDocument.Contact, number: Int, _ meta: inout XMLWriter
  ) {
    meta.add("infoSource", ["literal": "contact-\(number)", "type": "cpnat:person"]) { source in
      if !contact.name.isEmpty { source.add("name", [:], contact.name) }
      guard !(contact.emails + contact.phones).isEmpty else { return }
      source.add("personDetails") { details in
        details.add("contactInfo") { info in
          for email in contact.emails { info.add("email", [:], email) }
          for phone in contact.phones { info.add("phone", [:], phone) }
        }
      }
    }
  }
}

/// The text of a release as an XHTML document: what a page says, without its looks.
enum XHTMLText {
  static func text(_ rendition: Rendition) -> String {
    let title = HTMLText.escaped(rendition.withdrawal == nil ? rendition.headline : Notice.title)
    let language = HTMLText.escaped(rendition.language.text)
    return """
      <html xmlns="http://www.w3.org/1999/xhtml" xml:lang="\(language)">
      <head><title>\(title)</title></head>
      <body>
      \(body(rendition).joined(separator: "\n"))
      </body>
      </html>
      """
  }

  private static func body(_ rendition: Rendition) -> [String] {
    if let notice = Notice(rendition) { return [notice.html] }
    let sections = rendition.sections
    var parts: [String] = []
    if let correction = CorrectionNote.html(rendition) { parts.append(correction) }
    parts.append(Prose.html(sections.body, style: sections.style, isXHTML: true))
    if !sections.contacts.isEmpty {
      let lines = sections.contacts.map { InlineMarkup.html.linked($0) }
      parts.append("<h2>Contact</h2>\n<p>\(lines.joined(separator: "<br/>\n"))</p>")
    }
    if let links = sections.links {
      let rows = links.entries.map { "<li>\(InlineMarkup.html.linked($0))</li>" }
      parts.append(heading(links.title) + "<ul>\n\(rows.joined(separator: "\n"))\n</ul>")
    }
    for section in [sections.notes, sections.boilerplate].compactMap({ $0 }) {
      parts.append(
        heading(section.title)
          + Prose.html(section.blocks, style: sections.style, isXHTML: true))
    }
    return parts
  }

  private static func heading(_ title: String) -> String {
    "<h2>\(HTMLText.escaped(title))</h2>\n"
  }
}

/// What readers are told of a correction.
enum CorrectionNote {
  /// Nil unless the release was corrected, or its embargo ended early.
  static func html(_ rendition: Rendition) -> String? {
    if let notice = rendition.material.earlyNotice {
      return "<p class=\"notice\"><strong>\(InlineMarkup.html.linked(notice))</strong></p>"
    }
    guard let correction = rendition.correction else { return nil }
    let reason =
      correction.reason.isEmpty ? "" : " " + InlineMarkup.html.linked(correction.reason)
    let time = UTCWords.stamp(correction.at)
    return "<p class=\"correction\"><strong>Corrected <time datetime=\"\(time)\">"
      + "\(correction.words)</time>.</strong>\(reason)</p>"
  }
}
