import EmbargoSystem
package import Logging

/// Writes one line a message to standard error; with the journal's `<N>` priority in front of it
/// when the journal listens, else with the level as a word.
package struct StderrLogHandler: LogHandler {
  package var metadata: Logger.Metadata = [:]
  package var logLevel: Logger.Level = .info
  private let isJournal: Bool

  package init(isJournal: Bool) { self.isJournal = isJournal }

  package subscript(metadataKey key: String) -> Logger.MetadataValue? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  package func log(event: LogEvent) {
    let all = metadata.merging(event.metadata ?? [:]) { _, new in new }
    let head = isJournal ? "<\(Self.priority(event.level))>" : "\(event.level): "
    // A standard error that nobody reads any more is no reason to stop.
    StandardError.write(head + Self.line(event.message, all) + "\n")
  }

  /// The message with what is known beside it, fit for one line.
  static func line(_ message: Logger.Message, _ metadata: Logger.Metadata) -> String {
    var line = message.description
    for (key, value) in metadata.sorted(by: { $0.key < $1.key }) { line += " \(key)=\(value)" }
    return displayText(line.utf8)
  }

  /// Syslog's severities (RFC 5424 section 6.2.1), as sd-daemon(3) has them.
  static func priority(_ level: Logger.Level) -> Int {
    switch level {
    case .trace, .debug: 7
    case .info: 6
    case .notice: 5
    case .warning: 4
    case .error: 3
    case .critical: 2
    }
  }
}
