import EmbargoCommands
import EmbargoControl
import EmbargoCore
import EmbargoTime
import Testing

@Suite("Verbs on one release")
struct ReleaseVerbTests {
  @Test("show prints the facts, the deliveries and the attempts that failed")
  func show() throws {
    let daemon = try FakeDaemon { request in
      if request.target.hasSuffix("/deliveries") { return try? .json(try Samples.deliveries()) }
      let hold = Hold(cause: .person, reason: "a quote\u{1B}[31m", at: Samples.instant)
      return try? .json(
        ReleaseDetail(
          try Samples.release(phase: .held(hold)), reading: Samples.reading,
          blockedBy: [
            BlockReply(
              code: "clock-not-trusted", sentence: "The clock is not synchronised.",
              remedy: "Start chrony.")
          ], revisions: []))
    }
    let recorder = Recorder()
    #expect(recorder.run(daemon.arguments(["show", "library-sundays"])) == 0, "\(recorder.errors)")
    for words in [
      "Town Library Opens on Sundays", Samples.words, "held: a quote\\u{001B}[31m",
      "Blocked: The clock is not synchronised. Start chrony.", "newsroom", "waiting", "HTTP 503",
    ] {
      #expect(recorder.output.contains(words), "\(recorder.output)")
    }
    #expect(daemon.targets.first == "GET /v1/releases/library-sundays")
  }

  @Test("show --json is what the daemon answered, on one line")
  func showJSON() throws {
    let daemon = try FakeDaemon { _ in
      try? .json(
        ReleaseDetail(
          try Samples.release(), reading: Samples.reading, blockedBy: [], revisions: []))
    }
    let recorder = Recorder()
    #expect(recorder.run(daemon.arguments(["show", "x", "--json"])) == 0)
    #expect(recorder.lines.count == 1 && recorder.errors.isEmpty)
    let detail = try ControlJSON.decode(ReleaseDetail.self, from: recorder.bytes)
    #expect(detail.summary.slug == "library-sundays")
    #expect(daemon.asked.count == 1)
  }

  @Test("why numbers its sentences and says what mends a block")
  func why() throws {
    let daemon = try FakeDaemon { _ in
      try? .json(
        WhyReply(
          try Samples.release(), sentences: ["It waits for its instant.", "Nothing else."],
          blockedBy: [
            BlockReply(code: "ledger-full", sentence: "The disk is full.", remedy: "Make room.")
          ]))
    }
    let recorder = Recorder()
    #expect(recorder.run(daemon.arguments(["why", "018aaf27"])) == 0)
    for words in [
      "1. It waits for its instant.", "2. Nothing else.", "Blocked: The disk is full.",
      "To mend it: Make room.",
    ] {
      #expect(recorder.output.contains(words), "\(recorder.output)")
    }
    #expect(daemon.targets == ["GET /v1/releases/018aaf27/why"])
  }

  @Test("Each command asks for what it says, with its reason")
  func commands() throws {
    let daemon = try FakeDaemon { _ in try? .json(try Samples.command()) }
    let folder = try Folder()
    let file = try folder.write("new.txt", Samples.text)
    let lines = [
      ["hold", "x", "--reason", "why"], ["resume", "x"], ["withdraw", "x", "--reason", "why"],
      ["replace", "x", file, "--reason", "why"],
      ["set", "x", "--output", "wire", "--output", "newsroom"],
    ]
    for line in lines {
      let recorder = Recorder()
      #expect(recorder.run(daemon.arguments(line)) == 0, "\(recorder.errors)")
      #expect(recorder.output.hasPrefix("It is held.\n"), "\(recorder.output)")
    }
    #expect(
      daemon.targets
        == ["hold", "resume", "withdraw", "replace", "set"]
        .map { "POST /v1/releases/x/\($0)" })
    let bodies = daemon.asked.map(\.body)
    #expect(
      try ControlJSON.decode(ReasonRequest.self, from: bodies[0]) == ReasonRequest(reason: "why"))
    _ = try ControlJSON.decode(EmptyRequest.self, from: bodies[1])
    #expect(
      try ControlJSON.decode(ReplaceRequest.self, from: bodies[3])
        == ReplaceRequest(bytes: Array(Samples.text.utf8), name: "new.txt", reason: "why"))
    #expect(
      try ControlJSON.decode(SetRequest.self, from: bodies[4])
        == SetRequest(outputs: ["wire", "newsroom"]))
  }

  @Test("A slug with any characters stays one part of the path")
  func encodedPath() throws {
    let daemon = try FakeDaemon { _ in try? .problem(Problem(.notFound, "no such release")) }
    let recorder = Recorder()
    #expect(recorder.run(daemon.arguments(["show", "a/b?c d"])) == 66)
    #expect(daemon.targets == ["GET /v1/releases/a%2Fb%3Fc%20d"])
    #expect(recorder.errors.contains("embargoctl list"))
  }

  @Test("Every kind of problem ends with its own exit code")
  func exitCodes() throws {
    for code in ProblemCode.allCases {
      let daemon = try FakeDaemon { _ in try? .problem(Problem(code, "detail of it")) }
      let recorder = Recorder()
      #expect(recorder.run(daemon.arguments(["resume", "x"])) == code.exitCode.rawValue)
      #expect(recorder.errors.contains("detail of it"))
      #expect(recorder.output.isEmpty)
    }
  }
}

@Suite("Verbs on outputs and the daemon")
struct DaemonVerbTests {
  @Test("deliveries shows one line for each output, and attempts for one release")
  func deliveries() throws {
    let daemon = try FakeDaemon { request in
      let release = try? Samples.deliveries()
      return request.target.hasPrefix("/v1/deliveries")
        ? try? .json(DeliveryPage(releases: [release].compactMap(\.self), next: "c"))
        : release.flatMap { try? .json($0) }
    }
    let recorder = Recorder()
    #expect(recorder.run(daemon.arguments(["deliveries"])) == 0, "\(recorder.errors)")
    #expect(recorder.lines.count == 3)
    #expect(recorder.output.contains("3.2 ms") && recorder.output.contains("HTTP 503"))
    #expect(recorder.errors.contains("--after c"))
    let one = Recorder()
    #expect(one.run(daemon.arguments(["deliveries", "library-sundays"])) == 0)
    #expect(one.output.contains("wire 1") && one.output.contains("40.0 ms"), "\(one.output)")
    let again = Recorder()
    #expect(again.run(daemon.arguments(["retry", "library-sundays", "wire"])) == 0)
    #expect(
      daemon.targets.last == "POST /v1/releases/library-sundays/deliveries/wire/retry")
  }

  @Test("outputs shows health and what is wrong; a failed test ends with 75")
  func outputs() throws {
    let daemon = try FakeDaemon { request in
      request.method == "GET"
        ? try? .json(Samples.outputs)
        : try? .json(
          OutputTestReply(
            name: "wire", passed: !request.target.contains("wire"), sentence: "It answered."))
    }
    let recorder = Recorder()
    #expect(recorder.run(daemon.arguments(["outputs"])) == 0)
    #expect(recorder.output.contains("wire: The endpoint answers 503: ask whoever runs it."))
    #expect(Recorder().run(daemon.arguments(["outputs", "test", "wire"])) == 75)
    #expect(Recorder().run(daemon.arguments(["outputs", "test", "newsroom"])) == 0)
  }

  @Test("status names problems first and fits 100 columns")
  func status() throws {
    let daemon = try FakeDaemon { _ in try? .json(Samples.status()) }
    let recorder = Recorder()
    #expect(recorder.run(daemon.arguments(["status"])) == 0, "\(recorder.errors)")
    #expect(recorder.lines.first?.hasPrefix("Problem: The output wire") == true)
    #expect(recorder.lines.allSatisfy { $0.count <= 100 })
    for words in [
      "2 scheduled, 1 held", "library-sundays, Tuesday 19 September 2023", "in 3 h 12 min",
      "within 12.3 ms", "2025b in /usr/share/zoneinfo", "it is a symbolic link",
    ] {
      let text = recorder.output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
      #expect(text.contains(words), "\(recorder.output)")
    }
    let json = Recorder()
    #expect(json.run(daemon.arguments(["--json", "status"])) == 0)
    #expect(try ControlJSON.decode(StatusReply.self, from: json.bytes) == Samples.status())
  }

  @Test("clock shows what the clock did, and confirms it with a reason")
  func clock() throws {
    let daemon = try FakeDaemon { request in
      request.method == "GET"
        ? try? .json(Samples.status())
        : request.target == "/v1/clock/confirm" && request.body == Array(#"{"reason":"seen"}"#.utf8)
          ? try? .json(Samples.clock) : nil
    }
    for words in [["clock"], ["clock", "show"], ["clock", "confirm", "--reason", "seen"]] {
      let recorder = Recorder()
      #expect(recorder.run(daemon.arguments(words)) == 0, "\(recorder.errors)")
      for line in [
        "synchronised, within 12.3 ms; trust is strict", "2 times, last forward by 1 h at 2023-",
        "once for 25 s at 2023-", "Unconfirmed forward by 1 h", "embargoctl clock confirm --reason",
      ] {
        let text = recorder.output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        #expect(text.contains(line), "\(recorder.output)")
      }
      let json = Recorder()
      #expect(json.run(daemon.arguments(words + ["--json"])) == 0)
      #expect(try ControlJSON.decode(ClockReply.self, from: json.bytes) == Samples.clock)
    }
    #expect(Recorder().run(daemon.arguments(["clock", "confirm"])) == 64)
  }
}
