import ArgumentParser
import EmbargoControl

/// Gives a queued release a new text.
struct ReplaceVerb: Verb {
  static let configuration = CommandConfiguration(
    commandName: "replace",
    abstract: "Give a queued release a new text: the next revision.",
    discussion: """
      The old text is kept. The new one is read like any other: its stamp is the new embargo.

        embargoctl replace central-asia-letter letter-v2.txt --reason "typo in the headline"
      """)

  @OptionGroup var new: NewText

  @Option(help: ArgumentHelp("Why; it goes on the record.", valueName: "text"))
  var reason: String

  @Option(
    help: ArgumentHelp(
      "A stamp beside the text; what the text says itself must agree with it.", valueName: "text"))
  var embargo: String?

  @Flag(help: "A stamp in the past goes out at once instead of being refused.")
  var now = false

  @OptionGroup(title: "Options of every verb") var global: GlobalOptions

  func run(in session: Session) throws(Failure) -> Ending {
    let (bytes, files) = try new.read()
    let verb = try ReleaseCommandVerb(global, session)
    let request = ReplaceRequest(
      bytes: bytes, name: new.name, embargo: embargo,
      attachments: try new.upload(files, by: verb), now: now, reason: reason,
      accept: new.checks.accept)
    return try verb.run(.replace, new.id, request)
  }
}
