import ArgumentParser
import EmbargoControl
import EmbargoTime

/// Reads one stamp, or a line of text each on standard input.
struct TimeVerb: Verb {
  static let configuration = CommandConfiguration(
    commandName: "time",
    abstract: "Read one stamp and say how it was understood.",
    discussion: """
      Uses neither the clock nor any configuration: only the text and what is given beside it. A \
      stamp that cannot be read with certainty is refused, with what to write instead.

        embargoctl time "September 19, 2023, 5:00 p.m. EDT"
        embargoctl time "Embargoed until 1:30 a.m. ET, November 3, 2024"
        embargoctl time --zone Europe/London "16 May 2024, 14:00 BST"
        embargoctl time --submitted 2024-03-12T12:00:00Z "9 a.m. ET Thursday, March 14"
        embargoctl time --compose 2023-09-19T21:00:00Z --zones ET,London,Tokyo

      --compose writes the line for the head of a release: the first zone leads, and what is \
      printed has been read back to the same instant.

      With --batch each line of standard input is read, and one JSON object a line printed in the \
      same order. A tab separates the text from what is given beside it:

        printf '14 March, 9 a.m. ET, Thursday\\tsubmitted=2024-03-12T12:00:00Z\\n' \
      | embargoctl time --batch
      """)

  @Argument(help: ArgumentHelp("The line of text with the stamp.", valueName: "text"))
  var text: String?

  @Option(
    help: ArgumentHelp(
      "When the text came in, to settle a missing year.", valueName: "rfc3339"))
  var submitted: String?

  @Option(
    help: ArgumentHelp(
      "The sender's default zone, such as Europe/Paris.", valueName: "zone"))
  var zone: String?

  @Flag(help: "Read lines on standard input, print one JSON object for each.")
  var batch = false

  @Option(
    help: ArgumentHelp(
      "Write the release line for an instant, or for a stamp.", valueName: "instant"))
  var compose: String?

  @Option(
    help: ArgumentHelp(
      "With --compose: whose clocks to write, parted by commas.", valueName: "zones"))
  var zones: String?

  @OptionGroup(title: "Options of every verb") var global: GlobalOptions

  func validate() throws {
    guard (compose == nil) == (zones == nil) else {
      throw ValidationError(
        "--compose and --zones go together, such as: embargoctl time --compose "
          + "2023-09-19T21:00:00Z --zones ET,London,Tokyo")
    }
    if compose != nil {
      guard !batch, text == nil else {
        throw ValidationError("--compose takes neither a text nor --batch")
      }
      return
    }
    guard batch == (text == nil) else {
      throw ValidationError(
        batch
          ? "--batch reads standard input and takes no text"
          : "Say which text to read, such as: embargoctl time \"September 19, 2023, 5 p.m. EDT\"")
    }
  }

  func run(in session: Session) throws(Failure) -> Ending {
    let zones = try ZoneFiles.database(environment: session.environment)
    let reader = StampReader(zones: zones)
    let context = try ZoneFiles.context(submitted: submitted, zone: zone, zones: zones)
    if let compose {
      return try ComposedLine(reader: reader, context: context).run(
        compose, zones: self.zones ?? "", asJSON: global.json, in: session)
    }
    guard let text else {
      return try StampBatch(reader: reader, zones: zones, context: context).run(in: session)
    }
    let outcome = reader.read(text, context: context)
    if global.json {
      try session.console.json(OutcomeJSON.document(outcome).bytes)
    } else {
      try OutcomePage.print(outcome, on: session.console)
    }
    if case .refused = outcome { return .refused }
    return .done
  }
}
