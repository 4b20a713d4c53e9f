import EmbargoCore
import EmbargoOutputs
import EmbargoTime
import NIOHTTP1
import Testing

/// What every output over the network must do, whatever its kind: the same as `OutputConformance`
/// asks of those on this machine.
struct RemoteConformance {
  let receiver: Receiver
  /// A new one of the same configuration each time, as after a restart.
  let make: () throws -> any RemoteOutput
  let material: Material

  private let clock: ReadClock = TestClock(Samples.instant + .milliseconds(2)).read

  /// Runs all of it; the receiver answers 2xx to everything.
  func run() async throws {
    try contactsNobodyBeforeTheInstant()
    try await keepsToTheInstant()
    try await sendsOnceAndRepeatsTheSame()
    try tellsEachEventInItsOwnBytes()
    try await testsWithoutAnyRelease()
    receiver.hangUp()
    try await saysWhatFailed()
  }

  /// Making the bytes and looking whether all is well asks nobody outside the machine.
  private func contactsNobodyBeforeTheInstant() throws {
    let output = try make()
    let publication = try output.publication(of: material)
    #expect(publication == (try output.publication(of: material)))
    #expect(publication.key == material.key && publication.pieces.count == 1)
    #expect(
      output.names(slug: material.release.slug, instant: Samples.instant, attachments: []).isEmpty)
    try output.check()
    try output.checkAhead()
    #expect(try output.room() == nil)
    #expect(receiver.connections == 0)
  }

  private func keepsToTheInstant() async throws {
    let output = try make()
    let early = TestClock(Samples.instant - Span(nanoseconds: 1)).read
    let outcome = await output.send(
      try output.publication(of: material), notBefore: Samples.instant, clock: early)
    guard case .failed(_, ambiguous: false, retryAfter: nil) = outcome.result else {
      Issue.record("sent before its instant: \(outcome)")
      return
    }
    #expect(receiver.connections == 0)
    await output.shutdown()
  }

  /// A repeat, by the same output or after a crash, has the same bytes and the same id, so that the
  /// receiver can tell.
  private func sendsOnceAndRepeatsTheSame() async throws {
    let first = try make()
    for (number, output) in [first, first, try make()].enumerated() {
      let outcome = await output.send(
        try output.publication(of: material), notBefore: Samples.instant, clock: clock)
      guard case .delivered(_, recovered: false) = outcome.result else {
        Issue.record("not sent: \(outcome)")
        return
      }
      #expect(outcome.output == output.name && outcome.startedAt >= Samples.instant)
      #expect(receiver.requests.count == number + 1)
    }
    let requests = receiver.requests
    #expect(Set(requests.map(\.body)).count == 1)
    let carriers = requests.map { request in
      request.head.headers.contains { $0.value == material.key.description }
        || String(decoding: request.body, as: UTF8.self).contains(material.key.description)
    }
    #expect(carriers.allSatisfy { $0 })
    await first.shutdown()
  }

  private func tellsEachEventInItsOwnBytes() throws {
    let output = try make()
    let events: [ReleaseEvent] = [
      .published, .corrected(reason: "a figure was wrong", at: Samples.instant),
      .killed(reason: "not authentic", at: Samples.instant),
    ]
    let bodies = try events.map { event in
      var told = material
      told.event = event
      return try output.publication(of: told).pieces[0].bytes
    }
    #expect(Set(bodies).count == events.count)
    for (event, body) in zip(events, bodies) {
      #expect(String(decoding: body, as: UTF8.self).contains(event.name))
    }
  }

  private func testsWithoutAnyRelease() async throws {
    let output = try make()
    let before = receiver.requests.count
    let said = try await output.test()
    #expect(!said.isEmpty)
    for request in receiver.requests.dropFirst(before) {
      let body = String(decoding: request.body, as: UTF8.self)
      #expect(!body.contains(material.release.headline))
      #expect(!body.contains(material.release.slug.description))
    }
    await output.shutdown()
  }

  private func saysWhatFailed() async throws {
    let output = try make()
    let outcome = await output.send(
      try output.publication(of: material), notBefore: Samples.instant, clock: clock)
    guard case .failed(let error, _, _) = outcome.result else {
      Issue.record("a request that was cut off was taken for delivered: \(outcome)")
      return
    }
    #expect(error.contains("127.0.0.1"))
    await output.shutdown()
  }
}

@Suite("Outputs over the network", .timeLimit(.minutes(5)))
struct RemoteConformanceTests {
  @Test("Webhooks conform")
  func webhook() async throws {
    let receiver = try await Receiver(.answer(204))
    let settings = try WebhookBytesTests.settings("http://127.0.0.1:\(receiver.port)/hooks")
    try await RemoteConformance(
      receiver: receiver, make: { try WebhookOutput(settings) }, material: Samples.material()
    ).run()
  }
}
