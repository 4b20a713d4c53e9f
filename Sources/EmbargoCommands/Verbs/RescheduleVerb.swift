import ArgumentParser
import EmbargoControl

/// Gives a queued release another embargo.
struct RescheduleVerb: Verb {
  static let configuration = CommandConfiguration(
    commandName: "reschedule",
    abstract: "Give a queued release another time.",
    discussion: """
      The text stays as it is, and so does the stamp in it: if that should change, use replace.

        embargoctl reschedule central-asia-letter "20 May 2031, 9:00 a.m. New York time" \
      --reason "moved by the ministry"
      """)

  @Argument(help: ArgumentHelp("Its id, a unique beginning of it, or its slug.", valueName: "id"))
  var id: String

  @Argument(help: ArgumentHelp("The new stamp, with date, clock and zone.", valueName: "text"))
  var text: String

  @Option(help: ArgumentHelp("Why; it goes on the record.", valueName: "text"))
  var reason: String

  @Flag(help: "A stamp in the past goes out at once instead of being refused.")
  var now = false

  @OptionGroup(title: "Options of every verb") var global: GlobalOptions

  func run(in session: Session) throws(Failure) -> Ending {
    try ReleaseCommandVerb(global, session).run(
      .reschedule, id, RescheduleRequest(text: text, reason: reason, now: now))
  }
}
