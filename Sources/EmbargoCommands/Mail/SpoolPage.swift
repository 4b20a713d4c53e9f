import EmbargoControl
import EmbargoSystem
import EmbargoTime

/// What lies in a spool and is not with the mail server.
struct SpoolPage: Encodable {
  struct Message: Encodable {
    var message: String
    /// The directory that it lies in.
    var state: String
    @OrNull var release: String?
    @OrNull var recipients: Int?
    var since: Instant
    /// Empty where there is none.
    var reason: String
  }

  var output: String
  var spool: String
  var messages: [Message] = []
  /// Reports that the daemon has not got yet.
  var reports: Int

  private static let places: [MailSpool.Place] = [.uncertain, .failed, .deferred, .sending, .new]
  /// Shown to people; JSON has all.
  private static let mostShown = 200

  init(_ spool: MailSpool, output: String) throws(Failure) {
    (self.output, self.spool) = (output, spool.root.path)
    reports = try ReportBox(spool: spool, output: output).count
    for place in Self.places {
      for name in try spool.names(in: place) {
        let found: FileAttributes?
        do throws(SystemError) { found = try FileAttributes.of(name, in: spool[place]) } catch {
          throw Failure(error)
        }
        // Moved on meanwhile.
        guard let found else { continue }
        let envelope = spool.envelope(of: name)
        messages.append(
          Message(
            message: name.description, state: place.rawValue, release: envelope?.release,
            recipients: envelope?.recipients.count,
            since: Instant(nanoseconds: found.lastChange),
            reason: spool.reason(of: name, in: place)))
      }
    }
  }

  func print(asJSON: Bool, in session: Session) throws(Failure) {
    let console = session.console
    guard !asJSON else {
      let bytes: [UInt8]
      do throws(ControlJSONError) { bytes = try ControlJSON.encode(self) } catch {
        throw Failure(.internalFault, "\(error)")
      }
      return try console.json(bytes)
    }
    if messages.isEmpty {
      try console.print(Text("\(output): nothing waits in \(spool)"))
    } else {
      try console.table(table)
      if messages.count > Self.mostShown {
        try console.print(Text("and \(messages.count - Self.mostShown) more; see --json"))
      }
      for message in messages.prefix(Self.mostShown) where !message.reason.isEmpty {
        try console.paragraph(
          "\(message.message): \(message.reason)", style: .faint, hanging: 2)
      }
    }
    if reports > 0 {
      try console.print(Text("\(reports) reports wait for the daemon"))
    }
  }

  private var table: Table {
    var table = Table([
      Table.Column("STATE"), Table.Column("MESSAGE"), Table.Column("RECIPIENTS"),
      Table.Column("SINCE (UTC)"),
    ])
    for message in messages.prefix(Self.mostShown) {
      let isBad = message.state == "failed" || message.state == "uncertain"
      table.add([
        Text(message.state, isBad ? .bad : .plain), Text(message.message, .strong),
        Text(message.recipients.map(String.init) ?? "?"),
        Text(BriefTimes.stamp(message.since), .faint),
      ])
    }
    return table
  }
}
