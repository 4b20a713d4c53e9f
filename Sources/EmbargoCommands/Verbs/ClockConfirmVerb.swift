import ArgumentParser
import EmbargoControl

/// Answers for the clock after it was set forward.
struct ClockConfirmVerb: Verb {
  static let configuration = CommandConfiguration(
    commandName: "confirm",
    abstract: "Say that the clock is right after it was set forward.",
    discussion: """
      What is due by the clock as it stands goes out at once, and cannot be taken back: compare it \
      with another clock first. Refused when nothing waits for it.

        embargoctl clock confirm --reason "compared with the wall clock of the agency"
      """)

  @Option(help: ArgumentHelp("How you know; it goes on the record.", valueName: "text"))
  var reason: String

  @OptionGroup(title: "Options of every verb") var global: GlobalOptions

  func run(in session: Session) throws(Failure) -> Ending {
    let answer = try Daemon(LocalPlaces(global, in: session)).post(
      ClockReply.self, .confirmClock, [], ReasonRequest(reason: reason))
    try ClockPage(clock: answer.value).print(global, in: session)
    return .done
  }
}
