import ArgumentParser
import EmbargoSimulation
import Glibc

@main
struct Simulate: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "embargod-simulate",
    abstract: "Runs the engine over a simulated clock, disk and network, seed by seed.",
    discussion: """
      Example: embargod-simulate --seeds 1000
      A seed that breaks a promise is printed with the command that replays it.
      """)

  @Option(help: "How many seeds to run.")
  var seeds: UInt64 = 1000

  @Option(help: "The first seed.")
  var from: UInt64 = 1

  @Option(help: "Seeds that run at once, 1 to 64.")
  var jobs = 1

  @Option(help: "Random actions in each run.")
  var actions = 120

  @Option(
    help:
      "Plant a deliberate fault: \(PlantedFault.allCases.map(\.rawValue).joined(separator: ", ")).")
  var fault: String?

  @Flag(help: "Print what happened, line by line.")
  var trace = false

  func validate() throws {
    if let fault, PlantedFault(rawValue: fault) == nil {
      throw ValidationError("no such fault: \(fault)")
    }
    guard 1...64 ~= jobs else { throw ValidationError("--jobs is 1 to 64") }
    guard seeds >= 1, seeds <= .max - from else {
      throw ValidationError("--seeds is at least 1, and the last seed must fit into 64 bits")
    }
  }

  /// What the seeds came to, counted in their order, which no number of jobs changes.
  private struct Sum {
    var (seeds, crashes, releases, lifted) = (0, 0, 0, 0)

    mutating func add(_ report: SimulationReport) {
      seeds += 1
      crashes += report.crashes
      releases += report.releases
      lifted += report.lifted
    }
  }

  func run() async throws {
    var sum = Sum()
    var next = from
    let end = from + seeds
    while next < end {
      let slice = next..<min(end, next + UInt64(jobs) * Self.perJob)
      for report in await reports(of: slice) {
        sum.add(report)
        if trace { print(report.trace.joined(separator: "\n")) }
        if !report.violations.isEmpty { throw failure(report) }
      }
      next = slice.upperBound
      sayProgress(of: slice)
    }
    print(
      "\(sum.seeds) seeds, \(sum.releases) releases, \(sum.lifted) lifted, "
        + "\(sum.crashes) crashes: all promises held")
  }

  /// A long run says how far it is, so that one that is ended early has shown something.
  private func sayProgress(of slice: Range<UInt64>) {
    let (before, now) = (slice.lowerBound - from, slice.upperBound - from)
    guard !trace, now < seeds, before / Self.interval < now / Self.interval else { return }
    print("\(now) of \(seeds) seeds: all promises held so far")
    fflush(nil)
  }

  /// Seeds between two lines of progress.
  private static let interval: UInt64 = 1000

  /// Seeds that one job has in each round; a round ends with its slowest job.
  private static let perJob: UInt64 = 16

  /// In the order of the seeds.
  private func reports(of slice: Range<UInt64>) async -> [SimulationReport] {
    let (fault, actions) = (fault.flatMap(PlantedFault.init(rawValue:)), actions)
    return await withTaskGroup(of: SimulationReport.self) { group in
      var reports: [SimulationReport] = []
      for seed in slice {
        if seed - slice.lowerBound >= UInt64(jobs), let report = await group.next() {
          reports.append(report)
        }
        group.addTask { Simulation(seed: seed, fault: fault).run(actions: actions) }
      }
      for await report in group { reports.append(report) }
      return reports.sorted { $0.seed < $1.seed }
    }
  }

  private func failure(_ report: SimulationReport) -> ExitCode {
    for violation in report.violations { print("seed \(report.seed): \(violation)") }
    let planted = fault.map { " --fault \($0)" } ?? ""
    print(
      "replay: scripts/simulate --seeds 1 --from \(report.seed) --actions \(actions)\(planted)"
        + " --trace")
    return ExitCode(1)
  }
}
