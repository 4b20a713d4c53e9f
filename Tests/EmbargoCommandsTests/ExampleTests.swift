import ArgumentParser
import EmbargoCommands
import EmbargoControl
import EmbargoCore
import EmbargoTime
import Testing

/// Every command line that a `--help` text shows, with the verb that shows it.
private struct Example: CustomTestStringConvertible {
  var verb: String
  var line: String

  var testDescription: String { line }

  static let all = commands(Embargoctl.self).flatMap { command in
    lines(command.configuration.discussion).map {
      Example(verb: command.configuration.commandName ?? "", line: $0)
    }
  }

  static func commands(_ root: any ParsableCommand.Type) -> [any ParsableCommand.Type] {
    [root] + root.configuration.subcommands.flatMap(commands)
  }

  /// Examples stand indented.
  private static func lines(_ text: String) -> [String] {
    text.split(separator: "\n").filter { $0.hasPrefix("  ") }
      .map { String($0.drop { $0 == " " }) }
      .filter { $0.contains("embargoctl ") }
  }

  /// Words as a shell would cut them; quotes keep blanks.
  static func words(_ line: String) -> [String] {
    var words: [String] = []
    var word = ""
    var quote: Character?
    for character in line + " " {
      if character == quote {
        quote = nil
      } else if quote == nil, character == "\"" || character == "'" {
        quote = character
      } else if quote == nil, character == " " {
        if !word.isEmpty { words.append(word) }
        word = ""
      } else {
        word.append(character)
      }
    }
    return words
  }
}

@Suite("Examples in --help")
struct ExampleTests {
  @Test("Every verb has an example, and a help text that fits 100 columns")
  func everyVerb() {
    for command in Example.commands(Embargoctl.self) {
      let name = command.configuration.commandName ?? ""
      #expect(Example.all.contains { $0.verb == name }, "\(name)")
      #expect(!command.configuration.abstract.isEmpty, "\(name)")
    }
  }

  @Test("Every example does what it is shown for", arguments: Example.all)
  private func example(_ example: Example) throws {
    let halves = example.line.split(separator: "|").map(String.init)
    var words = Example.words(try #require(halves.last))
    #expect(words.removeFirst() == "embargoctl")
    let folder = try Folder()
    for name in [
      "release.txt", "letter.txt", "monday.txt", "tuesday.txt", "letter-v2.txt",
      "plans.txt",
    ] {
      try folder.write(name, Samples.text)
    }
    for name in ["release.md", "tuesday.md"] { try folder.write(name, Samples.text) }
    try folder.write("releases.jsonl", "{\"text\":\"A release\"}\n")
    try folder.write("chart.png", [0x89, 0x50])
    try Self.spool(in: folder)
    try folder.write(
      "checkpoints.jsonl", String(decoding: Samples.signed.checkpoint, as: UTF8.self) + "\n")
    if example.line.contains("embargod.keys"), !example.line.contains("restore ") {
      #expect(Recorder().run(["key", "create", folder.path("embargod.keys")]) == 0)
    }
    if example.line.contains("restore ") {
      let backup = try SampleBackup.one.get()
      try folder.write("monday.backup", backup.bytes)
      try folder.write("embargod.keys", backup.keys)
    }
    let daemon = try Self.daemon()
    try folder.write("receipt.json", String(decoding: Samples.receipt.bytes, as: UTF8.self))
    if example.line.contains("records.jsonl"), example.line.contains("verify") {
      #expect(
        Recorder().run(
          daemon.arguments(["audit", "export", folder.path("records.jsonl")])) == 0)
    }
    // What has a dot is a file, but for the name of a piece.
    let piece = words.firstIndex(of: "--piece").map { $0 + 1 }
    words = words.enumerated().map { place, word in
      word.contains(".") && !word.contains(" ") && place != piece ? folder.path(word) : word
    }
    let recorder = Recorder(
      environment: [
        "EMBARGO_SOCKET": daemon.socket, "EMBARGO_CONFIG": folder.path("embargod.toml"),
      ],
      input: halves.count > 1 ? [input(halves[0])] : ["yes\n"])
    let isFold = example.line.contains("November 3, 2024")
    // There is no terminal here to watch on.
    let needsTerminal = words.first == "watch"
    // Nor is this machine one that a daemon runs on.
    let isDoctor = words.first == "doctor"
    if words.starts(with: ["outputs", "allow"]) {
      try folder.makeFolder("units")
      try folder.write("units/embargod.service", "[Service]\nProtectSystem=strict\n")
      words += ["--units", folder.path("units")]
    }
    #expect(
      recorder.run(words) == (isFold ? 65 : needsTerminal ? 64 : isDoctor ? 1 : 0),
      "\(recorder.output)\(recorder.errors)")
    let isSilent = ["audit export", "--output "].contains {
      example.line.contains($0)
    }
    #expect(!recorder.output.isEmpty || isSilent || needsTerminal)
  }

  /// An output with a spool where two messages wait for a person.
  private static func spool(in folder: Folder) throws {
    try folder.write(
      "embargod.toml",
      "[[output]]\nname = \"media-list\"\nkind = \"email\"\nspool = \"\(folder.path("."))\"\n")
    let code = String(repeating: "0", count: 32)
    for (seconds, place) in [(1_695_157_200, "failed"), (1_695_157_201, "uncertain")] {
      try folder.makeFolder(place)
      try folder.write("\(place)/\(seconds).\(code).published.1.embargod", "a message\n")
    }
  }

  /// What `printf` in an example prints.
  private func input(_ command: String) -> String {
    let format = Example.words(command).dropFirst().first ?? ""
    var text = ""
    var isEscape = false
    for character in format {
      switch (isEscape, character) {
      case (false, "\\"): isEscape = true
      case (true, "n"): (text, isEscape) = (text + "\n", false)
      case (true, "t"): (text, isEscape) = (text + "\t", false)
      default: (text, isEscape) = (text + String(character), false)
      }
    }
    return text
  }

  /// A daemon that agrees to everything.
  private static func daemon() throws -> FakeDaemon {
    try FakeDaemon { request in
      let path = request.target.prefix { $0 != "?" }
      guard
        let match = try? ControlRoute.match(method: request.method, target: String(path))
      else { return nil }
      return try? reply(to: match.route, request)
    }
  }

  private static func reply(
    to route: ControlRoute, _ request: FakeDaemon.Request
  ) throws -> FakeDaemon.Reply {
    switch route {
    case .submit:
      let sent = try ControlJSON.decode(OneOrMany<SubmitRequest>.self, from: request.body)
      return try .json(
        sent.map { _, _ in
          SubmitReply(try Samples.release(), reading: Samples.reading, notes: [])
        })
    case .list:
      return try .json(
        ReleasePage(releases: [ReleaseSummary(try Samples.release())], next: nil))
    case .show:
      return try .json(
        ReleaseDetail(
          try Samples.release(), reading: Samples.reading, blockedBy: [], revisions: []))
    case .why:
      return try .json(WhyReply(try Samples.release(), sentences: ["It waits."], blockedBy: []))
    case .hold, .resume, .withdraw, .reschedule, .replace, .set,
      .correct, .kill, .erase, .approve, .unapprove, .lift:
      return try .json(try Samples.command())
    case .approval: return try .json(try Samples.approvalReading())
    case .preview:
      let pieces = ["txt", "html"].map { "central-asia-letter.\($0)" }
      return try .json(
        PreviewReply(
          try Samples.release(), output: "newsroom", kind: "files", event: "release.published",
          armed: false, pieces: pieces.map { .init(name: $0, bytes: [0x61]) }))
    case .deliveriesOfRelease, .retry: return try .json(try Samples.deliveries())
    case .deliveries:
      return try .json(DeliveryPage(releases: [try Samples.deliveries()], next: nil))
    case .upload:
      return try .json(
        AttachmentReply(id: "u", name: "chart.png", size: 2, expiresAt: Samples.instant))
    case .outputs: return try .json(Samples.outputs)
    case .testOutput:
      return try .json(OutputTestReply(name: "wire", passed: true, sentence: "It answered."))
    case .testAnnouncements:
      return try .json(
        AnnounceTestReply(channels: [.init(name: "desk", passed: true, sentence: "It was sent.")]))
    case .resumeOutput: return try .json(OutputResumeReply(name: "wire", deliveries: 3))
    case .handover:
      return try .json(HandoverReply(event: "mail.handed-over"))
    case .checkpoints: return try .json(Samples.signed.page)
    case .audit:
      return try .json(Samples.page(of: Samples.signed.records, target: request.target))
    case .status: return try .json(Samples.status())
    // For Prometheus; no verb asks for it.
    case .metrics: throw CancellationError()
    case .confirmClock: return try .json(Samples.clock)
    case .freeze:
      return try .json(FreezeReply(frozen: Samples.frozen, goingOut: 0, scheduled: 3))
    case .receipt: return try .json(ReceiptReply(Samples.receipt))
    case .thaw: return try .json(FreezeReply(frozen: nil, goingOut: 0, scheduled: 3))
    case .comparison:
      return try .json(
        ComparisonReply(
          restored: nil, digest: "3f9a17c2", releases: 1, unlooked: 0, agreeing: 1, findings: []))
    case .backup, .backupPiece: return try BackupTests.reply(to: request)
    }
  }
}
