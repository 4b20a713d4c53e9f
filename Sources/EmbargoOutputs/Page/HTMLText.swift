private import Mustache

/// Text made safe for HTML: inside elements and inside quoted attributes.
enum HTMLText {
  /// Escapes by Unicode scalar, not by character: a quotation mark with a combining accent behind
  /// it is one character that no table knows, and would end an attribute.
  ///
  /// Control characters other than tab and line feed are no HTML and come out as U+FFFD.
  static func escaped(_ text: some StringProtocol) -> String {
    var safe = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": safe.append(contentsOf: "&amp;".unicodeScalars)
      case "<": safe.append(contentsOf: "&lt;".unicodeScalars)
      case ">": safe.append(contentsOf: "&gt;".unicodeScalars)
      case "\"": safe.append(contentsOf: "&quot;".unicodeScalars)
      case "'": safe.append(contentsOf: "&#39;".unicodeScalars)
      case "\t", "\n": safe.append(scalar)
      case "\u{0}"..."\u{1f}", "\u{7f}"..."\u{9f}": safe.append("\u{fffd}")
      default: safe.append(scalar)
      }
    }
    return String(safe)
  }

  /// A link; the caller has checked that the address begins with a scheme that runs nothing.
  static func link(_ address: some StringProtocol, words: String) -> String {
    "<a href=\"\(escaped(address))\">\(words)</a>"
  }

  /// Text with its web and mail addresses made into links, everything escaped.
  static func linked(_ text: some StringProtocol) -> String {
    var html = ""
    var word = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      if scalar.properties.isWhitespace {
        html += linkedWord(String(word)) + escaped(String(scalar))
        word = .init()
      } else {
        word.append(scalar)
      }
    }
    return html + linkedWord(String(word))
  }

  private static func linkedWord(_ word: String) -> String {
    guard word.unicodeScalars.contains(where: { $0 == "@" || $0 == "/" }) else {
      return escaped(word)
    }
    let scalars = word.unicodeScalars
    let opening: Set<Unicode.Scalar> = ["(", "[", "<", "\"", "'", "“", "‘", "«", "‹"]
    let closing: Set<Unicode.Scalar> = [
      ")", "]", ">", "\"", "'", "”", "’", "»", "›", ".", ",", ";", ":", "!", "?",
    ]
    let start = scalars.firstIndex { !opening.contains($0) } ?? scalars.endIndex
    var end = scalars.endIndex
    while end > start {
      let last = scalars.index(before: end)
      guard closing.contains(scalars[last]) else { break }
      // A bracket that the address itself opened belongs to it.
      if scalars[last] == ")", scalars[start..<last].contains("(") { break }
      end = last
    }
    let core = String(scalars[start..<end])
    guard let address = address(core) else { return escaped(word) }
    return escaped(String(scalars[..<start])) + link(address, words: escaped(core))
      + escaped(String(scalars[end...]))
  }

  /// Where a word leads, if it is a web or a mail address.
  private static func address(_ word: String) -> String? {
    if isWebAddress(word) { return word }
    let parts = word.split(separator: "@", omittingEmptySubsequences: false)
    guard parts.count == 2, !parts[0].isEmpty, parts[1].contains("."), !parts[1].hasPrefix("."),
      parts[0].utf8.allSatisfy({ isAlphanumeric($0) || "._%+-".utf8.contains($0) }),
      parts[1].utf8.allSatisfy({ isAlphanumeric($0) || ".-".utf8.contains($0) })
    else { return nil }
    return "mailto:" + word
  }

  /// `http://` or `https://` with something behind it.
  static func isWebAddress(_ text: String) -> Bool {
    for scheme in ["https://", "http://"] where text.lowercased().hasPrefix(scheme) {
      return text.utf8.count > scheme.utf8.count
    }
    return false
  }

  private static func isAlphanumeric(_ byte: UInt8) -> Bool {
    48...57 ~= byte || 65...90 ~= byte || 97...122 ~= byte
  }
}

/// The escaping that our templates ask for in their first line; swift-mustache's own goes by
/// character.
private struct EscapeByScalar: MustacheContentType {
  func escapeText(_ text: String) -> String { HTMLText.escaped(text) }
}

/// A Mustache template for HTML.
struct HTMLTemplate: Sendable {
  private static let contentType: String = {
    MustacheContentTypes.register(EscapeByScalar(), named: "HTML-BY-SCALAR")
    return "{{% CONTENT_TYPE:HTML-BY-SCALAR}}\n"
  }()

  private let template: MustacheTemplate

  /// - Throws: what is wrong with the template, and where.
  init(_ text: String) throws(OutputError) {
    do {
      template = try MustacheTemplate(string: Self.contentType + text)
    } catch {
      throw OutputError("the page template cannot be read: \(error)", mayPass: false)
    }
  }

  func render(_ content: some Sendable) -> String { template.render(content) }
}
