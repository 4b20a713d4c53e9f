import EmbargoControl
import NIOCore
import ServiceLifecycle
import Testing

@testable import EmbargoDaemon

@Suite("The bounds of the control socket", .timeLimit(.minutes(5)))
struct BoundsTests {
  @Test("A request larger than twice the largest release and 64 KiB is refused, also in chunks")
  func tooLarge() async throws {
    try await RunningServer.with { server in
      let body = [UInt8](repeating: 0x61, count: 2 * 10_000 + (64 << 10) + 1)
      let declared = try await server.ask("POST", "/v1/releases", body)
      #expect(declared.status == 413)
      #expect(try declared.problem().code == .tooLarge)
      let chunked = try await RawClient.connect(to: server.socket) { client in
        try await client.send(
          "POST /v1/releases HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n")
        try await client.send(String(body.count, radix: 16) + "\r\n")
        try await client.send(body)
        try await client.send("\r\n0\r\n\r\n")
        return try await client.reply()
      }
      #expect(chunked.status == 413)
      #expect(await server.service.submissions.isEmpty)
    }
  }

  @Test("A connection is good for another request after one that was too large")
  func goesOn() async throws {
    try await RunningServer.with { server in
      try await RawClient.connect(to: server.socket) { client in
        let body = [UInt8](repeating: 0x61, count: 300_000)
        let refused = try await client.ask("POST", "/v1/releases", body)
        #expect(refused.status == 413)
        let next = try await client.ask("GET", "/v1/status")
        #expect(next.status == 200)
      }
    }
  }

  @Test("A GET takes no body")
  func bodyOfGet() async throws {
    try await RunningServer.with { server in
      let reply = try await server.ask("GET", "/v1/status", "x")
      #expect(reply.status == 413)
    }
  }

  @Test(
    "What is no HTTP is answered with a problem and closed",
    arguments: [
      "hello\r\n\r\n", "GET /v1/status HTTP/9.9\r\n\r\n", "GET /v1/status\r\nBad Header\r\n\r\n",
      "POST /v1/releases HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
      "GET / HTTP/1.1\r\nHost: a\r\nX: " + String(repeating: "x", count: 40_000) + "\r\n\r\n",
    ])
  func noHTTP(_ text: String) async throws {
    try await RunningServer.with { server in
      let answer = try await RawClient.connect(to: server.socket) { client in
        try await client.send(text)
        return try await client.readToEnd()
      }
      #expect(answer.hasPrefix("HTTP/1.1 400"), "\(answer)")
      #expect(answer.contains("application/problem+json"), "\(answer)")
      #expect(answer.contains("urn:embargod:problem:bad-request"), "\(answer)")
    }
  }

  @Test("A connection that asks nothing is closed")
  func idle() async throws {
    try await RunningServer.with(change: { $0.idleTimeout = .milliseconds(500) }) { server in
      let seen = try await RawClient.connect(to: server.socket) { try await $0.readToEnd() }
      #expect(seen == "")
      let half = try await RawClient.connect(to: server.socket) { client in
        do {
          try await client.send("GET /v1/sta")
        } catch ChannelError.ioOnClosedChannel {
          // On a busy machine this test waits for its turn for longer than the server does.
        }
        return try await client.readToEnd()
      }
      #expect(half == "")
    }
  }

  @Test("A request that does not come to its end is answered with a time-out and closed")
  func slowRequest() async throws {
    try await RunningServer.with(change: { $0.receiveTimeout = .milliseconds(500) }) { server in
      let answer = try await RawClient.connect(to: server.socket) { client in
        try await client.send("POST /v1/releases HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n{")
        return try await client.readToEnd()
      }
      #expect(answer.hasPrefix("HTTP/1.1 408"), "\(answer)")
      #expect(answer.contains("urn:embargod:problem:timed-out"), "\(answer)")
      #expect(await server.service.submissions.isEmpty)
    }
  }

  @Test("A request that is broken off changes nothing, and the next client is served")
  func brokenOff() async throws {
    try await RunningServer.with { server in
      try await RawClient.connect(to: server.socket) { client in
        try await client.send(
          "POST /v1/releases HTTP/1.1\r\nHost: a\r\nContent-Length: 12\r\n\r\n{")
      }
      #expect(try await server.ask("GET", "/v1/status").status == 200)
      #expect(await server.service.submissions.isEmpty)
    }
  }

  @Test("After so many requests a connection says so and is closed")
  func requestsPerConnection() async throws {
    try await RunningServer.with(change: { $0.requestsPerConnection = 3 }) { server in
      try await RawClient.connect(to: server.socket) { client in
        for _ in 0..<2 {
          let reply = try await client.ask("GET", "/v1/status")
          #expect(reply.headers["connection"] == nil)
        }
        let last = try await client.ask("GET", "/v1/status")
        #expect(last.headers["connection"] == "close")
        let rest = try await client.readToEnd()
        #expect(rest == "")
      }
    }
  }

  @Test("One connection more than allowed waits until another is closed")
  func connections() async throws {
    try await RunningServer.with(change: { $0.maxConnections = 1 }) { server in
      try await RawClient.connect(to: server.socket) { first in
        #expect(try await first.ask("GET", "/v1/status").status == 200)
        async let second = server.ask("GET", "/v1/outputs")
        #expect(try await first.ask("GET", "/v1/status").status == 200)
        #expect(await server.service.routes == [.status, .status])
        try await first.send("GET /v1/status HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        _ = try await first.reply()
        #expect(try await second.status == 200)
      }
    }
  }

  @Test("A client that waits for 100-continue is told to go on")
  func proceed() async throws {
    try await RunningServer.with { server in
      try await RawClient.connect(to: server.socket) { client in
        try await client.send(
          "POST /v1/releases HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n"
            + "Content-Length: 12\r\n\r\n")
        #expect(try await client.reply().status == 100)
        try await client.send(#"{"text":"a"}"#)
        #expect(try await client.reply().status == 201)
      }
    }
  }

  @Test("Requests that follow one another without waiting are answered in their order")
  func pipelined() async throws {
    try await RunningServer.with { server in
      try await RawClient.connect(to: server.socket) { client in
        try await client.send(
          "GET /v1/status HTTP/1.1\r\nHost: a\r\n\r\nGET /v1/none HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(try await client.reply().status == 200)
        #expect(try await client.reply().status == 404)
      }
    }
  }

  @Test("A stop lets the request that runs finish, and takes no other")
  func gracefulStop() async throws {
    try await RunningServer.with { server in
      let gate = Gate()
      await server.service.wait(at: gate)
      async let running = server.ask("POST", "/v1/releases/a/hold", #"{"reason":"r"}"#)
      await gate.someoneWaits()
      await server.group.triggerGracefulShutdown()
      await gate.open()
      let reply = try await running
      #expect(reply.status == 200)
    }
  }

  @Test("A client that does not take its answer is closed, and makes room for the next")
  func stalled() async throws {
    try await RunningServer.with(change: {
      $0.sendTimeout = .milliseconds(500)
      $0.idleTimeout = .hours(1)
      $0.maxConnections = 1
    }) { server in
      await server.service.answer(withReleases: 20_000)
      try await RawClient.connect(to: server.socket) { client in
        _ = try await client.ask("GET", "/v1/status")
        try await client.send("GET /v1/releases HTTP/1.1\r\nHost: a\r\n\r\n")
        let reply = try await server.ask("GET", "/v1/status")
        #expect(reply.status == 200)
      }
    }
  }

  @Test("A stop closes the connections that ask nothing")
  func idleAtStop() async throws {
    try await RunningServer.with { server in
      try await RawClient.connect(to: server.socket) { client in
        _ = try await client.ask("GET", "/v1/status")
        await server.group.triggerGracefulShutdown()
        let rest = try await client.readToEnd()
        #expect(rest == "")
      }
    }
  }

  @Test("When accepting breaks down the socket is made anew")
  func madeAnew() async throws {
    let folder = try TemporaryFolder()
    let settings = ControlSettings(
      socket: folder.path + "/control.sock", maxReleaseBytes: 1000, maxAttachmentBytes: 1000)
    let (bound, binding) = AsyncStream<any Channel>.makeStream()
    var server = ControlServer(
      settings: settings, service: FakeService(), now: { Invented.instant },
      logger: CapturedLog().logger)
    server.onBound = { binding.yield($0) }
    let group = ServiceGroup(services: [server], logger: CapturedLog().logger)
    async let run: Void = group.run()
    var channels = bound.makeAsyncIterator()
    try await channels.next()?.close()
    _ = await channels.next()
    let reply = try await RawClient.connect(to: settings.socket) { client in
      try await client.ask("GET", "/v1/status")
    }
    #expect(reply.status == 200)
    await group.triggerGracefulShutdown()
    try await run
  }
}
