import EmbargoCore
import EmbargoOutputs
import EmbargoTime
import Synchronization
import Testing

/// How long, how much and how many.
@Suite("Bounds of webhooks", .timeLimit(.minutes(5)))
struct WebhookBoundsTests {
  private typealias Connections = WebhookConnectionTests

  /// What an endpoint sends without end.
  private static let endless = [
    "HTTP/1.1 200 " + String(repeating: "y", count: 65_536),
    "HTTP/1.1 200 OK\r\nX-Long: " + String(repeating: "y", count: 65_536),
    String(repeating: "\r\n", count: 32_768),
    "HTTP/1.1 100 Continue\r\n\r\n",
  ]

  @Test("An answer without an end is read no further than an answer may be", arguments: endless)
  func endlessHead(text: String) async throws {
    let receiver = try ScriptedReceiver([.request, .forever(text)])
    let result = await Connections.send(try Connections.output(receiver.port))
    #expect(Connections.isAmbiguous(result) == true, "\(result)")
    await receiver.until { $0.ended == 1 }
    // What the kernel's buffers hold comes on top.
    #expect(receiver.seen.sent < 32 << 20)
  }

  @Test(
    "A status counts, and the body behind it is read no further than anybody looks at it",
    arguments: [
      ("Content-Length: 99999999999\r\n\r\n", "yyyyyyyyyyyyyyyy"),
      ("Transfer-Encoding: chunked\r\n\r\n", "5\r\nhello\r\n"),
      ("Transfer-Encoding: chunked\r\n\r\n1;", "extension"), ("\r\n", "until the connection ends"),
      ("Transfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n", "Trailer: yes\r\n"),
    ])
  func endlessBody(head: String, rest: String) async throws {
    let many = String(repeating: rest, count: 4096)
    let receiver = try ScriptedReceiver(
      [.request, .send("HTTP/1.1 202 OK\r\n" + head), .forever(many)])
    let result = await Connections.send(try Connections.output(receiver.port))
    #expect(result == Connections.delivered)
    await receiver.until { $0.ended == 1 }
    #expect(receiver.seen.sent < 32 << 20)
  }

  @Test("No answer within the time is ambiguous, and is not waited for any longer")
  func silence() async throws {
    for steps in [[.request, .pause], [.request, .send("HTTP/1.1 20"), .pause]]
      as [[ScriptedReceiver.Step]]
    {
      let receiver = try ScriptedReceiver(steps)
      let result = await Connections.send(
        try Connections.output(receiver.port, timeout: .milliseconds(1500)))
      #expect(Connections.isAmbiguous(result) == true)
      #expect(Connections.error(result).hasSuffix("no answer within 1500 ms"))
      receiver.go()
      await receiver.until { $0.ended == 1 }
    }
  }

  @Test("A request that waits for a connection until the time is over has not been sent")
  func waits() async throws {
    let receiver = try ScriptedReceiver([.request, .pause])
    let output = try Connections.output(receiver.port, timeout: .milliseconds(1500)) {
      $0.concurrency = 1
    }
    var results: [AttemptOutcome.Result] = []
    await withTaskGroup(of: AttemptOutcome.Result.self) { group in
      for number in 0..<4 { group.addTask { await Connections.send(output, number: number) } }
      for await result in group { results.append(result) }
    }
    // Another may be let in, and sent, in the moment before its own time is over.
    let sent = results.compactMap(Connections.isAmbiguous)
    #expect(sent.count == 4 && sent.contains(true) && sent.contains(false))
    #expect(receiver.requests.count <= sent.count { $0 })
  }

  @Test("A port that lets nobody in is given up after the time for connections, as not sent")
  func connectTimeout() async throws {
    let port = try FullPort()
    let output = try Connections.output(port.number, timeout: .seconds(20)) {
      $0.connectTimeout = .milliseconds(1500)
    }
    let result = await Connections.send(output)
    #expect(Connections.isAmbiguous(result) == false)
    #expect(Connections.error(result).hasSuffix("no connection within 1500 ms"))
  }

  @Test("Of many addresses one that lives is enough")
  func addresses() async throws {
    let receiver = try ScriptedReceiver([.request, .send(Connections.answer), .again])
    let lists: [[IPAddress]] = [
      [.v4([127, 0, 0, 9]), .v4([127, 0, 0, 1])],
      [.v4([127, 0, 0, 9]), .v4([127, 0, 0, 8]), .v4([127, 0, 0, 7]), .v4([127, 0, 0, 1])],
    ]
    for list in lists {
      let output = try Connections.output(receiver.port, host: "wire.example") {
        $0.lookUp = { _ in .success(list) }
      }
      #expect(await Connections.send(output) == Connections.delivered)
      await output.shutdown()
    }
    #expect(receiver.requests.count == 2)
    let dead = try Connections.output(receiver.port, host: "wire.example") {
      $0.lookUp = { _ in .success([.v4([127, 0, 0, 9]), .v4([127, 0, 0, 8])]) }
    }
    #expect(Connections.isAmbiguous(await Connections.send(dead)) == false)
  }

  @Test("An address that lets nobody in leaves time for the next")
  func blackHole() async throws {
    let port = try FullPort(address: "127.0.0.6")
    let receiver = try ScriptedReceiver(
      [.request, .send(Connections.answer), .again], port: port.number)
    let output = try Connections.output(port.number, host: "wire.example") {
      $0.lookUp = { _ in .success([.v4([127, 0, 0, 6]), .v4([127, 0, 0, 1])]) }
      $0.connectTimeout = .milliseconds(1500)
    }
    #expect(await Connections.send(output) == Connections.delivered)
    #expect(receiver.requests.count == 1)
  }

  @Test("A connection that is there is used, whichever address comes first today")
  func rotation() async throws {
    let turn = Mutex(0)
    let first = try ScriptedReceiver([.request, .send(Connections.answer), .again])
    let second = try ScriptedReceiver(
      [.request, .send(Connections.answer), .again], address: "127.0.0.2", port: first.port)
    let output = try Connections.output(first.port, host: "wire.example") {
      $0.concurrency = 1
      // However long this test waits for its turn among others.
      $0.idleTimeout = .minutes(10)
      $0.lookUp = { _ in
        let both: [IPAddress] = [.v4([127, 0, 0, 1]), .v4([127, 0, 0, 2])]
        let isOdd = turn.withLock { turn in
          turn += 1
          return turn % 2 == 1
        }
        return .success(isOdd ? both : both.reversed())
      }
    }
    for number in 0..<4 {
      #expect(await Connections.send(output, number: number) == Connections.delivered)
    }
    #expect(first.requests.count == 4 && second.requests.isEmpty)
    await output.shutdown()
  }

  @Test("One address that must not be contacted keeps from all: a name server may lie")
  func rebinding() async throws {
    let receiver = try ScriptedReceiver([.request, .send(Connections.answer), .again])
    var settings = try WebhookBytesTests.settings(
      "https://wire.example:\(receiver.port)/", allowPrivate: false)
    settings.lookUp = { _ in .success([.v4([8, 8, 8, 8]), .v4([127, 0, 0, 1])]) }
    let result = await Connections.send(try WebhookOutput(settings))
    #expect(Connections.isAmbiguous(result) == false)
    #expect(Connections.error(result).contains("127.0.0.1 is a loopback or private address"))
    #expect(receiver.seen.connections == 0)
  }

  @Test("No more requests are under way than are allowed", arguments: [1, 3, 5, 64])
  func concurrency(bound: Int) async throws {
    let receiver = try ScriptedReceiver([.request, .send(Connections.answer), .again])
    let output = try Connections.output(receiver.port) { $0.concurrency = bound }
    await burst(of: 200, to: output)
    let seen = receiver.seen
    #expect(seen.requests.count == 200)
    #expect(seen.most <= bound)
    await output.shutdown()
  }

  @Test("A thousand requests of one moment arrive once each, and leave no connection behind")
  func thousand() async throws {
    let receiver = try ScriptedReceiver([.request, .send(Connections.answer), .again])
    let output = try Connections.output(receiver.port)
    await burst(of: 1000, to: output)
    let ids = Set(receiver.requests.map { $0.field("webhook-id") })
    #expect(receiver.requests.count == 1000 && ids.count == 1000)
    await output.shutdown()
    await receiver.until { $0.ended == $0.connections }
  }

  @Test("A thousand requests to an endpoint that resets each of them fail, all of them")
  func resets() async throws {
    let receiver = try ScriptedReceiver([.request, .reset])
    let output = try Connections.output(receiver.port)
    let results = await burst(of: 1000, to: output, wanted: nil)
    #expect(results.allSatisfy { Connections.isAmbiguous($0) != nil })
    let ids = receiver.requests.map { $0.field("webhook-id") }
    #expect(Set(ids).count == ids.count)
  }

  /// All handed over at once, as at a lift.
  @discardableResult
  private func burst(
    of count: Int, to output: WebhookOutput,
    wanted: AttemptOutcome.Result? = WebhookConnectionTests.delivered
  ) async -> [AttemptOutcome.Result] {
    let clock = TestClock(Samples.instant + .milliseconds(3))
    let (stream, results) = AsyncStream.makeStream(of: AttemptOutcome.Result.self)
    let sendings = (0..<count).map { number in
      Sending(
        Publication(key: Samples.key(number), body: Array("{}".utf8)), notBefore: Samples.instant
      ) { results.yield($0.result) }
    }
    output.send(sendings, clock: clock.read)
    var all: [AttemptOutcome.Result] = []
    for await result in stream {
      all.append(result)
      if all.count == count { break }
    }
    if let wanted { #expect(all.allSatisfy { $0 == wanted }) }
    return all
  }
}
