import ArgumentParser
import EmbargoControl

/// Tells everybody who has a release that it must not be used.
struct KillVerb: Verb {
  static let configuration = CommandConfiguration(
    commandName: "kill",
    abstract: "Tell every output that has a release that it must not be used.",
    discussion: """
      It cannot be taken back. Every output that has the release, or may have it, is told at once: \
      a notice takes the place of published pages, endpoints get release.killed, mail goes to the \
      same recipients. Attempts that have not been made are cancelled. The reason goes on the \
      record, and outputs show it to readers. Before the lift, use withdraw.

        embargoctl kill central-asia-letter --reason "the letter is not authentic"
      """)

  @Argument(
    help: ArgumentHelp("Its id, a unique beginning of it, or its slug.", valueName: "id"),
    completion: .releases(.lifting, .lifted))
  var id: String

  @Option(help: ArgumentHelp("Why, for readers and for the record.", valueName: "text"))
  var reason: String

  @OptionGroup(title: "Options of every verb") var global: GlobalOptions

  func run(in session: Session) throws(Failure) -> Ending {
    try ReleaseCommandVerb(global, session)
      .run(.kill, id, ReasonRequest(reason: reason), andFollow: true)
  }
}
