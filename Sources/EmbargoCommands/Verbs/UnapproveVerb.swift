import ArgumentParser
import EmbargoControl

/// Takes one's own approval back.
struct UnapproveVerb: Verb {
  static let configuration = CommandConfiguration(
    commandName: "unapprove",
    abstract: "Take your own approval back, before the lift.",
    discussion: """
      The reason goes on the record. Without enough approvals it does not go out.

        embargoctl unapprove central-asia-letter --reason "the second figure is in doubt"
      """)

  @Argument(help: ArgumentHelp("Its id, a unique beginning of it, or its slug.", valueName: "id"))
  var id: String

  @Option(help: ArgumentHelp("Why, for the record.", valueName: "text"))
  var reason: String

  @OptionGroup(title: "Options of every verb") var global: GlobalOptions

  func run(in session: Session) throws(Failure) -> Ending {
    try ReleaseCommandVerb(global, session).run(.unapprove, id, ReasonRequest(reason: reason))
  }
}
