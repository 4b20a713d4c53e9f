import ArgumentParser
import EmbargoControl
import EmbargoTime

/// Lets lifts happen again.
struct ThawVerb: Verb {
  static let configuration = CommandConfiguration(
    commandName: "thaw",
    abstract: "Let lifts happen again after freeze or restore.",
    discussion: """
      What came due meanwhile goes out at once, if it is overdue by no more than its grace; the \
      rest is held as late, and waits for resume. A ledger that was restored from a backup is \
      thawed by whoever has seen what is out: at a terminal it is shown and asked about, elsewhere \
      --compared names what compare has shown.

        embargoctl freeze --reason "a drill"
        embargoctl thaw
        embargoctl thaw --compared 3f9a17c2
      """)

  @Option(
    help: ArgumentHelp(
      "The digest of the comparison that was looked at; with another one nothing is thawed.",
      valueName: "digest"))
  var compared: String?

  @OptionGroup(title: "Options of every verb") var global: GlobalOptions

  func run(in session: Session) throws(Failure) -> Ending {
    let places = LocalPlaces(global, in: session)
    let daemon = try Daemon(places, silence: .minutes(60))
    let console = session.console
    var compared = compared
    if compared == nil, try isRestored(daemon) {
      guard session.canAsk, !global.json else {
        throw Failure(
          .dataRefused,
          "the ledger was restored from a backup, and what is out may be more than it knows of",
          advice: [
            "Look at embargoctl compare, then say: embargoctl thaw --compared DIGEST"
          ])
      }
      let comparison = try CompareVerb.ask(places).value
      try CompareVerb.show(comparison, on: console)
      guard try session.agrees("Let lifts happen again?") else {
        console.say("Nothing was changed; it stays frozen.")
        return .refused
      }
      compared = comparison.digest
    }
    let answer = try daemon.post(
      FreezeReply.self, .thaw, [], ThawRequest(compared: compared))
    guard !global.json else {
      try console.json(answer.bytes)
      return .done
    }
    let scheduled = FreezeVerb.releases(answer.value.scheduled, "waited", "waited")
    try console.paragraph("Thawed: lifts happen again. \(scheduled) in the queue.", style: .strong)
    try console.paragraph(
      "What came due meanwhile goes out now, or is held if it is too late for that: "
        + "embargoctl list held", hanging: 2)
    return .done
  }

  private func isRestored(_ daemon: Daemon) throws(Failure) -> Bool {
    try daemon.get(StatusReply.self, .status).value.frozen?.restored != nil
  }
}
