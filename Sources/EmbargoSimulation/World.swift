import EmbargoCore
import EmbargoDaemon
import EmbargoTime

/// Everything outside the engine: time, crashes, and what happens later. One seed decides it all.
final class World {
  var random: SeededRandom
  let fault: PlantedFault?
  /// True time since the start, which nobody inside can see; also CLOCK_BOOTTIME.
  private(set) var elapsed = Span.zero
  /// What the wall clock is wrong by.
  var clockError = Span.zero
  var isSynchronised = true
  /// The machine is down; nothing that the engine still tries has an effect.
  private(set) var isDown = false
  /// Calls to the outside until the next crash.
  private var stepsToCrash: Int?
  private(set) var crashes = 0
  private(set) var trace: [String] = []
  private(set) var violations: [Violation] = []

  /// 2026-11-23T12:00:00Z.
  static let start = Instant(seconds: 1_795_435_200)

  init(seed: UInt64, fault: PlantedFault?) {
    random = SeededRandom(seed: seed)
    self.fault = fault
  }

  /// The true time.
  var trueNow: Instant { Self.start + elapsed }
  /// What CLOCK_REALTIME says.
  var wallNow: Instant { trueNow + clockError }

  var clockSample: ClockSample {
    ClockSample(
      now: wallNow, boottime: elapsed, synchronised: isSynchronised,
      maxError: isSynchronised ? .milliseconds(20) : .seconds(16))
  }

  func advance(by span: Span) {
    elapsed = Span(nanoseconds: elapsed.nanoseconds + span.nanoseconds)
  }

  func note(_ line: String) {
    trace.append("\(elapsed.nanoseconds / 1_000_000) \(line)")
  }

  func violate(_ promise: Int, _ detail: String) {
    violations.append(Violation(promise: promise, detail: detail))
    note("VIOLATION \(promise) \(detail)")
  }

  /// The next life ends after a random number of steps, or does not end by itself.
  func planCrash(mayCrash: Bool) {
    isDown = false
    stepsToCrash = mayCrash && random.chance(3, in: 4) ? 1 + random.below(60) : nil
  }

  /// Passed before and after every effect on the outside; the machine may go down here. True: it
  /// is down, and the effect must not happen.
  func step(_ name: String) -> Bool {
    if isDown { return true }
    guard let left = stepsToCrash else { return false }
    stepsToCrash = left - 1
    guard left <= 1 else { return false }
    crash(at: name)
    return true
  }

  func crash(at name: String) {
    guard !isDown else { return }
    isDown = true
    crashes += 1
    note("crash at \(name)")
  }
}
