package import EmbargoSystem
package import Logging

/// Gives messages to the systemd journal with their fields: what happened, its stable id, and the
/// release. What the journal does not take goes to standard error, where it listens, too.
///
/// `MESSAGE` is the line that stands on standard error elsewhere, so that whoever reads without
/// fields has all of it.
package struct JournalLogHandler: LogHandler {
  package var metadata: Logger.Metadata = [:]
  package var logLevel: Logger.Level = .info
  private let journal: JournalSocket
  private let fallback = StderrLogHandler(isJournal: true)

  package init(_ journal: JournalSocket = JournalSocket()) { self.journal = journal }

  package subscript(metadataKey key: String) -> Logger.MetadataValue? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  package func log(event: LogEvent) {
    let all = metadata.merging(event.metadata ?? [:]) { _, new in new }
    var fields = [
      ("MESSAGE", StderrLogHandler.line(event.message, all)),
      ("PRIORITY", String(StderrLogHandler.priority(event.level))),
      ("SYSLOG_IDENTIFIER", "embargod"),
    ]
    if let id = all["event"].flatMap({ MessageID.of($0.description) }) {
      fields.append(("MESSAGE_ID", id))
    }
    for (key, value) in all.sorted(by: { $0.key < $1.key }) {
      fields.append(("EMBARGO_" + key.uppercased(), displayText(value.description.utf8)))
    }
    do throws(SystemError) {
      try journal.send(fields)
    } catch {
      // The journal was told to be there; whoever reads standard error gets the message.
      fallback.log(event: event)
    }
  }
}
