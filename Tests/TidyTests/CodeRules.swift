/// Rules about the shape of code and the calls in it.
enum CodeRules {
  static let longestFile = 400
  static let longestFunction = 70
  static let longestLine = 100

  static func length(of file: SourceFile) -> [Finding] {
    let count = file.lines.count - (file.text.hasSuffix("\n") ? 1 : 0)
    return count <= longestFile
      ? []
      : [
        Finding(
          path: file.path, line: longestFile + 1,
          message: "\(count) lines, more than \(longestFile)")
      ]
  }

  /// Kept as they were given.
  private static let copies = ["oracle.py", "tzif_fuzz.py"]

  static func lines(of file: SourceFile) -> [Finding] {
    file.lines.enumerated().compactMap { index, line in
      let count = line.utf8.count > longestLine ? line.count : 0
      guard count > longestLine, !copies.contains(file.name) else { return nil }
      return Finding(
        path: file.path, line: index + 1, message: "\(count) columns, more than \(longestLine)")
    }
  }

  static func functions(of file: SourceFile) -> [Finding] {
    FunctionLengths(file.swift).functions.filter { $0.count > longestFunction }.map {
      Finding(
        path: file.path, line: $0.line,
        message: "a function of \($0.count) lines, more than \(longestFunction)")
    }
  }

  /// Something that must not be called but at its home.
  struct Ban {
    var call: String
    var reason: String
    /// Beginnings of paths where it is at home.
    var homes: [String] = []
    /// Allowed where this stands on the same line.
    var unless: String?
  }

  static let bans: [Ban] = [
    Ban(call: "Date(", reason: "instants are Instant"),
    Ban(call: "Date.now", reason: "time is injected"),
    Ban(call: "Task.sleep", reason: "time is injected"),
    Ban(call: "usleep(", reason: "time is injected"),
    Ban(call: "sleep(", reason: "time is injected"),
    Ban(
      call: "nanosleep(", reason: "time is injected", homes: ["Sources/EmbargoCommands/Session"]),
    // What checks and measures our clocks reads them by itself.
    Ban(
      call: "clock_gettime", reason: "clocks are read in CLinux",
      homes: ["Sources/CLinux/", "Tests/Bench/", "Tests/Clock/"]),
    Ban(call: "gettimeofday", reason: "clocks are read in CLinux"),
    // Tests may measure how long something took.
    Ban(call: "ContinuousClock(", reason: "time is injected", homes: ["Tests/"]),
    Ban(call: "SuspendingClock(", reason: "time is injected"),
    Ban(call: "SystemRandomNumberGenerator", reason: "random bytes come from SecureRandom"),
    Ban(call: "random(in:", reason: "random bytes come from SecureRandom", unless: "using:"),
    Ban(call: "randomElement(", reason: "random bytes come from SecureRandom", unless: "using:"),
    Ban(call: "shuffled(", reason: "random bytes come from SecureRandom", unless: "using:"),
    Ban(call: "getrandom(", reason: "random bytes come from CLinux", homes: ["Sources/CLinux/"]),
    Ban(call: "try!", reason: "errors are handled"),
    Ban(call: "as!", reason: "casts are checked"),
    Ban(call: "fatalError()", reason: "it says why"),
  ]

  /// Names that say nothing.
  private static let emptyWords = ["Manager", "Helper", "Util"]
  private static let kinds = ["class ", "struct ", "enum ", "actor ", "protocol "]

  static func calls(in file: SourceFile) -> [Finding] {
    let code = file.ext == "swift" ? file.swift.code : Array(file.text.utf8)
    let lines = String(decoding: code, as: UTF8.self)
      .split(separator: "\n", omittingEmptySubsequences: false)
    return bans.flatMap { ban -> [Finding] in
      if ban.homes.contains(where: file.path.hasPrefix) { return [] }
      return code.places(of: ban.call, asWord: true).compactMap { place in
        let line = code.line(of: place)
        if let unless = ban.unless, lines[line - 1].contains(unless) { return nil }
        return Finding(path: file.path, line: line, message: "\(ban.call): \(ban.reason)")
      }
    }
  }

  static func names(in file: SourceFile) -> [Finding] {
    let code = file.swift.code
    return kinds.flatMap { kind in
      code.places(of: kind, asWord: true).compactMap { place -> Finding? in
        let name = String(
          decoding: code[(place + kind.utf8.count)...].prefix(while: \.isIdentifier),
          as: UTF8.self)
        guard emptyWords.contains(where: name.contains) else { return nil }
        return Finding(
          path: file.path, line: code.line(of: place), message: "\(name) says nothing")
      }
    }
  }

  private static let sqlHomes = ["Sources/EmbargoLedger/", "Tests/EmbargoLedgerTests/"]
  private static let sql = [
    "SELECT ", "INSERT INTO", "INSERT OR", "UPDATE OR", "DELETE FROM", "CREATE TABLE", "DROP TABLE",
    "PRAGMA ",
  ]

  /// SQL in string literals away from the ledger.
  static func sqlText(in file: SourceFile) -> [Finding] {
    guard !sqlHomes.contains(where: file.path.hasPrefix) else { return [] }
    let strings = file.swift.strings
    return sql.flatMap { words in
      strings.places(of: words, asWord: true).map {
        Finding(path: file.path, line: strings.line(of: $0), message: "SQL: \(words)")
      }
    }
  }

  /// Work that was put off, in comments of Swift and anywhere in other code.
  static func putOff(in file: SourceFile) -> [Finding] {
    let bytes = file.ext == "swift" ? file.swift.comments : Array(file.text.utf8)
    return ["TO" + "DO", "FIX" + "ME", "XXX:"].flatMap { word in
      bytes.places(of: word, asWord: true).map {
        Finding(path: file.path, line: bytes.line(of: $0), message: "\(word) is left behind")
      }
    }
  }
}
