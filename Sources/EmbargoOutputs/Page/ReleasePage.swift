import EmbargoCore
package import EmbargoTime

/// A release as a complete HTML page.
///
/// The release line and the stamp of the text are not on it: what was said of the embargo before
/// the lift is replaced by the moment of the release. The end mark is left out. Every other line of
/// the text is there, in its section.
package struct ReleasePage: Sendable {
  /// A file that the page points to.
  package struct File: Sendable {
    package var name: String
    /// Relative to the page; nil: it travels with the page and is only named.
    package var address: String?
    package var size: Int

    package init(name: String, address: String?, size: Int) {
      (self.name, self.address, self.size) = (name, address, size)
    }
  }

  static let defaultLanguage = "en"

  private let template: HTMLTemplate

  /// The built-in page.
  package init() throws(OutputError) { template = try HTMLTemplate(builtInPage) }

  /// - Parameters:
  ///   - canonical: Its public address; nil where there is none.
  ///   - files: Listed in this order.
  package func html(of material: Material, canonical: String?, files: [File]) -> [UInt8] {
    Array(template.render(Content(material, canonical: canonical, files: files)).utf8)
  }

  /// What the template can name.
  struct Content: Sendable {
    struct Section: Sendable {
      var title: String
      /// HTML.
      var text: String
    }
    struct Link: Sendable {
      var name: String
      var address: String?
      var size: String
    }

    var language: String
    var headline: String
    var subhead: String?
    var organisation: String?
    var letterhead: String?
    /// In words and in RFC 3339.
    var released: String
    var releasedAt: String
    /// HTML.
    var body: String
    var contacts: String?
    var links: Section?
    var notes: Section?
    var boilerplate: Section?
    var files: [Link]
    var hasFiles: Bool
    var canonical: String?
    /// schema.org NewsArticle as JSON, fit for a script element.
    var linkedData: String
  }
}

extension ReleasePage.Content {
  init(_ material: Material, canonical: String?, files: [ReleasePage.File]) {
    let document = material.document
    let style: Prose.Style = document.format == .markdown ? .markdown : .plain
    let sections = PageSections(document, style: style)
    language = document.frontMatter.language ?? ReleasePage.defaultLanguage
    headline = document.headline
    subhead = document.subhead
    organisation = material.organisation.isEmpty ? nil : material.organisation
    letterhead = sections.letterhead
    released = UTCWords.text(material.release.due)
    releasedAt = UTCWords.stamp(material.release.due)
    body = sections.body
    contacts = sections.contacts
    links = sections.links.map { Section(title: $0.title, text: $0.html) }
    notes = sections.notes.map { Section(title: $0.title, text: $0.html) }
    boilerplate = sections.boilerplate.map { Section(title: $0.title, text: $0.html) }
    self.files = files.map {
      Link(name: $0.name, address: $0.address, size: "\($0.size) bytes")
    }
    hasFiles = !files.isEmpty
    self.canonical = canonical
    linkedData = Self.linkedData(material, language: language, canonical: canonical)
  }

  private static func linkedData(
    _ material: Material, language: String, canonical: String?
  ) -> String {
    var members: [String: JSON] = [
      "@context": "https://schema.org", "@type": "NewsArticle",
      "headline": .string(material.document.headline), "inLanguage": .string(language),
      "datePublished": .string(UTCWords.stamp(material.release.due)),
    ]
    if let subhead = material.document.subhead {
      members["alternativeHeadline"] = .string(subhead)
    }
    if !material.organisation.isEmpty {
      members["publisher"] = ["@type": "Organization", "name": .string(material.organisation)]
    }
    if let canonical { members["url"] = .string(canonical) }
    // `<` would let a text end the script element.
    return String(decoding: JSON.object(members).canonical, as: UTF8.self)
      .split(separator: "<", omittingEmptySubsequences: false).joined(separator: "\\u003c")
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
