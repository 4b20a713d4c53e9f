import ArgumentParser
import EmbargoControl

/// A new text for a release: what `replace` does before its lift and `correct` after it.
struct NewText: ParsableArguments {
  @Argument(
    help: ArgumentHelp("Its id, a unique beginning of it, or its slug.", valueName: "id"),
    completion: .releases(.awaitingApproval, .scheduled, .held, .lifted))
  var id: String

  @Argument(
    help: ArgumentHelp("The new text; - is standard input.", valueName: "file"),
    completion: .file())
  var file: String

  @Option(
    help: ArgumentHelp(
      "A file that goes with it; may be repeated. Otherwise the attachments stay.",
      valueName: "file"), completion: .file())
  var attach: [String] = []

  @OptionGroup var checks: AcceptedChecks

  /// Of the file; nil for standard input.
  var name: String? { file == "-" ? nil : InputFile.name(file) }

  /// What is read here, before anybody is asked anything.
  func read() throws(Failure) -> (bytes: [UInt8], files: [UploadFile]) {
    let bytes = try InputFile.read(file, limit: SubmitVerb.longestText)
    return (bytes, try attach.map { path throws(Failure) in try UploadFile(path) })
  }

  /// The ids of the attachments; nil: they stay.
  func upload(_ files: [UploadFile], by verb: ReleaseCommandVerb) throws(Failure) -> [String]? {
    guard !files.isEmpty else { return nil }
    return try files.map { file throws(Failure) in try verb.daemon.upload(file).id }
  }
}
