import EmbargoControl
import EmbargoSystem
package import EmbargoTime
private import Glibc

/// What a verb may use of the world: the console, standard input, the environment and the clock.
package struct Session: Sendable {
  package var console: Console
  /// Some bytes of standard input, as soon as there are any; empty at its end.
  package var read: @Sendable () throws(Failure) -> [UInt8]
  package var environment: [String: String]
  package var now: @Sendable () -> Instant
  /// Whether somebody wants the verb to end (Ctrl-C). From the first time that this is asked the
  /// verb is no longer ended by that signal; by a second one it is.
  package var isInterrupted: @Sendable () -> Bool
  /// Whether somebody sits at a terminal who can be asked.
  package var canAsk: Bool
  /// Waits that long before asking again (`audit --follow`); false: stop asking.
  package var pause: @Sendable (Span) -> Bool

  package init(
    console: Console, environment: [String: String] = [:],
    read: @escaping @Sendable () throws(Failure) -> [UInt8] = { () throws(Failure) in [] },
    now: @escaping @Sendable () -> Instant,
    isInterrupted: @escaping @Sendable () -> Bool = { false }, canAsk: Bool = false,
    pause: @escaping @Sendable (Span) -> Bool
  ) {
    (self.console, self.environment, self.isInterrupted) = (console, environment, isInterrupted)
    (self.read, self.now, self.pause, self.canAsk) = (read, now, pause, canAsk)
  }

  /// The session of this process.
  package static func standard(environment: [String: String]) -> Session {
    Session(
      console: .standard(environment: environment), environment: environment,
      read: { () throws(Failure) in try readStandardInput() },
      now: { Instant(nanoseconds: WallClock.now()) },
      isInterrupted: { Interruption.isWanted },
      canAsk: isatty(STDIN_FILENO) == 1 && isatty(STDERR_FILENO) == 1,
      pause: { span in
        var time = timespec(
          tv_sec: Int(span.nanoseconds / 1_000_000_000),
          tv_nsec: Int(span.nanoseconds % 1_000_000_000))
        return nanosleep(&time, nil) == 0
      })
  }

  /// Asks on standard error; anything but `y` or `yes` in the line that follows is a no.
  func agrees(_ question: String) throws(Failure) -> Bool {
    console.say(question + " [y/N]")
    var line: [UInt8] = []
    while !line.contains(UInt8(ascii: "\n")), line.count < 1024 {
      let some = try read()
      if some.isEmpty { break }
      line += some
    }
    let words = String(decoding: line, as: UTF8.self).split(whereSeparator: \.isWhitespace)
    return words.count == 1 && ["y", "yes"].contains(words[0].lowercased())
  }

  private static func readStandardInput() throws(Failure) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let got = bytes.withUnsafeMutableBytes { Glibc.read(STDIN_FILENO, $0.baseAddress, $0.count) }
      if got >= 0 { return Array(bytes.prefix(got)) }
      if errno != EINTR {
        throw Failure(.noInput, "\(SystemError("read", "standard input", code: errno))")
      }
      if Interruption.hasCome { return [] }
    }
  }
}
