import EmbargoCore
import EmbargoTime

/// A release as IPTC ninjs 3.1 (https://iptc.org/standards/ninjs/), in canonical JSON.
///
/// The texts are exactly those of the release, control characters included; `text/html` bodies are
/// markup and follow its rule. A withdrawn release keeps its `uri` and loses its content.
enum Ninjs {
  static func bytes(_ rendition: Rendition) -> [UInt8] {
    JSON.object(members(rendition)).canonical + [UInt8(ascii: "\n")]
  }

  private static func members(_ rendition: Rendition) -> JSON.Members {
    let release = rendition.material.release
    var members: JSON.Members = [
      "uri": .string(rendition.identifier), "type": "text", "profile": "press-release",
      "representationType": "full", "version": .string(String(rendition.version)),
      "standard": [
        "name": "ninjs", "version": "3.1",
        "schema": "http://www.iptc.org/std/ninjs/ninjs-schema_3.1.json#",
      ],
      "firstCreated": .string(rendition.released.rfc3339),
      "versionCreated": .string(rendition.versionCreated.rfc3339),
      "embargoedUntil": .string(rendition.embargoedUntil.rfc3339),
      "slugline": .string(release.slug.description),
      "language": .string(rendition.language.text),
      "pubStatus": .string(rendition.withdrawal == nil ? "usable" : "canceled"),
      "edNote": .string(EditorialNote.text(rendition)),
    ]
    if let organisation = rendition.organisation {
      members["by"] = .string(organisation)
      members["copyrightHolder"] = .string(organisation)
      members["organisations"] = [["name": .string(organisation), "rel": "publisher"]]
    }
    if let notice = Notice(rendition) {
      members["headlines"] = [["role": "main", "value": .string(Notice.title)]]
      members["bodies"] = .array([body("main", notice.text)])
    } else {
      addContent(rendition, to: &members)
    }
    return members
  }

  private static func addContent(_ rendition: Rendition, to members: inout JSON.Members) {
    let document = rendition.material.document
    let sections = rendition.sections
    members["title"] = .string(rendition.headline)
    var headlines: [JSON] = [["role": "main", "value": .string(rendition.headline)]]
    if let subhead = document.subhead {
      headlines.append(["role": "sub", "value": .string(subhead)])
    }
    members["headlines"] = .array(headlines)
    var bodies = [body("main", sections.text)]
    let html = Prose.html(sections.body, style: sections.style)
    bodies.append(["role": "main", "contentType": "text/html", "value": .string(html)])
    if let links = sections.links {
      bodies.append(body("links", links.entries.joined(separator: "\n")))
    }
    if let notes = sections.notes { bodies.append(body("notesToEditors", notes.text)) }
    if let about = sections.boilerplate { bodies.append(body("boilerplate", about.text)) }
    members["bodies"] = .array(bodies)
    var descriptions: [JSON] = []
    if let summary = rendition.summary {
      descriptions.append(["role": "summary", "value": .string(summary)])
    }
    if let dateline = document.dateline {
      descriptions.append(["role": "dateline", "value": .string(dateline.text)])
    }
    if !descriptions.isEmpty { members["descriptions"] = .array(descriptions) }
    let people = document.contacts.map(person)
    if !people.isEmpty { members["people"] = .array(people) }
    let files = rendition.files.map { association($0, rendition) }
    if !files.isEmpty { members["associations"] = .array(files) }
    if let canonical = rendition.canonical {
      let page: JSON = [
        "name": "page", "href": .string(canonical), "contentType": "text/html",
      ]
      members["renditions"] = .array([page])
    }
  }

  private static func body(_ role: String, _ text: String) -> JSON {
    let words = text.split(whereSeparator: \.isWhitespace).count
    return [
      "role": .string(role), "contentType": "text/plain", "value": .string(text),
      "charCount": .integer(Int64(text.count)), "wordCount": .integer(Int64(words)),
    ]
  }

  private static func person(_ contact: ReleaseDocument.Contact) -> JSON {
    func info(_ type: String) -> (String) -> JSON {
      { value in ["type": .string(type), "role": "media", "value": .string(value)] }
    }
    var person: JSON.Members = ["rel": "mediaContact"]
    if !contact.name.isEmpty { person["name"] = .string(contact.name) }
    let details = contact.phones.map(info("phone")) + contact.emails.map(info("email"))
    if !details.isEmpty { person["contactInfo"] = .array(details) }
    return .object(person)
  }

  /// An attachment as a news object of its own, with its digest.
  private static func association(_ file: ReleasePage.File, _ rendition: Rendition) -> JSON {
    var original: JSON.Members = [
      "name": "original", "contentType": .string(file.kind.mediaType), "title": .string(file.name),
      "sizeInBytes": .integer(Int64(file.size)),
    ]
    if let address = file.publicAddress { original["href"] = .string(address) }
    var members: JSON.Members = [
      "name": .string(file.name), "rel": "attachment",
      "uri": .string(rendition.identifier + "#" + WebPath.encoded(file.name)),
      "type": .string(file.kind.newsObject), "title": .string(file.name),
      "renditions": .array([.object(original)]),
    ]
    if let digest = file.digest {
      members["altIds"] = [["role": "sha-256", "value": .string(Hex.text(digest.bytes))]]
    }
    return .object(members)
  }
}

/// What receiving editors are told: the release line as it stands in the text, behind what has
/// happened to the release since.
enum EditorialNote {
  static func text(_ rendition: Rendition) -> String {
    if let withdrawal = rendition.withdrawal {
      return joined("KILL: \(Notice.sentence)", withdrawal)
    }
    guard let correction = rendition.correction else { return rendition.releaseLine }
    return joined("CORRECTION, \(correction.words)", correction) + "\n" + rendition.releaseLine
  }

  private static func joined(_ words: String, _ change: Rendition.Change) -> String {
    change.reason.isEmpty ? words : "\(words)\nReason: \(change.reason)"
  }
}
