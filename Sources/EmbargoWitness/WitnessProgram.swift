package import ArgumentParser
import EmbargoControl
import EmbargoSystem
import EmbargoTime

/// Watches from outside, as a user of its own, that embargod keeps embargoes.
package struct WitnessProgram: ParsableCommand {
  package static let configuration = CommandConfiguration(
    commandName: "embargod-witness",
    abstract: "Watches that nothing is out before its instant, and that what is due comes out.",
    discussion: """
      Runs in the foreground, announces on standard error and in announcements.jsonl, and keeps \
      status.json. What is due when it learns from a file of the daemon: see [witness] in \
      embargod.toml(5).

      Examples:
        embargod-witness --watch /var/lib/embargod-witness --state /var/lib/embargo-witness
      """,
    version: Version.text)

  @Option(help: ArgumentHelp("Where the daemon leaves its word.", valueName: "dir"))
  var watch = "/var/lib/embargod-witness"

  @Option(
    help: ArgumentHelp(
      "Where announcements and status are kept; otherwise systemd's StateDirectory=.",
      valueName: "dir"))
  var state: String?

  @Option(help: ArgumentHelp("How often it looks.", valueName: "milliseconds"))
  var interval: Int64 = 1000

  package init() {}

  package func validate() throws {
    guard 100...60_000 ~= interval else {
      throw ValidationError("--interval wants milliseconds from 100 to 60000, got \(interval).")
    }
  }

  package func run() throws {
    let path = state ?? processEnvironment("STATE_DIRECTORY") ?? "/var/lib/embargo-witness"
    let notification = ServiceNotification()
    do throws(SystemError) {
      let state = try WitnessState(path: path, isJournal: ServiceNotification.isJournal())
      let live = LiveSight(directory: watch)
      let sight = live.sight
      let timer = try WallTimer()
      var witness = Witness(start: sight.now(), open: state.open())
      try notification.send(.ready)
      while true {
        for announcement in witness.look(sight) { state.announce(announcement) }
        state.note(.init(witness, wordFault: live.wordFault, at: sight.now()))
        try notification.send(.watchdog)
        _ = try timer.wait(until: nil, atMost: interval * 1_000_000)
      }
    } catch {
      StandardError.write("error: the witness ends: \(error)\n")
      throw ExitCode(ExitStatus.cannotCreate.rawValue)
    }
  }
}
