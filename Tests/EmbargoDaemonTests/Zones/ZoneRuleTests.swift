import EmbargoCore
import EmbargoDaemon
import EmbargoSimulation
import EmbargoSystem
import EmbargoTime
import Testing

@Suite("When the zone rules change, what moved waits for a person")
struct ZoneRuleTests {
  private let bench = Bench()

  /// Vancouver as the machine's files have another place, under a made-up version.
  private func rules(
    _ place: String, version: String = "2099z"
  ) throws -> ZoneRulesSource.Rules {
    let bytes = try #require(try ZoneTree(path: "/usr/share/zoneinfo").read(place))
    return ZoneRulesSource.Rules(version: version, files: ["America/Vancouver": bytes])
  }

  /// A release for 09:00 in Vancouver on 10 June 2027, when that is 16:00 UTC.
  private func vancouver() throws -> Release {
    let civil = try #require(
      CivilDateTime(year: 2027, month: 6, day: 10, hour: 9, minute: 0, second: 0))
    var submission = bench.submission("text", due: civil.instant(offset: -7 * 3600))
    submission.embargo = Embargo(
      stamp: "9:00 a.m. Vancouver time, June 10, 2027", civil: civil,
      zone: .named("America/Vancouver"), instant: civil.instant(offset: -7 * 3600),
      tzdb: "2026f")
    return try #require(try bench.engine.submit([submission]).first)
  }

  private func resolve(_ rules: ZoneRulesSource.Rules, follow: Bool = false) throws {
    bench.engine.settings.followsZoneRules = follow
    var resolver = ZoneResolver(rules: rules, defaultZone: nil)
    let page = try bench.engine.embargoes(
      until: Instant(nanoseconds: .max), after: nil, count: 10)
    #expect(page.next == nil)
    try bench.engine.resolveAgain(
      page.embargoes.compactMap { queued in
        resolver.verdict(queued).map { ZoneFinding(queued, $0) }
      })
  }

  /// The data of the last record of that name.
  private func record(_ event: String) throws -> JSON? {
    try bench.ledger.records(after: 0, count: 1000, release: nil)
      .map { try JSON(parsing: $0.bytes) }
      .last { $0["event"]?.text == event }?["data"]
  }

  private func hold(_ id: ReleaseID) throws -> Hold? {
    if case .held(let hold) = try bench.release(id).phase { hold } else { nil }
  }

  @Test("The same instant by new data changes nothing and records nothing")
  func unchanged() throws {
    let release = try vancouver()
    try resolve(rules("America/Los_Angeles"))
    #expect(try bench.release(release.id) == release)
    #expect(try bench.events() == ["release.submitted"])
  }

  @Test("A moved instant is recorded with both instants, announced and held")
  func moved() throws {
    let release = try vancouver()
    try resolve(rules("America/New_York"))
    let after = try bench.release(release.id)
    #expect(after.embargo.instant == release.embargo.instant - .hours(3))
    #expect(after.embargo.civil == release.embargo.civil)
    guard case .held(let hold) = after.phase else {
      Issue.record("it is \(after.phase.name)")
      return
    }
    #expect(hold.cause == .zoneRules)
    #expect(try bench.events().suffix(2) == ["embargo.moved", "release.held"])
    #expect(bench.codes(.warning) == ["embargo.moved"])
    let data = try #require(try record("embargo.moved"))
    #expect(data["from"]?.text == release.embargo.instant.rfc3339)
    #expect(data["from_tzdb"]?.text == "2026f")
    #expect(data["instant"]?.text == after.embargo.instant.rfc3339)
    #expect(data["tzdb"]?.text == "2099z")
  }

  @Test("Where it may follow, a moved instant is when it goes out")
  func follows() throws {
    let release = try vancouver()
    try resolve(rules("America/New_York"), follow: true)
    let after = try bench.release(release.id)
    #expect(after.phase == .scheduled)
    #expect(after.due == release.due - .hours(3))
    #expect(try bench.events().last == "embargo.moved")
  }

  @Test("A zone that the new data does not have holds the release")
  func unknown() throws {
    let release = try vancouver()
    try resolve(ZoneRulesSource.Rules(version: "2099z", files: [:]))
    let after = try bench.release(release.id)
    #expect(after.phase.name == "held")
    #expect(after.embargo.instant == release.embargo.instant)
    #expect(bench.codes() == ["embargo.unresolvable"])
    #expect(try bench.events().suffix(2) == ["embargo.unresolvable", "release.held"])
    let data = try #require(try record("embargo.unresolvable"))
    #expect(data["from"]?.text == release.embargo.instant.rfc3339)
    #expect(data["from_tzdb"]?.text == "2026f" && data["tzdb"]?.text == "2099z")
    #expect(data["reason"]?.text?.contains("do not have America/Vancouver") == true)
  }

  @Test("What is prepared for its lift is not published after it has moved")
  func prepared() throws {
    let release = try vancouver()
    bench.now = release.due - .seconds(5)
    bench.engine.tick()
    #expect(bench.lifter.table.count == 1)
    try resolve(rules("Pacific/Honolulu"))
    #expect(bench.lifter.table.count == 0)
    bench.now = release.due
    bench.engine.tick()
    #expect(bench.fire().isEmpty && bench.newsroom.files.isEmpty)
  }

  @Test("What a person has stopped is recorded when it moves, and stays stopped for that reason")
  func heldByPerson() throws {
    let release = try vancouver()
    try bench.engine.perform(.hold(reason: "wait"), on: "\(release.id)", by: Bench.editor)
    try resolve(rules("America/New_York"))
    #expect(try hold(release.id)?.reason == "wait")
    #expect(try bench.release(release.id).due == release.due - .hours(3))
    #expect(try bench.events().last == "embargo.moved")
    try resolve(ZoneRulesSource.Rules(version: "2099y", files: [:]))
    #expect(try hold(release.id)?.cause == .person)
    #expect(try bench.events().last == "embargo.unresolvable")
    let count = try bench.events().count
    try resolve(ZoneRulesSource.Rules(version: "2099y", files: [:]))
    #expect(try bench.events().count == count)
  }

  @Test("Moved again, the hold says so; let go by a person, it goes out at the new instant")
  func movedTwice() throws {
    let release = try vancouver()
    try resolve(rules("America/New_York"))
    try resolve(rules("America/Denver", version: "2099y"))
    #expect(try hold(release.id)?.reason.contains("2099y") == true)
    try resolve(rules("America/Denver", version: "2099y"))
    try bench.engine.perform(.resume, on: "\(release.id)", by: Bench.editor)
    #expect(try bench.release(release.id).due == release.due - .hours(1))
    #expect(try bench.release(release.id).phase == .scheduled)
  }

  @Test("A new instant in the past goes out at once where it may follow, within its grace")
  func intoThePast() throws {
    let release = try vancouver()
    bench.now = release.due - .hours(3) + .minutes(14)
    try resolve(rules("America/New_York"), follow: true)
    let after = try bench.release(release.id)
    #expect(after.due == bench.now && after.embargo.instant == release.due - .hours(3))
    #expect(bench.fire().count == 1)
    #expect(bench.newsroom.files.count == 1)
  }

  @Test("A new instant that passed longer ago than its grace waits for a person all the same")
  func longPast() throws {
    let release = try vancouver()
    bench.now = release.due - .hours(1)
    try resolve(rules("America/New_York"), follow: true)
    #expect(try hold(release.id)?.cause == .late)
    #expect(bench.fire().isEmpty && bench.newsroom.files.isEmpty)
  }

  @Test("What is due by the old rules and by the new ones goes out")
  func dueEitherWay() throws {
    let release = try vancouver()
    bench.now = release.due + .seconds(1)
    try resolve(rules("America/New_York"))
    #expect(try bench.release(release.id) == release)
  }

  @Test("Rules that nobody has announced are asked before a release is armed, also after downtime")
  func atArming() throws {
    let release = try vancouver()
    bench.verdict = { [rules = try rules("Pacific/Honolulu")] release in
      var resolver = ZoneResolver(rules: rules, defaultZone: nil)
      return resolver.verdict(QueuedEmbargo(release))
    }
    bench.now = release.due + .seconds(5)
    bench.restart()
    bench.engine.tick()
    #expect(try hold(release.id)?.cause == .zoneRules)
    #expect(try bench.release(release.id).due == release.due + .hours(3))
    #expect(bench.lifter.table.count == 0 && bench.newsroom.files.isEmpty)
  }

  @Test("An embargo that was changed after it was judged is left alone")
  func judgedTooEarly() throws {
    let release = try vancouver()
    var moved = release.embargo
    moved.instant = moved.instant + .hours(1)
    let finding = ZoneFinding(QueuedEmbargo(release), .moved(moved))
    let other = Bench.embargo(release.due + .hours(9))
    try bench.engine.perform(
      .reschedule(other, allowPast: false, reason: "later"), on: "\(release.id)",
      by: Bench.editor)
    try bench.engine.resolveAgain([finding])
    #expect(try bench.release(release.id).embargo == other)
  }
}
