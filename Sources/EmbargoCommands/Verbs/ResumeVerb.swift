import ArgumentParser
import EmbargoControl

/// Lets a held release go again.
struct ResumeVerb: Verb {
  static let configuration = CommandConfiguration(
    commandName: "resume",
    abstract: "Let a held release go again.",
    discussion: """
      A release whose time has passed meanwhile goes out at once, and is recorded as late.

        embargoctl resume central-asia-letter
      """)

  @Argument(
    help: ArgumentHelp("Its id, a unique beginning of it, or its slug.", valueName: "id"),
    completion: .releases(.held))
  var id: String

  @OptionGroup(title: "Options of every verb") var global: GlobalOptions

  func run(in session: Session) throws(Failure) -> Ending {
    try ReleaseCommandVerb(global, session).run(.resume, id, EmptyRequest())
  }
}
