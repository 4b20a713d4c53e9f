import ArgumentParser
import EmbargoControl

/// Takes the words of a release out of the ledger.
struct EraseVerb: Verb {
  static let configuration = CommandConfiguration(
    commandName: "erase",
    abstract: "Take the words of a release that is over out of the ledger, for good.",
    discussion: """
      Text, headline, slug, attachments, contacts, names at outputs and what was rendered for \
      them, of all revisions: the keys that could open them are destroyed. It cannot be taken \
      back, and the release can be neither corrected nor killed after it. What is out stays out, \
      records stay as they are, and backups made before still have everything. Withdrawn releases \
      can be erased, and lifted ones whose deliveries have ended.

        embargoctl withdraw central-asia-letter --reason "it will not be published"
        embargoctl erase central-asia-letter --reason "the author asked for it"
      """)

  @Argument(
    help: ArgumentHelp("Its id, a unique beginning of it, or its slug.", valueName: "id"),
    completion: .releases(.lifted, .killed, .withdrawn))
  var id: String

  @Option(help: ArgumentHelp("Why; it goes on the record, and stays there.", valueName: "text"))
  var reason: String

  @OptionGroup(title: "Options of every verb") var global: GlobalOptions

  func run(in session: Session) throws(Failure) -> Ending {
    try ReleaseCommandVerb(global, session).run(.erase, id, ReasonRequest(reason: reason))
  }
}
