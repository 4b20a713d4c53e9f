import EmbargoSimulation
import Testing

@Suite("The promises hold whatever happens, and their checks find what breaks them")
struct SimulationTests {
  private static let slices: [ClosedRange<UInt64>] = (0..<8).map {
    ($0 * 64 + 1)...($0 * 64 + 64)
  }

  /// Fewer than `scripts/simulate` takes, and fewer seeds: this program is not optimised.
  private static let actions = 90

  @Test(
    "512 seeds of crashes, clocks, disks, endpoints and people keep all promises",
    arguments: slices)
  func promises(seeds: ClosedRange<UInt64>) {
    var (crashes, lifted) = (0, 0)
    for seed in seeds {
      let report = Simulation(seed: seed).run(actions: Self.actions)
      crashes += report.crashes
      lifted += report.lifted
      for violation in report.violations {
        let replay = "scripts/simulate --seeds 1 --from \(seed) --actions \(Self.actions) --trace"
        Issue.record("\(violation); replay: \(replay)")
      }
    }
    // A simulation in which nothing happens proves nothing.
    #expect(crashes > 3 * seeds.count)
    #expect(lifted > 3 * seeds.count)
  }

  @Test("The same seed gives the same trace twice", arguments: [1, 77, 1234, 99_999] as [UInt64])
  func sameTrace(seed: UInt64) {
    let (first, second) = (Simulation(seed: seed).run(), Simulation(seed: seed).run())
    #expect(first.trace == second.trace)
    #expect(first.fingerprint == second.fingerprint)
    #expect(first.trace.count > 30)
    #expect(Simulation(seed: seed + 1).run().fingerprint != first.fingerprint)
  }

  @Test(
    "Each planted fault is caught as a breach of its promise within 160 seeds",
    arguments: PlantedFault.allCases)
  func faults(fault: PlantedFault) throws {
    let caught = (1...160 as ClosedRange<UInt64>).lazy
      .map { Simulation(seed: $0, fault: fault).run() }
      .first { report in report.violations.contains { $0.promise == fault.promise } }
    let report = try #require(caught, "no seed caught \(fault.rawValue)")
    let violation = try #require(report.violations.first { $0.promise == fault.promise })
    print("planted fault \(fault.rawValue): caught by seed \(report.seed): \(violation)")
    #expect(report.violations.first?.promise == fault.promise)
  }

  @Test("Every promise that the simulation guards has a fault that breaks it")
  func guarded() {
    #expect(Set(PlantedFault.allCases.map(\.promise)) == [1, 3, 4, 5, 6, 7])
  }

  @Test("In 96 seeds everything that is meant to go wrong goes wrong")
  func reach() {
    let traces = (1...96 as ClosedRange<UInt64>).flatMap { Simulation(seed: $0).run().trace }
    let wanted = [
      "crash at commit", "crash at committed", "crash at arm", "crash at stage", "crash at link",
      "crash at linked", "crash at sync", "crash at send", "crash at sent", "crash at report",
      "crash at answer", "crash at power", "clock off by -", "clock off by 1", "ledger full",
      "ledger has space", "directory full: true", "the lift thread stands still",
      "the machine slept", "timer lost", "a piece of a burst", "crash at append",
      "the daemon ended", "reload:", "zone rules changed", "hangs", "refuses", "fails", "gone",
      "notice release.held-late", "notice release.late", "notice lift.blocked",
      "notice output.not-ready", "notice ledger.full", "notice delivery.retrying",
      "notice delivery.failed", "hold ", "resume ", "withdraw ", "reschedule ", "replace ",
      "setOutputs ", "retry ", "hold refused: tooLate",
      "burst of ", " at once", "notice delivery.stalled", " silent", " hangs for ",
      "the lift thread hangs at newsroom", "the lift thread hangs at media-list",
      "notice output.suspended", " resumed, with deliveries", " resumed, with nothing waiting",
      "full for the arming of ", ": ledger", "is full while it stages",
      "space again before the lift of ", "slept across the instant of ",
      "the clock is set forward over an instant", "the clock is set back over an instant",
      "the clock is set by less than a second over an instant",
      "frozen", "thawed", "frozen between arming and lift", "frozen while something is going out",
      "correct ", "kill ", "correct refused: refused", "kill refused: refused",
      "checkpoint of record ", "no checkpoint", "replayed ",
      "after the lift: an attempt is under way at newsroom",
      "after the lift: an attempt is under way at wire", "after the lift: cancelled at ",
      "after the lift: delivered at ", "after the lift: failed at ", " is full after a lift",
      "liftEarly ", "confirmLift ", "liftEarly refused", "confirmLift refused",
      "notice release.lifted-early", "notice release.early-lift-proposed",
      "approve ", ": awaiting-approval", "unapprove ", "approve refused: refused",
      "is configured otherwise", "approvals required: ", "approvals reviewed",
      "notice approval.withdrawn", "notice approval.missing", "notice release.held-unapproved",
      " is slow after a lift", " silent after a lift", " gone after a lift",
      " is there again", " seems there again",
    ]
    let stopped = ["hold", "withdraw", "replace", "reschedule", "setOutputs"]
      .map { "between arming and lift: \($0)" }
    for words in wanted + stopped {
      #expect(traces.contains { $0.contains(words) }, "\(words)")
    }
  }
}
