import ArgumentParser
import EmbargoControl

/// Shows one release.
struct ShowVerb: Verb {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Show one release with its deliveries.",
    discussion: """
      The text itself is not shown. Attempts are listed where one of them failed.

        embargoctl show central-asia-letter
        embargoctl show --json central-asia-letter
      """)

  @Argument(
    help: ArgumentHelp("Its id, a unique beginning of it, or its slug.", valueName: "id"),
    completion: .releases())
  var id: String

  @OptionGroup(title: "Options of every verb") var global: GlobalOptions

  func run(in session: Session) throws(Failure) -> Ending {
    let daemon = try Daemon(LocalPlaces(global, in: session))
    let answer = try daemon.get(ReleaseDetail.self, .show, [id])
    guard !global.json else {
      try session.console.json(answer.bytes)
      return .done
    }
    let deliveries = try daemon.get(
      ReleaseDeliveries.self, .deliveriesOfRelease, [answer.value.summary.id])
    try ReleasePages(session).detail(answer.value, attempts: deliveries.value.attempts)
    return .done
  }
}
