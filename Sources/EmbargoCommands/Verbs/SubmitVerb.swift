import ArgumentParser
import EmbargoControl
import EmbargoTime

/// Queues releases.
struct SubmitVerb: Verb {
  static let configuration = CommandConfiguration(
    commandName: "submit",
    abstract: "Queue releases and read back how they were understood.",
    discussion: """
      Several files are queued together or not at all, as many as the daemon takes in one request \
      (twice intake.max_bytes, 8 MiB by default); more go with --lines. A release whose stamp \
      cannot be read with certainty is refused, with what to write instead.

        embargoctl submit release.txt
        embargoctl submit --attach chart.png --output newsroom release.md
        embargoctl submit --embargo "20 May 2031, 9:00 a.m. London time" letter.txt
        embargoctl submit --hold monday.txt tuesday.txt
        embargoctl submit --accept private-links plans.txt
        embargoctl submit --lines releases.jsonl
        embargoctl submit --lines releases.jsonl --from 401 --skip-refused

      With --lines each line of a file is one release, a JSON object with "text" (or "bytes" in \
      base64) and, as wanted, "name", "format", "embargo", "slug", "outputs", "now", "hold", \
      "again" and "accept". They are queued in batches, each whole or not at all. At the first \
      line that is refused it stops: the lines before it are queued, and --from goes on. A run \
      that broke off may be repeated; what is queued is not queued twice.
      """)

  /// Bytes of one text that are read; the daemon's own bound (intake.max_bytes) is lower.
  static let longestText = 32 << 20
  /// Bytes of all texts of one request; the daemon's own bound (twice intake.max_bytes) is lower.
  static let mostBytes = 128 << 20

  @Argument(
    help: ArgumentHelp("The text, as .txt or .md; - is standard input.", valueName: "file"),
    completion: .file())
  var files: [String] = []

  @Option(
    help: ArgumentHelp(
      "A file with one release a line, as JSON; - is standard input.", valueName: "file"),
    completion: .file())
  var lines: String?

  @Option(
    help: ArgumentHelp(
      "With --lines: so many releases in one request, 1 to 1,000.", valueName: "number"))
  var batch: Int?

  @Option(help: ArgumentHelp("With --lines: begin at this line.", valueName: "line"))
  var from: Int?

  @Flag(help: "With --lines: report refused lines and go on; ends with 65 if there were any.")
  var skipRefused = false

  @Option(
    help: ArgumentHelp(
      "A stamp beside the text; what the text says itself must agree with it.", valueName: "text"))
  var embargo: String?

  @Option(
    help: ArgumentHelp("Its name for people, such as central-asia-letter.", valueName: "name"))
  var slug: String?

  @Option(
    help: ArgumentHelp(
      "An output it goes to; may be repeated. Otherwise all outputs.", valueName: "name"),
    completion: .outputs)
  var output: [String] = []

  @Option(
    help: ArgumentHelp("A file that goes with it; may be repeated.", valueName: "file"),
    completion: .file())
  var attach: [String] = []

  @Flag(help: "A stamp in the past goes out at once instead of being refused.")
  var now = false

  @Flag(help: "Queue it held: it waits until somebody resumes it.")
  var hold = false

  @Flag(help: "Queue it even if the same text with the same instant is queued already.")
  var again = false

  @OptionGroup var checks: AcceptedChecks

  @Option(
    help: ArgumentHelp(
      "Makes it safe to repeat the command: the same key gets the first answer again.",
      valueName: "key"))
  var idempotencyKey: String?

  @OptionGroup(title: "Options of every verb") var global: GlobalOptions

  func validate() throws {
    if lines != nil { return try validateLines() }
    guard batch == nil, from == nil, !skipRefused else {
      throw ValidationError("--batch, --from and --skip-refused go with --lines.")
    }
    guard !files.isEmpty else { throw ValidationError("Say which file to submit.") }
    guard files.count == 1 || (slug == nil && attach.isEmpty) else {
      throw ValidationError("--slug and --attach are for one release: submit it by itself.")
    }
    guard idempotencyKey == nil || attach.isEmpty else {
      throw ValidationError("--idempotency-key and --attach exclude each other: uploads are new.")
    }
  }

  private func validateLines() throws {
    guard files.isEmpty else {
      throw ValidationError("--lines takes no other files: each of its lines is a release.")
    }
    guard embargo == nil, slug == nil, output.isEmpty, attach.isEmpty, !now, !hold, !again,
      checks.accept.isEmpty
    else {
      throw ValidationError(
        "With --lines the embargo, slug, outputs, now, hold, again and accept of a release stand "
          + "in its line; files cannot be attached.")
    }
    guard 1...1000 ~= batch ?? 1 else { throw ValidationError("--batch wants 1 to 1,000.") }
    guard from ?? 1 >= 1 else { throw ValidationError("--from wants a number from 1 up.") }
  }

  private func submitLines(_ file: String, in session: Session) throws(Failure) -> Ending {
    var options = LineSubmission.Options()
    (options.from, options.batch) = (from ?? options.from, batch ?? options.batch)
    (options.skipsRefused, options.isJSON) = (skipRefused, global.json)
    options.seed = idempotencyKey
    let source = try LineSource(file, limit: LineSubmission.longestLine, in: session)
    let daemon = try Daemon(LocalPlaces(global, in: session))
    var submission = LineSubmission(source, options, daemon, in: session)
    return try submission.run()
  }

  func run(in session: Session) throws(Failure) -> Ending {
    if let lines { return try submitLines(lines, in: session) }
    var requests = try requests()
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

  /// All files, as long as a daemon could take them in one request.
  private func requests() throws(Failure) -> [SubmitRequest] {
    var requests: [SubmitRequest] = []
    var size = 0
    for file in files {
      requests.append(try request(file))
      size += requests[requests.count - 1].content.bytes.count
      guard size <= Self.mostBytes || files.count == 1 else {
        throw Failure(
          .dataRefused,
          "the files have more than \(Self.mostBytes) bytes together, which no daemon takes in one "
            + "request; nothing was queued", advice: [Self.manyAdvice])
      }
    }
    return requests
  }

  private static let manyAdvice =
    "Many releases go in batches with: embargoctl submit --lines FILE"

  private func request(_ file: String) throws(Failure) -> SubmitRequest {
    SubmitRequest(
      bytes: try InputFile.read(file, limit: Self.longestText),
      name: file == "-" ? nil : InputFile.name(file), embargo: embargo, slug: slug,
      outputs: output.isEmpty ? nil : output, now: now, hold: hold, again: again,
      accept: checks.accept)
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
      } else if error.status == .dataRefused, files.count > 1 {
        failure.advice += [
          "None of the \(files.count) was queued.",
          Self.manyAdvice,
        ]
      }
      throw failure
    }
  }
}
