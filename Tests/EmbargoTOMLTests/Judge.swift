import Glibc

/// Python's tomllib, asked through Fixtures/judge.py.
enum Judge {
  struct Failure: Error {
    var message: String
  }

  /// Whether this machine has a Python with tomllib (3.11 and later).
  static var isHere: Bool {
    (try? run(["python3", "-c", "import tomllib"], input: [])) != nil
  }

  /// What the judge makes of each document, by name.
  static func verdicts(_ documents: [Document]) throws -> [String: String] {
    let lines = documents.map { document in
      let digits = document.bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }
      return document.name + "\t" + digits.joined() + "\n"
    }
    let script = directory(of: #filePath) + "/Fixtures/judge.py"
    let printed = try run(["python3", script], input: Array(lines.joined().utf8))
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

  /// Runs a program with its input from an unnamed file and its output into another.
  private static func run(_ arguments: [String], input: [UInt8]) throws -> String {
    let (from, to) = (try unnamedFile(), try unnamedFile())
    defer {
      close(from)
      close(to)
    }
    guard input.withUnsafeBytes({ pwrite(from, $0.baseAddress, $0.count, 0) }) == input.count
    else { throw Failure(message: "the input could not be written") }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, from, 0)
    posix_spawn_file_actions_adddup2(&actions, to, 1)
    var words: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
    defer { for word in words { free(word) } }
    var process: pid_t = 0
    guard posix_spawnp(&process, arguments[0], &actions, nil, &words, environ) == 0 else {
      throw Failure(message: "\(arguments[0]) could not be started")
    }
    var status: Int32 = 0
    guard waitpid(process, &status, 0) == process, status == 0 else {
      throw Failure(message: "\(arguments.joined(separator: " ")) ended with status \(status)")
    }
    return try contents(of: to)
  }

  private static func unnamedFile() throws -> Int32 {
    var name = Array("/tmp/embargo-toml-XXXXXX".utf8CString)
    let file = mkstemp(&name)
    guard file >= 0 else { throw Failure(message: "no temporary file: errno \(errno)") }
    unlink(name)
    return file
  }

  private static func contents(of file: Int32) throws -> String {
    let size = Int(lseek(file, 0, SEEK_END))
    var bytes = [UInt8](repeating: 0, count: max(0, size))
    let count = bytes.withUnsafeMutableBytes { pread(file, $0.baseAddress, $0.count, 0) }
    guard count == size else { throw Failure(message: "the output could not be read") }
    return String(decoding: bytes, as: UTF8.self)
  }
}
