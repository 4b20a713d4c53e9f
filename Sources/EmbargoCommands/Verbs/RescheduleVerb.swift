import ArgumentParser
import EmbargoControl

/// Gives a queued release another embargo.
struct RescheduleVerb: Verb {
  static let configuration = CommandConfiguration(
    commandName: "reschedule",
    abstract: "Give a queued release another time.",
    discussion: """
      The text stays as it is, and so does the stamp in it: if that should change, use replace. \
      Shows the old and the new reading side by side, and on a terminal asks before anything is \
      changed.

        embargoctl reschedule central-asia-letter "20 May 2031, 9:00 a.m. New York time" \
      --reason "moved by the ministry" --dry-run
        embargoctl reschedule central-asia-letter "20 May 2031, 9:00 a.m. New York time" \
      --reason "moved by the ministry"
      """)

  @Argument(
    help: ArgumentHelp("Its id, a unique beginning of it, or its slug.", valueName: "id"),
    completion: .releases(.awaitingApproval, .scheduled, .held))
  var id: String

  @Argument(help: ArgumentHelp("The new stamp, with date, clock and zone.", valueName: "text"))
  var text: String

  @Option(help: ArgumentHelp("Why; it goes on the record.", valueName: "text"))
  var reason: String

  @Flag(help: "A stamp in the past goes out at once instead of being refused.")
  var now = false

  @Flag(help: "Only show what would be; nothing is changed.")
  var dryRun = false

  @Flag(help: "Do not ask.")
  var yes = false

  @OptionGroup(title: "Options of every verb") var global: GlobalOptions

  func run(in session: Session) throws(Failure) -> Ending {
    let verb = try ReleaseCommandVerb(global, session)
    var request = RescheduleRequest(text: text, reason: reason, now: now, dryRun: dryRun)
    if global.json { return try verb.run(.reschedule, id, request) }
    request.dryRun = true
    // What is shown and what is changed is the same release, also if its slug is typed wrong.
    let trial = try verb.daemon.post(CommandReply.self, .reschedule, [id], request).value
    let before = try verb.daemon.get(ReleaseDetail.self, .show, [trial.id]).value
    try compare(before.reading.facts, trial.reading.facts, of: trial.slug, on: session.console)
    try OutcomePage.notes(trial.notes, on: session.console)
    if dryRun {
      try session.console.print("Nothing was changed.")
      return .done
    }
    if session.canAsk, !yes {
      guard try session.agrees("Give it the new time?") else {
        session.console.say("Nothing was changed.")
        return .refused
      }
    }
    try session.console.print()
    request.dryRun = false
    return try verb.run(.reschedule, trial.id, request)
  }

  private func compare(
    _ old: TimeReply, _ new: TimeReply, of slug: String, on console: Console
  ) throws(Failure) {
    guard case .instant(let old) = old, case .instant(let new) = new else { return }
    try console.print(Text(slug, .strong))
    try ComparisonPage(old: old, new: new, console: console).print()
  }
}
