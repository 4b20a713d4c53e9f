import EmbargoControl
import EmbargoDaemon
import Glibc
import Testing

@Suite("The answers of the control API", .timeLimit(.minutes(5)))
struct AnswerTests {
  @Test("The service is told who asks, by the kernel's word, before anything else")
  func caller() async throws {
    try await RunningServer.with { server in
      _ = try await server.ask("GET", "/v1/status")
      let caller = try #require(await server.service.callers.first)
      #expect(caller.user == geteuid())
      #expect(caller.process == getpid())
      #expect(caller.groups.contains(getegid()))
      let account = try #require(getpwuid(geteuid()))
      #expect(caller.name == String(cString: account.pointee.pw_name))
    }
  }

  @Test("Nobody without a role gets further than the door")
  func barred() async throws {
    try await RunningServer.with { server in
      await server.service.bar(.submit)
      await server.service.bar(.upload)
      let reply = try await server.ask("POST", "/v1/releases", #"{"text":"a"}"#)
      #expect(reply.status == 403)
      #expect(try reply.problem().code == .notPermitted)
      let upload = try await server.ask("POST", "/v1/attachments?name=a", "x")
      #expect(upload.status == 403)
      #expect(await server.service.submissions.isEmpty)
    }
  }

  @Test("A single release is answered with an object, an array with an array")
  func submit() async throws {
    try await RunningServer.with { server in
      let one = try await server.ask("POST", "/v1/releases", #"{"text":"a","now":true}"#)
      #expect(one.status == 201)
      #expect(one.headers["content-type"] == "application/json")
      _ = try ControlJSON.decode(SubmitReply.self, from: one.body)
      let two = try await server.ask("POST", "/v1/releases", #"[{"text":"b"},{"text":"c"}]"#)
      #expect(try ControlJSON.decode([SubmitReply].self, from: two.body).count == 2)
      let texts = await server.service.submissions.map { $0.request.content.bytes }
      #expect(texts == ["a", "b", "c"].map { Array($0.utf8) })
    }
  }

  @Test("Every command reaches the service with its release and its words")
  func commands() async throws {
    try await RunningServer.with { server in
      try await RawClient.connect(to: server.socket) { client in
        let id = ["a letter/é"]
        _ = try await client.ask(.hold, #"{"reason":"r"}"#, at: id)
        _ = try await client.ask(.resume, "", at: id)
        _ = try await client.ask(.withdraw, #"{"reason":"w"}"#, at: id)
        _ = try await client.ask(.reschedule, #"{"text":"noon","reason":"s"}"#, at: id)
        _ = try await client.ask(.replace, #"{"text":"new","reason":"p"}"#, at: id)
        _ = try await client.ask(.set, #"{"outputs":["wire"]}"#, at: id)
        _ = try await client.ask(.confirmClock, #"{"reason":"c"}"#, at: [])
        _ = try await client.ask(.freeze, #"{"reason":"f"}"#, at: [])
        _ = try await client.ask(.thaw, "", at: [])
        _ = try await client.ask(.resumeOutput, #"{"reason":"o"}"#, at: ["wire"])
        _ = try await client.ask(.resumeOutput, "", at: ["wire"])
      }
      #expect(
        await server.service.commands == [
          .hold(ReasonRequest(reason: "r")), .resume, .withdraw(ReasonRequest(reason: "w")),
          .reschedule(RescheduleRequest(text: "noon", reason: "s")),
          .replace(ReplaceRequest(bytes: Array("new".utf8), reason: "p")),
          .set(SetRequest(outputs: ["wire"])),
        ])
      #expect(
        await server.service.ids == Array(repeating: "a letter/é", count: 6) + ["wire", "wire"])
      #expect(await server.service.reasons == ["c", "f", "o"])
    }
  }

  @Test("A refusal of the service is answered with its problem document")
  func refusal() async throws {
    try await RunningServer.with { server in
      let problem = Problem(.tooLate, "the lift has begun", release: "x")
      await server.service.refuse(with: problem)
      let reply = try await server.ask("POST", "/v1/releases/a/hold", #"{"reason":"r"}"#)
      #expect(reply.status == 409)
      #expect(reply.headers["content-type"] == "application/problem+json")
      #expect(try reply.problem() == problem)
      await server.service.refuse(with: Problem(.busy, "later"))
      let busy = try await server.ask("GET", "/v1/status")
      #expect(busy.status == 503)
      #expect(busy.headers["retry-after"] == "1")
    }
  }

  @Test(
    "A path that is none is answered with a problem, and so is a wrong method",
    arguments: [
      ("GET", "/", 404), ("GET", "/v1/releases/a/stop", 404), ("PUT", "/v1/releases", 405),
      ("HEAD", "/v1/status", 405), ("OPTIONS", "*", 404), ("GET", "/v1/releases?sort=up", 400),
      ("GET", "/v1/releases/%ff", 400), ("GET", "/v1/status?a=b", 400),
      ("POST", "/v1/releases?now=1", 400),
    ])
  func noPath(_ method: String, _ target: String, _ status: Int) async throws {
    try await RunningServer.with { server in
      let reply = try await server.ask(method, target, method == "POST" ? [0x7b, 0x7d] : nil)
      #expect(reply.status == status)
      #expect(reply.headers["content-type"] == "application/problem+json")
      if method != "HEAD" { #expect(try reply.problem().code.status == status) }
      if status == 405 { #expect(reply.headers["allow"]?.contains("GET") == true) }
    }
  }

  @Test("JSON that cannot be read is answered with the place, never with its content")
  func badJSON() async throws {
    try await RunningServer.with { server in
      let wrong = try await server.ask("POST", "/v1/releases", #"[{"text":"sealed","now":1}]"#)
      #expect(wrong.status == 400)
      #expect(try wrong.problem().detail == "the request's JSON: [0].now: wanted true or false")
      #expect(try wrong.problem().index == 0)
      for body in [#"{"text":"sealed"#, "sealed", "[]", "", "\u{0}"] {
        let reply = try await server.ask("POST", "/v1/releases", body)
        #expect(reply.status == 400, "\(body)")
        #expect(!reply.text.contains("sealed"))
      }
    }
  }

  @Test("A repeated key gets the first answer again, byte for byte, without a second action")
  func repeatedKey() async throws {
    try await RunningServer.with { server in
      let key = ["Idempotency-Key": "k-1"]
      let first = try await server.ask("POST", "/v1/releases", #"{"text":"a"}"#, headers: key)
      let second = try await server.ask("POST", "/v1/releases", #"{"text":"a"}"#, headers: key)
      #expect(first.status == 201)
      #expect(first.headers["idempotency-replayed"] == nil)
      #expect(second.status == 201)
      #expect(second.body == first.body)
      #expect(second.headers["idempotency-replayed"] == "true")
      #expect(await server.service.submissions.count == 1)
    }
  }

  @Test("A key that comes with another request is refused")
  func reusedKey() async throws {
    try await RunningServer.with { server in
      let key = ["Idempotency-Key": "k-1"]
      _ = try await server.ask("POST", "/v1/releases", #"{"text":"a"}"#, headers: key)
      let body = try await server.ask("POST", "/v1/releases", #"{"text":"b"}"#, headers: key)
      #expect(try body.problem().code == .keyReused)
      let path = try await server.ask("POST", "/v1/releases/a/resume", "{}", headers: key)
      #expect(try path.problem().code == .keyReused)
      let bad = try await server.ask(
        "POST", "/v1/releases", #"{"text":"a"}"#,
        headers: ["Idempotency-Key": String(repeating: "k", count: 129)])
      #expect(try bad.problem().code == .badRequest)
    }
  }

  @Test("The log has neither paths nor texts, whatever goes wrong")
  func log() async throws {
    try await RunningServer.with { server in
      _ = try await server.ask("POST", "/v1/releases", #"{"text":"sealed-text"}"#)
      _ = try await server.ask("GET", "/v1/releases/sealed-slug")
      _ = try await server.ask("GET", "/v1/sealed-path")
      _ = try await server.ask("POST", "/v1/releases", #"{"text":"sealed-json"#)
      await server.service.refuse(with: Problem(.conflict, "the slug sealed-slug is taken"))
      _ = try await server.ask("POST", "/v1/releases/sealed-slug/resume", "{}")
      let lines = server.log.lines
      #expect(lines.contains { $0.contains("GET /v1/releases/{id}") })
      #expect(!lines.contains { $0.contains("sealed") }, "\(lines)")
    }
  }
}
