import ArgumentParser
import EmbargoControl
import EmbargoTime

/// Queues releases.
struct SubmitVerb: Verb {
  static let configuration = CommandConfiguration(
    commandName: "submit",
    abstract: "Queue releases and read back how they were understood.",
    discussion: """
      Several files are queued together or not at all. A release whose stamp cannot be read with \
      certainty is refused, with what to write instead.

        embargoctl submit release.txt
        embargoctl submit --attach chart.png --output newsroom release.md
        embargoctl submit --embargo "20 May 2031, 9:00 a.m. London time" letter.txt
        embargoctl submit --hold monday.txt tuesday.txt
      """)

  /// Bytes of one text that are read; the daemon's own bound (intake.max_bytes) is lower.
  static let longestText = 32 << 20

  @Argument(help: ArgumentHelp("The text, as .txt or .md; - is standard input.", valueName: "file"))
  var files: [String]

  @Option(
    help: ArgumentHelp(
      "A stamp beside the text; what the text says itself must agree with it.", valueName: "text"))
  var embargo: String?

  @Option(
    help: ArgumentHelp("Its name for people, such as central-asia-letter.", valueName: "name"))
  var slug: String?

  @Option(
    help: ArgumentHelp(
      "An output it goes to; may be repeated. Otherwise all outputs.", valueName: "name"))
  var output: [String] = []

  @Option(help: ArgumentHelp("A file that goes with it; may be repeated.", valueName: "file"))
  var attach: [String] = []

  @Flag(help: "A stamp in the past goes out at once instead of being refused.")
  var now = false

  @Flag(help: "Queue it held: it waits until somebody resumes it.")
  var hold = false

  @Flag(help: "Queue it even if the same text with the same instant is queued already.")
  var again = false

  @Option(
    help: ArgumentHelp(
      "Makes it safe to repeat the command: the same key gets the first answer again.",
      valueName: "key"))
  var idempotencyKey: String?

  @OptionGroup(title: "Options of every verb") var global: GlobalOptions

  func validate() throws {
    guard !files.isEmpty else { throw ValidationError("Say which file to submit.") }
    guard files.count == 1 || (slug == nil && attach.isEmpty) else {
      throw ValidationError("--slug and --attach are for one release: submit it by itself.")
    }
    guard idempotencyKey == nil || attach.isEmpty else {
      throw ValidationError("--idempotency-key and --attach exclude each other: uploads are new.")
    }
  }

  func run(in session: Session) throws(Failure) -> Ending {
    var requests: [SubmitRequest] = []
    for file in files { requests.append(try request(file)) }
    let attachments = try attach.map { path throws(Failure) in try UploadFile(path) }
    let daemon = try Daemon(LocalPlaces(global, in: session))
    for file in attachments { requests[0].attachments.append(try daemon.upload(file).id) }
    let body: OneOrMany<SubmitRequest> = files.count == 1 ? .one(requests[0]) : .many(requests)
    let answer = try send(body, to: daemon)
    guard !global.json else {
      try session.console.json(answer.bytes)
      return .done
    }
    let pages = ReleasePages(session)
    for reply in answer.value.values { try pages.queued(reply) }
    return .done
  }

  private func request(_ file: String) throws(Failure) -> SubmitRequest {
    SubmitRequest(
      bytes: try InputFile.read(file, limit: Self.longestText),
      name: file == "-" ? nil : InputFile.name(file), embargo: embargo, slug: slug,
      outputs: output.isEmpty ? nil : output, now: now, hold: hold, again: again)
  }

  /// A refusal of one of several files names it.
  private func send(
    _ body: OneOrMany<SubmitRequest>, to daemon: Daemon
  ) throws(Failure) -> Daemon.Answer<OneOrMany<SubmitReply>> {
    do throws(Failure) {
      return try daemon.post(
        OneOrMany<SubmitReply>.self, .submit, [], body, key: idempotencyKey)
    } catch {
      var failure = error
      if let index = error.index ?? (files.count == 1 ? 0 : nil), files.indices.contains(index),
        error.status == .dataRefused
      {
        failure.message = "\(files[index]): \(error.message)"
        if files.count > 1 { failure.advice.append("None of the \(files.count) was queued.") }
      }
      throw failure
    }
  }
}
