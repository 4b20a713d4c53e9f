import Glibc

/// A program that was not written by us, which a test asks for its judgement.
package enum Program {
  package struct Failure: Error, CustomStringConvertible {
    package var description: String
  }

  /// Whether it can be run with these arguments and ends well.
  package static func isHere(_ arguments: [String]) -> Bool { (try? run(arguments)) != nil }

  /// Runs a program with its input from an unnamed file and its output into another.
  ///
  /// - Parameter arguments: the program, looked for on PATH, and what it is given.
  /// - Returns: what it printed.
  /// - Throws: `Failure` when it could not be started, or did not end with status 0.
  package static func run(_ arguments: [String], input: [UInt8] = []) throws -> String {
    let words = arguments.joined(separator: " ")
    let (from, to) = (try unnamedFile(), try unnamedFile())
    defer {
      close(from)
      close(to)
    }
    guard input.withUnsafeBytes({ pwrite(from, $0.baseAddress, $0.count, 0) }) == input.count
    else { throw Failure(description: "the input of \(words) could not be written") }
    let status = try status(of: arguments, from: from, to: to)
    guard status == 0 else { throw Failure(description: "\(words) ended with status \(status)") }
    return try contents(of: to)
  }

  private static func status(of arguments: [String], from: Int32, to: Int32) throws -> Int32 {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, from, STDIN_FILENO)
    posix_spawn_file_actions_adddup2(&actions, to, STDOUT_FILENO)
    var words: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
    defer { for word in words { free(word) } }
    var process: pid_t = 0
    guard posix_spawnp(&process, arguments[0], &actions, nil, &words, environ) == 0 else {
      throw Failure(description: "\(arguments[0]) could not be started")
    }
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0 {
      guard errno == EINTR else {
        throw Failure(description: "\(arguments[0]) could not be waited for: errno \(errno)")
      }
    }
    return status
  }

  private static func unnamedFile() throws -> Int32 {
    var name = Array("/tmp/embargo-test-XXXXXX".utf8CString)
    let file = mkstemp(&name)
    guard file >= 0 else { throw Failure(description: "no temporary file: errno \(errno)") }
    // Not for the programs that other tests start meanwhile.
    _ = fcntl(file, F_SETFD, FD_CLOEXEC)
    unlink(name)
    return file
  }

  private static func contents(of file: Int32) throws -> String {
    let size = Int(lseek(file, 0, SEEK_END))
    var bytes = [UInt8](repeating: 0, count: max(0, size))
    let count = bytes.withUnsafeMutableBytes { pread(file, $0.baseAddress, $0.count, 0) }
    guard count == size else { throw Failure(description: "the output could not be read") }
    return String(decoding: bytes, as: UTF8.self)
  }
}
