import EmbargoCore
import EmbargoTime
import Testing

@Suite("What a command means for a release depends on its phase alone")
struct DecisionTests {
  private static let now = Sample.base + .seconds(1)

  /// One release in each phase; the delivery to the wire is the one that commands are about.
  private static let phases: [Release] = {
    let scheduled = Sample.release()
    var lifting = scheduled.after([.liftBegan, .attemptBegan(Sample.wire)])
    lifting.deliveries[0].state = .delivered(
      Delivered(at: Sample.base, lateness: .zero, receipt: "a"))
    var lifted = lifting
    lifted.phase = .lifted(at: Sample.base)
    lifted.deliveries[1].state = .retrying(next: Sample.base)
    let held = scheduled.after([
      .held(Hold(cause: .person, reason: "wait", at: Sample.base))
    ])
    return [
      scheduled, held, lifting, lifted, scheduled.after([.withdrawn(reason: "wrong")]),
    ]
  }()

  struct Row: CustomTestStringConvertible, Sendable {
    var command: Command
    /// What comes of it: scheduled, held, lifting, lifted, withdrawn.
    var wanted: [String]
    var testDescription: String { "\(command)" }
  }

  private static let rows: [Row] = [
    row(.hold(reason: "wait"), "release.held", "phase", "phase", "phase", "phase"),
    row(.resume, "phase", "release.resumed", "phase", "phase", "phase"),
    row(
      .withdraw(reason: "wrong"), "release.withdrawn", "release.withdrawn", "phase", "phase",
      "phase"),
    row(
      .reschedule(Sample.embargo(now + .hours(1)), allowPast: false, reason: "later"),
      "release.rescheduled", "release.rescheduled", "phase", "phase", "phase"),
    row(
      .replace(Sample.replacement(due: now + .hours(1)), allowPast: false, reason: "typo"),
      "release.replaced", "release.replaced", "phase", "phase", "phase"),
    row(
      .setOutputs([Sample.wire]), "release.outputs-set", "release.outputs-set", "phase", "phase",
      "phase"),
    row(
      .retry(Sample.wire), "delivery waiting", "delivery waiting", "delivery attempting",
      "delivery.retried", "delivery cancelled"),
    row(.retry(Sample.output("nowhere")), "output", "output", "output", "output", "output"),
    row(
      .arm(Sample.intents()), "release.armed", "phase", "release.armed", "release.armed", "phase"),
    row(
      .begin([Sample.wire]), "release.lift-began delivery.attempt-began", "phase",
      "delivery.attempt-began", "delivery.attempt-began", "phase"),
    row(
      .begin([Sample.newsroom]), "release.lift-began delivery.attempt-began", "phase",
      "delivery delivered", "delivery delivered", "phase"),
    row(
      .begin([Sample.output("nowhere")]), "output", "phase", "output", "output", "phase"),
    row(
      .finish([Sample.outcome(Sample.wire, Sample.delivered, at: now)]),
      "release.lift-began delivery.delivered", "phase", "delivery.delivered release.lifted",
      "delivery.delivered", "phase"),
    row(
      .finish([Sample.outcome(Sample.wire, Sample.failed, at: now)]),
      "release.lift-began delivery.retrying", "phase", "delivery.retrying release.lifted",
      "delivery.retrying", "phase"),
    row(
      .finish([Sample.outcome(Sample.wire, .refused(error: "410 Gone"), at: now)]),
      "release.lift-began delivery.failed", "phase", "delivery.failed release.lifted",
      "delivery.failed", "phase"),
    row(.finish([]), "", "phase", "", "", "phase"),
    row(
      .postpone([Sample.wire]), "phase", "phase", "delivery.postponed release.lifted",
      "delivery.postponed", "phase"),
    row(
      .postpone([Sample.newsroom]), "phase", "phase", "delivery delivered", "delivery delivered",
      "phase"),
    row(.postpone([Sample.output("nowhere")]), "phase", "phase", "output", "output", "phase"),
    row(.holdLate, "release.held", "phase", "phase", "phase", "phase"),
    row(.holdUnapproved, "phase", "phase", "phase", "phase", "phase"),
    row(.approve(seal: Digest(of: [])), "unneeded", "unneeded", "phase", "phase", "phase"),
    row(
      .liftEarly(Sample.embargo(now), notice: "", reason: "broken"), "due", "phase", "phase",
      "phase", "phase"),
    row(
      .confirmLift(Sample.embargo(now), notice: ""), "unasked", "unasked", "unasked", "unasked",
      "unasked"),
    row(.unapprove(reason: "doubt"), "nobody", "nobody", "phase", "phase", "phase"),
    row(
      .correct(Sample.correction, reason: "typo"), "lift", "lift", "release.corrected",
      "release.corrected", "lift"),
    row(.kill(reason: "wrong"), "lift", "lift", "release.killed", "release.killed", "lift"),
  ]

  private static func row(_ command: Command, _ wanted: String...) -> Row {
    Row(command: command, wanted: wanted)
  }

  /// The names of the events, or the kind of refusal.
  private static func outcome(_ command: Command, on release: Release, at now: Instant) -> String {
    do {
      return try release.decide(command, at: now, policy: Sample.policy).map(\.name)
        .joined(separator: " ")
    } catch {
      switch error {
      case .wrongPhase: return "phase"
      case .past: return "past"
      case .tooEarly: return "early"
      case .unknownOutput: return "output"
      case .noOutputs: return "none"
      case .notLifted: return "lift"
      case .killed: return "killed"
      case .erased: return "erased"
      case .sameText: return "same"
      case .badReason: return "reason"
      case .wrongDeliveryState(_, _, let state): return "delivery \(state)"
      case .notEarly: return "due"
      case .noLiftAsked: return "unasked"
      case .liftLapsed: return "lapsed"
      case .noApprovalNeeded: return "unneeded"
      case .notApproved: return "unapproved"
      case .ownWork: return "own"
      case .approvedAlready: return "again"
      case .notApprovedBy: return "nobody"
      case .notWhatWasSeen: return "changed"
      }
    }
  }

  @Test("Every command in every phase has its events or its refusal", arguments: rows)
  func table(row: Row) {
    for (release, wanted) in zip(Self.phases, row.wanted) {
      #expect(
        Self.outcome(row.command, on: release, at: Self.now) == wanted, "\(release.phase.name)")
    }
    #expect(row.wanted.count == Self.phases.count)
  }

  @Test("A change of what is armed makes it void first, and other commands do not")
  func disarming() throws {
    let armed = Sample.release().after([.armed(Sample.intents())])
    let changes: [Command] = [
      .hold(reason: "wait"), .withdraw(reason: "wrong"),
      .reschedule(Sample.embargo(Self.now + .hours(1)), allowPast: false, reason: "later"),
      .replace(Sample.replacement(due: Self.now + .hours(1)), allowPast: false, reason: "typo"),
      .setOutputs([Sample.wire]),
    ]
    for command in changes {
      let events = try armed.decide(command, at: Self.now, policy: Sample.policy)
      #expect(events.first == .disarmed, "\(command)")
      let after = armed.after(events)
      #expect(after.deliveries.allSatisfy { $0.intent == nil }, "\(command)")
    }
    let begin = try armed.decide(.begin([Sample.wire]), at: Self.now, policy: Sample.policy)
    #expect(!begin.contains(.disarmed))
    #expect(armed.after(begin).deliveries.allSatisfy { $0.intent != nil })
    // Part of it may be out, which only the intents can tell.
    let late = try armed.decide(.holdLate, at: Self.now, policy: Sample.policy)
    #expect(armed.after(late).deliveries.allSatisfy { $0.intent != nil })
  }

  @Test("After the lift began an intent may be added and none is changed")
  func lateIntents() throws {
    let intents = Sample.intents()
    let known = intents.filter { $0.key == Sample.newsroom }
    let lifting = Sample.release().after([.armed(known), .liftBegan])
    #expect(Self.outcome(.arm(intents), on: lifting, at: Self.now) == "phase")
    let rest = intents.filter { $0.key == Sample.wire }
    let after = try lifting.after(.arm(rest), at: Self.now)
    #expect(after.deliveries.map(\.intent) == [known[Sample.newsroom], rest[Sample.wire]])
  }

  @Test("Nothing begins or ends one nanosecond before it is due or before its embargo")
  func tooEarly() {
    let early = Sample.base - Span(nanoseconds: 1)
    var later = Sample.release()
    later.embargo = Sample.embargo(Sample.base + .seconds(5))
    let commands: [(Instant) -> Command] = [
      { _ in .begin([Sample.wire]) },
      { .finish([Sample.outcome(Sample.wire, Sample.delivered, at: $0)]) },
    ]
    for command in commands {
      #expect(Self.outcome(command(early), on: Sample.release(), at: early) == "early")
      #expect(Self.outcome(command(Sample.base), on: later, at: Sample.base) == "early")
      #expect(Self.outcome(command(Sample.base), on: Sample.release(), at: Sample.base) != "early")
    }
  }

  @Test("A new embargo in the past is refused, or goes out at once where that is allowed")
  func past() throws {
    let old = Sample.embargo(Self.now - .seconds(90))
    let strict = Command.reschedule(old, allowPast: false, reason: "earlier")
    #expect(Self.outcome(strict, on: Sample.release(), at: Self.now) == "past")
    let allowed = Command.reschedule(old, allowPast: true, reason: "earlier")
    let after = try Sample.release().after(allowed, at: Self.now)
    #expect(after.due == Self.now)
    #expect(after.embargo.instant == old.instant)
    let present = Command.reschedule(Sample.embargo(Self.now), allowPast: false, reason: "now")
    #expect(try Sample.release().after(present, at: Self.now).due == Self.now)
  }

  @Test("A resumed release is due at its embargo, or at once when that has passed")
  func resumed() throws {
    let held = try Sample.release().after(.hold(reason: "wait"), at: Sample.base - .hours(1))
    let before = try held.after(.resume, at: Sample.base - .seconds(1))
    #expect(before.due == Sample.base)
    let after = try held.after(.resume, at: Sample.base + .hours(2))
    #expect(after.due == Sample.base + .hours(2))
    #expect(after.phase == .scheduled)
  }

  @Test(
    "A reason says something, in at most 1,000 characters",
    arguments: [
      ("", false), ("  \n\t", false), ("\u{a0}", false), ("x", true),
      (String(repeating: "é", count: 1000), true), (String(repeating: "é", count: 1001), false),
    ])
  func reasons(reason: String, isGood: Bool) {
    let embargo = Sample.embargo(Self.now + .hours(1))
    let commands: [Command] = [
      .hold(reason: reason), .withdraw(reason: reason),
      .reschedule(embargo, allowPast: false, reason: reason),
      .replace(
        Sample.replacement(due: embargo.instant), allowPast: false, reason: reason),
    ]
    for command in commands {
      let outcome = Self.outcome(command, on: Sample.release(), at: Self.now)
      #expect((outcome == "reason") == !isGood, "\(command)")
    }
  }

  @Test("Outputs are set without repeats and in order, and never to none")
  func outputs() throws {
    #expect(Self.outcome(.setOutputs([]), on: Sample.release(), at: Self.now) == "none")
    let after = try Sample.release().after(
      .setOutputs([Sample.wire, Sample.newsroom, Sample.wire]), at: Self.now)
    #expect(after.outputs == [Sample.newsroom, Sample.wire])
    #expect(after.revision == 2)
    #expect(after.digest == Sample.content.digest)
  }
}
