import EmbargoCore
package import EmbargoTime

/// A release as a complete HTML page.
///
/// The release line and the stamp of the text are not on it, unless that is asked for: what was
/// said of the embargo before the lift is replaced by the moment of the release. The end mark is
/// left out. Every other line of the text is there, in its section. The page of a release that was
/// killed is a notice without any of its words.
package struct ReleasePage: Sendable {
  /// A file that the page points to.
  package struct File: Sendable {
    package var name: String
    /// Relative to the page; nil: it travels with the page and is only named.
    package var address: String?
    package var size: Int
    /// Nil: there is none.
    var publicAddress: String?
    var digest: Digest?

    package init(name: String, address: String?, size: Int) {
      (self.name, self.address, self.size) = (name, address, size)
    }

    var kind: AttachmentKind { AttachmentKind(ofFile: name) }
  }

  private let template: HTMLTemplate

  /// - Parameter template: Mustache, as `PageTemplate` allows it; nil: the built-in page.
  package init(template: String? = nil) throws(OutputError) {
    if let template { try PageTemplate.check(template) }
    self.template = try HTMLTemplate(template ?? builtInPage)
  }

  /// - Parameters:
  ///   - canonical: Its public address; nil where there is none.
  ///   - files: Listed in this order.
  package func html(of material: Material, canonical: String?, files: [File]) -> [UInt8] {
    html(of: Rendition(material, files: files, canonical: canonical))
  }

  func html(of rendition: Rendition) -> [UInt8] {
    Array(template.render(Content(rendition)).utf8)
  }

  /// What the template can name; `PageTemplate.variables` says what each of them is.
  struct Content: Sendable {
    typealias Section = HTMLSections.Section

    struct Link: Sendable {
      var name: String
      var address: String?
      var size: String
    }

    var language: String
    var direction: String
    var headline: String
    var subhead: String?
    var description: String
    var organisation: String?
    var letterhead: String?
    var released: String
    var releasedAt: String
    var releaseLine: String?
    var changed: String?
    var changedAt: String?
    var withdrawn: Bool
    var body: String
    var contacts: String?
    var links: Section?
    var notes: Section?
    var boilerplate: Section?
    var files: [Link]
    var hasFiles: Bool
    var canonical: String?
    var image: String?
    var locale: String?
    var linkedData: String
  }
}

extension ReleasePage.Content {
  init(_ rendition: Rendition) {
    language = rendition.language.text
    direction = rendition.language.isRightToLeft ? "rtl" : "ltr"
    locale = rendition.language.locale
    organisation = rendition.organisation
    released = UTCWords.text(rendition.released)
    releasedAt = UTCWords.stamp(rendition.released)
    canonical = rendition.canonical
    linkedData = LinkedData.text(rendition)
    let change = rendition.correction ?? rendition.withdrawal
    changed = change?.words
    changedAt = change.map { UTCWords.stamp($0.at) }
    (files, hasFiles) = ([], false)
    if let notice = Notice(rendition) {
      (withdrawn, headline, body) = (true, Notice.title, notice.html)
      (language, direction, locale) = ("en", "ltr", nil)
      description = Notice.sentence
      return
    }
    let sections = HTMLSections(rendition.sections)
    (withdrawn, headline) = (false, rendition.headline)
    body = Self.body(sections, rendition)
    description = rendition.summary ?? rendition.headline
    subhead = rendition.material.document.subhead
    releaseLine = rendition.keepsReleaseLine ? rendition.releaseLine : nil
    add(sections)
    files = rendition.files.map {
      Link(name: $0.name, address: $0.address, size: FileSize.words($0.size))
    }
    hasFiles = !files.isEmpty
    image = rendition.preview
  }

  private static func body(_ sections: HTMLSections, _ rendition: Rendition) -> String {
    guard let note = CorrectionNote.html(rendition) else { return sections.body }
    let label = rendition.correction == nil ? "Notice" : "Correction"
    return "<aside lang=\"en\" aria-label=\"\(label)\">\n\(note)\n</aside>\n\(sections.body)"
  }

  private mutating func add(_ sections: HTMLSections) {
    (letterhead, contacts) = (sections.letterhead, sections.contacts)
    (links, notes, boilerplate) = (sections.links, sections.notes, sections.boilerplate)
  }
}

/// Dates for readers; always UTC.
package enum UTCWords {
  private static let months = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
  ]
  private static let days = [
    "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday",
  ]

  /// `Tuesday 19 September 2023, 21:00 UTC`; seconds only where there are any.
  package static func text(_ instant: Instant) -> String {
    let civil = CivilDateTime(instant)
    let seconds = civil.second == 0 ? "" : ":" + twoDigits(civil.second)
    return "\(days[civil.weekday.rawValue]) \(civil.day) \(months[civil.month - 1]) \(civil.year), "
      + "\(twoDigits(civil.hour)):\(twoDigits(civil.minute))\(seconds) UTC"
  }

  /// RFC 3339 to the whole second.
  package static func stamp(_ instant: Instant) -> String {
    Instant(seconds: instant.seconds).rfc3339
  }

  static func twoDigits(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
