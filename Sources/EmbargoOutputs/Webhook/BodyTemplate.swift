import EmbargoCore
import EmbargoTime
private import Mustache

/// The body of requests in the form of a service that has its own: a Mustache template that makes
/// one JSON text.
///
/// Only `{{variable}}`, sections and comments are possible, and every variable is escaped for a
/// JSON string; what cannot be kept inside a string (`{{{variable}}}`, other delimiters, partials)
/// is refused when the template is read. Text variables stand inside strings: that is tried out
/// with texts that would break a string, for each event.
package struct BodyTemplate: Sendable {
  package static let longest = 1 << 18

  private static let contentType: String = {
    MustacheContentTypes.register(EscapeForJSON(), named: "JSON-STRING")
    return "{{% CONTENT_TYPE:JSON-STRING}}"
  }()

  private let template: MustacheTemplate

  /// - Throws: what is wrong with the template, and where.
  package init(_ bytes: [UInt8]) throws(OutputError) {
    func refuse(_ reason: String) -> OutputError {
      OutputError("its template \(reason)", mayPass: false)
    }
    guard bytes.count <= Self.longest, let text = String(validating: bytes, as: UTF8.self) else {
      throw refuse("is not UTF-8, or is longer than 256 KiB")
    }
    if let fault = TemplateTags(text).fault { throw refuse(fault) }
    do {
      template = try MustacheTemplate(string: Self.contentType + text)
    } catch let error as MustacheTemplate.ParserError {
      throw refuse("cannot be read, line \(error.context.lineNumber): \(error.error)")
    } catch {
      throw refuse("cannot be read: \(error)")
    }
    for event in Content.Event.allCases {
      for isFull in [true, false] {
        let made = template.render(Content.probe(event, isFull: isFull))
        do throws(JSONSyntax.Fault) {
          try JSONSyntax.check(Array(made.utf8))
        } catch {
          throw refuse(
            "makes no JSON of a \(event.rawValue): line \(error.line) of it should have "
              + "\(error.wanted). Are all texts in quotes and all commas there, also where a "
              + "variable is missing?")
        }
      }
    }
  }

  /// - Throws: that the result is no JSON.
  func body(_ content: Content) throws(OutputError) -> [UInt8] {
    let bytes = Array(template.render(content).utf8)
    do throws(JSONSyntax.Fault) {
      try JSONSyntax.check(bytes)
    } catch {
      throw OutputError(
        "its template makes no JSON of this release: line \(error.line) of it should have "
          + error.wanted, mayPass: false)
    }
    return bytes
  }

  /// What a template can name.
  struct Content: Sendable {
    enum Event: String, CaseIterable, Sendable {
      case published = "release.published"
      case corrected = "release.corrected"
      case killed = "release.killed"
      case ping = "test.ping"
    }

    struct Contact: Sendable {
      var name: String
      var phones: [String]
      var emails: [String]
    }

    struct File: Sendable {
      var name: String
      var digest: String
      var size: Int
    }

    /// With `&`, `<` and `>` as HTML entities, as Slack wants them where they are only text.
    struct Escaped: Sendable {
      var headline: String
      var subhead: String?
      var organisation: String?
      var text: String?
      var reason: String?
    }

    var type: String
    var timestamp: String
    var published: Bool
    var corrected: Bool
    var killed: Bool
    var ping: Bool
    var id: String?
    var slug: String?
    var revision: Int
    var headline: String
    var subhead: String?
    var organisation: String?
    var language: String?
    var stamp: String?
    var instant: String?
    /// In words, UTC.
    var released: String?
    var digest: String?
    var url: String?
    var text: String?
    var reason: String?
    /// Of an embargo that was lifted early.
    var notice: String?
    var contacts: [Contact] = []
    var attachments: [File] = []
    var escaped: Escaped
  }
}

extension BodyTemplate.Content {
  /// All that a template knows, by name.
  static let names: Set<String> = [
    "type", "timestamp", "published", "corrected", "killed", "ping", "id", "slug", "revision",
    "headline", "subhead", "organisation", "language", "stamp", "instant", "released", "digest",
    "url", "text", "reason", "notice", "contacts", "attachments", "escaped", "name", "phones",
    "emails",
    "size",
  ]

  init(_ event: Event, at moment: Instant, revision: Int, headline: String) {
    type = event.rawValue
    timestamp = moment.rfc3339
    (published, corrected) = (event == .published, event == .corrected)
    (killed, ping) = (event == .killed, event == .ping)
    (self.revision, self.headline) = (revision, headline)
    escaped = Escaped(headline: "")
    escape()
  }

  /// Texts that break out of any string that does not escape them.
  fileprivate static func probe(_ event: Event, isFull: Bool) -> Self {
    let text = "x\"}}\\\n{\"y"
    var content = Self(event, at: Instant(seconds: 0), revision: 1, headline: text)
    guard isFull else { return content }
    (content.id, content.slug, content.subhead, content.organisation) = (text, text, text, text)
    (content.language, content.stamp, content.instant) = (text, text, text)
    (content.released, content.digest, content.url) = (text, text, text)
    (content.text, content.reason) = (text, text)
    let contact = Contact(name: text, phones: [text, text], emails: [text, text])
    content.contacts = [contact, contact]
    let file = File(name: text, digest: text, size: 1)
    content.attachments = [file, file]
    content.escape()
    return content
  }

  /// Fills `escaped` from the texts.
  mutating func escape() {
    escaped = Escaped(
      headline: Self.escaped(headline), subhead: subhead.map(Self.escaped),
      organisation: organisation.map(Self.escaped), text: text.map(Self.escaped),
      reason: reason.map(Self.escaped))
  }

  private static func escaped(_ text: String) -> String {
    text.replacing { scalar in
      switch scalar {
      case "&": "&amp;"
      case "<": "&lt;"
      case ">": "&gt;"
      default: nil
      }
    }
  }
}

/// The escaping of texts inside a JSON string (RFC 8259 section 7).
private struct EscapeForJSON: MustacheContentType {
  func escapeText(_ text: String) -> String {
    String(decoding: JSON.string(text).canonical.dropFirst().dropLast(), as: UTF8.self)
  }
}

/// The tags of a template, of which only those are allowed that keep texts where they belong.
private struct TemplateTags {
  private static let places: Set<Substring> = ["first()", "last()", "even()", "odd()"]

  /// What is wrong; nil: nothing.
  private(set) var fault: String?

  init(_ text: String) {
    let bytes = Array(text.utf8)
    var (position, line) = (0, 1)
    while position < bytes.count {
      if bytes[position] == UInt8(ascii: "\n") { line += 1 }
      guard bytes[position...].starts(with: "{{".utf8) else {
        position += 1
        continue
      }
      let rest = bytes[(position + 2)...]
      guard let end = Self.end(in: rest) else {
        fault = "has a {{ without its }} in line \(line)"
        return
      }
      let tag = String(decoding: rest[..<end], as: UTF8.self)
      if let reason = Self.fault(of: tag) {
        fault = "has {{\(tag)}} in line \(line): \(reason)"
        return
      }
      line += rest[..<end].count { $0 == UInt8(ascii: "\n") }
      position = end + 2
    }
  }

  private static func end(in bytes: ArraySlice<UInt8>) -> Int? {
    bytes.indices.dropLast().first {
      bytes[$0] == UInt8(ascii: "}") && bytes[$0 + 1] == UInt8(ascii: "}")
    }
  }

  private static func fault(of tag: String) -> String? {
    var name = Substring(tag)
    switch name.first {
    case "!": return nil
    case "#", "^", "/": name = name.dropFirst()
    case "{", "&": return "unescaped variables are not possible"
    case ">", "<", "$", "*", "%", "=":
      return "partials, blocks, pragmas and other delimiters are not possible"
    default: break
    }
    while name.first == " " { name.removeFirst() }
    while name.last == " " { name.removeLast() }
    if name == "." || places.contains(name) { return nil }
    let parts = name.split(separator: ".", omittingEmptySubsequences: false)
    let isKnown = parts.allSatisfy { BodyTemplate.Content.names.contains(String($0)) }
    guard isKnown, parts.count == 1 || parts.count == 2 && parts[0] == "escaped" else {
      return "there is no such variable"
    }
    return nil
  }
}
