import ArgumentParser
import EmbargoControl

/// Publishes a new text of a release that is out.
struct CorrectVerb: Verb {
  static let configuration = CommandConfiguration(
    commandName: "correct",
    abstract: "Publish a new text of a release that is out: the next revision.",
    discussion: """
      The new text takes the place of the old one at every output, at once. Attempts of the old \
      one that have not been made are cancelled. Slug and file names stay. The embargo is over: \
      what the new text says of one is ignored, but a time that lies ahead is refused. The reason \
      goes on the record, and outputs show it to readers.

        embargoctl correct central-asia-letter letter-v2.txt --reason "a figure was wrong"
      """)

  @Argument(help: ArgumentHelp("Its id, a unique beginning of it, or its slug.", valueName: "id"))
  var id: String

  @Argument(help: ArgumentHelp("The new text; - is standard input.", valueName: "file"))
  var file: String

  @Option(help: ArgumentHelp("Why, for readers and for the record.", valueName: "text"))
  var reason: String

  @Option(
    help: ArgumentHelp(
      "A file that goes with it; may be repeated. Otherwise the attachments stay.",
      valueName: "file"))
  var attach: [String] = []

  @OptionGroup(title: "Options of every verb") var global: GlobalOptions

  func run(in session: Session) throws(Failure) -> Ending {
    let bytes = try InputFile.read(file, limit: SubmitVerb.longestText)
    let files = try attach.map { path throws(Failure) in try UploadFile(path) }
    let verb = try ReleaseCommandVerb(global, session)
    let uploads = try files.map { file throws(Failure) in try verb.daemon.upload(file).id }
    let request = CorrectRequest(
      bytes: bytes, name: file == "-" ? nil : InputFile.name(file),
      attachments: attach.isEmpty ? nil : uploads, reason: reason)
    return try verb.run(.correct, id, request, andFollow: true)
  }
}
