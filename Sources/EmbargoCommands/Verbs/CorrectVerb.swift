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
      goes on the record, and outputs show it to readers. Where approvals are asked for, the new \
      text waits for them and goes out with the last one.

        embargoctl correct central-asia-letter letter-v2.txt --reason "a figure was wrong"
      """)

  @OptionGroup var new: NewText

  @Option(help: ArgumentHelp("Why, for readers and for the record.", valueName: "text"))
  var reason: String

  @OptionGroup(title: "Options of every verb") var global: GlobalOptions

  func run(in session: Session) throws(Failure) -> Ending {
    let (bytes, files) = try new.read()
    let verb = try ReleaseCommandVerb(global, session)
    let request = CorrectRequest(
      bytes: bytes, name: new.name,
      attachments: try new.upload(files, by: verb), reason: reason,
      accept: new.checks.accept)
    return try verb.run(.correct, new.id, request, andFollow: true)
  }
}
