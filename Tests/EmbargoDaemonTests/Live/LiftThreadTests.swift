import EmbargoCore
import EmbargoDaemon
import EmbargoOutputs
import EmbargoSystem
import EmbargoTime
import Synchronization
import Testing

/// Notes when it was published.
private final class Noted: Prepared {
  private let noted = Mutex<Instant?>(nil)
  var at: Instant? { noted.withLock(\.self) }
  let isStaged: Bool
  private let then: @Sendable () -> Void

  init(isStaged: Bool = true, then: @escaping @Sendable () -> Void = {}) {
    (self.isStaged, self.then) = (isStaged, then)
  }

  func present() -> Presence { .nothing }

  func publish(notBefore instant: Instant, clock: ReadClock) -> AttemptOutcome {
    let now = clock()
    noted.withLock { $0 = now }
    then()
    return AttemptOutcome(
      output: Bench.output("newsroom"), startedAt: now, finishedAt: now,
      result: .delivered(receipt: "noted", recovered: false))
  }
}

@Suite(
  "The lift thread publishes at the instant and not before", .serialized, .timeLimit(.minutes(5)))
struct LiftThreadTests {
  private let reports = Post<[LiftReport]>()
  private let dispatched = Post<Work>()
  private let changes = Post<[ClockEvent]>()

  private func thread(_ trust: ClockTrust = .off) throws -> LiftThread {
    try thread(ClockGate(trust: trust, maxError: .zero))
  }

  /// - Parameter reporting: what is done before a report is taken.
  private func thread(
    _ gate: ClockGate, reporting: @escaping @Sendable () -> Void = {}
  ) throws -> LiftThread {
    let thread = try LiftThread(
      gate: gate,
      dispatch: { [dispatched] works in for work in works { dispatched.leave(work) } },
      report: { [reports] published, _ in
        reporting()
        reports.leave(published)
      },
      clockChanged: { [changes] in changes.leave($0) },
      fail: { Issue.record("the lift thread ended: \($0)") })
    try thread.start()
    return thread
  }

  /// A thread for which the clock was set forward by an hour before its first wake-up.
  private func steppedThread(_ trust: ClockTrust) throws -> LiftThread {
    var gate = ClockGate(trust: trust, maxError: .zero)
    var sample = ClockSample.take()
    sample.now = sample.now - .hours(1)
    gate.observe(sample)
    return try thread(gate)
  }

  @Test("A step is told once, and after what is due by it was published")
  func told() async throws {
    let thread = try steppedThread(.off)
    thread.arm(armed(1, due: .readWallClock(), Noted()))
    let report = try #require(await reports.take().first?.first)
    #expect(report.unconfirmedStep > .minutes(59), "with trust off it goes out all the same")
    let events = try #require(await changes.take().first)
    guard case .stepped(let step, 1, _)? = events.first else {
      Issue.record("\(events)")
      return
    }
    #expect(step > .minutes(59) && step < .minutes(61))
    try thread.stop()
    changes.leave([])
    // The kernel's word on it may have come before the end.
    let rest = await changes.take()
    #expect(rest.joined().allSatisfy { $0.name == "clock.confirmed" })
  }

  @Test(
    "What is due only because of a step waits until somebody confirms it",
    .enabled(if: !ClockSample.take().synchronised, "a synchronised clock confirms its steps"))
  func confirmed() async throws {
    let thread = try steppedThread(.warn)
    let prepared = Noted()
    let due = Instant.readWallClock()
    thread.arm(armed(1, due: due, prepared))
    let step = thread.gate.unconfirmedStep
    #expect(thread.clockBlock(due: due) == .steppedForward(step: step))
    _ = await changes.take()
    #expect(prepared.at == nil)
    let confirmed = Instant.readWallClock()
    thread.confirmClock(step)
    let report = try #require(await reports.take().first?.first)
    #expect(try #require(prepared.at) >= confirmed)
    #expect(report.unconfirmedStep == .zero)
    try thread.stop()
  }

  private func armed(_ number: Int, due: Instant, _ prepared: Noted) -> ArmedRelease {
    let id = ReleaseID(at: Bench.start, random: [0, 0, UInt8(number)])
    let work = Work(
      release: id, output: Bench.output("newsroom"), due: due, kind: .publish(prepared))
    return ArmedRelease(id: id, due: due, expires: due + .hours(1), works: [work])
  }

  @Test("Each of 40 releases goes out at its instant or after it; the lateness is printed")
  func lateness() async throws {
    let thread = try thread()
    let start = Instant.readWallClock() + .milliseconds(100)
    let instants = (0..<40).map { start + .milliseconds(Int64($0 * 7)) }
    let prepared = instants.map { _ in Noted() }
    for (number, due) in instants.enumerated().reversed() {
      thread.arm(armed(number, due: due, prepared[number]))
    }
    var count = 0
    while count < instants.count { count += await reports.take().flatMap { $0 }.count }
    try thread.stop()
    var lateness: [Int64] = []
    for (due, prepared) in zip(instants, prepared) {
      let at = try #require(prepared.at)
      #expect(at >= due)
      lateness.append((at - due).nanoseconds / 1000)
    }
    lateness.sort()
    print("lateness of 40 lifts: median \(lateness[20]) µs, worst \(lateness[39]) µs")
  }

  @Test("What is due already goes out at once, and its report names its outcome")
  func atOnce() async throws {
    let thread = try thread()
    let prepared = Noted()
    let due = Instant.readWallClock() - .seconds(3)
    thread.arm(armed(1, due: due, prepared))
    let report = try #require(await reports.take().first?.first)
    #expect(report.outcomes.map(\.output) == [Bench.output("newsroom")])
    #expect(report.began >= due && report.dispatched.isEmpty)
    #expect(!thread.disarm(report.id), "its report is not recorded yet")
    thread.settle(report.id)
    #expect(thread.disarm(report.id))
    try thread.stop()
  }

  @Test("After a disarm it does not go out")
  func disarm() async throws {
    let thread = try thread()
    let (disarmed, fence) = (Noted(), Noted())
    let due = Instant.readWallClock() + .milliseconds(200)
    let release = armed(1, due: due, disarmed)
    thread.arm(release)
    #expect(thread.disarm(release.id))
    thread.arm(armed(2, due: due + .milliseconds(50), fence))
    #expect(await reports.take().first?.map(\.id) == [armed(2, due: due, fence).id])
    #expect(disarmed.at == nil)
    try thread.stop()
  }

  @Test("A pause holds everything back, and its end lets it go")
  func pause() async throws {
    let thread = try thread()
    thread.setPaused(true)
    let prepared = Noted()
    let due = Instant.readWallClock() - .seconds(1)
    thread.arm(armed(1, due: due, prepared))
    #expect(prepared.at == nil)
    let resumed = Instant.readWallClock()
    thread.setPaused(false)
    _ = await reports.take()
    #expect(try #require(prepared.at) >= resumed)
    try thread.stop()
  }

  @Test("A clock that is not believed blocks, and what is due goes out when it is")
  func blocked() async throws {
    // No clock has an error of zero.
    let thread = try thread(.strict)
    let prepared = Noted()
    let due = Instant.readWallClock()
    thread.arm(armed(1, due: due, prepared))
    #expect(thread.clockBlock(due: due) != nil)
    let opened = Instant.readWallClock()
    thread.setGate(trust: .off, maxError: .zero, commitWait: false)
    _ = await reports.take()
    #expect(try #require(prepared.at) >= opened)
    try thread.stop()
  }

  @Test("Work that takes long is handed on, and links do not wait for it")
  func handedOn() async throws {
    let thread = try thread()
    var release = armed(1, due: .readWallClock(), Noted())
    release.works.append(
      Work(
        release: release.id, output: Bench.output("share"), due: release.due,
        kind: .publish(Noted(isStaged: false))))
    thread.arm(release)
    let report = try #require(await reports.take().first?.first)
    #expect(report.dispatched == [Bench.output("share")])
    #expect(await dispatched.take().map(\.output) == [Bench.output("share")])
    try thread.stop()
  }

  @Test("While one lift is made durable the next goes out, and their reports keep their order")
  func besideDisk() async throws {
    let disk = try ThreadGate()
    let isSlow = Mutex(true)
    let thread = try thread(ClockGate(trust: .off, maxError: .zero)) {
      let waits = isSlow.withLock { isSlow in
        defer { isSlow = false }
        return isSlow
      }
      if waits { disk.pass() }
    }
    let (first, second) = (Noted(), Noted { disk.open() })
    let due = Instant.readWallClock()
    thread.arm(armed(1, due: due, first))
    thread.arm(armed(2, due: due + .milliseconds(20), second))
    let ids = await reports.take(2).joined().map(\.id)
    #expect(ids == [armed(1, due: due, first).id, armed(2, due: due, second).id])
    let passed = try #require(second.at) - due
    #expect(passed < .seconds(10), "the gate opens by itself after 20 s")
    try thread.stop()
  }

  @Test("The end waits for the reports of all that is out")
  func end() async throws {
    let disk = try ThreadGate()
    let thread = try thread(ClockGate(trust: .off, maxError: .zero)) { disk.pass() }
    let prepared = Noted { disk.open() }
    thread.arm(armed(1, due: .readWallClock(), prepared))
    while prepared.at == nil { await Task.yield() }
    try thread.stop()
    reports.leave([])
    #expect(await reports.take().first?.count == 1, "it was reported before the thread ended")
  }

  @Test("All that is due at one instant is reported in a few pieces, the first of them small")
  func together() async throws {
    let thread = try thread()
    thread.setPaused(true)
    let due = Instant.readWallClock()
    for number in 1...50 { thread.arm(armed(number, due: due, Noted())) }
    thread.setPaused(false)
    var pieces: [Int] = []
    while pieces.reduce(0, +) < 50 { pieces += await reports.take().map(\.count) }
    #expect(pieces == [16, 34])
    try thread.stop()
    try thread.stop()
  }
}
