import EmbargoControl
import EmbargoCore
import EmbargoDaemon
import EmbargoTime
import Testing

@Suite("Uploads for releases", .timeLimit(.minutes(5)))
struct UploadTests {
  @Test("An upload comes to the service with the release that names it, and only once")
  func attached() async throws {
    try await RunningServer.with { server in
      let bytes = (0..<90_000).map { UInt8(truncatingIfNeeded: $0) }
      let reply = try await server.ask("POST", "/v1/attachments?name=chart%20%C3%A9.png", bytes)
      #expect(reply.status == 201)
      let upload = try ControlJSON.decode(AttachmentReply.self, from: reply.body)
      #expect(upload.name == "chart é.png")
      #expect(upload.size == bytes.count)
      let submit = #"{"text":"a","attachments":["\#(upload.id)"]}"#
      #expect(try await server.ask("POST", "/v1/releases", submit).status == 201)
      let attachment = await server.service.submissions.first?.attachments.first
      #expect(attachment?.name == "chart é.png")
      #expect(attachment?.bytes == bytes)
      let again = try await server.ask("POST", "/v1/releases", submit)
      #expect(try again.problem().code == .notFound)
    }
  }

  @Test("A refused release leaves its uploads for the next try; a repeated key needs none")
  func refused() async throws {
    try await RunningServer.with { server in
      let upload = try await Self.upload(server, "a.pdf", 10)
      let submit = #"{"text":"a","attachments":["\#(upload.id)"]}"#
      await server.service.refuse(with: Problem(.refused, "no stamp"))
      #expect(try await server.ask("POST", "/v1/releases", submit).status == 422)
      await server.service.refuse(with: nil)
      let key = ["Idempotency-Key": "k"]
      #expect(try await server.ask("POST", "/v1/releases", submit, headers: key).status == 201)
      #expect(try await server.ask("POST", "/v1/releases", submit, headers: key).status == 201)
    }
  }

  @Test("A replacement brings its uploads, or leaves the attachments as they are")
  func replaced() async throws {
    try await RunningServer.with { server in
      let upload = try await Self.upload(server, "a.pdf", 10)
      let path = "/v1/releases/a/replace"
      let with = #"{"text":"a","reason":"r","attachments":["\#(upload.id)"]}"#
      #expect(try await server.ask("POST", path, with).status == 200)
      #expect(try await server.ask("POST", path, #"{"text":"a","reason":"r"}"#).status == 200)
      let replaced = await server.service.replaced
      #expect(replaced.map { $0?.map(\.name) } == [["a.pdf"], nil])
    }
  }

  @Test(
    "A name that is no plain file name is refused",
    arguments: ["", "a%2Fb", "..", ".hidden", "a%0Ab", "%00", "%20", "a%E2%80%AEb"])
  func names(_ name: String) async throws {
    try await RunningServer.with { server in
      let reply = try await server.ask("POST", "/v1/attachments?name=\(name)", "x")
      #expect(reply.status == 422)
      #expect(try reply.problem().code == .refused)
    }
  }

  @Test("An upload above the bound is refused, with and without a declared length")
  func tooLarge() async throws {
    try await RunningServer.with { server in
      let bytes = [UInt8](repeating: 1, count: 100_001)
      let declared = try await server.ask("POST", "/v1/attachments?name=a", bytes)
      #expect(declared.status == 413)
      let chunked = try await RawClient.connect(to: server.socket) { client in
        try await client.send(
          "POST /v1/attachments?name=a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
            + String(bytes.count, radix: 16) + "\r\n")
        try await client.send(bytes)
        try await client.send("\r\n0\r\n\r\n")
        return try await client.reply()
      }
      #expect(chunked.status == 413)
      // Nothing is left of the room that was promised: four of the largest still fit.
      for number in 0..<4 { _ = try await Self.upload(server, "\(number)", 100_000) }
      #expect(try await server.ask("POST", "/v1/attachments?name=x", "x").status == 503)
    }
  }

  @Test("An upload that nobody used is dropped after ten minutes and gives its room back")
  func expiry() async throws {
    try await RunningServer.with(change: { $0.maxUploadBytes = 1000 }) { server in
      let upload = try await Self.upload(server, "a", 1000)
      #expect(upload.expiresAt == server.clock.now + .minutes(10))
      #expect(try await server.ask("POST", "/v1/attachments?name=b", "x").status == 503)
      server.clock.advance(by: .minutes(10))
      let submit = #"{"text":"a","attachments":["\#(upload.id)"]}"#
      let gone = try await server.ask("POST", "/v1/releases", submit)
      #expect(try gone.problem().code == .notFound)
      _ = try await Self.upload(server, "b", 1000)
    }
  }

  @Test("Two attachments of one name are refused, and the release in the array is named")
  func sameName() async throws {
    try await RunningServer.with { server in
      let first = try await Self.upload(server, "a", 1)
      let second = try await Self.upload(server, "a", 1)
      let submit = #"[{"text":"a"},{"text":"b","attachments":["\#(first.id)","\#(second.id)"]}]"#
      let problem = try await server.ask("POST", "/v1/releases", submit).problem()
      #expect(problem.code == .refused)
      #expect(problem.index == 1)
    }
  }

  private static func upload(
    _ server: RunningServer, _ name: String, _ size: Int
  ) async throws -> AttachmentReply {
    let bytes = [UInt8](repeating: 7, count: size)
    let reply = try await server.ask("POST", "/v1/attachments?name=\(name)", bytes)
    return try ControlJSON.decode(AttachmentReply.self, from: reply.body)
  }
}
