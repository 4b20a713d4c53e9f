import EmbargoCommands
import EmbargoControl
import EmbargoCore
import EmbargoTime
import Testing

@Suite("watch")
struct WatchTests {
  private static func state(
    _ count: Int = 3, problems: [String] = [], failure: String? = nil
  ) throws -> WatchState {
    var status = Samples.status()
    status.queue = QueueCounts(["scheduled": count - 1, "held": 1, "lifted": 7])
    status.problems = problems
    status.clock.unconfirmedStepNS = 0
    let hold = Hold(
      cause: .person, reason: "a quote is being checked", at: Samples.instant)
    let releases = try (0..<count).map { number in
      var release = ReleaseSummary(
        try Samples.release(
          slug: "release-\(number)", phase: number == 1 ? .held(hold) : .scheduled, number: number))
      release.due = Samples.instant + .minutes(Int64(number))
      return release
    }
    return WatchState(status: status, releases: releases, failure: failure)
  }

  private static func page(
    _ state: WatchState, rows: Int, columns: Int, before span: Span = .seconds(65)
  ) -> [String] {
    WatchPage(
      state, now: Samples.instant - span, size: WatchSize(rows: rows, columns: columns)
    ).lines.map { $0.rendered(coloured: false) }
  }

  @Test("On 24 rows of 80 columns everything has its place")
  func standard() throws {
    let lines = Self.page(try Self.state(), rows: 24, columns: 80)
    let wanted = """
      embargod 0.1.0, up 4 h 58 min                            2023-09-19 20:58:55 UTC
      All is well.
      Queue  2 scheduled, 1 held, 7 lifted
      Clock  synchronised, within 12.3 ms; trust is strict

      LIFTS IN  SLUG       STATE      AT
      00:01:05  release-0  scheduled  Tue 19 Sep 2023, 5:00 p.m. New York
      00:02:05  release-1  held       Tue 19 Sep 2023, 5:00 p.m. New York
      00:03:05  release-2  scheduled  Tue 19 Sep 2023, 5:00 p.m. New York

      OUTPUT    KIND     HEALTH   WAITING  FAILED  LAST DELIVERY (UTC)
      newsroom  files    good     1        0       none yet
      wire      webhook  trouble  0        2       none yet
      """
    let trimmed = lines.map { line in String(line.reversed().drop { $0 == " " }.reversed()) }
    #expect(
      Array(trimmed.prefix(13))
        == wanted.split(separator: "\n", omittingEmptySubsequences: false).map(String.init))
    #expect(trimmed[13..<23].allSatisfy(\.isEmpty) && trimmed[23] == "q quits")
  }

  @Test("On 140 columns there are the outputs of each release, and why one is held")
  func wide() throws {
    let lines = Self.page(try Self.state(), rows: 40, columns: 140)
    #expect(lines.contains { $0.contains("held: a quote is being checked") })
    #expect(lines.contains { $0.hasSuffix("newsroom, wire") })
  }

  @Test(
    "Whatever the size, there are as many lines as rows, and none is too wide",
    arguments: [
      (1, 10), (2, 20), (3, 20), (5, 30), (9, 40), (10, 59), (14, 60), (24, 80), (24, 100),
      (40, 140), (80, 300),
    ])
  func fits(rows: Int, columns: Int) throws {
    let problems = (1...12).map { "Output number \($0) cannot be reached: the name is not known." }
    for state in [
      try Self.state(60, problems: problems, failure: "no socket"), try Self.state(1),
      try Self.state(30),
    ] {
      let lines = Self.page(state, rows: rows, columns: columns)
      #expect(lines.count == rows)
      #expect(lines.allSatisfy { DisplayWidth.of($0) <= columns }, "\(lines)")
    }
  }

  @Test("What does not fit is counted, and what is wrong stands first")
  func counts() throws {
    let problems = (1...12).map { "Output number \($0) cannot be reached." }
    let lines = Self.page(try Self.state(60, problems: problems), rows: 24, columns: 80)
    #expect(lines[1].hasPrefix("Problem: Output number 1 "))
    #expect(lines.contains("More: embargoctl status"))
    let shown = lines.count { $0.contains("  release-") }
    #expect(lines.contains("\(60 - shown) more"))
  }

  @Test("A clock that blocks and a daemon that is silent are said before all else")
  func blocked() throws {
    var state = try Self.state(problems: ["The disk is full."], failure: "there is no socket")
    state.status.clock.blocked = "the clock is not synchronised"
    let lines = Self.page(state, rows: 24, columns: 80)
    #expect(lines[1] == "No answer since 2023-09-19 17:48:00 UTC: there is no socket")
    #expect(lines[2] == "Nothing is lifted: the clock is not synchronised")
    #expect(lines[3] == "Problem: The disk is full.")
  }

  @Test(
    "A countdown is at zero when the instant has come, and counts up behind it",
    arguments: [
      (1, "00:00:01"), (1_000_000_000, "00:00:01"), (1_000_000_001, "00:00:02"), (0, "00:00:00"),
      (-999_999_999, "00:00:00"), (-5_000_000_000, "+00:00:05"),
      (3_723_000_000_000, "01:02:03"), (90_061_000_000_000, "1 d 01:01:01"),
    ] as [(Int64, String)])
  func countdown(nanoseconds: Int64, words: String) {
    #expect(WatchPage.countdown(Span(nanoseconds: nanoseconds)) == words)
  }

  @Test("An empty queue is said in words")
  func empty() throws {
    var state = try Self.state()
    state.releases = []
    state.status.queue = QueueCounts([:])
    #expect(Self.page(state, rows: 24, columns: 80).contains("Nothing is queued."))
  }

  @Test("Without a terminal it ends with 64, and the daemon is not asked")
  func noTerminal() throws {
    let daemon = try FakeDaemon { _ in nil }
    let recorder = Recorder()
    #expect(recorder.run(daemon.arguments(["watch"])) == 64)
    #expect(recorder.errors.contains("embargoctl status"))
    #expect(recorder.output.isEmpty && daemon.asked.isEmpty)
    #expect(Recorder().run(daemon.arguments(["watch", "--json"])) == 64)
  }
}

@Suite("The loop of watch")
struct WatchLoopTests {
  /// A terminal whose clock goes on while somebody waits.
  private final class Stage {
    var now = Samples.instant - .seconds(70)
    var asked: [Instant] = []
    var drawn: [(text: String, isWhole: Bool)] = []
    var events: [WatchEvent]
    var failures = 0

    init(_ events: [WatchEvent]) { self.events = events }

    func loop() -> WatchLoop {
      WatchLoop(
        now: { self.now }, size: { WatchSize(rows: 24, columns: 80) },
        ask: { _ throws(Failure) in
          self.asked.append(self.now)
          guard self.failures == 0 else {
            self.failures -= 1
            throw Failure(.unavailable, "nobody listens")
          }
          return Self.state
        },
        draw: { lines, isWhole throws(Failure) in
          let text = lines.map { $0.rendered(coloured: false) }.joined(separator: "\n")
          self.drawn.append((text, isWhole))
        },
        wait: { span in
          self.now = self.now + span
          return self.events.isEmpty ? .quit : self.events.removeFirst()
        })
    }

    static var state: WatchState {
      let release = try? Samples.release()
      return WatchState(
        status: Samples.status(), releases: release.map { [ReleaseSummary($0)] } ?? [])
    }
  }

  @Test("It draws each second and asks every two, and every one when a lift is near")
  func pace() throws {
    let stage = Stage(Array(repeating: .time, count: 20))
    try stage.loop().run(Stage.state)
    #expect(stage.drawn.count == 21)
    let pauses = zip(stage.asked, stage.asked.dropFirst()).map {
      ($1 - $0).nanoseconds / 100_000_000
    }
    #expect(pauses == [20, 20, 20, 20] + Array(repeating: 10, count: 10))
  }

  @Test("When the nearest instant comes it looks right behind it, not at the next second")
  func behindTheInstant() throws {
    let stage = Stage([.time, .time])
    stage.now = Samples.instant - .milliseconds(300)
    try stage.loop().run(Stage.state)
    #expect(stage.drawn.count == 3)
    #expect(stage.drawn[1].text.contains("00:00:00"))
  }

  @Test("Another size draws all of it again, without asking")
  func resizes() throws {
    let stage = Stage([.resized, .quit])
    try stage.loop().run(Stage.state)
    #expect(stage.drawn.map(\.isWhole) == [true, true])
    #expect(stage.asked.isEmpty)
  }

  @Test("A daemon that does not answer is said, and what was known stays until it does")
  func survives() throws {
    let stage = Stage(Array(repeating: .time, count: 5))
    stage.failures = 1
    try stage.loop().run(Stage.state)
    let failed = stage.drawn.filter { $0.text.contains("nobody listens") }
    #expect(!failed.isEmpty && failed.allSatisfy { $0.text.contains("library-sundays") })
    #expect(stage.drawn.last?.text.contains("nobody listens") == false)
  }

  @Test("A clock that is set back does not silence it")
  func setBack() throws {
    let stage = Stage([.time, .quit])
    let loop = stage.loop()
    var set = loop
    set.wait = { span in
      stage.now = stage.now - .hours(2)
      return loop.wait(span)
    }
    try set.run(Stage.state)
    #expect(stage.asked.count == 1)
  }
}
