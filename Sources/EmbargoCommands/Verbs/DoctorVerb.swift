import ArgumentParser
import EmbargoControl

/// Looks for what is wrong, and says what mends it.
struct DoctorVerb: Verb {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "Look for everything that keeps releases from going out, and say what mends it.",
    discussion: """
      Looks at configuration, unit, daemon, state directory, ledger, keys, clock, zone files, \
      directories, spools and webhooks; as root, and whether the daemon runs or not. Nothing is \
      changed, and without --network no endpoint is contacted. docs/doctor.md has all codes.

      Exit codes: 0 no problem, 1 a problem.

        embargoctl doctor
        embargoctl doctor --json
      """)

  @Flag(help: "Connect to the endpoints of webhooks as well, and end behind the TLS handshake.")
  var network = false

  @Flag(help: "Show what is well, too.")
  var all = false

  @Option(
    help: ArgumentHelp(
      "The user that the daemon runs as; otherwise the unit's.", valueName: "name"))
  var user: String?

  @Option(
    help: ArgumentHelp(
      "The folder with the unit and its drop-ins; otherwise those of systemd.", valueName: "dir"),
    completion: .directory)
  var units: String?

  @OptionGroup(title: "Options of every verb") var global: GlobalOptions

  func run(in session: Session) throws(Failure) -> Ending {
    let here = try Surroundings(
      global, in: session, units: units, user: user, network: network)
    let (keys, file) = KeyChecks.run(here)
    var findings = ConfigurationChecks.run(here) + ServiceChecks.run(here) + DaemonChecks.run(here)
    findings += StateChecks.run(here) + LedgerChecks.run(here, keys: file) + keys
    findings += ClockChecks.run(here) + ZoneChecks.run(here) + DirectoryChecks.run(here)
    findings += MailChecks.run(here) + WebhookChecks.run(here)
    let page = DoctorPage(
      findings: findings, service: here.service, console: session.console, showsAll: all)
    if global.json { try session.console.json(page.document.bytes) } else { try page.print() }
    return findings.contains { $0.level == .problem } ? Ending(code: 1) : .done
  }
}
