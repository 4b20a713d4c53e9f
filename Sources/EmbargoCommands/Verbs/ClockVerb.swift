import ArgumentParser
import EmbargoControl

/// The clock that lifts go by.
struct ClockVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "clock",
    abstract: "Show the clock, or confirm it after it was set.",
    discussion: """
        embargoctl clock
        embargoctl clock confirm --reason "compared with the wall clock of the agency"
      """,
    subcommands: [ClockShowVerb.self, ClockConfirmVerb.self],
    defaultSubcommand: ClockShowVerb.self)
}

/// Shows what the daemon knows of the clock.
struct ClockShowVerb: Verb {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Show how far the clock is believed, and what it did (the default).",
    discussion: """
      Steps and sleeps are counted from the start of the machine, as far as the daemon ran.

        embargoctl clock show
        embargoctl clock --json
      """)

  @OptionGroup(title: "Options of every verb") var global: GlobalOptions

  func run(in session: Session) throws(Failure) -> Ending {
    let answer = try Daemon(LocalPlaces(global, in: session)).get(StatusReply.self, .status)
    try ClockPage(clock: answer.value.clock).print(global, in: session)
    return .done
  }
}
