import Glibc

/// Python's standard library, asked through Fixtures/judge.py: what was not written by us should
/// read what we publish.
enum Judge {
  struct Failure: Error {
    var message: String
  }

  static var isHere: Bool {
    (try? run(["python3", "-c", "import email, mailbox, hmac"], input: [])) != nil
  }

  /// What the script prints for one of its questions.
  static func answer(_ question: String, _ arguments: [String] = [], input: [UInt8] = [])
    throws -> String
  {
    let script = fixtures + "/judge.py"
    return try run(["python3", script, question] + arguments, input: input)
  }

  /// Where this target's fixtures lie.
  static var fixtures: String {
    let parts = #filePath.split(separator: "/", omittingEmptySubsequences: false)
    return parts.dropLast(2).joined(separator: "/") + "/Fixtures"
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
    let size = Int(lseek(to, 0, SEEK_END))
    var bytes = [UInt8](repeating: 0, count: max(0, size))
    let count = bytes.withUnsafeMutableBytes { pread(to, $0.baseAddress, $0.count, 0) }
    guard count == size else { throw Failure(message: "the output could not be read") }
    return String(decoding: bytes, as: UTF8.self)
  }

  private static func unnamedFile() throws -> Int32 {
    var name = Array("/tmp/outputs-judge-XXXXXX".utf8CString)
    let file = mkstemp(&name)
    guard file >= 0 else { throw Failure(message: "no temporary file: errno \(errno)") }
    // Not for the programs that other tests start meanwhile.
    _ = fcntl(file, F_SETFD, FD_CLOEXEC)
    unlink(name)
    return file
  }
}
