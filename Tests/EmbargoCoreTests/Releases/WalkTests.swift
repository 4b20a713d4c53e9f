import EmbargoCore
import EmbargoTime
import Testing

/// A release to which random commands happen at random times.
struct Walk {
  struct Step {
    var events: [Event]
    var at: Instant
    var before: Release
    var after: Release
  }

  private(set) var release = Sample.release()
  private(set) var steps: [Step] = []
  private var random: Seeded
  private var now = Sample.base - .minutes(2)

  init(seed: UInt64) { random = Seeded(seed) }

  /// Takes one step; the clock mostly goes on and is sometimes set back.
  mutating func step() {
    now = now + .milliseconds(Int64(random.below(30_000)) - 3_000)
    let command = command()
    guard let events = try? release.decide(command, at: now, policy: Sample.policy) else { return }
    let before = release
    release = release.after(events, at: now)
    steps.append(Step(events: events, at: now, before: before, after: release))
  }

  private mutating func command() -> Command {
    let soon = now + .seconds(Int64(random.below(100)))
    let outputs = [Sample.newsroom, Sample.wire, Sample.output("archive")]
    let chosen = outputs.filter { _ in random.below(2) == 0 }
    switch random.below(18) {
    case 0: return .hold(reason: "wait")
    case 1, 2: return .resume
    case 3: return random.below(8) == 0 ? .withdraw(reason: "wrong") : .resume
    case 4:
      return .reschedule(Sample.embargo(soon), allowPast: false, reason: "moved")
    case 5:
      let past = now - .seconds(Int64(random.below(100)))
      return .replace(
        Replacement(
          headline: "Canary headline \(random.next())", digest: Digest(of: random.bytes(4)),
          nonce: random.bytes(32), embargo: Sample.embargo(past)),
        allowPast: true, reason: "better words")
    case 6: return .setOutputs(chosen)
    case 7, 8: return .arm(Sample.intents(revision: release.revision))
    case 9: return .retry(random.pick(outputs))
    case 10: return .holdLate
    case 11, 12: return .begin(chosen)
    case 13:
      let correction = Correction(
        headline: "Canary headline \(random.next())", digest: Digest(of: random.bytes(4)),
        nonce: random.bytes(32))
      return .correct(correction, reason: "a figure was wrong")
    case 14: return random.below(4) == 0 ? .kill(reason: "not true") : .finish([])
    case 15: return .postpone(chosen)
    default: return .finish(chosen.map { outcome($0) })
    }
  }

  private mutating func outcome(_ output: OutputName) -> AttemptOutcome {
    let results: [AttemptOutcome.Result] = [
      Sample.delivered, Sample.delivered, Sample.failed, .refused(error: "410 Gone"),
      .failed(error: "time-out", ambiguous: true, retryAfter: .seconds(3)),
    ]
    var outcome = Sample.outcome(output, random.pick(results), at: now)
    outcome.finishedAt = now + .milliseconds(Int64(random.below(2_000)) - 200)
    return outcome
  }
}

@Suite("Whatever commands come, in whatever order, a release keeps its rules")
struct WalkTests {
  private static let seeds: [UInt64] = Array(1...8)

  /// Calls `body` for each step of 60 walks of 120 steps.
  private func walk(seed: UInt64, _ body: (Walk.Step) throws -> Void) rethrows {
    for number in 0..<60 as Range<UInt64> {
      var walk = Walk(seed: seed &* 1000 &+ number)
      for _ in 0..<120 { walk.step() }
      for step in walk.steps { try body(step) }
    }
  }

  @Test(
    "It is never due before its embargo, and publishes nothing before it is due", arguments: seeds)
  func neverEarly(seed: UInt64) {
    walk(seed: seed) { step in
      let release = step.after
      #expect(release.due >= release.embargo.instant)
      for early in [Span(nanoseconds: 1), .seconds(40), .hours(90)] {
        let effects = release.effects(at: release.due - early, armingAhead: .seconds(30))
        #expect(effects.allSatisfy { $0 == .arm })
      }
      if step.events.contains(where: { $0.name.hasPrefix("delivery.attempt") || $0 == .liftBegan })
      {
        #expect(step.at >= release.due && step.at >= release.embargo.instant)
      }
    }
  }

  @Test("Attempts never become fewer, and what was delivered stays delivered", arguments: seeds)
  func forward(seed: UInt64) {
    walk(seed: seed) { step in
      guard step.before.revision == step.after.revision else {
        #expect(step.after.revision == step.before.revision + 1)
        #expect(step.before.phase.isQueued || step.after.event != .published)
        return
      }
      for (before, after) in zip(step.before.deliveries, step.after.deliveries) {
        #expect(before.output == after.output)
        #expect(after.attempts >= before.attempts)
        if case .delivered = before.state { #expect(after.state == before.state) }
        if before.firstAttemptAt != nil { #expect(after.firstAttemptAt == before.firstAttemptAt) }
      }
    }
  }

  @Test(
    "Queued comes before lifting, lifting before lifted, and no phase comes back", arguments: seeds)
  func phases(seed: UInt64) {
    let order = ["scheduled": 0, "held": 0, "lifting": 1, "lifted": 2, "withdrawn": 3, "killed": 3]
    walk(seed: seed) { step in
      let (before, after) = (step.before.phase, step.after.phase)
      #expect(order[before.name, default: 9] <= order[after.name, default: -1])
      if case .withdrawn = after { #expect(before.isQueued || before == after) }
      if case .killed = after { #expect(!before.isQueued) }
      guard step.events.contains(.lifted), case .published = step.after.event else { return }
      // What was postponed is retried when a person lets it go.
      #expect(
        step.after.deliveries.allSatisfy { $0.attempts > 0 || $0.state.name == "retrying" })
    }
  }

  @Test(
    "It wakes by itself unless it is stopped or done, and then has something to do",
    arguments: seeds)
  func wakes(seed: UInt64) {
    walk(seed: seed) { step in
      let release = step.after
      let isDone = release.deliveries.allSatisfy { delivery in
        switch delivery.state {
        // What is postponed waits for a person.
        case .delivered, .failed, .cancelled, .postponed: true
        case .waiting, .attempting, .retrying: false
        }
      }
      guard let wake = release.wake else {
        return #expect(isDone || release.phase.name == "held")
      }
      #expect(!isDone && release.phase.name != "held")
      let turn = max(wake, release.due)
      #expect(!release.effects(at: turn, armingAhead: .seconds(30)).isEmpty)
    }
  }

  @Test("Outputs stay in order, without repeats, and there is at least one", arguments: seeds)
  func outputs(seed: UInt64) {
    walk(seed: seed) { step in
      let outputs = step.after.outputs
      #expect(!outputs.isEmpty)
      #expect(outputs == Set(outputs).sorted())
    }
  }

  @Test("Deciding changes nothing and gives the same events again", arguments: seeds)
  func pure(seed: UInt64) throws {
    var (first, second) = (Walk(seed: seed), Walk(seed: seed))
    for _ in 0..<500 {
      first.step()
      second.step()
    }
    #expect(!first.steps.isEmpty)
    #expect(first.steps.map(\.events) == second.steps.map(\.events))
    #expect(first.release == second.release)
  }

  @Test("The recorded events, applied again from the start, give the same state", arguments: seeds)
  func replay(seed: UInt64) {
    for number in 0..<60 as Range<UInt64> {
      var walk = Walk(seed: seed &* 1000 &+ number)
      for _ in 0..<120 { walk.step() }
      var again = Sample.release()
      for step in walk.steps {
        for event in step.events { again.apply(event, by: Sample.editor, at: step.at) }
      }
      #expect(again == walk.release)
    }
  }

  @Test("The walks reach every phase and every event")
  func reach() {
    var phases: Set<String> = []
    var events: Set<String> = []
    walk(seed: 1) { step in
      phases.insert(step.after.phase.name)
      events.formUnion(step.events.map(\.name))
    }
    #expect(phases == ["scheduled", "held", "lifting", "lifted", "withdrawn", "killed"])
    #expect(events.count == 19, "all but the submission: \(events.sorted())")
  }
}
