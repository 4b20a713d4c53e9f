import EmbargoCore
import EmbargoDaemon
import EmbargoTime

/// Everything outside the engine: time, crashes, and what happens later. One seed decides it all.
final class World {
  var random: SeededRandom
  let fault: PlantedFault?
  /// True time since the start, which nobody inside can see; also CLOCK_BOOTTIME.
  private(set) var elapsed = Span.zero
  /// How much of it the machine slept.
  private var slept = Span.zero
  /// What the wall clock is wrong by.
  private(set) var clockError = Span.zero
  /// What it was wrong by when the machine came up, which nothing inside can notice.
  private(set) var unseenError = Span.zero
  private(set) var isSynchronised = true
  let trust: ClockTrust
  /// The machine is down; nothing that the engine still tries has an effect.
  private(set) var isDown = false
  /// Calls to the outside until the next crash, and of which kind; nil: of any.
  private var stepsToCrash: Int?
  private var stepOfCrash: String?
  /// Nothing goes wrong any more.
  private(set) var isResting = false
  /// Until then the lift thread gets no processor; the clock is not set meanwhile.
  private(set) var suspendedUntil = Span.zero
  /// Whether the clock was set since the engine's thread last looked; its timer tells it at once.
  var isClockSet = false
  /// The lift thread's timer tells it at once, too.
  var clockWasSet: () -> Void = {}
  /// What other threads do while the engine's thread waits for a disk.
  var meanwhile: () -> Void = {}
  /// Since when the daemon has been up, awake and with a steady clock.
  var calmSince = Span.zero
  private(set) var crashes = 0
  private(set) var trace: [String] = []
  private(set) var violations: [Violation] = []

  /// 2026-11-23T12:00:00Z.
  static let start = Instant(seconds: 1_795_435_200)

  init(seed: UInt64, fault: PlantedFault?) {
    random = SeededRandom(seed: seed)
    self.fault = fault
    trust = random.chance(1, in: 3) ? .warn : .strict
  }

  /// The true time.
  var trueNow: Instant { Self.start + elapsed }
  /// The clock is not wrong and says so.
  var isRight: Bool { clockError == .zero && isSynchronised }
  /// What CLOCK_REALTIME says.
  var wallNow: Instant { trueNow + clockError }

  var clockSample: ClockSample {
    ClockSample(
      now: wallNow, boottime: elapsed,
      monotonic: monotonic,
      synchronised: isSynchronised,
      maxError: isSynchronised ? .milliseconds(20) : .seconds(16))
  }

  /// CLOCK_MONOTONIC, which stands while the machine sleeps.
  var monotonic: Span { elapsed - slept }

  /// Whether something that is due at `instant` is early by a clock that was set forward since the
  /// machine came up; a second is what the gate takes for a correction, and what it had let out by
  /// then is on its way when the clock is set again.
  func isEarlyByStep(_ instant: Instant) -> Bool {
    let step = clockError.nanoseconds - unseenError.nanoseconds
    return step > 1_000_000_000 && trueNow + unseenError + .seconds(1) < instant
  }

  func advance(by span: Span) {
    elapsed = elapsed + span
  }

  /// The whole machine sleeps.
  func doze(for span: Span) {
    advance(by: span)
    slept = slept + span
    calmSince = elapsed
    note("the machine slept; monotonic \(monotonic.nanoseconds / 1_000_000)")
  }

  /// Somebody sets the clock wrong, or right if it is wrong.
  func setClock() {
    if clockError != .zero || !isSynchronised {
      setClock(wrongBy: .zero)
    } else if random.chance(1, in: 4) {
      setClock(wrongBy: .milliseconds(Int64(random.below(1_999) - 999)))
    } else {
      setClock(wrongBy: .milliseconds(Int64(random.below(3_600_000) - 1_200_000)))
    }
  }

  /// A correction of less than a second leaves the clock synchronised; one that goes wrong by more
  /// is not synchronised until it is put right.
  func setClock(wrongBy error: Span) {
    guard elapsed >= suspendedUntil else { return }
    if error == .zero {
      setClockRight()
    } else {
      clockError = error
      isSynchronised = error.nanoseconds.magnitude < 1_000_000_000
    }
    calmSince = elapsed
    note("clock off by \(clockError.nanoseconds / 1_000_000) ms")
    isClockSet = true
    clockWasSet()
  }

  private func setClockRight() {
    (clockError, unseenError, isSynchronised) = (.zero, .zero, true)
  }

  func rest() {
    isResting = true
    let wasWrong = clockError != .zero
    setClockRight()
    if wasWrong {
      isClockSet = true
      clockWasSet()
    }
    calmSince = elapsed
    note("rest")
  }

  func note(_ line: String) {
    trace.append("\(elapsed.nanoseconds / 1_000_000) \(line)")
  }

  func violate(_ promise: Int, _ detail: String) {
    violations.append(Violation(promise: promise, detail: detail))
    note("VIOLATION \(promise) \(detail)")
  }

  /// The lift thread does nothing until then, in true time.
  func suspend(for span: Span) {
    let end = elapsed + span
    suspendedUntil = max(suspendedUntil, end)
  }

  /// The next life ends after a random number of steps, or does not end by itself.
  func comeUp() {
    isDown = false
    unseenError = clockError
    (calmSince, suspendedUntil) = (elapsed, .zero)
    (stepsToCrash, stepOfCrash) = (nil, nil)
    guard !isResting, random.chance(3, in: 4) else { return }
    if random.chance(1, in: 3) {
      (stepsToCrash, stepOfCrash) = (1 + random.below(3), random.pick(Self.steps))
    } else {
      stepsToCrash = 1 + random.below(80)
    }
  }

  /// The first words of what is passed to `step`.
  private static let steps = [
    "commit", "committed", "arm", "stage", "link", "linked", "sync", "send", "sent", "report",
    "answer",
  ]

  /// Passed before and after every effect on the outside; the machine may go down here. True: it
  /// is down, and the effect must not happen.
  func step(_ name: @autoclosure () -> String) -> Bool {
    if isDown { return true }
    guard let left = stepsToCrash else { return false }
    if let kind = stepOfCrash, name().prefix(while: { $0 != " " }) != kind { return false }
    stepsToCrash = left - 1
    guard left <= 1 else { return false }
    crash(at: name())
    return true
  }

  /// Passed where the engine's thread waits for a disk: time may pass, and the lift thread goes on.
  func takeTime() {
    guard !isDown, random.chance(1, in: 20) else { return }
    let longest = random.chance(1, in: 10) ? 2_000 : 100
    advance(by: .milliseconds(Int64(1 + random.below(longest))))
    meanwhile()
  }

  /// Passed where the clock may be set while something is under way.
  func setClockPerhaps() {
    if !isResting, random.chance(1, in: 150) { setClock() }
  }

  func crash(at name: String) {
    guard !isDown else { return }
    isDown = true
    crashes += 1
    note("crash at \(name)")
  }
}

/// True time is a span since the start, so that spans are added here.
extension Span {
  static func + (left: Span, right: Span) -> Span {
    Span(nanoseconds: left.nanoseconds + right.nanoseconds)
  }

  static func - (left: Span, right: Span) -> Span {
    Span(nanoseconds: left.nanoseconds - right.nanoseconds)
  }
}
