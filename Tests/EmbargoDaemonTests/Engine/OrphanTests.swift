import EmbargoCore
import EmbargoDaemon
import EmbargoSimulation
import EmbargoTime
import Testing

@Suite("An output that is taken out of the configuration while releases wait for it")
struct OrphanTests {
  private let bench = Bench()

  private func review() throws {
    var cursor: LedgerCursor?
    repeat {
      cursor = try bench.engine.reviewOutputs(after: cursor, count: 2)
    } while cursor != nil
  }

  private var problems: [String] {
    bench.engine.problems.filter { $0.key.hasPrefix("missing:") }.map(\.value.text).sorted()
  }

  @Test("It is a problem long before their lifts, and over when none waits for it")
  func missing() throws {
    let releases = try (1...5).map { number in
      try bench.submit(
        "text \(number)", in: .hours(1000 + Int64(number)),
        outputs: number > 3 ? ["newsroom"] : ["newsroom", "wire"])
    }
    try review()
    #expect(problems == [] && !bench.engine.hasOrphans)
    bench.engine.reconfigure(outputs: [bench.newsroom], settings: EngineSettings())
    try review()
    #expect(problems.count == 1 && problems[0].contains("3 releases wait for output wire"))
    #expect(bench.codes().contains("output.missing"))
    #expect(try bench.release(releases[0].id).outputs.count == 2, "it is not lost in silence")
    for release in releases.prefix(2) {
      try bench.engine.perform(
        .setOutputs([Bench.output("newsroom")]), on: release.id.description, by: Bench.editor)
    }
    try review()
    #expect(problems.first?.contains("1 release waits") == true)
    bench.engine.reconfigure(outputs: [bench.newsroom, bench.wire], settings: EngineSettings())
    try review()
    #expect(problems == [] && !bench.engine.hasOrphans)
  }
}
