import ArgumentParser
import EmbargoControl

/// Stops a release before its lift.
struct HoldVerb: Verb {
  static let configuration = CommandConfiguration(
    commandName: "hold",
    abstract: "Stop a release before its lift; it waits until it is resumed.",
    discussion: """
      When this returns without an error, nothing of the release can go out any more.

        embargoctl hold central-asia-letter --reason "a quote is being checked"
      """)

  @Argument(
    help: ArgumentHelp("Its id, a unique beginning of it, or its slug.", valueName: "id"),
    completion: .releases(.awaitingApproval, .scheduled))
  var id: String

  @Option(help: ArgumentHelp("Why; it goes on the record.", valueName: "text"))
  var reason: String

  @OptionGroup(title: "Options of every verb") var global: GlobalOptions

  func run(in session: Session) throws(Failure) -> Ending {
    try ReleaseCommandVerb(global, session).run(.hold, id, ReasonRequest(reason: reason))
  }
}
