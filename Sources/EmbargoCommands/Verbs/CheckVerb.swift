import ArgumentParser
import EmbargoControl
import EmbargoCore
import EmbargoTime

/// Reads whole releases without queueing them.
struct CheckVerb: Verb {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Read releases without queueing them: their parts, their time, what is wrong.",
    discussion: """
      Uses neither the clock nor any configuration: the checks of the text count as they do where \
      intake.checks says nothing. Exit code 65 when a file would be refused. With --json an array \
      is printed, one object a file.

        embargoctl check release.txt
        embargoctl check --json monday.txt tuesday.md
        embargoctl check --zone Europe/London letter.txt
      """)

  @Argument(
    help: ArgumentHelp("The text, as .txt or .md; - is standard input.", valueName: "file"),
    completion: .file())
  var files: [String]

  @Option(
    help: ArgumentHelp("When the text came in, to settle a missing year.", valueName: "rfc3339"))
  var submitted: String?

  @Option(
    help: ArgumentHelp("The sender's default zone, such as Europe/Paris.", valueName: "zone"))
  var zone: String?

  @OptionGroup var checks: AcceptedChecks

  @OptionGroup(title: "Options of every verb") var global: GlobalOptions

  func validate() throws {
    guard !files.isEmpty else { throw ValidationError("Say which file to check.") }
  }

  func run(in session: Session) throws(Failure) -> Ending {
    let zones = try ZoneFiles.database(environment: session.environment)
    let context = try ZoneFiles.context(submitted: submitted, zone: zone, zones: zones)
    let reader = StampReader(zones: zones)
    let checks = files.map {
      CheckedFile($0, reader: reader, context: context, accepting: self.checks.checks)
    }
    if global.json {
      try session.console.json(JSONText.array(checks.map(CheckPage.document)).bytes)
    } else {
      for (index, check) in checks.enumerated() {
        if index > 0 { try session.console.print() }
        try CheckPage.print(check, on: session.console)
      }
    }
    let failures = checks.compactMap(\.failure)
    if let worst = failures.first(where: { $0.status != .dataRefused }) ?? failures.first {
      return Ending(worst.status)
    }
    return .done
  }
}
