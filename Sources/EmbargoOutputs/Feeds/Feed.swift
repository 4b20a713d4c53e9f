package import EmbargoCore
package import EmbargoTime

/// What an output has published, newest first, for readers of feeds. Pure: the same feed always
/// gives the same bytes, and nothing in it is of a release that has not been lifted.
package struct Feed: Hashable, Sendable {
  /// A form in which it is published.
  package enum Kind: String, Hashable, Sendable, CaseIterable {
    /// Atom 1.0 (RFC 4287).
    case atom
    /// RSS 2.0.
    case rss
    /// JSON Feed 1.1.
    case json
    /// An HTML page.
    case index

    /// Its file in the output's directory; no release may take that name.
    package var fileName: String {
      switch self {
      case .atom: "feed.atom"
      case .rss: "feed.rss"
      case .json: "feed.json"
      case .index: "index.html"
      }
    }
  }

  /// One release.
  package struct Item: Hashable, Sendable {
    package var id: ReleaseID
    /// All that is said of one that was killed.
    package var slug: Slug
    package var headline: String
    /// The beginning of its text, in one line; empty for one that was killed.
    package var summary: String
    /// BCP 47, as its front matter says; nil: not said.
    package var language: String?
    /// Of its page, absolute.
    package var address: String
    package var published: Instant
    /// What has happened to it since.
    package var event: ReleaseEvent

    package init(
      id: ReleaseID, slug: Slug, headline: String, summary: String, language: String?,
      address: String, published: Instant, event: ReleaseEvent
    ) {
      (self.id, self.slug, self.headline, self.summary) = (id, slug, headline, summary)
      (self.language, self.address, self.published) = (language, address, published)
      self.event = event
    }
  }

  package var output: OutputName
  /// Whose releases they are; empty: not said.
  package var organisation: String
  /// The base of addresses, without a slash at its end.
  package var home: String
  /// The kinds that the output has, which refer to each other.
  package var kinds: [Kind]
  /// Newest first.
  package var items: [Item]

  package init(
    output: OutputName, organisation: String, home: String, kinds: [Kind], items: [Item]
  ) {
    (self.output, self.organisation, self.home) = (output, organisation, home)
    (self.kinds, self.items) = (kinds, items)
  }

  package func bytes(_ kind: Kind) -> [UInt8] {
    switch kind {
    case .atom: Array(atom.utf8)
    case .rss: Array(rss.utf8)
    case .json: json
    case .index: Array(index.utf8)
    }
  }

  /// What its files have near their beginning, and no other file: who made them, for which output.
  /// Two hyphens may not stand in a comment of XML, so that each is written as `_`.
  package static func marker(of output: OutputName) -> String {
    "embargod:feed:"
      + output.description.split(separator: "-", omittingEmptySubsequences: false)
      .joined(separator: "_")
  }

  /// Whether a file is one that this output has made.
  package static func isOwn(_ bytes: [UInt8], kind: Kind, output: OutputName) -> Bool {
    let head = String(decoding: bytes.prefix(512), as: UTF8.self)
    let opening =
      switch kind {
      case .atom, .rss: xmlOpening(of: output)
      case .json: "{\"_embargod\":{\"marker\":\"\(marker(of: output))\"}"
      case .index: "<!doctype html>\n<!-- \(marker(of: output)) -->"
      }
    return head.hasPrefix(opening)
  }

  var title: String { organisation.isEmpty ? "Press releases" : "\(organisation): press releases" }

  func address(of kind: Kind) -> String { "\(home)/\(kind.fileName)" }

  /// Where people read all of it.
  var page: String { kinds.contains(.index) ? address(of: .index) : home + "/" }

  /// The latest of what it says.
  var updated: Instant { items.map(\.updated).max() ?? Instant(seconds: 0) }

  static func xmlOpening(of output: OutputName) -> String {
    "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<!-- \(marker(of: output)) -->\n"
  }
}

extension Feed.Item {
  /// `urn:uuid:…` (RFC 9562 section 4): the same whatever happens to the release.
  var identifier: String { "urn:uuid:\(id)" }

  var updated: Instant {
    switch event {
    case .published: published
    case .corrected(_, let at), .killed(_, let at): max(published, at)
    }
  }

  var isWithdrawn: Bool { if case .killed = event { true } else { false } }

  /// The headline; of one that was killed none of its words.
  var title: String {
    isWithdrawn ? "Release withdrawn: \(slug)" : FeedText.shortened(FeedText.line(headline))
  }

  /// What a reader sees below the title.
  var text: String {
    switch event {
    case .published: FeedText.line(summary)
    case .corrected(let reason, let at):
      FeedText.line("Corrected \(UTCWords.text(at)): \(FeedText.shortened(reason)) — \(summary)")
    case .killed(let reason, let at):
      FeedText.line(
        "Withdrawn \(UTCWords.text(at)), not to be used any more: \(FeedText.shortened(reason))")
    }
  }
}

/// Text in feeds.
package enum FeedText {
  /// The most characters of a title or a summary.
  package static let longest = 500

  /// In one line: whatever is no visible character is a blank, and runs of blanks are one.
  static func line(_ text: some StringProtocol) -> String {
    var line = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      let isBlank =
        scalar.properties.isWhitespace || scalar.properties.generalCategory == .control
      if !isBlank {
        line.append(scalar)
      } else if let last = line.last, last != " " {
        line.append(" ")
      }
    }
    while line.last == " " { line.removeLast() }
    return String(line)
  }

  /// The beginning of a document's text: its subhead, or its first paragraph.
  package static func summary(of document: ReleaseDocument) -> String {
    var words = line(beginning(document.subhead ?? "", 8 * longest))
    if words.isEmpty {
      let body = document.parts.first { $0.role == .body || $0.role == .dateline }
      let lines = beginning(body?.text ?? "", 8 * longest)
        .split(separator: "\n", omittingEmptySubsequences: false)
      let paragraph = lines.drop { line($0).isEmpty }.prefix { !line($0).isEmpty }
      words = line(paragraph.joined(separator: " "))
    }
    return shortened(words)
  }

  /// At most `longest` characters of Unicode, cut between two words where that is possible; what
  /// readers see as one character may be a million of them.
  static func shortened(_ text: String) -> String {
    let scalars = text.unicodeScalars
    let (start, behind) = (scalars.startIndex, scalars.endIndex)
    guard let end = scalars.index(start, offsetBy: longest, limitedBy: behind), end < behind
    else { return text }
    let cut = scalars[..<end]
    return String(cut[..<(cut.lastIndex(of: " ") ?? end)]) + " …"
  }

  private static func beginning(_ text: String, _ count: Int) -> String {
    String(text.unicodeScalars.prefix(count))
  }

  /// For elements and quoted attributes of XML 1.0.
  static func xml(_ text: some StringProtocol) -> String { HTMLText.escaped(text) }

  /// RFC 822 with the four-digit years of RFC 1123, as RSS 2.0 wants it.
  static func mailDate(_ instant: Instant) -> String {
    MailDate.words(instant).joined(separator: " ")
  }
}
