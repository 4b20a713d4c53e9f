import EmbargoControl
import EmbargoCore
import EmbargoOutputs
import EmbargoSimulation
import EmbargoTime
import Testing

@testable import EmbargoDaemon

@Suite("The page of metrics")
struct MetricsPageTests {
  private let bench = Bench()
  private let facts = DaemonFacts(
    version: "1 \"beta\"", process: 1, startedAt: Bench.start, stateDirectory: "/",
    ledgerPath: "/nowhere/ledger")

  private var page: MetricsPage { MetricsPage(facts: facts, tally: bench.engine.ports.tally) }

  private func lines(_ start: String, status: StatusReply? = nil) -> [String] {
    page.text(at: bench.now, status: status).split(separator: "\n").map(String.init)
      .filter { $0.hasPrefix(start) }
  }

  private func names(_ text: String) -> [String] {
    text.split(separator: "\n").filter { $0.hasPrefix("# TYPE ") }
      .map { String($0.split(separator: " ")[2]) }
  }

  @Test("A lift is counted by output and outcome, with its lateness")
  func lift() throws {
    let release = try bench.submit()
    bench.engine.tick()
    #expect(lines("embargod_delivery") == [], "nothing of it is counted before its instant")
    bench.now = release.due + .milliseconds(3)
    bench.engine.lifted(bench.fire())
    try bench.answer(.failed(error: "HTTP 503", ambiguous: false, retryAfter: nil))
    let attempts = "embargod_delivery_attempts_total"
    let newsroom = #"{output="newsroom",outcome="#
    #expect(
      lines(attempts + newsroom) == [
        attempts + newsroom + "\"delivered\"} 1", attempts + newsroom + "\"failed\"} 0",
        attempts + newsroom + "\"retrying\"} 0",
      ])
    #expect(lines(attempts + #"{output="wire",outcome="retrying""#).first?.last == "1")
    let lateness = "embargod_delivery_lateness_seconds"
    let sum = lateness + #"_sum{output="newsroom"}"#
    #expect(lines(sum) == [sum + " 0.003"])
    let buckets = lines(lateness + #"_bucket{output="newsroom""#)
    #expect(buckets.count == LatenessHistogram.bounds.count + 1)
    #expect(buckets.filter { $0.hasSuffix(" 0") }.count == 3, "0.1, 0.5 and 1 ms")
    #expect(buckets.contains(lateness + #"_bucket{output="newsroom",le="0.005"} 1"#))
    #expect(buckets.last == lateness + #"_bucket{output="newsroom",le="+Inf"} 1"#)
  }

  @Test("What tells of a queued release is at the control socket only")
  func places() {
    let everybody = names(page.text(at: bench.now))
    let inside = names(page.text(at: bench.now, status: Invented.status))
    let hidden = Set(MetricFamily.allCases.filter(\.isForSocketOnly).map(\.rawValue))
    #expect(hidden.isDisjoint(with: everybody))
    #expect(hidden.subtracting(["embargod_ledger_bytes"]).isSubset(of: inside))
    #expect(hidden.isSuperset(of: ["embargod_releases", "embargod_ledger_head_sequence"]))
  }

  @Test("A pass is noted with whether it is frozen and the ledger is full")
  func passes() throws {
    bench.now = bench.now + .milliseconds(1500)
    bench.engine.tick()
    let seconds = Bench.start.seconds + 1
    #expect(lines("embargod_last_pass") == ["embargod_last_pass_time_seconds \(seconds).5"])
    #expect(lines("embargod_frozen") == ["embargod_frozen 0"])
    try bench.engine.freeze(reason: "a test", by: Bench.editor)
    bench.ledger.isFull = true
    bench.hasRoom = false
    _ = try? bench.submit()
    bench.engine.tick()
    #expect(lines("embargod_frozen") == ["embargod_frozen 1"])
    #expect(lines("embargod_ledger_full") == ["embargod_ledger_full 1"])
  }

  @Test("Health and space are those of the last look; what is not known is absent")
  func health() {
    #expect(lines("embargod_output") == [])
    facts.setOutputs([
      Bench.output("newsroom"): .init(kind: "files", problem: nil, checkedAt: nil, free: 12),
      Bench.output("wire"): .init(kind: "webhook", problem: "no key", checkedAt: nil),
    ])
    #expect(
      lines("embargod_output") == [
        #"embargod_output_ready{output="newsroom"} 1"#, #"embargod_output_ready{output="wire"} 0"#,
        #"embargod_output_suspended{output="newsroom"} 0"#,
        #"embargod_output_suspended{output="wire"} 0"#,
        #"embargod_output_free_bytes{output="newsroom"} 12"#,
      ])
    #expect(lines("embargod_zone_data_age") == [], "\"unknown\" was never released")
    facts.setZones(version: "2026a", directory: "/")
    #expect(lines("embargod_zone_data_age").count == 1)
    #expect(lines("embargod_build") == [#"embargod_build_info{version="1 \"beta\""} 1"#])
    #expect(lines("process_resident_memory_bytes").count == 1)
  }

  @Test("docs/metrics.md has every metric, its type, where it is and what it is")
  func documented() throws {
    let page = String(decoding: try ProjectFile.read("docs/metrics.md"), as: UTF8.self)
    let rows = page.split(separator: "\n").filter {
      $0.hasPrefix("| `embargod_") || $0.hasPrefix("| `process_")
    }
    let wanted = MetricFamily.allCases.map { family in
      let place = family.isForSocketOnly ? "socket" : "socket, port"
      return "| `\(family.rawValue)` | \(family.kind.rawValue) | \(place) | \(family.help) |"
    }
    #expect(rows.map(String.init) == wanted)
  }

  @Test("The alert rules name metrics that the port has")
  func alerts() throws {
    let rules = String(decoding: try ProjectFile.read("docs/alerts.yml"), as: UTF8.self)
    let words = rules.split { !$0.isLetter && $0 != "_" }.filter { $0.hasPrefix("embargod_") }
    let known = MetricFamily.allCases.filter { !$0.isForSocketOnly }.map(\.rawValue)
    let named = Set(
      words.map { word in
        ["_bucket", "_count"].reduce(String(word)) {
          $0.hasSuffix($1) ? String($0.dropLast($1.count)) : $0
        }
      })
    #expect(named.count >= 10)
    #expect(named.isSubset(of: known), "\(named.subtracting(known))")
  }
}
