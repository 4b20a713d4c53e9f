/// Rules about documents, scripts and what may stand in any file.
enum PaperRules {
  private static let machinePaths = ["work", "opt", "root", "home", "Users"].map { "/\($0)/" }

  /// Paths that exist on one machine only.
  static func machinePaths(in file: SourceFile) -> [Finding] {
    let bytes = Array(file.text.utf8)
    return machinePaths.flatMap { path in
      bytes.places(of: path).compactMap { place -> Finding? in
        // Part of a longer path: `Sources/…`, `https://…`.
        let isInner =
          place > 0 && (bytes[place - 1].isIdentifier || ".-})".utf8.contains(bytes[place - 1]))
        guard !isInner else { return nil }
        return Finding(
          path: file.path, line: bytes.line(of: place), message: "\(path) is a place of one machine"
        )
      }
    }
  }

  /// Records are `NNNN-words.md`, without gaps, headed by their number, with a status.
  static func decisions(_ files: [SourceFile]) -> [Finding] {
    let records = files.filter { $0.path.hasPrefix("docs/decisions/") }
    return records.enumerated().flatMap { index, file -> [Finding] in
      let number = String(index + 1)
      let wanted = String(repeating: "0", count: max(0, 4 - number.count)) + number
      func finding(_ message: String) -> Finding {
        Finding(path: file.path, line: 1, message: message)
      }
      guard file.name.hasPrefix(wanted + "-"), file.ext == "md" else {
        return [finding("the next record is number \(wanted)")]
      }
      var findings: [Finding] = []
      if !file.text.hasPrefix("# \(wanted): ") { findings.append(finding("no heading \(wanted):")) }
      if !file.text.contains("\nStatus: ") { findings.append(finding("no status")) }
      return findings
    }
  }

  /// Scripts that a document names and that do not exist.
  static func scripts(named file: SourceFile, exists: (String) -> Bool) -> [Finding] {
    file.lines.enumerated().flatMap { index, line -> [Finding] in
      let bytes = Array(line.utf8)
      return bytes.places(of: "scripts/", asWord: true).compactMap { place in
        let name = String(
          decoding: bytes[place...].prefix { $0.isIdentifier || "/-".utf8.contains($0) },
          as: UTF8.self)
        if exists(name) || exists(name + ".py") || name == "scripts/" { return nil }
        return Finding(path: file.path, line: index + 1, message: "there is no \(name)")
      }
    }
  }

  /// Relative links that lead nowhere.
  static func links(in file: SourceFile, exists: (String) -> Bool) -> [Finding] {
    let folder = file.path.split(separator: "/").dropLast().map(String.init)
    return file.lines.enumerated().flatMap { index, line -> [Finding] in
      line.split(separator: "](").dropFirst().compactMap { rest in
        let target = rest.prefix { $0 != ")" && $0 != "#" }
        if target.isEmpty || target.contains("://") { return nil }
        let path = resolved(target, in: folder)
        return exists(path)
          ? nil : Finding(path: file.path, line: index + 1, message: "leads nowhere: \(target)")
      }
    }
  }

  private static func resolved(_ target: Substring, in folder: [String]) -> String {
    var parts = folder
    for part in target.split(separator: "/") where part != "." {
      if part == ".." { parts = parts.dropLast() } else { parts.append(String(part)) }
    }
    return parts.joined(separator: "/")
  }

  /// A script can be run, says what it is, and stops at the first error.
  static func script(_ file: SourceFile) -> [Finding] {
    func finding(_ message: String) -> Finding {
      Finding(path: file.path, line: 1, message: message)
    }
    var findings: [Finding] = []
    if !file.isExecutable { findings.append(finding("not executable")) }
    guard let first = file.lines.first, first.hasPrefix("#!/usr/bin/env ") else {
      return findings + [finding("does not begin with #!/usr/bin/env")]
    }
    let isPython = first.hasSuffix("python3")
    let opening = file.lines.dropFirst().first ?? ""
    if !opening.hasPrefix(isPython ? "\"\"\"" : "# ") {
      findings.append(finding("does not begin with what it is"))
    }
    if !isPython, !file.lines.contains("set -euo pipefail") {
      findings.append(finding("no set -euo pipefail"))
    }
    if !file.text.contains("--help"), !file.text.contains("argparse") {
      findings.append(finding("knows no --help"))
    }
    return findings
  }

  /// The unit must leave the daemon the call that reads the clock's state: a group of calls that is
  /// taken away after it has been allowed takes it along.
  static func clockCalls(ofUnit file: SourceFile) -> [Finding] {
    let filters = file.lines.enumerated().filter { $0.element.hasPrefix("SystemCallFilter=") }
    let allowed = filters.last { !$0.element.contains("~") && $0.element.contains("adjtimex") }
    let taken = filters.last {
      $0.element.contains("~@privileged") || $0.element.contains("~@clock")
    }
    var findings: [Finding] = []
    if (allowed?.offset ?? -1) <= (taken?.offset ?? -1) {
      findings.append(Finding(path: file.path, line: 1, message: "adjtimex is not allowed"))
    }
    for setting in ["ProtectClock=yes", "PrivateUsers=yes"] where file.lines.contains(setting[...])
    {
      findings.append(Finding(path: file.path, line: 1, message: "\(setting) blinds the daemon"))
    }
    return findings
  }
}
