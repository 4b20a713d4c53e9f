import ArgumentParser
import EmbargoControl

/// Takes a release out of the queue.
struct WithdrawVerb: Verb {
  static let configuration = CommandConfiguration(
    commandName: "withdraw",
    abstract: "Take a release out of the queue for good.",
    discussion: """
      When this returns without an error, nothing of the release can go out any more. To stop it \
      for a while, use hold.

        embargoctl withdraw central-asia-letter --reason "the event is off"
      """)

  @Argument(
    help: ArgumentHelp("Its id, a unique beginning of it, or its slug.", valueName: "id"),
    completion: .releases(.awaitingApproval, .scheduled, .held))
  var id: String

  @Option(help: ArgumentHelp("Why; it goes on the record.", valueName: "text"))
  var reason: String

  @OptionGroup(title: "Options of every verb") var global: GlobalOptions

  func run(in session: Session) throws(Failure) -> Ending {
    try ReleaseCommandVerb(global, session).run(.withdraw, id, ReasonRequest(reason: reason))
  }
}
