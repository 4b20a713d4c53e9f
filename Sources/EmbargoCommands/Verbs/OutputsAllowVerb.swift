import ArgumentParser
import EmbargoControl
import EmbargoSystem

/// Lets the service write to the directories that its outputs need.
struct OutputsAllowVerb: Verb {
  static let configuration = CommandConfiguration(
    commandName: "allow",
    abstract: "Let the service write to the directories that its outputs need.",
    discussion: """
      The unit shows the service everything else as read-only. What outputs, announcements, \
      checkpoints, inboxes and the witness need beside it goes into one drop-in that is written \
      whole each time, embargod.service.d/outputs.conf; a spool elsewhere than in \
      /var/spool/embargod also into those of embargod-mail@NAME. Reads the configuration itself, \
      so the daemon may be down. Makes no directory, and refuses those of the system.

      With names: what these need, and of what was let before what is still configured.

        embargoctl outputs allow --dry-run
      """)

  @Argument(
    help: ArgumentHelp("Outputs or channels; otherwise all.", valueName: "name"),
    completion: .outputs)
  var names: [String] = []

  @Flag(help: "Only show what would be written; nothing is changed.")
  var dryRun = false

  @Flag(help: "Have systemd read it, and restart the service, which takes a second or two.")
  var restart = false

  @Option(
    help: ArgumentHelp(
      "The folder with the unit and its drop-ins; otherwise those of systemd.", valueName: "dir"),
    completion: .directory)
  var units: String?

  @OptionGroup(title: "Options of every verb") var global: GlobalOptions

  func run(in session: Session) throws(Failure) -> Ending {
    if restart, dryRun || units != nil {
      throw Failure(.usage, "--restart goes neither with --dry-run nor with --units")
    }
    let here = try Surroundings(global, in: session, units: units, user: nil, network: false)
    let plan = try AllowPlan(here, names: names)
    if !dryRun, !plan.changes.isEmpty, units == nil, CurrentProcess.user != 0 {
      throw Failure(
        .notPermitted, "only root may write to \(here.dropInRoot)",
        advice: ["sudo \(here.allowing)", "Look first: \(here.allowing) --dry-run"])
    }
    if restart, let missing = plan.missing.first {
      throw Failure(
        .noInput, "\(missing.place.what): there is no \(missing.place.path); nothing was changed",
        advice: plan.missing.map { "Make it: \($0.command)" })
    }
    if restart { try checkConfiguration(here) }
    if !dryRun { try plan.apply() }
    if restart { try run(plan.restarts) }
    let page = AllowPage(
      plan: plan, console: session.console, isDry: dryRun, next: restart ? [] : plan.next)
    if global.json { try session.console.json(page.document.bytes) } else { try page.print() }
    if restart, !global.json { session.console.say("The service is restarted.", style: .good) }
    return .done
  }

  /// A service that is restarted with a wrong one stays down.
  private func checkConfiguration(_ here: Surroundings) throws(Failure) {
    let bad = ConfigurationChecks.run(here).first {
      $0.code == .configuration && $0.level == .problem
    }
    guard let bad else { return }
    throw Failure(
      .configuration, "the service is not restarted, and nothing was changed. \(bad.what)",
      advice: bad.mend)
  }

  private func run(_ commands: [String]) throws(Failure) {
    for command in commands {
      let words = command.split(separator: " ").dropFirst().map(String.init)
      let run = Commands.run("/usr/bin/systemctl", words)
      guard run?.ending == .exited(code: 0) else {
        throw Failure(
          .unavailable, "\(command) failed: \(run?.said ?? "it could not be started")",
          advice: ["The drop-in is written. Look: journalctl -u embargod -n 50"])
      }
    }
  }
}
