import TestPrograms

/// The machine's Python: what was not written by us should agree with what we write.
enum Python {
  static var isHere: Bool { Program.isHere(["python3", "-c", "import json"]) }

  /// What a script prints.
  static func run(_ script: String, input: String) throws -> String {
    try Program.run(["python3", "-X", "utf8", "-c", script], input: Array(input.utf8))
  }
}
