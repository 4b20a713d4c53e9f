import EmbargoControl
import EmbargoCore
import EmbargoTime
import Testing

@testable import EmbargoCommands

@Suite("reschedule shows both readings before anything is changed")
struct RescheduleTests {
  private static let stamp = "20 September 2023, 9 a.m. New York time"
  private let line = ["reschedule", "library-sundays", stamp, "--reason", "why"]

  /// A daemon with a release whose other time lies 16 hours later.
  private func daemon() throws -> FakeDaemon {
    var facts = Samples.facts
    facts.instant = Samples.instant + .hours(16)
    facts.civil = CivilDateTime(facts.instant, offset: -4 * 3600)
    facts.stamp = Self.stamp
    facts.notes = ["A note on it."]
    let reading = ReadingReply(facts: .instant(facts), words: "Wednesday")
    return try FakeDaemon { request in
      if request.method == "GET" {
        return try? .json(
          ReleaseDetail(
            try Samples.release(), reading: Samples.reading, blockedBy: [], revisions: []))
      }
      return try? .json(
        CommandReply(
          try Samples.release(), reading: reading, sentence: "It is rescheduled.",
          notes: ["A note on it."]))
    }
  }

  private func requests(_ daemon: FakeDaemon) throws -> [RescheduleRequest] {
    try daemon.asked.filter { $0.method == "POST" }
      .map { try ControlJSON.decode(RescheduleRequest.self, from: $0.body) }
  }

  @Test("Where nobody can be asked it is shown and done", arguments: [80, 100])
  func shown(width: Int) throws {
    let daemon = try daemon()
    let recorder = Recorder(width: width)
    #expect(recorder.run(daemon.arguments(line)) == 0, "\(recorder.errors)")
    for words in [
      "UNTIL NOW", "FROM NOW ON", Samples.stamp, "Wed 20 September 2023, 09:00",
      "America/New_York (EDT, -04:00)", "2023-09-19 21:00:00 UTC", "2023-09-20 13:00:00 UTC",
      "That is 16 h later.", "A note on it.", "It is rescheduled.",
    ] {
      #expect(recorder.output.contains(words), "\(words) is not in \(recorder.output)")
    }
    #expect(recorder.lines.allSatisfy { $0.count <= width })
    #expect(try requests(daemon).map(\.dryRun) == [true, false])
    #expect(daemon.targets.last == "POST /v1/releases/\(Samples.id)/reschedule")
  }

  @Test("Somebody at a terminal is asked, and anything but yes changes nothing")
  func asked() throws {
    for (answer, code, isDone) in [
      ("y\n", Int32(0), true), ("Yes\n", 0, true), ("\n", 65, false), ("no\n", 65, false),
      ("", 65, false), ("yes please\n", 65, false),
    ] {
      let daemon = try daemon()
      let recorder = Recorder(input: [answer], canAsk: true)
      #expect(recorder.run(daemon.arguments(line)) == code, "\(answer)")
      #expect(recorder.errors.contains("Give it the new time? [y/N]"))
      #expect(try requests(daemon).map(\.dryRun) == (isDone ? [true, false] : [true]), "\(answer)")
      #expect(recorder.errors.contains("Nothing was changed.") != isDone)
    }
  }

  @Test("With --yes nobody is asked, and with --dry-run nothing is changed")
  func options() throws {
    let daemon = try daemon()
    let first = Recorder(canAsk: true)
    #expect(first.run(daemon.arguments(line + ["--yes", "--now"])) == 0)
    #expect(!first.errors.contains("?"))
    let second = Recorder(canAsk: true)
    #expect(second.run(daemon.arguments(line + ["--dry-run"])) == 0)
    #expect(second.output.hasSuffix("Nothing was changed.\n"))
    let requests = try requests(daemon)
    #expect(requests.map(\.dryRun) == [true, false, true])
    #expect(requests.map(\.now) == [true, true, false])
  }

  @Test("For programs the answer is one document, also of a dry run")
  func json() throws {
    let daemon = try daemon()
    for (more, isDry) in [([], false), (["--dry-run"], true)] as [([String], Bool)] {
      let recorder = Recorder(canAsk: true)
      #expect(recorder.run(daemon.arguments(line + ["--json"] + more)) == 0)
      _ = try ControlJSON.decode(CommandReply.self, from: recorder.bytes)
      #expect(try requests(daemon).last?.dryRun == isDry)
    }
  }

  @Test("How far apart two readings are is said in words")
  func distances() {
    for (span, words) in [
      (Span.zero, "That is the same instant."), (.hours(-1), "That is 1 h earlier."),
      (.minutes(90), "That is 1 h 30 min later."),
    ] {
      var new = Samples.facts
      new.instant = Samples.instant + span
      let page = ComparisonPage(old: Samples.facts, new: new, console: Recorder().console)
      #expect(page.distance == words)
    }
  }
}
