import ArgumentParser
import EmbargoControl
import EmbargoCore
import EmbargoTime

/// The audit records.
struct AuditVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "audit",
    abstract: "Show, check or export the audit records.",
    discussion: """
        embargoctl audit
        embargoctl audit --release central-asia-letter
        embargoctl audit verify
        embargoctl audit export records.jsonl
      """,
    subcommands: [AuditListVerb.self, AuditVerifyVerb.self, AuditExportVerb.self],
    defaultSubcommand: AuditListVerb.self)
}

/// Lists records.
struct AuditListVerb: Verb {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "Show the latest records (the default).",
    discussion: """
      With --json an array of records is printed; with --follow one record a line, until the \
      command is interrupted.

        embargoctl audit --limit 20
        embargoctl audit --release central-asia-letter
        embargoctl audit --follow --json
      """)

  @Option(
    help: ArgumentHelp("Only those of one release: id or slug.", valueName: "id"),
    completion: .releases())
  var release: String?

  @Flag(help: "Go on printing records as they are written.")
  var follow = false

  @Option(help: ArgumentHelp("How many at most, the latest.", valueName: "number"))
  var limit = 50

  @OptionGroup(title: "Options of every verb") var global: GlobalOptions

  func validate() throws {
    guard 1...100_000 ~= limit else {
      throw ValidationError("--limit wants a number from 1 to 100000.")
    }
  }

  func run(in session: Session) throws(Failure) -> Ending {
    let daemon = try Daemon(LocalPlaces(global, in: session))
    let head = try daemon.get(AuditPage.self, .audit, query: AuditQuery(limit: 1).pairs).value.head
    let last = ChainHead(text: head)?.sequence ?? 0
    // The records of one release lie anywhere in the chain.
    let start = release == nil ? max(0, last - Int64(limit)) : 0
    var source = DaemonRecords(daemon, release: release, after: start)
    var records: [Record] = []
    while true {
      let page = try source.next()
      if page.isEmpty { break }
      records = (records + page).suffix(limit)
    }
    try print(records, isFirst: true, in: session)
    while follow, session.pause(.seconds(1)) {
      source.lookAgain()
      let page = try source.next()
      if !page.isEmpty { try print(page, isFirst: false, in: session) }
    }
    return .done
  }

  private func print(
    _ records: [Record], isFirst: Bool, in session: Session
  ) throws(Failure) {
    let console = session.console
    guard !global.json else {
      let documents = records.map { JSONText.printable(RecordPage.json($0).canonical) }
      guard follow else {
        return try console.output(
          [UInt8(ascii: "[")] + documents.joined(separator: Array(",\n".utf8))
            + Array("]\n".utf8))
      }
      return try console.output(documents.flatMap { $0 + [UInt8(ascii: "\n")] })
    }
    guard !records.isEmpty else { return console.say("There are no records.") }
    let lines = RecordPage.table(records).lines(width: console.tableWidth)
    for line in isFirst ? lines[...] : lines.dropFirst() { try console.print(line) }
  }
}
