internal import CLinux
private import Glibc

/// Another program, run to its end.
package enum ChildProcess {
  package enum Ending: Hashable, Sendable {
    case exited(code: Int32)
    case signalled(Int32)
    /// It took too long and was ended; what it had done by then nobody can say.
    case timedOut
  }

  package struct Run: Hashable, Sendable {
    package var ending: Ending
    /// The beginning of what it wrote to its standard output and error, safe for people.
    package var said: String

    package init(ending: Ending, said: String) { (self.ending, self.said) = (ending, said) }
  }

  /// Runs a program with a file as its standard input, in a process group of its own and with an
  /// environment of the search path alone.
  ///
  /// - Parameters:
  ///   - program: An absolute path.
  ///   - input: A file, read from its beginning.
  ///   - timeout: Nanoseconds; it may take 10 s more to end it.
  /// - Throws: why it was not started; nothing has happened then.
  package static func run(
    _ program: String, _ arguments: [String], input: FileName, in directory: Directory,
    timeout: Int64
  ) throws(SystemError) -> Run {
    for text in [program] + arguments { try checkPath(text, "run") }
    let number = try check(
      clinux_open_file_at(directory.descriptor.number, input.terminated), "open",
      directory.subject(input))
    let file = Descriptor(owning: number)
    var run = clinux_run()
    var said = [UInt8](repeating: 0, count: 4096)
    let result = withTexts([program] + arguments) { arguments in
      withTexts(["PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C"]) { environment in
        file.with {
          clinux_run(
            program, arguments, environment, $0, timeout, &run, &said, said.count)
        }
      }
    }
    _ = try check(result, "run", program)
    return Run(ending: ending(run), said: text(said.prefix(run.said)))
  }

  private static func ending(_ run: clinux_run) -> Ending {
    if run.timed_out != 0 { return .timedOut }
    return run.exited != 0 ? .exited(code: run.code) : .signalled(run.code)
  }

  /// Lines become one, parted by a stroke.
  private static func text(_ said: ArraySlice<UInt8>) -> String {
    said.split(separator: UInt8(ascii: "\n")).map { displayText($0) }.joined(separator: " / ")
  }

  /// Texts for C, with a null pointer behind the last.
  private static func withTexts<Value>(
    _ texts: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> Value
  ) -> Value {
    let copies = texts.map { strdup($0) }
    defer { for copy in copies { free(copy) } }
    return body(copies + [nil])
  }
}
