import EmbargoCore
import EmbargoTime
import Testing

@Suite("A broken embargo is ended by a new one, and by nothing else")
struct EarlyLiftTests {
  private static let jo = Actor(uid: 1001, name: "jo")
  private static let kim = Actor(uid: 1002, name: "kim")
  private static let now = Sample.base - .minutes(40)
  private static let embargo = Sample.embargo(now)
  private static let lift = Command.liftEarly(embargo, notice: "early", reason: "broken")
  private static let confirm = Command.confirmLift(embargo, notice: "early")
  private static let byTwo = Policy(approval: ApprovalPolicy(liftsEarlyByTwo: true))

  private func refusal(
    _ release: Release, _ command: Command, by actor: Actor = jo, at now: Instant = now,
    _ policy: Policy = Sample.policy
  ) -> CommandRefusal? {
    do {
      _ = try release.decide(command, by: actor, at: now, policy: policy)
      return nil
    } catch {
      return error
    }
  }

  @Test("It has a new embargo whose instant is now, and is due; what was meant is kept")
  func alone() throws {
    let armed = Sample.release().after([.armed(Sample.intents())])
    let events = try armed.decide(Self.lift, by: Self.jo, at: Self.now, policy: Sample.policy)
    #expect(events.map(\.name) == ["release.disarmed", "release.lifted-early"])
    let lifted = armed.after(events, at: Self.now)
    #expect(lifted.embargo == Self.embargo && lifted.due == Self.now && lifted.revision == 1)
    #expect(lifted.earlyLift?.from == Sample.embargo(Sample.base))
    #expect(lifted.effects(at: Self.now, armingAhead: .seconds(30)) == [.publish(lifted.outputs)])
    #expect(lifted.effects(at: Self.now - .seconds(31), armingAhead: .seconds(30)) == [])
    #expect(lifted.expected == Self.now)
  }

  @Test("A moment before the new instant nothing begins")
  func neverEarly() throws {
    let lifted = try Sample.release().after(Self.lift, at: Self.now)
    let before = Self.now - Span(nanoseconds: 1)
    #expect(refusal(lifted, .begin([Sample.wire]), at: before) == .tooEarly(due: Self.now))
  }

  @Test("Only what is scheduled, approved and not due is lifted early")
  func refusals() throws {
    let release = Sample.release()
    #expect(refusal(release, Self.lift, at: Sample.base) == .notEarly(Sample.base))
    let held = try release.after(.hold(reason: "wait"), at: Self.now)
    #expect(refusal(held, Self.lift) == .wrongPhase(wanted: "scheduled", phase: "held"))
    var waiting = release
    waiting.approvalsRequired = 1
    let asking = Policy(approval: ApprovalPolicy(required: 1))
    #expect(refusal(waiting, Self.lift, asking) == .notApproved(given: 0, required: 1))
  }

  @Test("Approvals are for what was meant, and stand")
  func approvals() throws {
    let policy = Policy(approval: ApprovalPolicy(required: 1))
    var release = Sample.release()
    release.approvalsRequired = 1
    let seal = release.seal(policy.approval)
    let approved = release.after(
      try release.decide(.approve(seal: seal), by: Self.kim, at: Self.now, policy: policy))
    let lifted = approved.after(
      try approved.decide(Self.lift, by: Self.jo, at: Self.now, policy: policy), at: Self.now)
    #expect(lifted.reviewApprovals(at: Self.now, policy: policy) == [])
    #expect(!lifted.awaitsApproval)
  }

  @Test("Where it takes two, another publisher confirms it within ten minutes")
  func byTwo() throws {
    let release = Sample.release()
    let asked = try release.decide(Self.lift, by: Self.jo, at: Self.now, policy: Self.byTwo)
    #expect(asked.map(\.name) == ["release.early-lift-proposed"])
    let waiting = release.after(asked)
    #expect(waiting.due == Sample.base && waiting.embargo == release.embargo)
    #expect(refusal(waiting, Self.confirm, Self.byTwo) == .ownWork("jo", "asked for"))
    let late = Self.now + .minutes(10) + Span(nanoseconds: 1)
    #expect(
      refusal(waiting, Self.confirm, by: Self.kim, at: late, Self.byTwo) == .liftLapsed(Self.now))
    let events = try waiting.decide(
      Self.confirm, by: Self.kim, at: Self.now + .minutes(10), policy: Self.byTwo)
    #expect(events.map(\.name) == ["release.lifted-early"])
    let lifted = waiting.after(events)
    #expect(lifted.earlyLift?.by == Self.jo && lifted.proposal == nil)
    #expect(refusal(release, Self.confirm, by: Self.kim, at: Self.now, Self.byTwo) == .noLiftAsked)
  }

  @Test(
    "What changes meanwhile is not lifted by what was asked for before",
    arguments: [
      Command.hold(reason: "wait"),
      .reschedule(Sample.embargo(Sample.base + .hours(1)), allowPast: false, reason: "later"),
      .setOutputs([Sample.wire]),
      .replace(Sample.replacement(due: Sample.base), allowPast: false, reason: "typo"),
    ])
  func dropped(command: Command) throws {
    let asked = Sample.release().after(
      try Sample.release().decide(Self.lift, by: Self.jo, at: Self.now, policy: Self.byTwo))
    let changed = asked.after(
      try asked.decide(command, by: Self.jo, at: Self.now, policy: Self.byTwo))
    #expect(changed.proposal == nil)
    #expect(refusal(changed, Self.confirm, by: Self.kim, at: Self.now, Self.byTwo) == .noLiftAsked)
  }
}
