import ArgumentParser
import EmbargoControl

/// The channels of announcements.
struct AnnounceVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "announce",
    abstract: "Test whether people can be told what is wrong.",
    discussion: """
        embargoctl announce test
      """,
    subcommands: [AnnounceTestVerb.self])
}

/// Sends a test by one channel or by all.
struct AnnounceTestVerb: Verb {
  static let configuration = CommandConfiguration(
    commandName: "test", abstract: "Send a line that carries nothing of any release.",
    discussion: """
      By the channel NAME, or by all. Exit code 0 when all took it, 75 when one did not. For mail \
      that it lies in the spool counts.

        embargoctl announce test
        embargoctl announce test desk
      """)

  @Argument(help: ArgumentHelp("The channel's name; all without it.", valueName: "name"))
  var name: String?

  @OptionGroup(title: "Options of every verb") var global: GlobalOptions

  func run(in session: Session) throws(Failure) -> Ending {
    let answer = try Daemon(LocalPlaces(global, in: session)).post(
      AnnounceTestReply.self, .testAnnouncements, [], AnnounceTestRequest(name: name))
    if global.json {
      try session.console.json(answer.bytes)
    } else {
      for test in answer.value.channels { try session.console.show(test) }
    }
    return answer.value.channels.allSatisfy(\.passed) ? .done : Ending(.tryAgain)
  }
}

extension Console {
  /// What came of a test.
  func show(_ test: OutputTestReply) throws(Failure) {
    try paragraph(
      "\(test.name): \(test.passed ? "passed" : "failed"): \(test.sentence)",
      style: test.passed ? .good : .bad, hanging: 2)
  }
}
