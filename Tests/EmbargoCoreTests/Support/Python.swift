import Glibc

/// The machine's Python: what was not written by us should agree with what we write.
enum Python {
  struct Failure: Error {
    var message: String
  }

  static var isHere: Bool { (try? run("import json", input: "")) != nil }

  /// Runs a script with its input from an unnamed file and its output into another.
  static func run(_ script: String, input: String) throws -> String {
    let (from, to) = (try unnamedFile(), try unnamedFile())
    defer {
      close(from)
      close(to)
    }
    let bytes = Array(input.utf8)
    guard bytes.withUnsafeBytes({ pwrite(from, $0.baseAddress, $0.count, 0) }) == bytes.count
    else { throw Failure(message: "the input could not be written") }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, from, 0)
    posix_spawn_file_actions_adddup2(&actions, to, 1)
    let arguments = ["python3", "-X", "utf8", "-c", script]
    var words: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
    defer { for word in words { free(word) } }
    var process: pid_t = 0
    guard posix_spawnp(&process, "python3", &actions, nil, &words, environ) == 0 else {
      throw Failure(message: "python3 could not be started")
    }
    var status: Int32 = 0
    guard waitpid(process, &status, 0) == process, status == 0 else {
      throw Failure(message: "python3 ended with status \(status)")
    }
    return try contents(of: to)
  }

  private static func unnamedFile() throws -> Int32 {
    var name = Array("/tmp/embargo-core-XXXXXX".utf8CString)
    let file = mkstemp(&name)
    guard file >= 0 else { throw Failure(message: "no temporary file: errno \(errno)") }
    // Not for the programs that other tests start meanwhile.
    _ = fcntl(file, F_SETFD, FD_CLOEXEC)
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
