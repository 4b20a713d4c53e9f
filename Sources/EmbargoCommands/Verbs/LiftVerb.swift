import ArgumentParser
import EmbargoControl

/// Ends a broken embargo.
struct LiftVerb: Verb {
  static let configuration = CommandConfiguration(
    commandName: "lift",
    abstract: "End a broken embargo: publish everywhere at once.",
    discussion: """
      It cannot be called back. The reason goes on the record, and outputs say that the embargo \
      was lifted early where their format has a place for that. Missing approvals are still \
      needed. Where the configuration wants two publishers, another one confirms it within ten \
      minutes.

        embargoctl lift central-asia-letter --reason "a newspaper has published it"
        embargoctl lift central-asia-letter --confirm
      """)

  @Argument(help: ArgumentHelp("Its id, a unique beginning of it, or its slug.", valueName: "id"))
  var id: String

  @Option(help: ArgumentHelp("Why, for readers and for the record.", valueName: "text"))
  var reason: String?

  @Flag(help: "Agree to the early lift that another publisher has asked for.")
  var confirm = false

  @OptionGroup(title: "Options of every verb") var global: GlobalOptions

  func validate() throws {
    guard confirm == (reason == nil) else {
      throw ValidationError("Say --reason TEXT, or --confirm for what another publisher asked for.")
    }
  }

  func run(in session: Session) throws(Failure) -> Ending {
    let request = reason.map { LiftRequest(reason: $0) } ?? .confirming
    return try ReleaseCommandVerb(global, session).run(.lift, id, request, andFollow: true)
  }
}
