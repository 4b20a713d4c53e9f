import EmbargoCommands
import EmbargoControl
import EmbargoCore
import EmbargoTime
import Testing

@Suite("Completions")
struct CompletionTests {
  /// What a shell asks for: the argument, and the words with the one that is being typed last.
  private static func ask(
    _ verb: [String], _ argument: String, words: [String], prefix: String
  ) -> [String] {
    let place = words.count
    return ["---completion"] + verb + ["--", argument, "\(place)", "\(prefix.count)"] + words
      + [prefix]
  }

  private static func daemon(_ count: Int) throws -> FakeDaemon {
    try FakeDaemon { request in
      if request.target.hasPrefix("/v1/outputs") { return try? .json(Samples.outputs) }
      let isOpen = Samples.parameter("state", request.target)?.contains("scheduled") == true
      let releases = try? (0..<count).map {
        ReleaseSummary(try Samples.release(slug: "\(isOpen ? "open" : "done")-\($0)", number: $0))
      }
      return try? .json(ReleasePage(releases: releases ?? [], next: nil))
    }
  }

  private static func answer(
    _ daemon: FakeDaemon, verb: String = "why", _ prefix: String = "",
    argument: String = "positional@0"
  ) -> [String] {
    let recorder = Recorder(environment: ["SAP_SHELL": "bash"])
    let words = ["embargoctl", verb, "--socket", daemon.socket]
    #expect(recorder.run(Self.ask([verb], argument, words: words, prefix: prefix)) == 0)
    #expect(recorder.errors.isEmpty)
    return recorder.lines
  }

  @Test("Slugs that begin as what was typed, what is queued before what is done")
  func slugs() throws {
    let daemon = try Self.daemon(2)
    #expect(Self.answer(daemon) == ["open-0", "open-1", "done-0", "done-1"])
    #expect(Self.answer(daemon, "open-1") == ["open-1"])
  }

  @Test("Ids only where somebody has begun to type one")
  func ids() throws {
    let daemon = try Self.daemon(2)
    #expect(Self.answer(daemon, "018aaf").allSatisfy { $0.hasPrefix("018aaf27-") })
    #expect(!Self.answer(daemon, "018aaf").isEmpty)
  }

  @Test("A verb is offered what it can be said of")
  func states() throws {
    let daemon = try Self.daemon(1)
    _ = Self.answer(daemon, verb: "resume")
    #expect(daemon.targets == ["GET /v1/releases?state=held&limit=1000"])
  }

  @Test("At most 200")
  func bound() throws {
    let daemon = try Self.daemon(700)
    #expect(Self.answer(daemon).count == 200)
    #expect(daemon.asked.count == 1)
  }

  @Test("Names of outputs")
  func outputs() throws {
    let daemon = try Self.daemon(0)
    let retry = Self.answer(daemon, verb: "retry", argument: "positional@1")
    #expect(retry == ["newsroom", "wire"])
    #expect(Self.answer(daemon, verb: "set", "wi", argument: "--output") == ["wire"])
  }

  @Test("Without a daemon, with one that lets nobody look or breaks off: nothing, without a word")
  func silent() throws {
    let deaf = try FakeDaemon { _ in nil }
    #expect(Self.answer(deaf).filter { !$0.isEmpty }.isEmpty)
    let closed = try FakeDaemon { _ in try? .problem(Problem(.notPermitted, "no role")) }
    #expect(Self.answer(closed).filter { !$0.isEmpty }.isEmpty)
    let folder = try Folder()
    let recorder = Recorder()
    let words = ["embargoctl", "why", "--socket=\(folder.path("none"))"]
    #expect(recorder.run(Self.ask(["why"], "positional@0", words: words, prefix: "")) == 0)
    #expect(recorder.errors.isEmpty)
  }
}
