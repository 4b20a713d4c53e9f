/// What each target may import: the directions of docs/architecture.md as a table.
enum ImportRules {
  /// Modules of the standard library, which every target may use.
  private static let free: Set<String> = ["Synchronization"]

  static let allowed: [String: Set<String>] = [
    "CLinux": [],
    "CToml": [],
    "EmbargoTime": [],
    "EmbargoTOML": ["CToml"],
    "EmbargoCore": ["EmbargoTime", "EmbargoTOML", "Crypto"],
    "CLedger": [],
    "EmbargoLedger": [
      "CLedger", "EmbargoCore", "EmbargoTime", "Crypto", "GRDB", "GRDBSQLite", "Dispatch", "Glibc",
    ],
    "EmbargoSystem": ["CLinux", "Glibc"],
    "EmbargoOutputs": [
      "EmbargoCore", "EmbargoTime", "EmbargoSystem", "Crypto", "Logging", "Mustache",
      "NIOCore", "NIOHTTP1", "NIOPosix", "NIOSSL", "NIOTLS", "Glibc",
    ],
    "EmbargoControl": ["EmbargoCore", "EmbargoTime", "Foundation", "FoundationEssentials"],
    "EmbargoDaemon": [
      "EmbargoOutputs", "EmbargoLedger", "EmbargoSystem", "EmbargoControl", "EmbargoCore",
      "EmbargoTime", "EmbargoTOML", "Crypto", "Logging", "Hummingbird", "HummingbirdCore",
      "ServiceLifecycle", "UnixSignals", "NIOCore", "NIOHTTP1", "NIOPosix", "HTTPTypes", "Dispatch",
      "Glibc",
    ],
    "EmbargoCommands": [
      "EmbargoControl", "EmbargoCore", "EmbargoTime", "EmbargoTOML", "EmbargoLedger",
      "EmbargoSystem", "ArgumentParser", "Mustache", "NIOCore", "NIOHTTP1", "NIOPosix", "NIOSSL",
      "NIOTLS", "Glibc",
    ],
    "EmbargoWitness": [
      "EmbargoControl", "EmbargoSystem", "EmbargoTime", "ArgumentParser", "NIOCore", "NIOHTTP1",
      "NIOPosix", "NIOSSL",
    ],
    "EmbargoSimulation": [
      "EmbargoDaemon", "EmbargoOutputs", "EmbargoLedger", "EmbargoCore", "EmbargoTime",
    ],
    "embargod": [
      "EmbargoDaemon", "EmbargoCommands", "EmbargoWitness", "EmbargoControl", "EmbargoSystem",
      "ArgumentParser", "Logging", "Glibc",
    ],
    "embargoctl": ["EmbargoCommands", "Glibc"],
    "embargod-witness": ["EmbargoWitness", "ArgumentParser"],
    "embargod-simulate": ["EmbargoSimulation", "ArgumentParser", "Glibc"],
    "embargod-days": [
      "EmbargoDaemon", "EmbargoLedger", "EmbargoOutputs", "EmbargoControl", "EmbargoCore",
      "EmbargoSystem", "EmbargoTime", "ArgumentParser", "Glibc",
    ],
    "embargod-bench": ["EmbargoCore", "EmbargoTime", "EmbargoSystem", "ArgumentParser"],
  ]

  /// Imports of a target that the table does not have. Tests may use what their manifest gives.
  static func findings(in file: SourceFile) -> [Finding] {
    guard file.ext == "swift", let (kind, target) = file.target, kind == "Sources" else {
      return []
    }
    return imports(in: file).compactMap { line, module in
      let isAllowed = free.contains(module) || allowed[target]?.contains(module) ?? false
      return isAllowed
        ? nil : Finding(path: file.path, line: line, message: "\(target) imports \(module)")
    }
  }

  private static let kinds: Set<Substring> = [
    "struct", "class", "enum", "protocol", "func", "var", "let", "typealias",
  ]

  private static func imports(in file: SourceFile) -> [(line: Int, module: String)] {
    let code = String(decoding: file.swift.code, as: UTF8.self)
    let lines = code.split(separator: "\n", omittingEmptySubsequences: false)
    return lines.enumerated().compactMap { index, line in
      let words = line.split(separator: " ")
      guard let place = words.firstIndex(of: "import"), words[..<place].allSatisfy(isModifier)
      else { return nil }
      let name = words[(place + 1)...].first { !kinds.contains($0) } ?? ""
      return (index + 1, String(name.prefix { $0 != "." }))
    }
  }

  private static func isModifier(_ word: Substring) -> Bool {
    word.hasPrefix("@")
      || ["package", "public", "internal", "private", "fileprivate"].contains(word)
  }

  /// Targets of ours that the manifest gives to a target and the table does not.
  static func findings(inManifest file: SourceFile) -> [Finding] {
    allowed.keys.sorted().flatMap { target -> [Finding] in
      guard let declaration = declaration(of: target, in: file.text) else {
        return [Finding(path: file.path, line: 1, message: "there is no target \(target)")]
      }
      let given = declaration.split(separator: "\"").map(String.init)
      return allowed.keys.sorted()
        .filter { $0 != target && given.contains($0) && !(allowed[target]?.contains($0) ?? false) }
        .map { Finding(path: file.path, line: 1, message: "\(target) depends on \($0)") }
    }
  }

  /// The text from the target's name to the parenthesis that closes its declaration.
  private static func declaration(of target: String, in text: String) -> Substring? {
    let text = text.filter { !$0.isWhitespace }
    for opening in ["library(\"", ".target(name:\"", ".executableTarget(name:\""] {
      guard let start = text.firstRange(of: opening + target + "\"") else { continue }
      var depth = 1
      let end = text[start.upperBound...].firstIndex { character in
        if character == "(" { depth += 1 }
        if character == ")" { depth -= 1 }
        return depth == 0
      }
      return text[start.lowerBound..<(end ?? text.endIndex)]
    }
    return nil
  }
}
