/// The rules for a page template of one's own, checked before it is used: what it names exists, and
/// is written with as many braces as it needs.
package enum PageTemplate {
  /// Bytes.
  package static let largest = 1 << 18

  indirect enum Variable: Sendable {
    /// Escaped by the template: two braces.
    case text
    /// Elements already: three braces.
    case html
    /// Asked for only: `{{#withdrawn}}`.
    case flag
    /// Opens names of its own.
    case section([String: Variable])
  }

  private static let titled = Variable.section(["title": .text, "text": .html])

  static let variables: [String: Variable] = [
    "language": .text, "direction": .text, "headline": .text, "subhead": .text,
    "description": .text, "organisation": .text, "letterhead": .html, "released": .text,
    "releasedAt": .text, "releaseLine": .text, "changed": .text, "changedAt": .text,
    "withdrawn": .flag, "body": .html, "contacts": .html, "links": titled, "notes": titled,
    "boilerplate": titled, "hasFiles": .flag,
    "files": .section(["name": .text, "address": .text, "size": .text]), "canonical": .text,
    "image": .text, "locale": .text, "linkedData": .html,
  ]

  /// Without them a page would not say what it is about.
  private static let needed = ["headline", "body"]

  static func check(_ template: String) throws(OutputError) {
    guard template.utf8.count <= largest else {
      throw OutputError(
        "the page template has \(template.utf8.count) bytes; at most \(largest) are read",
        mayPass: false)
    }
    var check = TemplateCheck(template)
    try check.run()
    for name in needed where !check.shown.contains(name) {
      let braces = name == "body" ? "{{{\(name)}}}" : "{{\(name)}}"
      throw OutputError(
        "the page template shows no \(braces): a page needs the headline and the text",
        mayPass: false)
    }
  }
}

/// Goes through the tags of a template from the first to the last.
private struct TemplateCheck {
  private var rest: Substring.UnicodeScalarView
  private var line = 1
  /// The names that the open sections bring, innermost last.
  private var scopes = [PageTemplate.variables]
  /// Variables that are written out somewhere.
  private(set) var shown: Set<String> = []

  init(_ template: String) { rest = Substring(template).unicodeScalars }

  mutating func run() throws(OutputError) {
    while let start = find("{{") {
      skip(to: rest.index(start, offsetBy: 2))
      let isTriple = rest.first == "{"
      if isTriple { rest.removeFirst() }
      guard let end = find(isTriple ? "}}}" : "}}") else {
        throw refusal("has a tag without its end")
      }
      let content = String(rest[..<end])
      try tag(content, isTriple: isTriple)
      skip(to: rest.index(end, offsetBy: isTriple ? 3 : 2))
    }
  }

  private mutating func tag(_ content: String, isTriple: Bool) throws(OutputError) {
    let trimmed = content.drop(while: \.isWhitespace)
    guard let sign = trimmed.first else { throw refusal("has an empty tag") }
    let behind = Self.name(trimmed.dropFirst())
    switch sign {
    case "!": return
    case "#", "^":
      let variable = try variable(behind)
      if sign == "#", case .section(let names) = variable {
        scopes.append(names)
      } else {
        scopes.append([:])
      }
    case "/":
      guard scopes.count > 1 else { throw refusal("ends {{/\(behind)}}, which is not open") }
      scopes.removeLast()
    case "&": try show(behind, unescaped: true)
    case ">", "<", "$", "=", "%", "*":
      throw refusal(
        "holds {{\(sign)…}}: other templates, other braces and settings are not supported")
    default: try show(Self.name(trimmed), unescaped: isTriple)
    }
  }

  private mutating func show(_ name: String, unescaped: Bool) throws(OutputError) {
    switch (try variable(name), unescaped) {
    case (.text, false), (.html, true): shown.insert(name)
    case (.text, true):
      throw refusal(
        "writes \(name) unescaped; write {{\(name)}}, or the words of a release could run as HTML")
    case (.html, false): throw refusal("writes {{\(name)}}, which is HTML; write {{{\(name)}}}")
    case (.flag, _), (.section, _):
      throw refusal("writes {{\(name)}} out; it can be asked for only: {{#\(name)}}…{{/\(name)}}")
    }
  }

  private func variable(_ name: String) throws(OutputError) -> PageTemplate.Variable {
    for scope in scopes.reversed() {
      if let variable = scope[name] { return variable }
    }
    let known = Set(scopes.flatMap(\.keys)).sorted().joined(separator: ", ")
    throw refusal("names {{\(name)}}; known here are \(known)")
  }

  private static func name(_ text: some StringProtocol) -> String {
    text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }

  private func find(_ sign: String) -> Substring.UnicodeScalarView.Index? {
    let sign = Array(sign.unicodeScalars)
    var index = rest.startIndex
    while index < rest.endIndex {
      if rest[index...].starts(with: sign) { return index }
      index = rest.index(after: index)
    }
    return nil
  }

  private mutating func skip(to end: Substring.UnicodeScalarView.Index) {
    line += rest[..<end].count { $0 == "\n" }
    rest = rest[end...]
  }

  private func refusal(_ what: String) -> OutputError {
    OutputError("the page template, line \(line), \(what)", mayPass: false)
  }
}
