import EmbargoCore
import EmbargoDaemon
import EmbargoSimulation
import EmbargoSystem
import EmbargoTime
import Testing

@Suite("What happens to the clock is on the record, and kept for the next daemon")
struct ClockRecordTests {
  private let bench = Bench()

  /// Samples of a clock that was set forward by an hour in between.
  private static let samples = [Bench.start, Bench.start + .hours(1)].map { now in
    ClockSample(
      now: now, boottime: .zero, monotonic: .zero, synchronised: false,
      maxError: .milliseconds(16))
  }

  private func step() {
    for sample in Self.samples { bench.lifter.gate.observe(sample) }
    bench.engine.clockChanged(bench.lifter.gate.takeEvents())
  }

  private func records(_ event: String) throws -> [JSON] {
    try bench.ledger.records(after: 0, count: 100, release: nil)
      .map { try JSON(parsing: $0.bytes) }.filter { $0["event"]?.text == event }
  }

  @Test("A step has a record and is a problem until it is confirmed, which has a record as well")
  func recorded() throws {
    step()
    let stepped = try #require(try records("clock.stepped").first?["data"])
    #expect(
      stepped == [
        "step_ns": "3600000000000", "count": 1, "synchronised": false, "max_error_ns": "16000000",
      ])
    #expect(bench.engine.problems.values.map(\.code) == ["clock.unconfirmed"])
    try bench.engine.confirmClock(reason: "compared", by: Bench.editor)
    #expect(bench.lifter.gate.unconfirmedStep == .zero)
    #expect(bench.engine.problems.isEmpty)
    let confirmed = try #require(try records("clock.confirmed").first)
    #expect(confirmed["data"] == ["reason": "compared", "step_ns": "3600000000000"])
    #expect(confirmed["actor"]?["name"]?.text == Bench.editor.name)
    #expect(bench.refusal { try bench.engine.confirmClock(reason: "r", by: Bench.editor) } != nil)
  }

  @Test("A sleep and the kernel's own word have records")
  func others() throws {
    bench.engine.clockChanged([.suspended(.seconds(25), count: 2), .confirmed(.hours(1))])
    #expect(
      try records("clock.suspended").first?["data"] == ["span_ns": "25000000000", "count": 2])
    #expect(try records("clock.confirmed").first?["data"]?["step_ns"]?.text == "3600000000000")
    #expect(bench.codes(.warning) == ["clock.suspended"])
  }

  @Test("What the ledger has no room for is told, and that it is not on record")
  func full() throws {
    bench.ledger.isFull = true
    (bench.hasRoom, bench.hasReserve) = (false, false)
    step()
    #expect(bench.codes(.warning) == ["clock.stepped"])
    #expect(bench.codes().contains("clock.unrecorded"))
    #expect(bench.refusal { try bench.engine.confirmClock(reason: "r", by: Bench.editor) } != nil)
    #expect(bench.lifter.gate.unconfirmedStep == .hours(1), "what is not on record did not happen")
  }

  @Test("A lift by a clock that nobody has confirmed says so on its record")
  func lift() throws {
    let release = try bench.submit()
    bench.now = release.due
    bench.engine.tick()
    var reports = bench.fire()
    for index in reports.indices { reports[index].unconfirmedStep = .hours(1) }
    bench.engine.lifted(reports)
    let clock = try #require(try records("release.lift-began").first?["data"]?["clock"])
    #expect(clock["unconfirmed_step_ns"]?.text == "3600000000000")
    #expect(clock["synchronised"] == true)
  }

  @Test("What is kept is found in the same boot, and in no other")
  func kept() throws {
    let folder = try TemporaryFolder()
    for sample in Self.samples { bench.lifter.gate.observe(sample) }
    func keeper(_ boot: String?) -> ClockKeeper { ClockKeeper(directory: folder.path, boot: boot) }
    #expect(keeper("a").read() == .nothing)
    try keeper("a").keep(bench.lifter.gate)
    #expect(keeper("a").read() == .kept(try #require(bench.lifter.gate.kept(boot: "a"))))
    guard case .useless = keeper("b").read(), case .useless = keeper(nil).read() else {
      Issue.record("another boot says nothing about this one")
      return
    }
    let writer = keeper("a")
    try writer.keep(bench.lifter.gate)
    bench.lifter.gate.confirm(.hours(1))
    try writer.keep(bench.lifter.gate)
    guard case .kept(let found) = keeper("a").read() else {
      Issue.record("nothing is kept")
      return
    }
    #expect(found.memory.unconfirmedStep == .zero && found.memory.steps == 1)
  }

  @Test("The boot is named by the environment, else by the kernel, in the same form")
  func boot() {
    let id = "0123456789abcdef0123456789ABCDEF"
    #expect(ClockKeeper.boot(["EMBARGO_BOOT_ID": id]) == id.lowercased())
    #expect(
      ClockKeeper.boot(["EMBARGO_BOOT_ID": "01234567-89ab-cdef-0123-456789abcdef"])
        == id.lowercased())
    #expect(ClockKeeper.boot(["EMBARGO_BOOT_ID": "%b"]) == nil)
    #expect(ClockKeeper.boot([:]).map(\.count) ?? 32 == 32)
  }
}
