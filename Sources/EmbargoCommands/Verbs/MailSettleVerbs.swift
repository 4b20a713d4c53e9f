import ArgumentParser
import EmbargoControl
import EmbargoSystem
import EmbargoTime
import Glibc

/// Which messages a person decides about, and why.
struct SettleOptions: ParsableArguments {
  @OptionGroup var place: SpoolOptions

  @Argument(
    help: ArgumentHelp(
      "The names of messages, or unique beginnings of them.", valueName: "message"))
  var messages: [String] = []

  @Flag(help: "All that wait for a person: failed and uncertain.")
  var all = false

  @Option(help: ArgumentHelp("Why; it goes on the record.", valueName: "text"))
  var reason: String
}

/// Has messages sent again.
struct MailResendVerb: Verb {
  static let configuration = CommandConfiguration(
    commandName: "resend", abstract: "Have messages that wait for a person sent again.",
    discussion: """
      An uncertain message may have been sent: its recipients may get it twice. Look into the mail \
      server's log first; it names the Message-ID.

        embargoctl mail resend media-list 1695157200 --reason "not in the server's log"
        embargoctl mail resend media-list --all --reason "the disk was full"
      """)

  @OptionGroup var options: SettleOptions
  @OptionGroup(title: "Options of every verb") var global: GlobalOptions

  func run(in session: Session) throws(Failure) -> Ending {
    try Settlement(options: options, global: global, session: session)
      .settle(.resent, to: .new, flags: "", words: "is handed over again")
  }
}

/// Gives messages up.
struct MailDiscardVerb: Verb {
  static let configuration = CommandConfiguration(
    commandName: "discard", abstract: "Give up messages that wait for a person.",
    discussion: """
      They stay in cur/, marked as trashed (T), and are not sent.

        embargoctl mail discard media-list 1695157200 --reason "the list is gone"
      """)

  @OptionGroup var options: SettleOptions
  @OptionGroup(title: "Options of every verb") var global: GlobalOptions

  func run(in session: Session) throws(Failure) -> Ending {
    try Settlement(options: options, global: global, session: session)
      .settle(.discarded, to: .cur, flags: "T", words: "is given up")
  }
}

/// What a person decides about messages.
private struct Settlement {
  let options: SettleOptions
  let global: GlobalOptions
  let session: Session

  private typealias Found = (name: FileName, place: MailSpool.Place)

  func settle(
    _ state: HandoverState, to target: MailSpool.Place, flags: String, words: String
  ) throws(Failure) -> Ending {
    guard !options.reason.isEmpty, options.reason.count <= 1000 else {
      throw Failure(.usage, "wanted a --reason of 1 to 1,000 characters")
    }
    guard options.all != !options.messages.isEmpty else {
      throw Failure(.usage, "wanted either names of messages or --all")
    }
    let places = LocalPlaces(global, in: session)
    let spool = try options.place.open(places)
    // Nothing may be moved while it is being handed over.
    try spool.lock()
    let reports = ReportBox(spool: spool, output: options.place.output)
    let found = try find(in: spool)
    for (name, place) in found {
      let envelope = spool.envelope(of: name)
      if let envelope, let release = envelope.release, let message = name.string {
        try reports.keep(
          HandoverReport(
            message: message, release: release, state: state, at: session.now(),
            recipients: envelope.recipients.count, detail: options.reason, by: Self.user))
      }
      try spool.move(name, from: place, to: target, flags: flags)
      session.console.say("\(name) \(words)")
    }
    if let unsent = try reports.send(by: Daemon(places), in: session) {
      session.console.say("reports wait in the spool: \(unsent.message)")
    }
    try SpoolPage(spool, output: options.place.output).print(asJSON: global.json, in: session)
    return .done
  }

  private func find(in spool: MailSpool) throws(Failure) -> [Found] {
    var waiting: [Found] = []
    for place in [MailSpool.Place.failed, .uncertain, .deferred]
    where place != .deferred
      || !options.all
    {
      waiting += try spool.names(in: place).map { ($0, place) }
    }
    if options.all { return waiting }
    var found: [Found] = []
    for text in options.messages {
      let named = waiting.filter { $0.name.bytes.starts(with: text.utf8) }
      let exact = named.filter { $0.name.string == text }
      guard let one = exact.first ?? named.first, exact.count == 1 || named.count == 1 else {
        throw Failure(
          .noInput,
          named.isEmpty
            ? "no message that waits begins with \"\(text)\""
            : "\(named.count) messages that wait begin with \"\(text)\"; give more of the name",
          advice: ["What waits says: embargoctl mail \(options.place.output)"])
      }
      if !found.contains(where: { $0 == one }) { found.append(one) }
    }
    return found
  }

  /// Who decides: the name of this process's user.
  private static var user: String {
    let number = getuid()
    guard let account = try? Accounts.user(number: number) else { return "uid:\(number)" }
    return account.name
  }
}
