import ArgumentParser
import EmbargoControl

/// Tries a failed delivery again.
struct RetryVerb: Verb {
  static let configuration = CommandConfiguration(
    commandName: "retry",
    abstract: "Try a failed delivery again, under the same idempotency key.",
    discussion: """
        embargoctl retry central-asia-letter wire
      """)

  @Argument(
    help: ArgumentHelp("Its id, a unique beginning of it, or its slug.", valueName: "id"),
    completion: .releases(.lifting, .lifted, .killed))
  var id: String

  @Argument(
    help: ArgumentHelp("The output's name.", valueName: "output"), completion: .outputs)
  var output: String

  @OptionGroup(title: "Options of every verb") var global: GlobalOptions

  func run(in session: Session) throws(Failure) -> Ending {
    let answer = try Daemon(LocalPlaces(global, in: session)).post(
      ReleaseDeliveries.self, .retry, [id, output], EmptyRequest())
    if global.json {
      try session.console.json(answer.bytes)
    } else {
      try ReleasePages(session).deliveries(of: answer.value)
    }
    return .done
  }
}
