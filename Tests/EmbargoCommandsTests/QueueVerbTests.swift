import EmbargoCommands
import EmbargoControl
import EmbargoCore
import EmbargoTime
import Testing

@Suite("submit")
struct SubmitTests {
  @Test("A release is sent as it is, and what was understood is read back")
  func submits() throws {
    let daemon = try FakeDaemon { _ in
      try? .json(
        SubmitReply(try Samples.release(), reading: Samples.reading, notes: ["It is a Tuesday."]))
    }
    let folder = try Folder()
    let file = try folder.write("library.md", Samples.text)
    let recorder = Recorder()
    let code = recorder.run(
      daemon.arguments([
        "submit", file, "--output", "newsroom", "--output", "wire", "--slug", "library-sundays",
        "--embargo", Samples.stamp, "--idempotency-key", "k-1", "--again",
      ]))
    #expect(code == 0, "\(recorder.errors)")
    #expect(recorder.output.contains("\(Samples.words); in 3 h 12 min"))
    for words in ["library-sundays", "scheduled", "newsroom, wire", Samples.id, "Note: It is a"] {
      #expect(recorder.output.contains(words), "\(recorder.output)")
    }
    let asked = try #require(daemon.asked.first)
    #expect(daemon.targets == ["POST /v1/releases"])
    #expect(asked.headers["idempotency-key"] == "k-1")
    let sent = try ControlJSON.decode(SubmitRequest.self, from: asked.body)
    #expect(
      sent
        == SubmitRequest(
          bytes: Array(Samples.text.utf8), name: "library.md", embargo: Samples.stamp,
          slug: "library-sundays", outputs: ["newsroom", "wire"], again: true))
  }

  @Test("A refused stamp ends with 65, the reason, the place and what to write instead")
  func refused() throws {
    let daemon = try FakeDaemon { _ in
      let candidates = [
        Candidate(
          instant: Instant(seconds: 1_730_611_800), write: "1:30 a.m. EDT, November 3, 2024")
      ]
      return try? .problem(
        Problem(
          .refused, "1:30 a.m. comes twice", index: 1,
          stamp: StampProblem(reason: .fold, line: 2, candidates: candidates)))
    }
    let folder = try Folder()
    let first = try folder.write("first.txt", Samples.text)
    let second = try folder.write("second.txt", Samples.text)
    let recorder = Recorder()
    #expect(recorder.run(daemon.arguments(["submit", first, second])) == 65)
    #expect(recorder.output.isEmpty)
    let errors = recorder.errors.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    for words in [
      "second.txt: 1:30 a.m. comes twice (fold, line 2)",
      "1:30 a.m. EDT, November 3, 2024 = 2024-11-03 05:30:00 UTC", "None of the 2 was queued",
    ] {
      #expect(errors.contains(words), "\(errors)")
    }
  }

  @Test("With --json a problem is one document on standard output, as the daemon sent it")
  func problemAsJSON() throws {
    let daemon = try FakeDaemon { _ in
      try? .problem(Problem(.duplicate, "queued already", release: Samples.id))
    }
    let folder = try Folder()
    let file = try folder.write("a.txt", Samples.text)
    let recorder = Recorder()
    #expect(recorder.run(daemon.arguments(["--json", "submit", file])) == 65)
    #expect(recorder.lines.count == 1)
    let problem = try ControlJSON.decode(Problem.self, from: recorder.bytes)
    #expect(problem.code == .duplicate && problem.release == Samples.id)
    #expect(recorder.errors.contains("--again"))
  }

  @Test("Attachments are uploaded before the release, and it names them in order")
  func attachments() throws {
    let daemon = try FakeDaemon { request in
      guard request.target.hasPrefix("/v1/attachments") else {
        return try? .json(
          SubmitReply(try Samples.release(), reading: Samples.reading, notes: []))
      }
      return try? .json(
        AttachmentReply(
          id: "up-\(request.body.count)", name: "x", size: request.body.count,
          expiresAt: Samples.instant))
    }
    let folder = try Folder()
    let file = try folder.write("a.txt", Samples.text)
    // Several pieces, the last one not full.
    let large = (0..<700_001).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    let first = try folder.write("chart one.png", large)
    let second = try folder.write("empty.csv", "")
    let recorder = Recorder()
    let code = recorder.run(
      daemon.arguments(["submit", file, "--attach", first, "--attach", second]))
    #expect(code == 0, "\(recorder.errors)")
    #expect(
      daemon.targets == [
        "POST /v1/attachments?name=chart%20one.png", "POST /v1/attachments?name=empty.csv",
        "POST /v1/releases",
      ])
    #expect(daemon.asked.first?.body == large)
    let sent = try ControlJSON.decode(
      SubmitRequest.self, from: try #require(daemon.asked.last).body)
    #expect(sent.attachments == ["up-700001", "up-0"])
  }

  @Test("A file that is not there ends with 66, and the daemon is not asked")
  func missing() throws {
    let daemon = try FakeDaemon { _ in nil }
    let folder = try Folder()
    let recorder = Recorder()
    #expect(recorder.run(daemon.arguments(["submit", folder.path("none.txt")])) == 66)
    #expect(recorder.errors.contains("none.txt"))
    #expect(daemon.asked.isEmpty)
  }
}

@Suite("list")
struct ListTests {
  /// A queue of 1,100 open releases and one that was lifted, by pages of at most 400.
  private func daemon() throws -> FakeDaemon {
    try FakeDaemon { request in
      let states = Samples.parameter("state", request.target) ?? ""
      let start = Samples.parameter("cursor", request.target).flatMap { Int($0) } ?? 0
      let limit = min(400, Samples.parameter("limit", request.target).flatMap { Int($0) } ?? 100)
      let total = states.contains("scheduled") ? 1100 : 1
      let phase: Phase = states.contains("scheduled") ? .scheduled : .lifted(at: Samples.instant)
      let end = min(total, start + limit)
      let page = try? (start..<end).map {
        ReleaseSummary(try Samples.release(slug: "release-\($0)", phase: phase))
      }
      return try? .json(ReleasePage(releases: page ?? [], next: end < total ? "\(end)" : nil))
    }
  }

  @Test("The time of a lift is whole on 80 columns; on 140 everything is, and where none are")
  func widths() throws {
    let slug = "a-letter-from-the-steppe-about-the-long-winter"
    let daemon = try FakeDaemon { _ in
      let release = try? Samples.release(slug: slug, phase: .scheduled)
      return try? .json(
        ReleasePage(releases: release.map { [ReleaseSummary($0)] } ?? [], next: nil))
    }
    func row(_ width: Int) -> String {
      let recorder = Recorder(width: width)
      #expect(recorder.run(daemon.arguments(["list"])) == 0)
      #expect(recorder.lines.allSatisfy { $0.count <= width })
      return recorder.lines.dropFirst().first ?? ""
    }
    #expect(row(80).contains(" 19 Sep 2023, 5:00 p.m. New York  in "))
    #expect(row(80).hasPrefix("a-letter-from-the-"))
    #expect(row(60).hasPrefix("a-letter-from-t…  scheduled  19 Sep 2023, 5:"))
    #expect(row(140).hasPrefix(slug + "  scheduled  Tue 19 Sep 2023, 5:00 p.m. New York"))
    #expect(!row(140).contains("…"))
  }

  @Test("What is open comes first, at most so many as wanted, in a table that fits")
  func table() throws {
    let daemon = try daemon()
    let recorder = Recorder(width: 90)
    #expect(recorder.run(daemon.arguments(["list"])) == 0)
    #expect(recorder.lines.count == 101)
    #expect(recorder.lines.allSatisfy { $0.count <= 90 })
    #expect(recorder.lines[0].hasPrefix("SLUG"))
    #expect(recorder.lines[1].contains("Tue 19 Sep 2023, 5:00 p.m. New York"))
    #expect(recorder.lines[1].contains("in 3 h 12 min"))
    let errors = recorder.errors.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    #expect(
      errors.contains("embargoctl list awaiting-approval scheduled held lifting --after 100"),
      "\(errors)")
  }

  @Test("With --all every page is a table, and each release is in one of them")
  func all() throws {
    let daemon = try daemon()
    let recorder = Recorder()
    #expect(recorder.run(daemon.arguments(["list", "--all"])) == 0)
    let slugs = recorder.lines.compactMap { $0.split(separator: " ").first }
      .filter { $0.hasPrefix("release-") }
    #expect(slugs.prefix(1100) == (0..<1100).map { "release-\($0)" }[...])
    #expect(slugs.count == 1101 && recorder.errors.isEmpty)
    #expect(recorder.lines.count { $0.hasPrefix("SLUG") } == 4)
    // Bounded by the page: each is printed before the next one is asked for.
    #expect(recorder.writes == recorder.lines.count)
  }

  @Test("A list that ends with what is open says how to see what is done")
  func cutBetween() throws {
    let daemon = try daemon()
    let recorder = Recorder()
    #expect(recorder.run(daemon.arguments(["list", "--limit", "1100"])) == 0)
    #expect(recorder.lines.count == 1101)
    #expect(recorder.errors.contains("embargoctl list lifted withdrawn killed, or all"))
  }

  @Test("With --json all releases are one array, whatever the pages")
  func json() throws {
    let daemon = try daemon()
    let recorder = Recorder()
    #expect(recorder.run(daemon.arguments(["list", "--json"])) == 0)
    let releases = try ControlJSON.decode([ReleaseSummary].self, from: recorder.bytes)
    #expect(releases.count == 1101)
    #expect(releases.first?.slug == "release-0" && releases.last?.state == .lifted)
    let first = try JSON(parsing: recorder.bytes)
    guard case .array(let items) = first, case .object(let members)? = items.first else {
      Issue.record("no array of objects")
      return
    }
    for name in [
      "id", "slug", "headline", "state", "instant", "civil", "zone", "stamp", "revision",
      "submitted_by", "submitted_at", "outputs",
    ] {
      #expect(members[name] != nil, "\(name)")
    }
  }

  @Test("An empty queue is said so on standard error, and is an empty array as JSON")
  func empty() throws {
    let daemon = try FakeDaemon { _ in try? .json(ReleasePage(releases: [], next: nil)) }
    let recorder = Recorder()
    #expect(recorder.run(daemon.arguments(["list"])) == 0)
    #expect(recorder.output.isEmpty && recorder.errors == "Nothing is queued.\n")
    let json = Recorder()
    #expect(json.run(daemon.arguments(["list", "held", "--json"])) == 0)
    #expect(json.output == "[]\n")
    #expect(daemon.targets.last?.contains("state=held") == true)
  }

  @Test("A cursor that does not move ends the listing")
  func standingCursor() throws {
    let daemon = try FakeDaemon { _ in
      try? .json(ReleasePage(releases: [ReleaseSummary(try Samples.release())], next: "same"))
    }
    let recorder = Recorder()
    #expect(recorder.run(daemon.arguments(["list", "held", "--json"])) == 0)
    #expect(daemon.asked.count == 2)
  }
}
