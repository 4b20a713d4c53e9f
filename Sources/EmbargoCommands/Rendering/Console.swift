import EmbargoControl
import EmbargoSystem
import EmbargoTime
private import Glibc

/// Where a verb writes: lines for people or JSON for programs on standard output, messages on
/// standard error.
///
/// Text for people goes through `Text`, which escapes whatever could control a terminal.
package struct Console: Sendable {
  /// Writes bytes to standard output.
  package var output: @Sendable ([UInt8]) throws(Failure) -> Void
  /// Writes bytes to standard error; a failure there has nowhere to go.
  package var errors: @Sendable ([UInt8]) -> Void
  /// Columns that a line may take: the terminal's, at most 100.
  package var width: Int
  /// Columns that a row of a table may take: all of the terminal's; elsewhere nothing is cut.
  package var tableWidth: Int
  package var isColoured: Bool
  /// Whether standard output is a terminal, which control characters could act on.
  package var isTerminal: Bool
  package var errorsAreColoured: Bool
  /// Columns of the terminal that standard error is, where a line can be drawn again; nil where it
  /// is none.
  package var progressWidth: Int?

  package init(
    width: Int = 100, isColoured: Bool = false, errorsAreColoured: Bool = false,
    progressWidth: Int? = nil, isTerminal: Bool = false,
    output: @escaping @Sendable ([UInt8]) throws(Failure) -> Void,
    errors: @escaping @Sendable ([UInt8]) -> Void
  ) {
    (self.width, tableWidth) = (min(100, max(40, width)), max(40, width))
    (self.isColoured, self.errorsAreColoured) = (isColoured, errorsAreColoured)
    (self.output, self.errors, self.progressWidth) = (output, errors, progressWidth)
    self.isTerminal = isTerminal
  }

  /// One line for people on standard output.
  package func print(_ text: Text = "") throws(Failure) {
    try output(Array((text.rendered(coloured: isColoured) + "\n").utf8))
  }

  /// A paragraph for people, broken at blanks to fit the width; `hanging` indents all lines but
  /// the first.
  package func paragraph(
    _ text: String, style: Text.Style = .plain, indent: Int = 0, hanging: Int = 0
  ) throws(Failure) {
    for line in Paragraph.lines(of: text, width: width, indent: indent, hanging: hanging) {
      try print(Text(line, style))
    }
  }

  /// A message for people on standard error, broken to fit the width.
  package func say(
    _ text: String, style: Text.Style = .plain, indent: Int = 0, hanging: Int = 0
  ) {
    for line in Paragraph.lines(of: text, width: width, indent: indent, hanging: hanging) {
      say(Text(line, style))
    }
  }

  /// One line for people on standard error.
  func say(_ line: Text) {
    errors(Array((line.rendered(coloured: errorsAreColoured) + "\n").utf8))
  }

  /// One JSON document on one line of standard output.
  ///
  /// Characters that could control a terminal are written as `\u` escapes, which means the same.
  package func json(_ document: [UInt8]) throws(Failure) {
    try output(JSONText.printable(document) + [UInt8(ascii: "\n")])
  }
}

extension Console {
  /// The console of this process.
  ///
  /// - Parameter environment: `NO_COLOR` (any value but the empty one) and `TERM=dumb` turn colour
  ///   off; it is only ever on at a terminal.
  package static func standard(environment: [String: String]) -> Console {
    let plain = environment["NO_COLOR"]?.isEmpty == false || environment["TERM"] == "dumb"
    let canRedraw = environment["TERM"] != "dumb" && isatty(STDERR_FILENO) == 1
    let width = terminalWidth(of: STDOUT_FILENO)
    var console = Console(
      width: width ?? 100,
      isColoured: !plain && isatty(STDOUT_FILENO) == 1,
      errorsAreColoured: !plain && isatty(STDERR_FILENO) == 1,
      progressWidth: canRedraw ? terminalWidth(of: STDERR_FILENO) ?? 80 : nil,
      isTerminal: isatty(STDOUT_FILENO) == 1,
      output: { bytes throws(Failure) in try writeAll(bytes, to: STDOUT_FILENO) },
      errors: { bytes in
        do throws(Failure) { try writeAll(bytes, to: STDERR_FILENO) } catch { return }
      })
    if width == nil { console.tableWidth = .max }
    return console
  }

  private static func terminalWidth(of descriptor: Int32) -> Int? {
    var size = winsize()
    guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
    return Int(size.ws_col)
  }

  /// A reader that went away (`| head`) ends the process as SIGPIPE would.
  private static func writeAll(_ bytes: [UInt8], to descriptor: Int32) throws(Failure) {
    var written = 0
    while written < bytes.count {
      let put = bytes[written...].withUnsafeBytes {
        Glibc.write(descriptor, $0.baseAddress, $0.count)
      }
      if put > 0 {
        written += put
      } else if put < 0, errno == EPIPE {
        exit(141)
      } else if put < 0, errno != EINTR {
        let error = SystemError("write to", "standard output", code: errno)
        throw Failure(.cannotCreate, "\(error)")
      }
    }
  }
}
