import ArgumentParser

@main
struct Bench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "embargod-bench",
    abstract: "Measures this build of embargod; scripts/bench runs it and prints the table.",
    discussion: """
      Example: embargod-bench time --corpus Tests/EmbargoTimeTests/Fixtures/corpus-open.tsv
      Prints one figure a line: its name, how often it was measured, median and 99th percentile on
      the wall clock, median and 99th percentile of the thread's own time; nanoseconds, with tabs.
      """,
    subcommands: [Audit.self, FirstUse.self, Time.self])
}
