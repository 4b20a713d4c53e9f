import ArgumentParser
import EmbargoControl
import EmbargoCore
import EmbargoTime

/// The messages of an email output on their way to the mail server.
struct MailVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mail",
    abstract: "Show and settle messages that wait to be handed over to the mail server.",
    discussion: """
      The unit embargod-mail@NAME hands them over; these verbs work in the spool itself, as the \
      daemon's user or root, whether the daemon runs or not.

        embargoctl mail media-list
        embargoctl mail resend media-list 1695157200 --reason "the server had lost it"
      """,
    subcommands: [
      MailListVerb.self, MailHandOverVerb.self, MailResendVerb.self, MailDiscardVerb.self,
    ],
    defaultSubcommand: MailListVerb.self)
}

/// Which spool a verb works in.
struct SpoolOptions: ParsableArguments {
  @Argument(
    help: ArgumentHelp("The output's name.", valueName: "output"), completion: .outputs)
  var output: String

  @Option(
    help: ArgumentHelp(
      "The spool; otherwise the one that the configuration names.", valueName: "path"))
  var spool: String?

  func open(_ places: LocalPlaces) throws(Failure) -> MailSpool {
    guard OutputName(output) != nil else {
      throw Failure(.usage, "\"\(output)\" cannot be the name of an output")
    }
    if let spool { return try MailSpool(path: spool) }
    return try MailSpool(path: try places.spool(of: output))
  }
}

/// Lists what is not with the mail server yet.
struct MailListVerb: Verb {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "Show the messages that wait, and why (the default).",
    discussion: """
      new: not handed over yet. sending: being handed over, or broken off there. deferred: tried \
      again by itself. failed: refused by the mail server. uncertain: sent or not, nobody knows. \
      The last two wait for a person.

        embargoctl mail list media-list
      """)

  @OptionGroup var place: SpoolOptions
  @OptionGroup(title: "Options of every verb") var global: GlobalOptions

  func run(in session: Session) throws(Failure) -> Ending {
    let spool = try place.open(LocalPlaces(global, in: session))
    let page = try SpoolPage(spool, output: place.output)
    try page.print(asJSON: global.json, in: session)
    return .done
  }
}

/// Hands messages over to the mail server.
struct MailHandOverVerb: Verb {
  static let configuration = CommandConfiguration(
    commandName: "hand-over",
    abstract: "Hand all messages of a spool over to this machine's mail server.",
    discussion: """
      What the unit embargod-mail@NAME runs. Each message is given to sendmail -i -f SENDER -- \
      RECIPIENT... once: one whose hand-over was broken off waits for a person. What became of it \
      is reported to the daemon; while that is down the report waits in the spool.

        embargoctl mail hand-over media-list
      """)

  @OptionGroup var place: SpoolOptions

  @Option(
    help: ArgumentHelp("The program that takes messages, an absolute path.", valueName: "path"))
  var sendmail = "/usr/sbin/sendmail"

  @Option(help: ArgumentHelp("How long one message may take.", valueName: "seconds"))
  var timeout = 60

  @Option(
    help: ArgumentHelp(
      "How long after a temporary failure a message is tried again.", valueName: "seconds"))
  var pause = 300

  @Option(
    help: ArgumentHelp(
      "How long after its instant a message is given up that the server does not take.",
      valueName: "hours"))
  var patience = 120

  @OptionGroup(title: "Options of every verb") var global: GlobalOptions

  func run(in session: Session) throws(Failure) -> Ending {
    guard sendmail.hasPrefix("/"), 1...3600 ~= timeout, 0...86_400 ~= pause, 1...8760 ~= patience
    else {
      throw Failure(
        .usage,
        "wanted an absolute path for --sendmail, --timeout from 1 to 3600, --pause up to 86400, "
          + "and --patience from 1 to 8760")
    }
    let places = LocalPlaces(global, in: session)
    let spool = try place.open(places)
    try spool.lock()
    let reports = ReportBox(spool: spool, output: place.output)
    let settings = HandOver.Settings(
      sendmail: sendmail, timeout: .seconds(Int64(timeout)), pause: .seconds(Int64(pause)),
      patience: .hours(Int64(patience)))
    let tally = try HandOver(spool: spool, reports: reports, settings: settings, session: session)
      .run()
    let unsent = try reports.send(by: Daemon(places), in: session)
    if let unsent { session.console.say("reports wait in the spool: \(unsent.message)") }
    try print(tally, in: session)
    return .done
  }

  private func print(_ tally: HandOver.Tally, in session: Session) throws(Failure) {
    guard !global.json else {
      let bytes: [UInt8]
      do throws(ControlJSONError) { bytes = try ControlJSON.encode(tally) } catch {
        throw Failure(.internalFault, "\(error)")
      }
      return try session.console.json(bytes)
    }
    try session.console.print(
      Text(
        "\(place.output): \(tally.handedOver) handed over, \(tally.deferred) deferred, "
          + "\(tally.refused) refused, \(tally.uncertain) uncertain, \(tally.stopped) stopped"))
  }
}
