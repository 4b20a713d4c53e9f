import EmbargoControl
import Testing

@Suite("approve and unapprove")
struct ApprovalVerbTests {
  private static let digest = "3f9a17c2" + String(repeating: "0", count: 56)

  private func daemon(required: Int = 1) throws -> FakeDaemon {
    try FakeDaemon { request in
      request.method == "GET"
        ? try? .json(try Samples.approvalReading(required: required))
        : try? .json(try Samples.command("It is approved. It goes out in 3 h 12 min."))
    }
  }

  @Test("What is approved is read back, asked about, and sent as it was shown")
  func asks() throws {
    let daemon = try daemon()
    let recorder = Recorder(input: ["yes\n"])
    #expect(recorder.run(daemon.arguments(["approve", "library-sundays"])) == 0)
    for words in [
      "Town Library Opens on Sundays", "library-sundays", "revision 1, by ada", Samples.stamp,
      Samples.words, "22:00 in London (BST)", "newsroom: /srv/press (text, html)", "chart.png",
      Self.digest, "0 of 1", "Found: Output wire", "It is approved.",
    ] {
      #expect(recorder.output.contains(words), "\(words) in \(recorder.output)")
    }
    #expect(recorder.errors.contains("Type yes to approve exactly this: "))
    let sent = try #require(daemon.asked.last)
    #expect(
      daemon.targets == [
        "GET /v1/releases/library-sundays/approval", "POST /v1/releases/\(Samples.id)/approve",
      ])
    let request = try ControlJSON.decode(ApproveRequest.self, from: sent.body)
    #expect(request.digest == Self.digest)
  }

  @Test("Anything but yes approves nothing", arguments: [["no\n"], ["y\n"], [], ["yes please\n"]])
  func declines(input: [String]) throws {
    let daemon = try daemon()
    let recorder = Recorder(input: input)
    #expect(recorder.run(daemon.arguments(["approve", "library-sundays"])) == 65)
    #expect(recorder.errors.contains("Nothing was approved."))
    #expect(daemon.targets == ["GET /v1/releases/library-sundays/approval"])
  }

  @Test("A script approves by the beginning of the digest that was looked at")
  func scripts() throws {
    let daemon = try daemon()
    let recorder = Recorder()
    let words = ["approve", "library-sundays", "--yes", "--digest"]
    #expect(recorder.run(daemon.arguments(words + ["3F9A17C200"])) == 0)
    #expect(!recorder.errors.contains("Type yes"))
    #expect(daemon.targets.count == 2)
  }

  @Test("With another digest nothing is approved, and the answer says which one there is")
  func otherDigest() throws {
    let daemon = try daemon()
    let recorder = Recorder()
    let words = ["approve", "library-sundays", "--yes", "--digest", "3f9a17c3"]
    #expect(recorder.run(daemon.arguments(words)) == 65)
    #expect(recorder.errors.contains("begins with 3f9a17c2, not"))
    #expect(recorder.errors.contains("embargoctl approve library-sundays"))
    #expect(daemon.targets.count == 1)
  }

  @Test(
    "--yes wants a digest of 8 digits at least",
    arguments: [["--yes"], ["--yes", "--digest", "3f9a17c"], ["--yes", "--digest", "3f9a17cz"]])
  func badOptions(options: [String]) {
    let recorder = Recorder()
    #expect(recorder.run(["approve", "library-sundays"] + options) == 64)
    #expect(recorder.errors.contains("digest"))
  }

  @Test("Where no approval is asked for there is nothing to approve")
  func unneeded() throws {
    let daemon = try daemon(required: 0)
    let recorder = Recorder(input: ["yes\n"])
    #expect(recorder.run(daemon.arguments(["approve", "library-sundays"])) == 65)
    #expect(recorder.errors.contains("No approval is asked for"))
    #expect(daemon.targets.count == 1)
  }

  @Test("unapprove sends the reason")
  func takesBack() throws {
    let daemon = try daemon()
    let recorder = Recorder()
    let words = ["unapprove", "library-sundays", "--reason", "a doubt"]
    #expect(recorder.run(daemon.arguments(words)) == 0)
    let sent = try #require(daemon.asked.first)
    #expect(daemon.targets == ["POST /v1/releases/library-sundays/unapprove"])
    let request = try ControlJSON.decode(ReasonRequest.self, from: sent.body)
    #expect(request.reason == "a doubt")
  }
}
