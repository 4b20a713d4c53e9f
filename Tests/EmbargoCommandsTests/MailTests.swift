import EmbargoCommands
import EmbargoControl
import EmbargoCore
import EmbargoTime
import Glibc
import Testing

/// A spool with messages, and a program that stands for a mail server's `sendmail`.
private final class SpoolBench: Sendable {
  let folder: Folder
  let daemon: FakeDaemon
  static let release = "018aae2e-9c00-7000-8000-000000000001"
  /// As long as the email output makes it.
  static let code = String(repeating: "a", count: 26)

  init(answer: Problem? = nil) throws {
    folder = try Folder()
    for name in ["new", "envelopes", "cur", "failed", "sending", "uncertain", "deferred"] {
      try folder.makeFolder(name)
    }
    daemon = try FakeDaemon { _ in
      if let answer { return try? .problem(answer) }
      return try? .json(HandoverReply(event: "mail.handed-over"))
    }
  }

  /// Its name in the spool.
  @discardableResult
  func message(
    _ event: String = "published", part: String = "1", in place: String = "new",
    text: String = "Subject: s\n\nbody\n", digest: String? = nil, at seconds: Int = 1_695_157_200,
    recipients: [String] = ["a@example.org", "b@example.org"], isAnnouncement: Bool = false
  ) throws -> String {
    let name = "\(seconds).\(Self.code).\(event).\(part).embargod"
    try folder.write("\(place)/\(name)", text)
    var envelope: JSON.Members = [
      "digest": .string(digest ?? Digest(of: Array(text.utf8)).description),
      "event": "release.published", "key": "msg_x", "message": .string(name),
      "recipients": .array(recipients.map { .string($0) }), "sender": "press@example.org",
    ]
    if !isAnnouncement {
      envelope["release"] = .string(Self.release)
      envelope["revision"] = .integer(1)
    }
    try folder.write("envelopes/\(name).json", JSON.object(envelope).canonical)
    return name
  }

  /// A shell script; its words and its input end in files beside the spool.
  func sendmail(_ script: String) throws {
    let path = try folder.write(
      "sendmail",
      """
      #!/bin/sh
      printf '%s\\n' "$@" >>\(folder.path)/words
      cat >>\(folder.path)/input
      \(script)

      """
    )
    guard chmod(path, 0o755) == 0 else { throw Folder.NotMade() }
  }

  func run(_ words: String..., code: Int32 = 0, now: Int64 = 1_695_157_300) -> Recorder {
    let recorder = Recorder(now: Instant(seconds: now), mostPauses: 100)
    let arguments = ["mail"] + words + ["--spool", folder.path]
    let found = recorder.run(daemon.arguments(arguments))
    #expect(found == code, "\(recorder.output)\(recorder.errors)")
    return recorder
  }

  @discardableResult
  func handOver(_ more: String..., now: Int64 = 1_695_157_300) -> Recorder {
    let recorder = Recorder(now: Instant(seconds: now), mostPauses: 100)
    let found = recorder.run(
      daemon.arguments(
        [
          "mail", "hand-over", "media-list", "--spool", folder.path, "--sendmail",
          folder.path("sendmail"),
        ] + more))
    #expect(found == 0, "\(recorder.output)\(recorder.errors)")
    return recorder
  }

  func names(_ place: String) -> [String] { folder.names(in: place) }

  var reports: [HandoverReport] {
    get throws {
      try daemon.asked.map { try ControlJSON.decode(HandoverReport.self, from: $0.body) }
    }
  }

  func text(_ name: String) throws -> String {
    String(decoding: try folder.read(name), as: UTF8.self)
  }
}

@Suite("Hand-over to a mail server", .timeLimit(.minutes(5)))
struct MailTests {
  @Test("A message goes to sendmail with its envelope, then to cur/, and is reported")
  func delivered() throws {
    let bench = try SpoolBench()
    try bench.sendmail("exit 0")
    let name = try bench.message()
    bench.handOver()
    #expect(
      try bench.text("words") == "-i\n-f\npress@example.org\n--\na@example.org\nb@example.org\n")
    #expect(try bench.text("input") == "Subject: s\n\nbody\n")
    #expect(bench.names("cur") == [name + ":2,PS"] && bench.names("new").isEmpty)
    #expect(bench.names("sending").isEmpty && bench.names("reports").isEmpty)
    let report = try #require(try bench.reports.first)
    #expect(report.state == .handedOver && report.message == name && report.recipients == 2)
    #expect(report.release == SpoolBench.release && report.by == nil)
    #expect(bench.daemon.targets == ["POST /v1/outputs/media-list/handovers"])
    #expect(bench.daemon.asked[0].headers["idempotency-key"]?.hasPrefix("mail-") == true)
  }

  @Test(
    "What a mail server refuses waits with its reason, what may pass is tried again",
    arguments: [(75, "deferred"), (71, "deferred"), (69, "failed"), (67, "failed"), (1, "failed")])
  func exitCodes(code: Int, place: String) throws {
    let bench = try SpoolBench()
    try bench.sendmail("echo no such list >&2; exit \(code)")
    let name = try bench.message()
    bench.handOver()
    #expect(bench.names(place) == [name, name + ".reason.txt"] && bench.names("new").isEmpty)
    let reason = try bench.text("\(place)/\(name).reason.txt")
    #expect(reason.contains("ended with \(code)") && reason.contains("no such list"))
    let report = try #require(try bench.reports.first)
    #expect(report.state == (place == "failed" ? .refused : .deferred))
    #expect(report.detail.contains("no such list"))
  }

  @Test("A program that does not end is ended, and nobody says whether it was sent")
  func hangs() throws {
    let bench = try SpoolBench()
    try bench.sendmail("exec sleep 60")
    let name = try bench.message()
    bench.handOver("--timeout", "1")
    #expect(bench.names("uncertain") == [name, name + ".reason.txt"])
    #expect(try bench.reports.map(\.state) == [.uncertain])
  }

  @Test("A program that is not there, or dies, is no answer of the mail server")
  func noProgram() throws {
    let bench = try SpoolBench()
    let name = try bench.message()
    bench.handOver()
    #expect(bench.names("deferred").first == name)
    try bench.sendmail("kill -9 $$")
    bench.handOver("--pause", "0", now: Int64(time(nil)) + 5)
    #expect(bench.names("uncertain").first == name)
  }

  @Test("An announcement is handed over or waits for a person like any other, and is not reported")
  func announcement() throws {
    let bench = try SpoolBench()
    try bench.sendmail("exit 0")
    let name = try bench.message("announced", isAnnouncement: true)
    bench.handOver()
    #expect(bench.names("cur") == [name + ":2,PS"])
    try bench.sendmail("exit 69")
    try bench.message("announced", part: "2", isAnnouncement: true)
    bench.handOver()
    _ = bench.run("discard", "media-list", "--all", "--reason", "it is old")
    #expect(bench.names("failed").isEmpty && bench.names("cur").count == 2)
    #expect(bench.names("reports").isEmpty && bench.daemon.asked.isEmpty)
  }

  @Test("A hand-over that was broken off is not begun again")
  func brokenOff() throws {
    let bench = try SpoolBench()
    try bench.sendmail("exit 0")
    let name = try bench.message(in: "sending")
    bench.handOver()
    #expect(bench.names("uncertain") == [name, name + ".reason.txt"])
    #expect(bench.folder.names.contains("words") == false)
    #expect(try bench.reports.map(\.state) == [.uncertain])
    bench.handOver()
    #expect(bench.folder.names.contains("words") == false)
  }

  @Test("A report that was written before the crash says what became of the message")
  func brokenOffBehindReport() throws {
    let bench = try SpoolBench()
    try bench.sendmail("exit 0")
    let name = try bench.message(in: "sending")
    try bench.folder.makeFolder("reports")
    let report = HandoverReport(
      message: name, release: SpoolBench.release, state: .handedOver,
      at: Instant(seconds: 1_695_157_250), recipients: 2, detail: "")
    try bench.folder.write(
      "reports/1695157250000000000.handed-over.\(name).json", try ControlJSON.encode(report))
    bench.handOver()
    #expect(bench.names("cur") == [name + ":2,PS"])
    #expect(Set(try bench.reports.map(\.state)) == [.handedOver])
  }

  @Test("A deferred message has its turn after the pause, and is given up after days")
  func deferred() throws {
    let bench = try SpoolBench()
    try bench.sendmail("exit 75")
    let now = Int64(time(nil))
    let name = try bench.message(at: Int(now))
    bench.handOver(now: now)
    bench.handOver(now: now + 100)
    #expect(try bench.reports.count == 1)
    bench.handOver(now: now + 400)
    #expect(try bench.reports.map(\.state) == [.deferred, .deferred])
    bench.handOver("--patience", "1", now: now + 4000)
    #expect(bench.names("failed").first == name)
    #expect(try bench.reports.last?.state == .refused)
    #expect(try bench.text("failed/\(name).reason.txt").hasPrefix("given up after 1 h"))
  }

  @Test("A correction waits behind the message that it corrects")
  func order() throws {
    let bench = try SpoolBench()
    try bench.sendmail("exit 75")
    let now = Int64(time(nil))
    try bench.message(at: Int(now))
    try bench.message("corrected-2", at: Int(now) + 1)
    bench.handOver(now: now)
    #expect(bench.names("deferred").count == 4)
    #expect(try bench.text("words").split(separator: "\n").count { $0 == "-i" } == 1)
    try bench.sendmail("exit 0")
    bench.handOver(now: now + 400)
    #expect(bench.names("cur").count == 2 && bench.names("deferred").isEmpty)
  }

  @Test("What was killed before it was handed over is not sent; the notice is")
  func killed() throws {
    let bench = try SpoolBench()
    try bench.sendmail("exit 0")
    let first = try bench.message()
    let kill = try bench.message("killed-2", text: "kill\n", at: 1_695_157_999)
    bench.handOver()
    #expect(bench.names("cur") == [first + ":2,T", kill + ":2,PS"])
    #expect(try bench.text("input") == "kill\n")
    #expect(
      try bench.reports.map(\.state).sorted { $0.rawValue < $1.rawValue } == [
        .handedOver, .stopped,
      ])
  }

  @Test("What is not as it was published, or has no envelope that fits, is not sent")
  func damaged() throws {
    let bench = try SpoolBench()
    try bench.sendmail("exit 0")
    try bench.message(part: "1", digest: String(repeating: "0", count: 64))
    try bench.message(part: "2", recipients: ["-oQ/tmp@x"])
    try bench.message(part: "3", recipients: ["a b@example.org"])
    try bench.message(part: "4", recipients: [])
    try bench.folder.write("new/a letter", "hello\n")
    try bench.folder.write("new/-f", "hello\n")
    bench.handOver()
    #expect(bench.names("failed").count == 12 && bench.names("new").isEmpty)
    #expect(!bench.folder.names.contains("words"))
    #expect(try bench.reports.map(\.state) == [.refused, .refused, .refused, .refused])
  }

  @Test("Reports wait in the spool while the daemon is down, and are sent once it is up")
  func reportsWait() throws {
    let bench = try SpoolBench(answer: Problem(.noSpace, "full"))
    try bench.sendmail("exit 0")
    let name = try bench.message()
    #expect(bench.handOver().errors.contains("reports wait"))
    #expect(bench.names("cur") == [name + ":2,PS"] && bench.names("reports").count == 1)
    let up = try FakeDaemon { _ in try? .json(HandoverReply(event: "mail.handed-over")) }
    let recorder = Recorder(mostPauses: 100)
    let words = ["mail", "hand-over", "media-list", "--spool", bench.folder.path]
    #expect(recorder.run(up.arguments(words)) == 0)
    #expect(bench.names("reports").isEmpty && up.asked.count == 1)
    #expect(up.asked[0].body == bench.daemon.asked[0].body)
    #expect(
      up.asked[0].headers["idempotency-key"] == bench.daemon.asked[0].headers["idempotency-key"])
  }

  @Test("A report that the daemon will never take stands before no other")
  func reportRefused() throws {
    let bench = try SpoolBench(answer: Problem(.notFound, "no such release"))
    try bench.sendmail("exit 0")
    try bench.message()
    bench.handOver()
    #expect(bench.names("reports").first?.hasSuffix(".json.refused") == true)
    let listed = bench.run("list", "media-list", "--json")
    #expect(listed.output.contains("\"reports\":0"))
  }

  @Test("A person has messages sent again or gives them up, with the reason on record")
  func settle() throws {
    let bench = try SpoolBench()
    try bench.sendmail("exit 0")
    let one = try bench.message(in: "failed")
    try bench.folder.write("failed/\(one).reason.txt", "no\n")
    let two = try bench.message(part: "2", in: "uncertain")
    let listed = bench.run("media-list")
    #expect(listed.output.contains("failed") && listed.output.contains("uncertain"))
    _ = bench.run("resend", "media-list", "1695157200", "--reason", "r", code: 66)
    _ = bench.run("resend", "media-list", "--reason", "r", code: 64)
    _ = bench.run("resend", "media-list", one, "--reason", "not in the log")
    #expect(bench.names("new") == [one] && bench.names("failed").isEmpty)
    _ = bench.run("discard", "media-list", "--all", "--reason", "the list is gone")
    #expect(bench.names("cur") == [two + ":2,T"])
    let reports = try bench.reports
    #expect(reports.map(\.state) == [.resent, .discarded])
    #expect(reports.map(\.detail) == ["not in the log", "the list is gone"])
    #expect(reports.allSatisfy { $0.by != nil })
    bench.handOver()
    #expect(bench.names("cur").count == 2)
  }

  @Test("Only one works in a spool")
  func lock() throws {
    let bench = try SpoolBench()
    let held = open(bench.folder.path("sending"), O_RDONLY)
    defer { close(held) }
    #expect(flock(held, LOCK_EX) == 0)
    _ = bench.run("hand-over", "media-list", code: 75)
    _ = bench.run("resend", "media-list", "--all", "--reason", "r", code: 75)
    _ = bench.run("media-list")
  }
}
