/// The subset of YAML that `docs/api/openapi.yaml` keeps to: block mappings and sequences, plain
/// and double-quoted scalars on one line, flow sequences of scalars, `{}`, and literal blocks,
/// which are passed over.
enum YAML: Equatable {
  case map([String: YAML])
  case list([YAML])
  case text(String)

  struct Unreadable: Error { var line: Int }

  init(_ document: String) throws {
    var lines = document.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
      .map { Line(number: $0 + 1, $1) }.filter { !$0.text.isEmpty }[...]
    self = try Self.block(&lines, indent: 0)
    if let line = lines.first { throw Unreadable(line: line.number) }
  }

  subscript(name: String) -> YAML? {
    if case .map(let members) = self { members[name] } else { nil }
  }

  var members: [String: YAML] { if case .map(let members) = self { members } else { [:] } }
  var items: [YAML] { if case .list(let items) = self { items } else { [] } }
  var text: String? { if case .text(let text) = self { text } else { nil } }

  private struct Line {
    var number: Int
    var indent: Int
    var text: Substring

    init(number: Int, _ line: Substring) {
      let text = line.drop { $0 == " " }
      (self.number, self.indent) = (number, line.count - text.count)
      self.text = text
    }
  }

  private static func block(_ lines: inout ArraySlice<Line>, indent: Int) throws -> YAML {
    guard let first = lines.first, first.indent == indent else { return .text("") }
    return first.text.hasPrefix("- ")
      ? .list(try list(&lines, indent: indent)) : .map(try map(&lines, indent: indent))
  }

  private static func list(_ lines: inout ArraySlice<Line>, indent: Int) throws -> [YAML] {
    var items: [YAML] = []
    while let line = lines.first, line.indent == indent, line.text.hasPrefix("- ") {
      let item = line.text.dropFirst(2)
      if pair(item) == nil {
        lines.removeFirst()
        items.append(scalar(item))
      } else {
        lines[lines.startIndex].indent += 2
        lines[lines.startIndex].text = item
        items.append(.map(try map(&lines, indent: indent + 2)))
      }
    }
    return items
  }

  private static func map(_ lines: inout ArraySlice<Line>, indent: Int) throws -> [String: YAML] {
    var members: [String: YAML] = [:]
    while let line = lines.first, line.indent == indent, let (name, value) = pair(line.text) {
      lines.removeFirst()
      if value == "|" {
        lines = lines.drop { $0.indent > indent }
      } else if value.isEmpty {
        let inner = lines.first.map(\.indent) ?? 0
        members[name] = inner > indent ? try block(&lines, indent: inner) : .text("")
      } else {
        members[name] = scalar(value)
      }
    }
    if let line = lines.first, line.indent >= indent { throw Unreadable(line: line.number) }
    return members
  }

  /// `name: value` or `name:`; nil for anything else.
  private static func pair(_ text: Substring) -> (String, Substring)? {
    guard !text.hasPrefix("["), let colon = text.firstRange(of: ":") else { return nil }
    let rest = text[colon.upperBound...]
    guard rest.isEmpty || rest.hasPrefix(" ") else { return nil }
    return (unquoted(text[..<colon.lowerBound]), rest.drop { $0 == " " })
  }

  private static func scalar(_ text: Substring) -> YAML {
    if text == "{}" { return .map([:]) }
    guard text.hasPrefix("["), text.hasSuffix("]") else { return .text(unquoted(text)) }
    let items = text.dropFirst().dropLast().split(separator: ",")
    return .list(items.map { .text(unquoted($0.drop { $0 == " " })) })
  }

  private static func unquoted(_ text: Substring) -> String {
    let isQuoted = text.count >= 2 && text.hasPrefix("\"") && text.hasSuffix("\"")
    return String(isQuoted ? text.dropFirst().dropLast() : text)
  }
}
