import ArgumentParser
import EmbargoControl

/// Tests an output with something that carries nothing of any release.
struct OutputsTestVerb: Verb {
  static let configuration = CommandConfiguration(
    commandName: "test", abstract: "Test an output without any release's data.",
    discussion: """
      Exit code 0 when the test passed, 75 when it did not.

        embargoctl outputs test wire
      """)

  @Argument(
    help: ArgumentHelp("The output's name.", valueName: "name"), completion: .outputs)
  var name: String

  @OptionGroup(title: "Options of every verb") var global: GlobalOptions

  func run(in session: Session) throws(Failure) -> Ending {
    let answer = try Daemon(LocalPlaces(global, in: session)).post(
      OutputTestReply.self, .testOutput, [name], EmptyRequest())
    let test = answer.value
    if global.json {
      try session.console.json(answer.bytes)
    } else {
      try session.console.show(test)
    }
    return test.passed ? .done : Ending(.tryAgain)
  }
}
