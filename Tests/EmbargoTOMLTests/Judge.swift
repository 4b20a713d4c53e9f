import TestPrograms

/// Python's tomllib, asked through Fixtures/judge.py.
enum Judge {
  /// Whether this machine has a Python with tomllib (3.11 and later).
  static var isHere: Bool { Program.isHere(["python3", "-c", "import tomllib"]) }

  /// What the judge makes of each document, by name.
  static func verdicts(_ documents: [Document]) throws -> [String: String] {
    let lines = documents.map { document in
      let digits = document.bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }
      return document.name + "\t" + digits.joined() + "\n"
    }
    let script = directory(of: #filePath) + "/Fixtures/judge.py"
    let printed = try Program.run(["python3", script], input: Array(lines.joined().utf8))
    var verdicts: [String: String] = [:]
    for line in printed.split(separator: "\n") {
      let parts = line.split(separator: "\t", maxSplits: 1)
      if parts.count == 2 { verdicts[String(parts[0])] = String(parts[1]) }
    }
    return verdicts
  }

  private static func directory(of file: String) -> String {
    file.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
  }
}
