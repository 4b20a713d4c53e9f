import ArgumentParser
import EmbargoSimulation

@main
struct Simulate: ParsableCommand {
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
  }

  func run() throws {
    let fault = fault.flatMap(PlantedFault.init(rawValue:))
    var (crashes, releases, lifted) = (0, 0, 0)
    for seed in from..<(from + seeds) {
      let report = Simulation(seed: seed, fault: fault).run(actions: actions)
      crashes += report.crashes
      releases += report.releases
      lifted += report.lifted
      if trace { print(report.trace.joined(separator: "\n")) }
      guard report.violations.isEmpty else {
        for violation in report.violations { print("seed \(seed): \(violation)") }
        let planted = fault.map { " --fault \($0.rawValue)" } ?? ""
        print(
          "replay: scripts/simulate --seeds 1 --from \(seed) --actions \(actions)\(planted) --trace"
        )
        throw ExitCode(1)
      }
    }
    print(
      "\(seeds) seeds, \(releases) releases, \(lifted) lifted, \(crashes) crashes: "
        + "all promises held"
    )
  }
}
