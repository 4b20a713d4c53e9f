import ArgumentParser
import EmbargoControl
import EmbargoTime

/// Shows how the daemon fares.
struct StatusVerb: Verb {
  static let configuration = CommandConfiguration(
    commandName: "status",
    abstract: "Show the daemon, its clock, zone data, outputs and what is wrong.",
    discussion: """
      Exit code 0 whenever the daemon answers.

        embargoctl status
        embargoctl status --json
      """)

  @OptionGroup(title: "Options of every verb") var global: GlobalOptions

  func run(in session: Session) throws(Failure) -> Ending {
    let answer = try Daemon(LocalPlaces(global, in: session)).get(StatusReply.self, .status)
    if global.json {
      try session.console.json(answer.bytes)
    } else {
      try StatusPage(status: answer.value, console: session.console).print()
    }
    return .done
  }
}
