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

  @Argument(help: ArgumentHelp("Its id, a unique beginning of it, or its slug.", valueName: "id"))
  var id: String

  @Argument(help: ArgumentHelp("The new text; - is standard input.", valueName: "file"))
  var file: String

  @Option(help: ArgumentHelp("Why; it goes on the record.", valueName: "text"))
  var reason: String

  @Option(
    help: ArgumentHelp(
      "A stamp beside the text; what the text says itself must agree with it.", valueName: "text"))
  var embargo: String?

  @Option(
    help: ArgumentHelp(
      "A file that goes with it; may be repeated. Otherwise the attachments stay.",
      valueName: "file"))
  var attach: [String] = []

  @Flag(help: "A stamp in the past goes out at once instead of being refused.")
  var now = false

  @OptionGroup(title: "Options of every verb") var global: GlobalOptions

  func run(in session: Session) throws(Failure) -> Ending {
    let bytes = try InputFile.read(file, limit: SubmitVerb.longestText)
    let files = try attach.map { path throws(Failure) in try UploadFile(path) }
    let verb = try ReleaseCommandVerb(global, session)
    let uploads = try files.map { file throws(Failure) in try verb.daemon.upload(file).id }
    let request = ReplaceRequest(
      bytes: bytes, name: file == "-" ? nil : InputFile.name(file), embargo: embargo,
      attachments: attach.isEmpty ? nil : uploads, now: now, reason: reason)
    return try verb.run(.replace, id, request)
  }
}
