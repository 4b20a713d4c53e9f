import ArgumentParser
import EmbargoControl
import EmbargoCore

/// Checks the chain of the audit records.
struct AuditVerifyVerb: Verb {
  static let configuration = CommandConfiguration(
    commandName: "verify", abstract: "Check that no audit record was changed, removed or moved.",
    discussion: """
      Without a file the records of the daemon are checked, and with the daemon down those of the \
      ledger itself. A chain that was cut at its end looks whole: note the head down that is \
      printed, keep it elsewhere, and give it to --head the next time.

      Exit codes: 0 good, 1 tampered, 2 truncated or rolled back, 3 cannot tell.

        embargoctl audit verify
        embargoctl audit verify records.jsonl
        embargoctl audit verify --head \
      0:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
      """)

  @Argument(help: ArgumentHelp("A file that audit export wrote.", valueName: "file"))
  var file: String?

  @Option(
    help: ArgumentHelp(
      "A head that was noted down earlier; may be repeated.", valueName: "seq:hash"))
  var head: [String] = []

  @OptionGroup(title: "Options of every verb") var global: GlobalOptions

  func validate() throws {
    for text in head where ChainHead(text: text) == nil {
      throw ValidationError("--head wants SEQ:HASH as this command prints it, got \"\(text)\".")
    }
  }

  func run(in session: Session) throws(Failure) -> Ending {
    let remembered = head.compactMap(ChainHead.init(text:))
    do throws(Failure) {
      var source: any RecordSource =
        if let file { try ExportedRecords(file) } else {
          try AuditOrigin(global, session).open()
        }
      let verdict = try source.check(remembered: remembered)
      return try VerdictPage(verdict, isFile: file != nil).print(
        on: session.console, asJSON: global.json)
    } catch {
      return try VerdictPage.cannotTell(error, on: session.console, asJSON: global.json)
    }
  }
}
