import ArgumentParser
import EmbargoControl
import EmbargoCore

/// The receipt of a release: what became of it, signed.
struct ReceiptVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "receipt",
    abstract: "Get or check a signed statement of what became of a release.",
    discussion: """
        embargoctl receipt central-asia-letter
        embargoctl receipt central-asia-letter --output letter-receipt.json
        embargoctl receipt verify receipt.json
      """,
    subcommands: [ReceiptGetVerb.self, ReceiptVerifyVerb.self],
    defaultSubcommand: ReceiptGetVerb.self)
}

/// Gets the receipt of a release.
struct ReceiptGetVerb: Verb {
  static let configuration = CommandConfiguration(
    commandName: "get", abstract: "Get the receipt of a release that is out (the default).",
    discussion: """
      It says what was meant, who approved it, when it went out by which clock, and what each \
      output answered, and is signed with the key of the daemon. --json is the signed statement \
      itself, which receipt verify checks; --html is a page to print. A file is made new, and \
      readable for its owner only.

        embargoctl receipt central-asia-letter
        embargoctl receipt central-asia-letter --output letter-receipt.json
        embargoctl receipt central-asia-letter --html --output letter-receipt.html
      """)

  @Argument(
    help: ArgumentHelp("Its id, a unique beginning of it, or its slug.", valueName: "id"),
    completion: .releases())
  var id: String

  @Flag(help: "As a page (HTML) to print or to send on.")
  var html = false

  @Option(
    help: ArgumentHelp(
      "Write it to this new file: the signed statement, or the page.", valueName: "file"),
    completion: .file())
  var output: String?

  @OptionGroup(title: "Options of every verb") var global: GlobalOptions

  func validate() throws {
    if html, global.json { throw ValidationError("--html and --json exclude each other.") }
  }

  func run(in session: Session) throws(Failure) -> Ending {
    let reply = try Daemon(LocalPlaces(global, in: session)).get(ReceiptReply.self, .receipt, [id])
    let bytes = Array(reply.value.receipt.utf8)
    let receipt: ReleaseReceipt
    do throws(ReleaseReceipt.Flaw) { receipt = try ReleaseReceipt(parsing: bytes) } catch {
      throw Failure(.internalFault, "the daemon's receipt does not hold: \(error)")
    }
    let page = ReceiptPage(receipt: receipt)
    let console = session.console
    if let output {
      let file = try ExportFile(output)
      try file.write(html ? page.html() : bytes + [UInt8(ascii: "\n")])
      try file.publish()
      console.say("Wrote the receipt of \(id) to \(output).")
      if html { return .done }
      console.say("Whoever has it checks it with: embargoctl receipt verify \(output)")
    } else if html {
      try console.output(page.html())
    } else if global.json {
      try console.json(bytes)
    } else {
      try page.print(on: console)
    }
    return .done
  }
}

/// Checks a receipt.
struct ReceiptVerifyVerb: Verb {
  static let configuration = CommandConfiguration(
    commandName: "verify", abstract: "Check a receipt, without the daemon.",
    discussion: """
      The signature is checked; with --records each record that the receipt names is looked for in \
      an export; with --text it is checked that a file is what went out.

      Exit codes: 0 good, 1 forged or about something else, 3 cannot tell.

        embargoctl receipt verify receipt.json
        embargoctl receipt verify receipt.json --text letter.txt --records records.jsonl
      """)

  @Argument(
    help: ArgumentHelp("A file that receipt --json wrote; - is standard input.", valueName: "file"),
    completion: .file())
  var file: String

  @Option(
    help: ArgumentHelp(
      "The daemon's public key, as embargoctl key show prints it; may be repeated.",
      valueName: "public"))
  var key: [String] = []

  @Option(
    help: ArgumentHelp("An export of the records (audit export).", valueName: "file"),
    completion: .file())
  var records: String?

  @Option(
    help: ArgumentHelp(
      "A text or an attachment that is said to have gone out; may be repeated.", valueName: "file"),
    completion: .file())
  var text: [String] = []

  @OptionGroup(title: "Options of every verb") var global: GlobalOptions

  func validate() throws {
    for text in key where CheckpointKey(text: text) == nil {
      throw ValidationError("--key wants a public key of 44 characters of base64, got \"\(text)\".")
    }
  }

  func run(in session: Session) throws(Failure) -> Ending {
    let console = session.console
    let bytes = try InputFile.read(file, limit: ReleaseReceipt.longest)
    let receipt: ReleaseReceipt
    do throws(ReleaseReceipt.Flaw) { receipt = try ReleaseReceipt(parsing: bytes) } catch {
      return try error.isForged
        ? bad(error.description, on: console) : unknown(error.description, on: console)
    }
    let trusted = key.compactMap(CheckpointKey.init(text:))
    guard trusted.isEmpty || trusted.contains(receipt.key) else {
      return try bad(
        "it is signed by key \(receipt.key.id), and not by one that was given", on: console)
    }
    for path in text {
      let digest = Digest(of: try InputFile.read(path, limit: Self.longestText))
      guard receipt.digests.contains(digest) else {
        return try bad("\(path) is none of the files that it is about", on: console)
      }
    }
    var missing: Int?
    if let records {
      let check = try compare(receipt, with: records)
      if let fault = check.fault { return try bad(fault, on: console) }
      missing = check.missing
    }
    return try good(receipt, missing: missing, isKeyGiven: !trusted.isEmpty, on: console)
  }

  /// Bytes of a file that is compared; what a release may have is far less.
  private static let longestText = 1 << 28
  private static let longestLine = 4 << 20

  /// Whether the export itself holds is what `audit verify` says.
  private func compare(
    _ receipt: ReleaseReceipt, with path: String
  ) throws(Failure) -> ReceiptCheck {
    var check = ReceiptCheck(receipt)
    var verifier = ExportVerifier(trust: AuditVerifier.Trust())
    var lines = try LinesOfFile(path, longest: Self.longestLine)
    var isWhole = true
    var isFirst = true
    while let line = try lines.next() {
      verifier.take(line.bytes)
      isWhole = line.isWhole
      if isFirst {
        check.take(chain: (try? JSON(parsing: line.bytes))?["chain"]?.text ?? "")
      } else if let record = ExportLine.record(from: line.bytes) {
        check.take(record)
      }
      isFirst = false
    }
    guard case .good = verifier.finish(isWhole: isWhole) else {
      throw Failure(
        .dataRefused, "the export \(path) does not hold itself",
        advice: ["What is wrong with it: embargoctl audit verify \(path)"])
    }
    return check
  }

  private func good(
    _ receipt: ReleaseReceipt, missing: Int?, isKeyGiven: Bool, on console: Console
  ) throws(Failure) -> Ending {
    if let missing, missing > 0 {
      return try unknown(
        "\(missing) of the \(receipt.records.count) records that it names are not in the export, "
          + "which was made before it", on: console)
    }
    guard !global.json else {
      try console.json(
        JSONText.object([
          ("verdict", .string("good")), ("key", .string(receipt.key.text)),
          ("key_given", .value(.bool(isKeyGiven))),
          ("records_compared", .value(.bool(missing != nil))),
          ("texts_compared", .value(.integer(Int64(text.count)))),
        ]).bytes)
      return .done
    }
    try console.paragraph("Good: it is as key \(receipt.key.id) has signed it.", style: .good)
    if !text.isEmpty { try console.paragraph("What was compared is what went out.", style: .good) }
    if missing != nil {
      try console.paragraph(
        "All \(receipt.records.count) records that it names are in the export.", style: .good)
    }
    try ReceiptPage(receipt: receipt).print(on: console)
    if !isKeyGiven {
      console.say(
        "Whose key that is only the receipt itself says: give the daemon's public key to --key "
          + "(embargoctl key show prints it).")
    }
    return .done
  }

  private func bad(_ why: String, on console: Console) throws(Failure) -> Ending {
    try end("tampered", "Not to be trusted: \(why).", why, code: 1, on: console)
  }

  private func unknown(_ why: String, on console: Console) throws(Failure) -> Ending {
    try end("unknown", "Cannot tell: \(why).", why, code: 3, on: console)
  }

  private func end(
    _ verdict: String, _ sentence: String, _ why: String, code: Int32, on console: Console
  ) throws(Failure) -> Ending {
    if global.json {
      try console.json(
        JSONText.object([("verdict", .string(verdict)), ("why", .string(why))]).bytes)
    } else {
      try console.paragraph(sentence, style: .bad, hanging: 2)
    }
    return Ending(code: code)
  }
}
