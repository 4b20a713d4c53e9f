package import EmbargoTime

/// A press release taken apart: which lines are what. Every line belongs to exactly one part;
/// whatever could not be classified is body.
package struct ReleaseDocument: Hashable, Sendable {
  package enum Format: String, Hashable, Sendable { case text, markdown }

  /// What a run of lines is.
  package enum Role: String, Hashable, Sendable, CaseIterable {
    case frontMatter = "front-matter"
    case letterhead
    case headline
    case subhead
    /// FOR IMMEDIATE RELEASE, EMBARGOED UNTIL …
    case releaseLine = "release-line"
    /// The line that holds the stamp, where it is not the release line itself.
    case stamp
    case contact
    /// A place and a date, or a date, alone in a line; a dateline before text is in `dateline`.
    case dateline
    case body
    /// "Read more:" and the entries under it.
    case links
    case notesToEditors = "notes-to-editors"
    case boilerplate
    case endMark = "end-mark"
    case blank
  }

  /// A run of neighbouring lines with one role.
  package struct Part: Hashable, Sendable {
    package var role: Role
    /// Line numbers of the accepted file, from 1, both ends included.
    package var lines: ClosedRange<Int>
    /// The text of those lines, normalised to LF.
    package var text: String

    package init(role: Role, lines: ClosedRange<Int>, text: String) {
      (self.role, self.lines, self.text) = (role, lines, text)
    }
  }

  /// A person or desk to ask.
  package struct Contact: Hashable, Sendable {
    package var name: String
    package var phones: [String]
    package var emails: [String]
    package var line: Int

    package init(name: String, phones: [String], emails: [String], line: Int) {
      (self.name, self.phones, self.emails, self.line) = (name, phones, emails, line)
    }
  }

  /// The place and date that open the first paragraph or stand alone above it.
  package struct Dateline: Hashable, Sendable {
    package var text: String
    package var line: Int

    package init(text: String, line: Int) { (self.text, self.line) = (text, line) }
  }

  /// What the front matter sets.
  package struct FrontMatter: Hashable, Sendable {
    package var slug: Slug?
    package var embargo: String?
    package var outputs: [OutputName]?
    package var language: String?
    package var lateGrace: Span?
    /// Checks whose findings the writer accepts on purpose.
    package var accept: Set<TextCheck> = []

    package init() {}
  }

  package var format: Format
  /// In order of the text; every line is in exactly one.
  package var parts: [Part]
  package var headline: String
  package var subhead: String?
  package var contacts: [Contact]
  /// Alone in a line, or the beginning of the first paragraph (whose lines are body).
  package var dateline: Dateline?
  /// The entries under "Read more:" and its like, one each.
  package var links: [String]
  package var frontMatter: FrontMatter
  /// What the `text` format publishes: the accepted bytes behind the front matter, unchanged.
  package var publishedBytes: [UInt8]
  /// What its lines said of the time while it was taken apart.
  var knownStamps = KnownStamps()

  package init(
    format: Format, parts: [Part], headline: String, subhead: String?, contacts: [Contact],
    links: [String], frontMatter: FrontMatter, publishedBytes: [UInt8]
  ) {
    (self.format, self.parts, self.headline, self.subhead) = (format, parts, headline, subhead)
    (self.contacts, self.links, self.frontMatter) = (contacts, links, frontMatter)
    self.publishedBytes = publishedBytes
  }

  /// The text of all parts with a role, in order.
  package func text(of role: Role) -> [String] {
    parts.filter { $0.role == role }.map(\.text)
  }
}

/// What the whole document says about when it may go out (RULES D1 to D7).
package enum DocumentReading: Hashable, Sendable {
  /// An embargo, or a release time; `note` says in words why it waits or goes at once.
  case at(Reading, note: String?)
  /// Now: no clock anywhere in the head.
  case immediate(stamp: String)
  case refused(StampRefusal, line: Int?)
}

/// Why some bytes are not a release.
package enum DocumentError: Error, Hashable, Sendable {
  case empty
  case tooLarge(bytes: Int, limit: Int)
  /// Not UTF-8, or with NUL bytes: at which byte (from 0) and line (from 1).
  case notText(byte: Int, line: Int, detail: String)
  case badFrontMatter(line: Int, detail: String)
  case noHeadline

  package var message: String {
    switch self {
    case .empty: "the file is empty: a release needs a headline and a text"
    case .tooLarge(let bytes, let limit):
      "the file has \(bytes) bytes; at most \(limit) are accepted (intake.max_bytes)"
    case .notText(let byte, let line, let detail):
      "the file is not UTF-8 text: \(detail) at byte \(byte), line \(line); save it as UTF-8 text"
    case .badFrontMatter(let line, let detail): "front matter, line \(line): \(detail)"
    case .noHeadline: "no headline was found: the first line of text should be the headline"
    }
  }
}
