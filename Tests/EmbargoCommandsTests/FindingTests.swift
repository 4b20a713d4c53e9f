import EmbargoCommands
import EmbargoControl
import EmbargoCore
import Testing

@Suite("What the checks of a text find, and accepting it")
struct FindingTests {
  private static let text = """
    Town Library Opens on Sundays
    EMBARGOED UNTIL September 19, 2023, 5:00 p.m. EDT
    Contact: Ada Sample, +1 (555) 010-0000

    The library of Sampletown opens its TK doors on Sundays from October on, from noon to six.
    See http://intranet/library for more.

    ###

    """

  private static let findings = [
    Finding(
      check: .unfinishedText, line: 5, column: 37, words: "TK",
      sentence: "TK stands for words that are still to come: write them, or take it out"),
    Finding(
      check: .privateLinks, line: 6, column: 5, words: "http://intranet/library",
      sentence: "intranet is a name of a private network, which no reader can reach: mend it"),
  ]

  @Test("check shows them with their places, and ends with 65 unless they are accepted")
  func check() throws {
    let folder = try Folder()
    let file = try folder.write("library.txt", Self.text)
    let recorder = Recorder(width: 80)
    #expect(recorder.run(["check", file]) == 65)
    let words = recorder.output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    #expect(words.contains("to be mended, or accepted as it is: unfinished-text (line 5)"))
    #expect(words.contains("Line 5, column 37, \"TK\": TK stands for"), "\(recorder.output)")
    #expect(words.contains("Warning: line 6, column 5, \"http://intranet/library\":"))
    #expect(words.contains("can be accepted: --accept unfinished-text Headline"), "\(words)")
    #expect(recorder.lines.allSatisfy { $0.count <= 80 })
    let accepted = Recorder()
    #expect(accepted.run(["check", file, "--accept", "unfinished-text"]) == 0)
    #expect(accepted.output.contains("Accepted: line 5, column 37, \"TK\" (unfinished-text)."))
  }

  @Test("check --json has them, each with its place and what becomes of it")
  func checkJSON() throws {
    let folder = try Folder()
    let file = try folder.write("library.txt", Self.text)
    let recorder = Recorder()
    #expect(recorder.run(["check", "--json", file]) == 65)
    guard case .array(let files) = try JSON(parsing: recorder.bytes),
      case .array(let findings)? = files.first?["findings"]
    else {
      Issue.record("no findings: \(recorder.output)")
      return
    }
    #expect(findings.map { $0["check"]?.text } == ["unfinished-text", "private-links"])
    #expect(findings.map { $0["action"]?.text } == ["refused", "warned"])
    #expect(findings.map { $0["line"] } == [5, 6] && findings.map { $0["column"] } == [37, 5])
    #expect(findings[0]["words"] == "TK")
  }

  @Test("submit sends what is accepted, and shows what was accepted and what is warned of")
  func submit() throws {
    let daemon = try FakeDaemon { _ in
      var checked = CheckedFindings(
        Self.findings, policy: CheckPolicy(), accepting: [.unfinishedText])
      checked.idle = []
      return try? .json(
        SubmitReply(
          try Samples.release(), reading: Samples.reading, notes: [],
          findings: FindingReply.all(checked)))
    }
    let folder = try Folder()
    let file = try folder.write("library.txt", Self.text)
    let recorder = Recorder()
    let arguments = ["submit", file, "--accept", "unfinished-text", "--accept", "empty-contact"]
    #expect(recorder.run(daemon.arguments(arguments)) == 0, "\(recorder.errors)")
    #expect(recorder.output.contains("Accepted: line 5, column 37, \"TK\""))
    #expect(recorder.output.contains("Warning: line 6, column 5"))
    let sent = try ControlJSON.decode(
      SubmitRequest.self, from: try #require(daemon.asked.first).body)
    #expect(sent.accept == ["unfinished-text", "empty-contact"])
  }

  @Test("A refusal lists them on standard error, and says what accepts each")
  func refused() throws {
    let daemon = try FakeDaemon { _ in
      try? .problem(
        Problem(
          .refused, "the text is to be mended",
          findings: Self.findings.map { FindingReply($0, action: "refused") }))
    }
    let folder = try Folder()
    let file = try folder.write("library.txt", Self.text)
    for arguments in [
      ["submit", file], ["replace", "x", file, "--reason", "r"],
      ["correct", "x", file, "--reason", "r"],
    ] {
      let recorder = Recorder()
      #expect(recorder.run(daemon.arguments(arguments)) == 65)
      let errors = recorder.errors.split(whereSeparator: \.isWhitespace).joined(separator: " ")
      #expect(errors.contains("Line 5, column 37, \"TK\":") && errors.contains("Line 6, column 5"))
      #expect(errors.contains("--accept unfinished-text --accept private-links"), "\(errors)")
    }
  }

  @Test("replace and correct send what is accepted")
  func newTexts() throws {
    let daemon = try FakeDaemon { request in
      request.target.hasSuffix("/deliveries")
        ? try? .json(try Samples.deliveries()) : try? .json(try Samples.command())
    }
    let folder = try Folder()
    let file = try folder.write("library.txt", Self.text)
    for verb in ["replace", "correct"] {
      let recorder = Recorder()
      let arguments = [verb, "x", file, "--reason", "r", "--accept", "private-links"]
      #expect(recorder.run(daemon.arguments(arguments)) == 0, "\(recorder.errors)")
    }
    let bodies = daemon.asked.filter { !$0.body.isEmpty }.map(\.body)
    #expect(
      try ControlJSON.decode(ReplaceRequest.self, from: bodies[0]).accept == ["private-links"])
    #expect(
      try ControlJSON.decode(CorrectRequest.self, from: bodies[1]).accept == ["private-links"])
  }

  @Test("A code that no check has is refused before anybody is asked")
  func unknown() throws {
    let recorder = Recorder()
    #expect(recorder.run(["check", "x", "--accept", "typos"]) == 64)
    #expect(recorder.errors.contains("unfinished-text, tracked-changes"), "\(recorder.errors)")
  }

  @Test("Of a file with a release a line the refused line says how it accepts")
  func lines() throws {
    let daemon = try FakeDaemon { _ in
      try? .problem(
        Problem(
          .refused, "the text is to be mended", index: 0,
          findings: Self.findings.map { FindingReply($0, action: "refused") }))
    }
    let folder = try Folder()
    let file = try folder.write("lines.jsonl", "{\"text\":\"a\"}\n")
    let recorder = Recorder()
    #expect(recorder.run(daemon.arguments(["submit", "--lines", file])) == 65)
    let errors = recorder.errors.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    #expect(errors.contains("Line 5, column 37, \"TK\":"), "\(errors)")
    #expect(
      errors.contains("as the \"accept\" of its line: unfinished-text, private-links"), "\(errors)")
    #expect(!errors.contains("--accept"), "\(errors)")
  }

  @Test("show says with which findings the present text was taken")
  func show() throws {
    let noted = NotedFindings(accepted: [.unfinishedText: [5, 9]], warned: [.privateLinks: [6]])
    let daemon = try FakeDaemon { request in
      if request.target.hasSuffix("/deliveries") { return try? .json(try Samples.deliveries()) }
      let revision = RevisionReply(
        revision: 1, change: "submitted", by: "ada", at: Samples.instant, reason: nil,
        findings: NotedReply.all(noted))
      return try? .json(
        ReleaseDetail(
          try Samples.release(), reading: Samples.reading, blockedBy: [], revisions: [revision]))
    }
    let recorder = Recorder()
    #expect(recorder.run(daemon.arguments(["show", "x"])) == 0)
    #expect(recorder.output.contains("unfinished-text, lines 5, 9"), "\(recorder.output)")
    #expect(recorder.output.contains("private-links, line 6"))
  }
}
