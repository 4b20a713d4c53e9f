import EmbargoCore
import EmbargoTime

/// What stands in place of a release that must not be used any more: none of its words.
struct Notice: Sendable {
  static let title = "Release withdrawn"
  static let sentence = "This release has been withdrawn and must not be used."

  /// What is said, with its label.
  let facts: [(label: String, words: String)]

  /// Nil unless the release was killed.
  init?(_ rendition: Rendition) {
    guard let withdrawal = rendition.withdrawal else { return nil }
    let release = rendition.material.release
    var facts = [
      ("Release", release.slug.description), ("Published", UTCWords.text(rendition.released)),
      ("Withdrawn", withdrawal.words),
    ]
    if let organisation = rendition.organisation { facts.append(("By", organisation)) }
    if !withdrawal.reason.isEmpty { facts.append(("Reason", withdrawal.reason)) }
    self.facts = facts
  }

  /// For the `text` format.
  var text: String {
    let lines = facts.map { fact in
      let words = fact.words.unicodeScalars.map { scalar in
        scalar == "\n" ? " " : scalar.isForbiddenInMarkup ? "\u{fffd}" : scalar
      }
      return "\(fact.label): \(String(String.UnicodeScalarView(words)))"
    }
    return "\(Self.title.uppercased())\n\n\(Self.sentence)\n\n\(lines.joined(separator: "\n"))\n"
  }

  var markdown: String {
    let lines = facts.map { "- \($0.label): " + Self.inline($0.words) }
    return "# \(Self.title)\n\n**\(Self.sentence)**\n\n\(lines.joined(separator: "\n"))\n"
  }

  private static func inline(_ words: String) -> String {
    MarkdownText.lines(
      InlineMarkup.markdown.linked(words).split(separator: "\n").map(String.init), separator: " ")
  }

  /// A paragraph and a list, in XHTML as well as in HTML.
  var html: String {
    let rows = facts.map { fact in
      "<dt>\(fact.label)</dt>\n<dd>\(InlineMarkup.html.linked(fact.words))</dd>"
    }
    return "<p class=\"withdrawn\"><strong>\(Self.sentence)</strong></p>\n"
      + "<dl class=\"facts\">\n\(rows.joined(separator: "\n"))\n</dl>"
  }
}
