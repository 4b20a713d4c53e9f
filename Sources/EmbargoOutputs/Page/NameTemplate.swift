package import EmbargoCore
package import EmbargoTime

/// How the files of a release are named: a path relative to the output's directory with variables
/// in braces, such as `{year}/{slug}.{ext}`.
///
/// Variables: `slug`, `id`, `date` (`2023-09-19`), `year`, `month`, `day` (all of the embargo's
/// instant, in UTC) and `ext` (`txt`, `md`, `html`, `json`, `xml`). A template holds `{slug}` or
/// `{id}` and ends in `.{ext}`; its own characters are letters, digits, `.`, `_`, `-` and `/`.
/// No part of the path begins with a dot, so that no name can leave the directory or hide in it.
package struct NameTemplate: Hashable, Sendable, CustomStringConvertible {
  private enum Piece: Hashable, Sendable {
    case literal(String)
    case variable(Variable)
  }

  private enum Variable: String, CaseIterable, Sendable {
    case slug, id, date, year, month, day, ext
  }

  package static let standard = NameTemplate(
    description: "{slug}.{ext}",
    pieces: [.variable(.slug), .literal("."), .variable(.ext)])
  /// Directories and the file.
  private static let deepest = 5

  package let description: String
  private let pieces: [Piece]

  private init(description: String, pieces: [Piece]) {
    (self.description, self.pieces) = (description, pieces)
  }

  /// - Throws: what is wrong with the template.
  package init(_ text: String) throws(OutputError) {
    func refuse(_ reason: String) -> OutputError {
      OutputError("the name template \"\(text)\" \(reason)", mayPass: false)
    }
    var pieces: [Piece] = []
    var rest = Substring(text)
    while let first = rest.first {
      if first == "{" {
        guard let close = rest.firstIndex(of: "}") else { throw refuse("has a { without its }") }
        let name = String(rest[rest.index(after: rest.startIndex)..<close])
        guard let variable = Variable(rawValue: name) else {
          let known = Variable.allCases.map { "{\($0.rawValue)}" }.joined(separator: ", ")
          throw refuse("names {\(name)}; known are \(known)")
        }
        pieces.append(.variable(variable))
        rest = rest[rest.index(after: close)...]
      } else {
        let literal = rest.prefix { $0 != "{" }
        guard literal.utf8.allSatisfy(Self.isAllowed) else {
          throw refuse("holds a character other than letters, digits, . _ - /")
        }
        pieces.append(.literal(String(literal)))
        rest = rest[literal.endIndex...]
      }
    }
    (description, self.pieces) = (text, pieces)
    guard pieces.contains(.variable(.slug)) || pieces.contains(.variable(.id)) else {
      throw refuse("holds neither {slug} nor {id}: all releases would take one name")
    }
    guard text.hasSuffix(".{ext}"), pieces.filter({ $0 == .variable(.ext) }).count == 1 else {
      throw refuse("does not end in .{ext}, or holds {ext} twice")
    }
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count <= Self.deepest else { throw refuse("has more than 4 directories") }
    guard parts.allSatisfy({ !$0.isEmpty && !$0.hasPrefix(".") }) else {
      throw refuse("has an empty part, or one that begins with a dot")
    }
    guard text.utf8.count <= 120 else { throw refuse("is longer than 120 characters") }
  }

  private static func isAllowed(_ byte: UInt8) -> Bool {
    48...57 ~= byte || 65...90 ~= byte || 97...122 ~= byte || "._-/".utf8.contains(byte)
  }

  /// Whether the names hold the id, which is never given twice and needs no reservation.
  package var holdsID: Bool { pieces.contains(.variable(.id)) }

  /// Whether the names hold what a person has called the release.
  package var holdsSlug: Bool { pieces.contains(.variable(.slug)) }

  /// How many directories stand before the last part of each name.
  package var depth: Int { description.count { $0 == "/" } }

  /// - Parameter id: Needed where `holdsID`.
  package func name(slug: Slug, id: ReleaseID?, instant: Instant, ext: String) -> String {
    stem(slug: slug, id: id, instant: instant) + "." + ext
  }

  /// The name without its extension.
  package func stem(slug: Slug, id: ReleaseID?, instant: Instant) -> String {
    let date = CivilDateTime(instant).iso8601.prefix { $0 != "T" }
    let parts = date.split(separator: "-")
    let texts = pieces.dropLast(2).map { piece in
      switch piece {
      case .literal(let text): text
      case .variable(.slug): slug.description
      case .variable(.id): id?.description ?? ""
      case .variable(.date): String(date)
      case .variable(.year): String(parts[0])
      case .variable(.month): String(parts[1])
      case .variable(.day): String(parts[2])
      case .variable(.ext): ""
      }
    }
    return texts.joined() + literalBeforeExtension
  }

  /// The literal before `{ext}` without its last dot: `_x` of `{slug}_x.{ext}`.
  private var literalBeforeExtension: String {
    guard pieces.count >= 2, case .literal(let text) = pieces[pieces.count - 2] else { return "" }
    return String(text.dropLast())
  }
}
