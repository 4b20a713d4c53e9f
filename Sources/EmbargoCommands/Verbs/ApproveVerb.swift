import ArgumentParser
import EmbargoControl

/// Approves exactly what is read back.
struct ApproveVerb: Verb {
  static let configuration = CommandConfiguration(
    commandName: "approve",
    abstract: "Look at a release and say that exactly this may go out.",
    discussion: """
      What is approved is read back and asked about: the text and its attachments, the embargo, \
      the outputs and where they publish. A change of any of these withdraws the approval. Nobody \
      approves what they handed in themselves. A correction that waits is approved in the same \
      way, and goes out with its last approval. The text itself shows preview.

        embargoctl preview central-asia-letter --output newsroom
        embargoctl approve central-asia-letter
        embargoctl approve central-asia-letter --yes --digest 3f9a17c2
      """)

  @Argument(help: ArgumentHelp("Its id, a unique beginning of it, or its slug.", valueName: "id"))
  var id: String

  @Flag(help: "Do not ask; for scripts, together with --digest.")
  var yes = false

  @Option(
    help: ArgumentHelp(
      "The beginning of the digest that was looked at, at least 8 digits; with another one nothing "
        + "is approved.", valueName: "prefix"))
  var digest: String?

  @OptionGroup(title: "Options of every verb") var global: GlobalOptions

  func validate() throws {
    guard !yes || digest != nil else {
      throw ValidationError(
        "--yes wants --digest: the beginning of the digest that somebody has looked at.")
    }
    guard let digest else { return }
    guard 8...64 ~= digest.utf8.count, digest.allSatisfy({ $0.isASCII && $0.isHexDigit }) else {
      throw ValidationError("--digest wants 8 to 64 hexadecimal digits.")
    }
    guard yes || !global.json else {
      throw ValidationError("--json cannot ask: say --yes --digest.")
    }
  }

  func run(in session: Session) throws(Failure) -> Ending {
    let verb = try ReleaseCommandVerb(global, session)
    let reading = try verb.daemon.get(ApprovalReading.self, .approval, [id]).value
    if let digest, !reading.digest.hasPrefix(digest.lowercased()) {
      throw Failure(
        .dataRefused,
        "the digest of what there is to approve begins with \(reading.digest.prefix(8)), not with "
          + "\(digest): it is not what was looked at, and nothing was approved",
        advice: ["Look again: embargoctl approve \(reading.slug)"])
    }
    if !yes {
      guard !global.json else {
        throw Failure(.usage, "--json cannot ask: say --yes --digest PREFIX")
      }
      try ApprovalPage(session).show(reading)
      guard reading.required > 0 else {
        session.console.say("No approval is asked for, so there is nothing to approve.")
        return .refused
      }
      guard try isConfirmed(in: session) else {
        session.console.say("Nothing was approved.")
        return .refused
      }
    }
    return try verb.run(
      .approve, reading.id, ApproveRequest(digest: reading.digest),
      andFollow: reading.subject == "correction")
  }

  /// Whether the answer is yes, and nothing else.
  private func isConfirmed(in session: Session) throws(Failure) -> Bool {
    session.console.errors(Array("Type yes to approve exactly this: ".utf8))
    var line: [UInt8] = []
    while line.count < 1000, !line.contains(UInt8(ascii: "\n")) {
      let bytes = try session.read()
      if bytes.isEmpty { break }
      line += bytes
    }
    if !line.contains(UInt8(ascii: "\n")) { session.console.say("") }
    let answer = String(decoding: line.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
    return answer.filter { !$0.isWhitespace }.lowercased() == "yes"
  }
}
