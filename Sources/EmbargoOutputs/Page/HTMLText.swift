private import Mustache

/// Text made safe for HTML: inside elements and inside quoted attributes.
enum HTMLText {
  /// Escapes by Unicode scalar, not by character: a quotation mark with a combining accent behind
  /// it is one character that no table knows, and would end an attribute.
  ///
  /// What is forbidden in HTML and XML comes out as U+FFFD.
  static func escaped(_ text: some StringProtocol) -> String {
    text.replacing { scalar in
      switch scalar {
      case "&": "&amp;"
      case "<": "&lt;"
      case ">": "&gt;"
      case "\"": "&quot;"
      case "'": "&#39;"
      default: scalar.isForbiddenInMarkup ? "\u{fffd}" : nil
      }
    }
  }

  /// A link; the caller has checked that the address begins with a scheme that runs nothing.
  static func link(_ address: some StringProtocol, words: String) -> String {
    "<a href=\"\(escaped(address))\">\(words)</a>"
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
