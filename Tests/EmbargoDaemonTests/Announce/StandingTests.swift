import EmbargoCore
import EmbargoOutputs
import EmbargoSimulation
import EmbargoTime
import Testing

@testable import EmbargoDaemon

@Suite("What there is to announce")
struct StandingTests {
  private let bench = Bench()

  private func standing(
    _ change: (inout Standing.Surroundings) -> Void = { _ in }
  ) throws -> [String: Trouble] {
    let found = try #require(try bench.engine.announceable(after: nil, count: 10))
    var around = Standing.Surroundings()
    change(&around)
    let releases = try bench.engine.releases(found.problems.values.compactMap(\.release))
    let standing = Standing(found, around, releases: releases, isSettled: true)
    #expect(standing.troubles.map(\.key) == standing.troubles.map(\.key).sorted())
    return Dictionary(standing.troubles.map { ($0.key, $0) }) { first, _ in first }
  }

  private func happenings(_ past: inout Happenings) throws -> [Announcement] {
    let records = try bench.ledger.records(after: 0, count: 1000, release: nil)
    let releases = try bench.engine.releases(Happenings.releases(in: records))
    return past.take(records, releases).map(\.announcement)
  }

  @Test("Nothing is wrong with an engine that has nothing to do")
  func nothing() throws {
    try bench.submit(in: .hours(48))
    #expect(try standing().isEmpty)
  }

  @Test("A preflight finding names its codes and outputs, and for those who may know its words")
  func preflight() throws {
    bench.newsroom.fail("the directory /srv/press is gone")
    let release = try bench.submit("All about canaries", in: .minutes(50))
    bench.engine.tick()
    let trouble = try #require(try standing()["preflight:\(release.id)"])
    #expect(trouble.event == .preflight && trouble.release == release.id)
    #expect(trouble.text.hasSuffix("\(release.due.rfc3339): output-unusable (newsroom)"))
    #expect(!trouble.text.contains("/srv/press"))
    #expect(trouble.detail?.contains("/srv/press") == true)
    #expect(trouble.words?.headline == "All about canaries")
    bench.newsroom.fail(nil)
    bench.now = bench.now + .seconds(11)
    bench.engine.tick()
    #expect(try standing().isEmpty)
  }

  @Test("What a person has stopped was wanted, and the reason is for those who may know")
  func held() throws {
    let release = try bench.submit(in: .hours(2))
    try bench.engine.perform(.hold(reason: "the canary"), on: "\(release.id)", by: Bench.editor)
    let trouble = try #require(try standing()["held:\(release.id)"])
    #expect(trouble.event == .held && trouble.isIntended)
    #expect(!trouble.text.contains("canary") && trouble.detail?.contains("canary") == true)
  }

  @Test("A freeze is told without its reason to those who may not know")
  func frozen() throws {
    try bench.engine.freeze(reason: "the canary", by: Bench.editor)
    let trouble = try #require(try standing()["frozen"])
    #expect(trouble.event == .held && trouble.text.contains("by ada"))
    #expect(!trouble.text.contains("canary") && trouble.detail?.contains("canary") == true)
    #expect(try standing().count == 1)
  }

  @Test("An output counts as failing when it gave up, and when it fails for a minute")
  func outputs() throws {
    let release = try bench.submit()
    bench.engine.tick()
    bench.now = release.due
    bench.engine.lifted(bench.fire())
    try bench.answer(.failed(error: "HTTP 503", ambiguous: false, retryAfter: nil))
    #expect(try standing { $0.retrying[bench.wire.name] = .seconds(59) }.isEmpty)
    let failing = try standing { $0.retrying[bench.wire.name] = .minutes(1) }["output:wire"]
    #expect(failing?.text == "output wire: 1 deliveries fail and are tried again")
    #expect(failing?.detail?.contains("HTTP 503") == true && failing?.isLasting == false)
    let health = DaemonFacts.OutputHealth(kind: "files", problem: "no room", checkedAt: nil)
    #expect(
      try standing { $0.outputs = [bench.newsroom.name: health] }["output:newsroom"]?.text
        == "output newsroom: it could not publish now")
  }

  @Test("Space is told of with how much there is; what the daemon has to say by what it is")
  func surroundings() throws {
    let found = try standing { around in
      around.ledgerRoom = 5 << 20
      around.problems = ["zones.unusable": "damaged", "metrics.no-port": "taken"]
    }
    #expect(found["disk:ledger"]?.free == 5 << 20)
    #expect(found["disk:ledger"]?.text == "5 MiB are free where the ledger lies")
    #expect(found["zones.unusable"]?.event == .zoneMoved)
    #expect(found["metrics.no-port"]?.event == .daemon)
  }

  @Test("A lift is told once it has begun, and confirmed once all outputs have it, each once")
  func lift() throws {
    let release = try bench.submit("All about canaries")
    bench.engine.tick()
    bench.now = release.due
    bench.engine.lifted(bench.fire())
    var past = Happenings()
    #expect(try happenings(&past).map(\.event) == [.lifted])
    try bench.answer()
    let told = try happenings(&past)
    #expect(told.map(\.event) == [.lifted, .confirmed])
    #expect(told.map(\.words?.slug).allSatisfy { $0 == release.slug.description })
    #expect(told.allSatisfy { !$0.text.contains("canar") && $0.release == release.id })
    let again = try happenings(&past)
    #expect(again == told, "a channel that is behind hears the same, by the same records")
    #expect(Set(told.map(\.key)).count == 2)
  }

  @Test("What one output never got is not confirmed")
  func unconfirmed() throws {
    let release = try bench.submit()
    bench.engine.tick()
    bench.now = release.due
    bench.engine.lifted(bench.fire())
    try bench.answer(.refused(error: "HTTP 410"))
    var past = Happenings()
    #expect(try happenings(&past).map(\.event) == [.lifted])
    #expect(try standing()["output:wire"]?.level == 1)
  }

  @Test("What was told is kept, but never in the middle of a lift or on a full disk")
  func kept() throws {
    #expect(try bench.engine.keepAnnounced(["desk": [1]], isPatient: true))
    #expect(try bench.ledger.announcers() == ["desk": [1]])
    let release = try bench.submit(in: .seconds(10))
    bench.engine.tick()
    bench.now = release.due - .milliseconds(400)
    #expect(try !bench.engine.keepAnnounced(["desk": [2]], isPatient: true))
    #expect(try bench.ledger.announcers() == ["desk": [1]])
    #expect(try bench.engine.keepAnnounced(["desk": [3]], isPatient: false))
    bench.ledger.isFull = true
    bench.hasRoom = false
    #expect(throws: (any Error).self) { try bench.submit() }
    #expect(try !bench.engine.keepAnnounced(["desk": [4]], isPatient: false))
    #expect(try bench.ledger.announcers() == ["desk": [3]])
  }
}
