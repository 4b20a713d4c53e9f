import ArgumentParser
import EmbargoControl
import EmbargoTime

/// The configured outputs.
struct OutputsVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "outputs",
    abstract: "Show the configured outputs and their health.",
    discussion: """
        embargoctl outputs
        embargoctl outputs test wire
        embargoctl outputs resume wire --reason "the receiver is back"
        embargoctl outputs allow --dry-run
      """,
    subcommands: [
      OutputsListVerb.self, OutputsTestVerb.self, OutputsResumeVerb.self, OutputsAllowVerb.self,
    ],
    defaultSubcommand: OutputsListVerb.self)
}

/// Lists the outputs.
struct OutputsListVerb: Verb {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "Show all outputs (the default).",
    discussion: """
        embargoctl outputs list
      """)

  @OptionGroup(title: "Options of every verb") var global: GlobalOptions

  func run(in session: Session) throws(Failure) -> Ending {
    let answer = try Daemon(LocalPlaces(global, in: session)).get(OutputList.self, .outputs)
    let console = session.console
    guard !global.json else {
      try console.json(answer.bytes)
      return .done
    }
    guard !answer.value.outputs.isEmpty else {
      console.say("No outputs are configured: add an [[output]] to the configuration.")
      return .done
    }
    try console.table(Self.table(answer.value.outputs))
    for output in answer.value.outputs {
      if let problem = output.problem {
        try console.paragraph("\(output.name): \(problem)", style: .bad, hanging: 2)
      }
      if let sentence = Self.lately(output) {
        try console.paragraph("\(output.name): \(sentence)", style: .warning, hanging: 2)
      }
    }
    return .done
  }

  /// The last failure, unless something has arrived since.
  static func lately(_ output: OutputReply) -> String? {
    guard let at = output.lastFailureAt, let error = output.lastError else { return nil }
    if let success = output.lastSuccessAt, success > at { return nil }
    return "the last attempt failed at \(BriefTimes.utc(at)): \(error)"
  }

  static func table(_ outputs: [OutputReply]) -> Table {
    var table = Table([
      Table.Column("OUTPUT", least: 10), Table.Column("KIND"), Table.Column("HEALTH"),
      Table.Column("WAITING"), Table.Column("FAILED"), Table.Column("DELIVERED (UTC)"),
      Table.Column("LOOKED AT"),
    ])
    for output in outputs {
      table.add([
        Text(output.name, .strong), Text(output.kind),
        health(of: output), Text("\(output.pending)"),
        Text("\(output.failed)", output.failed > 0 ? .bad : .plain),
        Text(output.lastSuccessAt.map(BriefTimes.stamp) ?? "none yet", .faint),
        // Every half minute: the day goes without saying.
        Text(output.checkedAt.map { String(BriefTimes.stamp($0).suffix(8)) } ?? "never", .faint),
      ])
    }
    return table
  }

  static func health(of output: OutputReply) -> Text {
    if output.suspended { return Text("suspended", .bad) }
    return output.healthy ? Text("good", .good) : Text("trouble", .bad)
  }
}
