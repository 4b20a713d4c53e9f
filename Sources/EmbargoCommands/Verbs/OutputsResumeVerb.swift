import ArgumentParser
import EmbargoControl

/// Lets a suspended output go again.
struct OutputsResumeVerb: Verb {
  static let configuration = CommandConfiguration(
    commandName: "resume",
    abstract: "Let an output go again that said it wants nothing more.",
    discussion: """
      An endpoint that answers 410 Gone is sent nothing until this. What has waited for it goes \
      out at once; the delivery that was answered with 410 has failed, and embargoctl retry lets \
      it be tried again.

        embargoctl outputs resume wire --reason "the receiver is back"
      """)

  @Argument(
    help: ArgumentHelp("The output's name.", valueName: "name"), completion: .outputs)
  var name: String

  @Option(help: ArgumentHelp("Why; it goes on the record.", valueName: "text"))
  var reason: String?

  @OptionGroup(title: "Options of every verb") var global: GlobalOptions

  func run(in session: Session) throws(Failure) -> Ending {
    let answer = try Daemon(LocalPlaces(global, in: session)).post(
      OutputResumeReply.self, .resumeOutput, [name],
      OutputResumeRequest(reason: reason))
    if global.json {
      try session.console.json(answer.bytes)
    } else {
      let count = answer.value.deliveries
      let waited =
        switch count {
        case 0: "nothing has waited for it"
        case 1: "one delivery has waited for it, and goes out at once"
        default: "\(count) deliveries have waited for it, and go out at once"
        }
      try session.console.paragraph(
        "\(answer.value.name) is let go again: \(waited)", style: .good, hanging: 2)
    }
    return .done
  }
}
