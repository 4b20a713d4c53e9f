import ArgumentParser
import EmbargoControl

/// Sends a queued release to other outputs.
struct SetVerb: Verb {
  static let configuration = CommandConfiguration(
    commandName: "set",
    abstract: "Send a queued release to other outputs: the next revision.",
    discussion: """
      The outputs that are named replace all that it had.

        embargoctl set central-asia-letter --output newsroom --output wire
      """)

  @Argument(
    help: ArgumentHelp("Its id, a unique beginning of it, or its slug.", valueName: "id"),
    completion: .releases(.awaitingApproval, .scheduled, .held))
  var id: String

  @Option(
    help: ArgumentHelp("An output it goes to; may be repeated.", valueName: "name"),
    completion: .outputs)
  var output: [String] = []

  @OptionGroup(title: "Options of every verb") var global: GlobalOptions

  func validate() throws {
    guard !output.isEmpty else { throw ValidationError("Say at least one --output NAME.") }
  }

  func run(in session: Session) throws(Failure) -> Ending {
    try ReleaseCommandVerb(global, session).run(.set, id, SetRequest(outputs: output))
  }
}
