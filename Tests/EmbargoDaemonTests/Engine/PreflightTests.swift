import EmbargoCore
import EmbargoDaemon
import EmbargoSimulation
import EmbargoTime
import Synchronization
import Testing

@Suite("Preflight: what would stand in the way of a lift is found hours ahead")
struct PreflightTests {
  private let bench = Bench()

  /// Lets time pass and the engine look, as it does each second.
  private func pass(_ span: Span) {
    bench.now = bench.now + span
    bench.engine.tick()
  }

  private struct Found: Equatable {
    var horizon: String
    var codes: [String]
  }

  /// The preflight records of a release, oldest first.
  private func records(_ id: ReleaseID) throws -> [Found] {
    try bench.ledger.records(after: 0, count: 10_000, release: id).compactMap { record in
      let json = try JSON(parsing: record.bytes)
      guard json["event"]?.text == "release.preflight", let data = json["data"],
        case .array(let problems)? = data["problems"]
      else { return nil }
      return Found(
        horizon: data["horizon"]?.text ?? "", codes: problems.compactMap { $0["code"]?.text })
    }
  }

  private func notices() -> [Notice] { bench.notices.filter { $0.code == "release.preflight" } }

  @Test(
    "It looks 24 h, 1 h and 5 min before the lift, and not before",
    arguments: [
      (Span.hours(30), "24h", Span.hours(6)), (.hours(2), "1h", .hours(1)),
      (.minutes(20), "5m", .minutes(15)),
    ])
  func horizons(_ ahead: Span, _ horizon: String, _ wait: Span) throws {
    bench.engine.tick()
    let release = try bench.submit(in: ahead)
    bench.newsroom.fail("output newsroom: it is read-only")
    bench.now = bench.now + wait - .seconds(2)
    bench.engine.tick()
    #expect(try records(release.id) == [] && notices().isEmpty)
    pass(.seconds(3))
    #expect(
      try records(release.id) == [Found(horizon: horizon, codes: ["output-unusable"])])
    let notice = try #require(notices().first)
    #expect(notice.level == .warning && notice.release == release.id)
    #expect(notice.text.contains("output newsroom: it is read-only"))
    #expect(bench.engine.problems.values.contains(notice))
    #expect(bench.engine.preflightFinding(of: release.id)?.horizon.rawValue == horizon)
  }

  @Test("Without a problem nothing is recorded and nobody is told")
  func good() throws {
    bench.engine.tick()
    let release = try bench.submit(in: .hours(30))
    for _ in 0..<30 { pass(.hours(1)) }
    #expect(try records(release.id) == [] && bench.notices.isEmpty)
  }

  @Test("The same problem is recorded once, other ones anew, and the end of it")
  func changes() throws {
    let release = try bench.submit(in: .hours(25))
    bench.engine.tick()
    bench.newsroom.fail("it is full: 3 bytes are free")
    pass(.hours(2))
    bench.newsroom.fail("it is full: 2 bytes are free")
    for _ in 0..<5 { pass(.minutes(1)) }
    #expect(try records(release.id).count == 1 && notices().count == 1)
    bench.lifter.block = .unsynchronised
    for _ in 0..<5 { pass(.minutes(1)) }
    #expect(
      try records(release.id).last
        == Found(horizon: "24h", codes: ["clock-not-trusted", "output-unusable"]))
    bench.newsroom.fail(nil)
    bench.lifter.block = nil
    for _ in 0..<5 { pass(.minutes(1)) }
    #expect(try records(release.id).count == 3)
    #expect(try records(release.id).last == Found(horizon: "24h", codes: []))
    #expect(bench.engine.problems.isEmpty)
    #expect(bench.engine.preflightFinding(of: release.id) == nil)
    #expect(bench.codes(.info) == ["release.preflight.over"])
  }

  @Test("After a start it looks anew: it tells of what is there, and records only what has changed")
  func restart() throws {
    let release = try bench.submit(in: .hours(25))
    bench.engine.tick()
    bench.newsroom.fail("it is read-only")
    pass(.hours(2))
    bench.restart()
    bench.engine.tick()
    #expect(try records(release.id).count == 1 && notices().count == 2)
    #expect(bench.engine.preflightFinding(of: release.id) != nil)
    bench.restart()
    bench.newsroom.fail(nil)
    bench.engine.tick()
    #expect(try records(release.id).last == Found(horizon: "24h", codes: []))
    bench.restart()
    bench.engine.tick()
    #expect(try records(release.id).count == 2 && notices().count == 2)
  }

  @Test("An output that is configured no more is found")
  func unknownOutput() throws {
    let release = try bench.submit(in: .hours(25))
    bench.restart(outputs: [bench.wire])
    pass(.hours(2))
    #expect(try records(release.id) == [Found(horizon: "24h", codes: ["output-unknown"])])
  }

  @Test("A text that can no longer be rendered is found five minutes ahead")
  func text() throws {
    let release = try bench.submit(in: .hours(2))
    bench.newsroom.state.withLock { $0.renders = false }
    bench.engine.tick()
    pass(.minutes(90))
    #expect(try records(release.id) == [])
    pass(.minutes(26))
    #expect(try records(release.id) == [Found(horizon: "5m", codes: ["text-not-rendered"])])
  }

  @Test("Too little space is found, at an output and under the ledger")
  func space() throws {
    let release = try bench.submit(String(repeating: "x", count: 5000), in: .minutes(70))
    bench.engine.tick()
    bench.newsroom.state.withLock { $0.free = 9999 }
    bench.ledgerRoom = 1 << 20
    pass(.minutes(11))
    #expect(
      try records(release.id) == [Found(horizon: "1h", codes: ["ledger-space", "output-space"])])
    bench.newsroom.state.withLock { $0.free = 10_000 }
    bench.ledgerRoom = 1 << 21
    pass(.seconds(20))
    #expect(try records(release.id).last == Found(horizon: "1h", codes: []))
  }

  @Test("Neither slug nor headline stand in the record or in what people are told")
  func withheld() throws {
    bench.newsroom.fail("cannot create central-asia-letter.txt for A Letter to the President")
    let release = try bench.submit(
      "A Letter to the President", in: .minutes(59), slug: "central-asia-letter")
    bench.engine.tick()
    #expect(try records(release.id).count == 1 && notices().count == 1)
    let records = try bench.ledger.records(after: 0, count: 100, release: release.id)
    let texts =
      records.map { String(decoding: $0.bytes, as: UTF8.self) } + bench.notices.map(\.text)
    for text in texts {
      #expect(!text.contains("central-asia-letter") && !text.contains("President"))
    }
  }

  @Test("What is held, withdrawn or lifted has no problem of this kind any more")
  func gone() throws {
    bench.newsroom.fail("it is read-only")
    let held = try bench.submit("held", in: .minutes(50))
    let withdrawn = try bench.submit("withdrawn", in: .minutes(50))
    let near = try bench.submit("near", in: .minutes(2))
    bench.engine.tick()
    #expect(bench.engine.problems.count == 3)
    try bench.engine.perform(.hold(reason: "wait"), on: held.id.description, by: Bench.editor)
    try bench.engine.perform(
      .withdraw(reason: "off"), on: withdrawn.id.description, by: Bench.editor)
    bench.newsroom.fail(nil)
    bench.now = near.due - .seconds(10)
    bench.engine.tick()
    bench.now = near.due
    bench.engine.lifted(bench.fire())
    for _ in 0..<3 { pass(.seconds(15)) }
    #expect(bench.engine.problems.isEmpty)
    for release in [held, withdrawn] {
      #expect(bench.engine.preflightFinding(of: release.id) == nil)
      #expect(try records(release.id).count == 1)
    }
  }

  @Test("A whole queue is looked at in pieces; outputs are asked once a pass")
  func pieces() throws {
    for number in 0..<700 { try bench.submit("text \(number)", in: .hours(2)) }
    let before = bench.newsroom.state.withLock(\.checks)
    bench.engine.tick()
    #expect(bench.newsroom.state.withLock(\.checks) == before + 1)
    bench.newsroom.fail("it is read-only")
    var told: [Int] = []
    for _ in 0..<4 {
      pass(.seconds(1))
      told.append(notices().count)
    }
    // The first piece was good; of each of the others 20 are told one by one, and how many more.
    #expect(told == [21, 42, 42, 42])
    let events = try bench.events().filter { $0 == "release.preflight" }
    #expect(events.count == 700 - 256)
  }

  @Test("A clock that was set back leaves no gap, and one that was set forward none either")
  func clock() throws {
    bench.engine.tick()
    bench.now = bench.now - .hours(48)
    bench.engine.tick()
    let back = try bench.submit("back", in: .hours(25))
    bench.newsroom.fail("it is read-only")
    pass(.hours(2))
    #expect(try records(back.id).count == 1)
    let forward = try bench.submit("forward", in: .hours(60))
    pass(.hours(59))
    pass(.seconds(2))
    #expect(try !records(forward.id).isEmpty)
  }

  @Test("With nothing to look at no output is asked, and no pass comes sooner than without")
  func idle() throws {
    try bench.submit(in: .hours(40))
    for _ in 0..<10 { pass(.seconds(1)) }
    #expect(bench.newsroom.state.withLock(\.checks) == 0)
    #expect(bench.engine.tick() == bench.now + .seconds(1))
  }

  @Test("What arming finds is recorded when it is new, and when it is over")
  func arming() throws {
    let release = try bench.submit(in: .minutes(2))
    bench.engine.tick()
    bench.now = release.due - .seconds(20)
    bench.newsroom.fail("it is read-only")
    for _ in 0..<5 { pass(.seconds(1)) }
    #expect(try records(release.id) == [Found(horizon: "arming", codes: ["output-unusable"])])
    #expect(bench.codes() == ["output.not-ready"] && notices().isEmpty)
    bench.newsroom.fail(nil)
    for _ in 0..<5 { pass(.seconds(1)) }
    #expect(try records(release.id).last == Found(horizon: "arming", codes: []))
    #expect(try records(release.id).count == 2 && bench.engine.problems.isEmpty)
  }

  @Test("What was found ahead is no news to arming, and over when arming finds nothing")
  func armingAfterwards() throws {
    let release = try bench.submit(in: .minutes(10))
    bench.newsroom.fail("it is read-only")
    bench.engine.tick()
    bench.now = release.due - .seconds(20)
    bench.engine.tick()
    #expect(try records(release.id) == [Found(horizon: "1h", codes: ["output-unusable"])])
    #expect(bench.codes() == ["output.not-ready"])
    bench.newsroom.fail(nil)
    pass(.seconds(1))
    #expect(try records(release.id).last == Found(horizon: "arming", codes: []))
    #expect(bench.engine.problems.isEmpty)
  }
}
