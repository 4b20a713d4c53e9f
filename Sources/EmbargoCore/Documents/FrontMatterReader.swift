import EmbargoTOML
import EmbargoTime

/// Reads the front matter: TOML between two lines `+++`, the first of them the file's first line.
struct FrontMatterReader {
  /// The largest front matter that is read, in bytes.
  static let maximumBytes = 16_384

  private(set) var frontMatter = ReleaseDocument.FrontMatter()

  /// Nil when the text begins with something else; otherwise what is set and how many lines it
  /// takes, both fences included.
  static func read(
    _ source: SourceText
  ) throws(DocumentError) -> (frontMatter: ReleaseDocument.FrontMatter, lines: Int)? {
    guard let first = source.lines.first, isFence(first.text) else { return nil }
    var toml: [UInt8] = []
    for line in source.lines.dropFirst() {
      if isFence(line.text) {
        var reader = FrontMatterReader()
        try reader.read(toml)
        return (reader.frontMatter, line.number)
      }
      toml += Array(line.text.utf8) + [0x0A]
      guard toml.count <= maximumBytes else { break }
    }
    throw .badFrontMatter(
      line: 1, detail: "no second line with +++ closes it within \(maximumBytes) bytes")
  }

  private static func isFence(_ line: String) -> Bool {
    guard line.utf8.first == UInt8(ascii: "+") else { return false }
    var text = line[...]
    while text.last == " " || text.last == "\t" { text.removeLast() }
    return text == "+++"
  }

  private mutating func read(_ toml: [UInt8]) throws(DocumentError) {
    let table: TOMLTable
    do throws(TOMLError) {
      table = try TOML.parse(toml)
    } catch {
      throw .badFrontMatter(line: error.position.line + 1, detail: error.message)
    }
    for entry in table.entries { try set(entry) }
  }

  private mutating func set(_ entry: TOMLTable.Entry) throws(DocumentError) {
    switch entry.key {
    case "slug":
      guard let slug = Slug(try string(entry)) else {
        throw wanted("1 to 80 of a-z, 0-9 and single inner hyphens", entry)
      }
      frontMatter.slug = slug
    case "embargo": frontMatter.embargo = try stamp(entry)
    case "outputs": frontMatter.outputs = try outputs(entry)
    case "language": frontMatter.language = try language(entry)
    case "late_grace":
      guard let span = Span(duration: try string(entry)), span >= .zero else {
        throw wanted("a duration such as \"15m\" or \"1h30m\"", entry)
      }
      frontMatter.lateGrace = span
    case "accept": frontMatter.accept = try accepted(entry)
    default:
      throw .badFrontMatter(
        line: entry.position.line + 1,
        detail: "unknown key \"\(entry.key)\"; known are slug, embargo, outputs, language, "
          + "late_grace and accept")
    }
  }

  private func string(_ entry: TOMLTable.Entry) throws(DocumentError) -> String {
    guard case .string(let text) = entry.value.content else { throw wanted("a string", entry) }
    return text
  }

  /// A stamp is a string; a TOML date-time with an offset is one as well.
  private func stamp(_ entry: TOMLTable.Entry) throws(DocumentError) -> String {
    switch entry.value.content {
    case .datetime(let text): return text
    case .string(let text):
      guard text.unicodeScalars.contains(where: { !$0.properties.isWhitespace }) else {
        throw wanted("a stamp such as \"5 p.m. EDT, September 19, 2023\"", entry)
      }
      return text
    default: throw wanted("a string with a stamp, or a date-time", entry)
    }
  }

  private func outputs(_ entry: TOMLTable.Entry) throws(DocumentError) -> [OutputName] {
    guard case .array(let elements) = entry.value.content, !elements.isEmpty else {
      throw wanted("an array with the names of outputs", entry)
    }
    var names: [OutputName] = []
    for element in elements {
      guard case .string(let text) = element.content, let name = OutputName(text) else {
        throw .badFrontMatter(
          line: element.position.line + 1,
          detail: "outputs: the name of an output was wanted (1 to 32 of a-z, 0-9 and -)")
      }
      guard !names.contains(name) else {
        throw .badFrontMatter(
          line: element.position.line + 1, detail: "outputs: \(name) is named twice")
      }
      names.append(name)
    }
    return names
  }

  private func accepted(_ entry: TOMLTable.Entry) throws(DocumentError) -> Set<TextCheck> {
    guard case .array(let elements) = entry.value.content else {
      throw wanted("an array with the codes of checks", entry)
    }
    var checks: Set<TextCheck> = []
    for element in elements {
      guard case .string(let text) = element.content, let check = TextCheck(rawValue: text) else {
        throw .badFrontMatter(
          line: element.position.line + 1,
          detail: "accept: the code of a check was wanted, one of \(TextCheck.codes)")
      }
      checks.insert(check)
    }
    return checks
  }

  /// A language tag, checked for its shape only (BCP 47, RFC 5646 section 2.1).
  private func language(_ entry: TOMLTable.Entry) throws(DocumentError) -> String {
    let tag = try string(entry)
    let subtags = tag.split(separator: "-", omittingEmptySubsequences: false)
    let isTag = subtags.allSatisfy { subtag in
      1...8 ~= subtag.utf8.count && subtag.utf8.allSatisfy(Self.isLetterOrDigit)
    }
    guard isTag, tag.utf8.count <= 35, 2...3 ~= subtags[0].utf8.count,
      subtags[0].utf8.allSatisfy({ $0 > 57 })
    else { throw wanted("a language tag such as \"en\" or \"fr-CA\"", entry) }
    return tag
  }

  private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
    97...122 ~= byte | 0x20 || 48...57 ~= byte
  }

  private func wanted(_ wanted: String, _ entry: TOMLTable.Entry) -> DocumentError {
    let value = entry.value
    let found: String
    if case .string(let text) = value.content {
      found = "\"\(text.prefix(60))\""
    } else {
      found = value.kind
    }
    return .badFrontMatter(
      line: value.position.line + 1, detail: "\(entry.key): wanted \(wanted), got \(found)")
  }
}
