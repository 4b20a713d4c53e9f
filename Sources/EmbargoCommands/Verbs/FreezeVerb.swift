import ArgumentParser
import EmbargoControl

/// Stops all lifts.
struct FreezeVerb: Verb {
  static let configuration = CommandConfiguration(
    commandName: "freeze",
    abstract: "Stop all lifts, until thaw.",
    discussion: """
      Nothing lifts, at all, whatever comes due and whoever restarts the daemon. Releases are \
      still taken in and can be changed; what is out stays out, and its retries, corrections and \
      kills go on. It answers when nothing is going out any more.

        embargoctl freeze --reason "somebody has our signing key"
      """)

  @Option(help: ArgumentHelp("Why; it goes on the record.", valueName: "text"))
  var reason: String

  @OptionGroup(title: "Options of every verb") var global: GlobalOptions

  func run(in session: Session) throws(Failure) -> Ending {
    let answer = try Daemon(LocalPlaces(global, in: session)).post(
      FreezeReply.self, .freeze, [], ReasonRequest(reason: reason))
    let console = session.console
    guard !global.json else {
      try console.json(answer.bytes)
      return .done
    }
    let reply = answer.value
    let scheduled = Self.releases(reply.scheduled, "waits", "wait")
    try console.paragraph(
      "Frozen: nothing lifts until embargoctl thaw. \(scheduled) in the queue.", style: .strong)
    if reply.goingOut > 0 {
      try console.paragraph(
        "\(Self.releases(reply.goingOut, "was", "were")) going out already, and the end of it is "
          + "not on the record yet. See: embargoctl list lifting", style: .warning, hanging: 2)
    }
    return .done
  }

  static func releases(_ count: Int, _ one: String, _ many: String) -> String {
    count == 1 ? "1 release \(one)" : "\(count) releases \(many)"
  }
}
