import TestPrograms

/// Python's standard library, asked through Fixtures/judge.py: what was not written by us should
/// read what we publish.
enum Judge {
  static var isHere: Bool {
    Program.isHere(["python3", "-c", "import email, mailbox, hmac"])
  }

  /// What the script prints for one of its questions.
  static func answer(_ question: String, _ arguments: [String] = [], input: [UInt8] = [])
    throws -> String
  {
    let script = fixtures + "/judge.py"
    return try Program.run(["python3", script, question] + arguments, input: input)
  }

  /// Where this target's fixtures lie.
  static var fixtures: String {
    let parts = #filePath.split(separator: "/", omittingEmptySubsequences: false)
    return parts.dropLast(2).joined(separator: "/") + "/Fixtures"
  }
}
