/// The runbook (docs/operations.md) names every code that people may meet.
enum RunbookRules {
  static let path = "docs/operations.md"

  /// Codes of the sources that the page does not have.
  static func findings(page: SourceFile, sources: [SourceFile]) -> [Finding] {
    codes(in: sources).sorted().filter { !page.text.contains("`" + $0) }.map {
      Finding(path: page.path, line: 1, message: "says nothing of \($0)")
    }
  }

  static func codes(in sources: [SourceFile]) -> Set<String> {
    var codes: Set<String> = []
    for file in sources {
      if file.name == "ProblemCode.swift" { codes.formUnion(problemCodes(in: file)) }
      guard file.target?.name == "EmbargoDaemon" else { continue }
      codes.formUnion(literals(of: "Notice(", in: file) { isDotted($0) })
      for call in ["PreflightProblem(", "BlockReply("] {
        codes.formUnion(literals(of: call, in: file) { isWord($0) })
      }
    }
    return codes
  }

  /// The raw values of the first enum in the file.
  private static func problemCodes(in file: SourceFile) -> [String] {
    let parts = file.text.split(
      separator: "enum ProblemCode", omittingEmptySubsequences: false)
    let body = parts.dropFirst().first ?? ""
    return body.prefix { $0 != "}" }.split(separator: "\n").flatMap { line -> [String] in
      let text = line.drop { $0 == " " }
      // The bodies of properties begin behind the cases.
      guard text.hasPrefix("case "), !text.contains(":") else { return [] }
      return text.dropFirst("case ".count).split(separator: ",").map { part in
        let halves = part.split(separator: "\"")
        return String(halves.count > 1 ? halves[1] : part.drop { $0 == " " })
      }
    }
  }

  /// The first text of each call that looks like a code, as far as it is fixed.
  private static func literals(
    of call: String, in file: SourceFile, where isCode: (String) -> Bool
  ) -> [String] {
    let bytes = Array(file.text.utf8)
    return bytes.places(of: call, asWord: true).compactMap { place in
      var depth = 0
      let end = bytes[(place + call.utf8.count - 1)...].firstIndex { byte in
        if byte == UInt8(ascii: "(") { depth += 1 }
        if byte == UInt8(ascii: ")") { depth -= 1 }
        return depth == 0
      }
      let arguments = String(decoding: bytes[place..<(end ?? bytes.count)], as: UTF8.self)
      return arguments.split(separator: "\"", omittingEmptySubsequences: false).enumerated()
        .filter { $0.offset % 2 == 1 }
        .map { String($0.element.prefix { $0 != "\\" }) }
        .first(where: isCode)
    }
  }

  private static func isDotted(_ text: String) -> Bool {
    text.contains(".") && text.allSatisfy { $0 == "." || isLetter($0) }
  }

  private static func isWord(_ text: String) -> Bool {
    text.contains("-") && text.allSatisfy(isLetter)
  }

  private static func isLetter(_ character: Character) -> Bool {
    character == "-" || "a"..."z" ~= character
  }
}
