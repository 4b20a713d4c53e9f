import ArgumentParser
import EmbargoSystem
private import Glibc

@main
struct Days: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "embargod-days",
    abstract: "Runs the engine for many days of simulated time, and looks whether anything grows.",
    discussion: """
      Example: embargod-days --days 30
      What is real: intake, engine, the ledger on disk, a files output and a spool, checkpoints \
      and erasures. What is not: the clock, and the daemon's threads and its control server \
      (scripts/soak has these). One line a day; exit code 1 when memory or open files grew.
      """)

  @Option(help: "How many days.")
  var days = 30

  @Option(help: "Releases a day; every twentieth is withdrawn before its lift.")
  var releases = 200

  @Option(help: "Days after which the words of a release are erased; 0: never.")
  var retention = 7

  @Option(help: "The folder for the ledger and what is published; emptied at the end.")
  var folder = "/tmp"

  /// Of memory, from the days after the first to the last ones.
  private static let mostGrowth = 1.10

  func validate() throws {
    guard 1...3660 ~= days, 1...10_000 ~= releases, 0...3660 ~= retention else {
      throw ValidationError("--days is 1 to 3660, --releases 1 to 10,000, --retention 0 to 3660")
    }
  }

  func run() throws {
    let place = try Place(in: folder)
    defer { place.remove() }
    let run = try LongRun(at: place, retention: retention)
    print("  day  lifted  RssAnon kB  open files  ledger kB  records  armed  problems")
    var looks: [Look] = []
    for day in 1...days {
      try run.day(releases: releases)
      let look = try run.look()
      print(look.row(day: day))
      // For whoever reads it from a pipe meanwhile.
      fflush(nil)
      looks.append(look)
    }
    try run.end(expecting: days * (releases - releases / 20))
    try judge(looks)
  }

  /// Compares the second third with the last: the first one fills caches.
  private func judge(_ looks: [Look]) throws {
    let third = max(1, looks.count / 3)
    let middle = looks.count > 2 ? Array(looks[third..<max(third + 1, 2 * third)]) : looks
    let late = Array(looks.suffix(third))
    var hasGrown = false
    for (what, figure) in [("RssAnon kB", \Look.memory), ("open files", \Look.files)] {
      let most = middle.map { $0[keyPath: figure] }.max() ?? 0
      let last = late.map { $0[keyPath: figure] }.max() ?? 0
      print("most \(what) in the second third \(most), in the last \(last)")
      if Double(last) > Double(most) * Self.mostGrowth {
        print("\(what) grew from \(most) to \(last)")
        hasGrown = true
      }
    }
    if hasGrown { throw ExitCode(1) }
  }
}
