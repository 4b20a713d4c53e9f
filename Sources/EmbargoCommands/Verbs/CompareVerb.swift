import ArgumentParser
import EmbargoControl
import EmbargoTime

/// Shows what is out, beside what the ledger believes.
struct CompareVerb: Verb {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Compare what is out with what the ledger believes.",
    discussion: """
      For a ledger that was restored from a backup and knows nothing of what was done after it: \
      files and messages are looked for by their names and compared by their bytes. What endpoints \
      have nobody can see; a repeat has the same id. Shown is what does not agree, and the digest \
      of all of it, which thaw wants.

        embargoctl compare
      """)

  @OptionGroup(title: "Options of every verb") var global: GlobalOptions

  func run(in session: Session) throws(Failure) -> Ending {
    let answer = try Self.ask(LocalPlaces(global, in: session))
    guard !global.json else {
      try session.console.json(answer.bytes)
      return .done
    }
    try Self.show(answer.value, on: session.console)
    if answer.value.restored != nil {
      try session.console.paragraph(
        "When that is understood: embargoctl thaw --compared \(answer.value.digest)", hanging: 2)
    }
    return .done
  }

  static func ask(_ places: LocalPlaces) throws(Failure) -> Daemon.Answer<ComparisonReply> {
    // Many pages to read, in which the daemon says nothing.
    try Daemon(places, silence: .minutes(60)).get(ComparisonReply.self, .comparison)
  }

  static func show(_ reply: ComparisonReply, on console: Console) throws(Failure) {
    let looked = FreezeVerb.releases(reply.releases, "was", "were")
    try console.paragraph(
      "\(looked) looked at. \(reply.agreeing) deliveries are as the ledger has them, "
        + "\(reply.findings.count) are to be looked at.", style: .strong)
    if reply.unlooked > 0 {
      try console.paragraph(
        FreezeVerb.releases(reply.unlooked, "is", "are")
          + " queued behind these and not looked at.", style: .warning)
    }
    guard !reply.findings.isEmpty else { return }
    var table = Table([
      Table.Column("RELEASE", least: 12), Table.Column("OUTPUT", least: 8),
      Table.Column("DUE (UTC)"), Table.Column("LEDGER"), Table.Column("OUT THERE"),
    ])
    for finding in reply.findings {
      table.add([
        Text(finding.slug, .strong), Text(finding.output), Text(BriefTimes.stamp(finding.due)),
        Text(finding.believed.rawValue), Text(words(finding.found), style(finding.found)),
      ])
    }
    try console.table(table)
    // What holds for many is said once.
    var told: Set<String> = []
    for finding in reply.findings where told.insert(finding.sentence).inserted {
      let (belief, found) = (finding.believed.rawValue, words(finding.found))
      try console.print()
      try console.paragraph("\(belief), \(found): \(finding.sentence)", hanging: 2)
    }
  }

  private static func words(_ found: ComparisonFinding.Found) -> String {
    switch found {
    case .same: "is out"
    case .partly: "partly out"
    case .other: "something else"
    case .nothing: "gone"
    case .unseen: "cannot be seen"
    case .unknown: "unknown"
    }
  }

  private static func style(_ found: ComparisonFinding.Found) -> Text.Style {
    switch found {
    case .same, .partly: .warning
    case .other, .nothing, .unknown: .bad
    case .unseen: .faint
    }
  }
}
