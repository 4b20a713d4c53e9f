import EmbargoControl
import EmbargoSystem
import EmbargoTime
import Glibc
import Synchronization

/// The terminal while a verb draws on all of it: the alternate screen, no echo, keys one by one.
///
/// Whoever enters it leaves it, whatever happened in between.
final class Screen {
  private let console: Console
  private let before: termios
  private var shown: [String] = []
  private var isEntered = false

  /// - Throws: usage, where standard input or output is no terminal that can be drawn on.
  init(_ session: Session, for verb: String, instead: String) throws(Failure) {
    console = session.console
    var settings = termios()
    guard console.isTerminal, session.environment["TERM"] != "dumb", Self.size() != nil,
      tcgetattr(STDIN_FILENO, &settings) == 0
    else {
      throw Failure(
        .usage, "\(verb) draws on a terminal, and this is none that can be drawn on",
        advice: ["For a file or a program: \(instead)"])
    }
    before = settings
  }

  deinit { leave() }

  /// Signals are keys from here on; those from outside end the waiting.
  func enter() throws(Failure) {
    var settings = before
    settings.c_lflag &= ~tcflag_t(ICANON | ECHO | ISIG | IEXTEN)
    ScreenSignals.watch()
    guard tcsetattr(STDIN_FILENO, TCSADRAIN, &settings) == 0 else {
      throw Failure(.internalFault, "\(SystemError("set up", "the terminal", code: errno))")
    }
    isEntered = true
    // The alternate screen, without a cursor (xterm, "ctlseqs").
    try console.output(Array("\u{1B}[?1049h\u{1B}[?25l\u{1B}[2J".utf8))
  }

  /// Gives the terminal back as it was.
  func leave() {
    guard isEntered else { return }
    isEntered = false
    // A terminal that has gone away cannot be given back.
    try? console.output(Array("\u{1B}[0m\u{1B}[?25h\u{1B}[?1049l".utf8))
    var settings = before
    tcsetattr(STDIN_FILENO, TCSADRAIN, &settings)
  }

  /// What can be drawn on now.
  var size: WatchSize { Self.size() ?? WatchSize(rows: 24, columns: 80) }

  /// Draws what has changed since the last time.
  func draw(_ lines: [Text]) throws(Failure) {
    let rendered = lines.map { $0.rendered(coloured: console.isColoured) }
    var text = ""
    for (row, line) in rendered.enumerated() where row >= shown.count || shown[row] != line {
      text += "\u{1B}[\(row + 1);1H\(line)\u{1B}[K"
    }
    if rendered.count < shown.count { text += "\u{1B}[\(rendered.count + 1);1H\u{1B}[J" }
    shown = rendered
    if !text.isEmpty { try console.output(Array(text.utf8)) }
  }

  /// Draws all of it the next time.
  func forget() throws(Failure) {
    shown = []
    try console.output(Array("\u{1B}[2J".utf8))
  }

  /// Waits for a key, another size, or that so much time is over.
  func wait(_ span: Span) -> WatchEvent {
    if ScreenSignals.isEnding { return .quit }
    if ScreenSignals.takeResize() { return .resized }
    var input = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
    let limit = Int32(clamping: span.nanoseconds / 1_000_000 + 1)
    let count = poll(&input, 1, max(0, limit))
    if ScreenSignals.isEnding { return .quit }
    if ScreenSignals.takeResize() { return .resized }
    guard count > 0 else { return .time }
    return Self.readKeys()
  }

  private static func readKeys() -> WatchEvent {
    var keys = [UInt8](repeating: 0, count: 64)
    let got = keys.withUnsafeMutableBytes { read(STDIN_FILENO, $0.baseAddress, $0.count) }
    if got < 0, errno == EINTR || errno == EAGAIN { return .time }
    guard got > 0 else { return .quit }
    let typed = keys.prefix(got)
    // Ctrl-C, Ctrl-D and Ctrl-\ are keys here.
    if typed.contains(where: { [UInt8(ascii: "q"), UInt8(ascii: "Q"), 3, 4, 28].contains($0) }) {
      return .quit
    }
    return typed.contains(12) ? .resized : .time
  }

  private static func size() -> WatchSize? {
    var size = winsize()
    guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_row > 0, size.ws_col > 0
    else { return nil }
    return WatchSize(rows: Int(size.ws_row), columns: Int(size.ws_col))
  }
}

/// The signals that concern a screen, noted.
private enum ScreenSignals {
  private static let ending = Atomic<Bool>(false)
  private static let resized = Atomic<Bool>(false)

  static var isEnding: Bool { ending.load(ordering: .relaxed) }

  static func takeResize() -> Bool { resized.exchange(false, ordering: .relaxed) }

  /// Without SA_RESTART: a signal ends the waiting.
  static func watch() {
    // Made before a handler can run, which must not make them.
    _ = (isEnding, takeResize())
    var end = sigaction()
    end.__sigaction_handler.sa_handler = { _ in
      ScreenSignals.ending.store(true, ordering: .relaxed)
    }
    for signal in [SIGINT, SIGTERM, SIGHUP, SIGQUIT] { sigaction(signal, &end, nil) }
    var size = sigaction()
    size.__sigaction_handler.sa_handler = { _ in
      ScreenSignals.resized.store(true, ordering: .relaxed)
    }
    sigaction(SIGWINCH, &size, nil)
  }
}
