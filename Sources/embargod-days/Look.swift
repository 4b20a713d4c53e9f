import ArgumentParser
import EmbargoSystem

/// What this process takes, and how far it has come.
struct Look {
  /// Anonymous memory that is resident, in kB.
  var memory: Int
  var files: Int
  var lifted: Int
  /// The ledger's files, in kB.
  var ledger: Int
  var records: Int
  /// Releases that the engine holds in memory.
  var armed: Int
  /// Problems that the engine knows of.
  var problems: Int

  /// `RssAnon:` of proc_pid_status(5).
  static func anonymousMemory() throws -> Int {
    let text = try bytes("/proc/self/status")
    for line in text.split(separator: "\n") where line.hasPrefix("RssAnon:") {
      let words = line.split(whereSeparator: \.isWhitespace)
      if words.count > 1, let kilobytes = Int(words[1]) { return kilobytes }
    }
    throw ValidationError("the kernel does not say RssAnon")
  }

  static func openFiles() throws -> Int {
    try catching { () throws(SystemError) in
      try Directory(path: "/proc/self/fd").entries(limit: 100_000).entries.count
    }
  }

  private static func bytes(_ path: String) throws -> String {
    try catching { () throws(SystemError) in
      String(decoding: try WholeFile.read(path, limit: 1 << 20), as: UTF8.self)
    }
  }

  func row(day: Int) -> String {
    let columns = [
      (day, 5), (lifted, 8), (memory, 12), (files, 12), (ledger, 11), (records, 9), (armed, 7),
      (problems, 10),
    ]
    return columns.map { value, width in
      let text = String(value)
      return String(repeating: " ", count: max(0, width - text.count)) + text
    }.joined()
  }
}

/// A system's refusal as the argument parser shows it.
func catching<Value>(_ body: () throws(SystemError) -> Value) throws -> Value {
  do throws(SystemError) { return try body() } catch { throw ValidationError("\(error)") }
}
