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
  private func zones(_ place: String, version: String = "2099z") throws -> ZoneDatabase {
    let bytes = try #require(try ZoneTree(path: "/usr/share/zoneinfo").read(place))
    return ZoneDatabase(version: version) { $0 == "America/Vancouver" ? bytes : nil }
  }

  private func resolver(_ zones: ZoneDatabase, all: Bool = true) -> ZoneResolver {
    ZoneResolver(zones: zones, reader: StampReader(zones: zones), defaultZone: nil, all: all)
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

  private func resolve(_ resolver: ZoneResolver, follow: Bool = false) throws {
    let next = try bench.engine.resolveAgain(
      after: nil, count: 10, follow: follow, with: resolver.verdict)
    #expect(next == nil)
  }

  @Test("The same instant by new data changes nothing and records nothing")
  func unchanged() throws {
    let release = try vancouver()
    try resolve(resolver(zones("America/Los_Angeles")))
    #expect(try bench.release(release.id) == release)
    #expect(try bench.events() == ["release.submitted"])
  }

  @Test("A moved instant is recorded with both instants, announced and held")
  func moved() throws {
    let release = try vancouver()
    try resolve(resolver(zones("America/New_York")))
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
  }

  @Test("Where it may follow, a moved instant is when it goes out")
  func follows() throws {
    let release = try vancouver()
    try resolve(resolver(zones("America/New_York")), follow: true)
    let after = try bench.release(release.id)
    #expect(after.phase == .scheduled)
    #expect(after.due == release.due - .hours(3))
    #expect(try bench.events().last == "embargo.moved")
  }

  @Test("A zone that the new data does not have holds the release")
  func unknown() throws {
    let release = try vancouver()
    let nothing = ZoneDatabase(version: "2099z") { _ in nil }
    try resolve(resolver(nothing))
    #expect(try bench.release(release.id).phase.name == "held")
    #expect(try bench.release(release.id).embargo == release.embargo)
    #expect(bench.codes() == ["embargo.unresolvable"])
  }

  @Test("Data of the version that it was computed with is not asked again at a start")
  func sameVersion() throws {
    let release = try vancouver()
    let resolver = resolver(try zones("America/New_York", version: "2026f"), all: false)
    #expect(resolver.verdict(release) == nil)
  }

  @Test("What is prepared for its lift is not published after it has moved")
  func prepared() throws {
    let release = try vancouver()
    bench.now = release.due - .seconds(5)
    bench.engine.tick()
    #expect(bench.lifter.table.count == 1)
    try resolve(resolver(zones("Pacific/Honolulu")))
    #expect(bench.lifter.table.count == 0)
    bench.now = release.due
    bench.engine.tick()
    #expect(bench.fire().isEmpty && bench.newsroom.files.isEmpty)
  }
}
