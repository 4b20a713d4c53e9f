import EmbargoCore
import EmbargoDaemon
import EmbargoOutputs
import EmbargoSimulation
import EmbargoTime
import Testing

@Suite("An early lift goes the ordinary path, from now on")
struct EarlyLiftTests {
  private static let jo = Actor(uid: 1001, name: "jo")

  private func lift(_ bench: Bench, _ id: ReleaseID, notice: String = "early") throws -> Release {
    let command = Command.liftEarly(Bench.embargo(bench.now), notice: notice, reason: "broken")
    return try bench.engine.perform(command, on: id.description, by: Self.jo)
  }

  @Test("It is on the record and announced, and goes out at once and not before")
  func lifted() throws {
    let bench = Bench()
    let release = try bench.submit(in: .hours(3))
    bench.engine.tick()
    #expect(bench.fire().isEmpty)
    let after = try lift(bench, release.id)
    #expect(after.due == bench.now && after.earlyLift?.from.instant == release.embargo.instant)
    #expect(bench.codes(.warning) == ["release.lifted-early"])
    let reports = bench.fire()
    #expect(reports.map(\.began) == [bench.now])
    bench.engine.lifted(reports)
    #expect(try bench.release(release.id).phase.name == "lifting")
    let events = try bench.events()
    #expect(events.contains("release.lifted-early"))
    let record = try #require(
      bench.ledger.records(after: 0, count: 100, release: release.id).compactMap {
        try? JSON(parsing: $0.bytes)
      }.first { $0["event"]?.text == "release.lifted-early" })
    #expect(record["data"]?["from"]?.text == release.embargo.instant.rfc3339)
    #expect(record["data"]?["by"]?.text == "jo" && record["data"]?["reason"]?.text == "broken")
  }

  @Test("What was prepared for the old instant is void, and names by date follow the new one")
  func armed() throws {
    let bench = Bench()
    let release = try bench.submit(in: .seconds(20))
    bench.engine.tick()
    _ = try lift(bench, release.id)
    bench.engine.lifted(bench.fire())
    bench.now = release.due
    #expect(bench.fire().isEmpty)
    #expect(try bench.events().filter { $0 == "release.lift-began" }.count == 1)
  }

  @Test("A clock that is not believed holds it up like any other")
  func blocked() throws {
    let bench = Bench()
    let release = try bench.submit(in: .hours(3))
    bench.lifter.block = .unsynchronised
    _ = try lift(bench, release.id)
    #expect(bench.fire().isEmpty)
    #expect(try bench.release(release.id).phase == .scheduled)
  }

  @Test("A restart forgets neither the request nor the lift")
  func restart() throws {
    let settings = EngineSettings(
      policy: Policy(approval: ApprovalPolicy(liftsEarlyByTwo: true)))
    let bench = Bench(settings)
    let release = try bench.submit(in: .hours(3))
    #expect(try lift(bench, release.id).proposal?.by == Self.jo)
    bench.restart(settings)
    bench.now = bench.now + .minutes(5)
    let confirm = Command.confirmLift(Bench.embargo(bench.now), notice: "early")
    try bench.engine.perform(confirm, on: release.id.description, by: Bench.editor)
    bench.restart(settings)
    bench.engine.tick()
    bench.engine.lifted(bench.fire())
    #expect(try bench.release(release.id).phase.name == "lifting")
    #expect(
      bench.codes(.warning) == ["release.early-lift-proposed", "release.lifted-early"])
  }
}
