import EmbargoCore
import EmbargoTime
import Testing

@Suite("Approvals are for exactly what they were given for")
struct ApprovalTests {
  private static let jo = Actor(uid: 1001, name: "jo")
  private static let kim = Actor(uid: 1002, name: "kim")
  private static let early = Sample.base - .minutes(40)

  private static func policy(_ required: Int = 1, wire: String = "there") -> Policy {
    var policy = Sample.policy
    policy.approval = ApprovalPolicy(
      required: required,
      fingerprints: [
        Sample.newsroom: Digest(of: [1]), Sample.wire: Digest(of: Array(wire.utf8)),
      ])
    return policy
  }

  /// Needs approvals, and is due at `base`.
  private static func release(required: Int = 1) -> Release {
    var release = Sample.release()
    release.approvalsRequired = required
    return release
  }

  private func approve(
    _ release: Release, by actor: Actor = jo, at now: Instant = early, _ policy: Policy = policy()
  ) throws -> Release {
    let seal = release.seal(policy.approval)
    let events = try release.decide(.approve(seal: seal), by: actor, at: now, policy: policy)
    return events.reduce(into: release) { $0.apply($1, by: actor, at: now) }
  }

  private func refusal(_ release: Release, _ command: Command, by actor: Actor = jo) -> String? {
    do {
      _ = try release.decide(command, by: actor, at: Self.early, policy: Self.policy(2))
      return nil
    } catch {
      return "\(error)".prefix { $0 != "(" }.description
    }
  }

  @Test("With all that are asked for it goes out, and with one less it does not")
  func count() throws {
    let waiting = Self.release(required: 2)
    #expect(waiting.awaitsApproval && waiting.stateName == "awaiting-approval")
    let once = try approve(waiting, Self.policy(2))
    #expect(once.awaitsApproval && once.approvalCount == "1 of 2 approvals")
    #expect(throws: CommandRefusal.notApproved(given: 1, required: 2)) {
      try once.decide(.arm(Sample.intents()), at: Sample.base, policy: Self.policy(2))
    }
    #expect(throws: CommandRefusal.notApproved(given: 1, required: 2)) {
      try once.decide(.begin([Sample.wire]), at: Sample.base, policy: Self.policy(2))
    }
    let twice = try approve(once, by: Self.kim, Self.policy(2))
    #expect(!twice.awaitsApproval && twice.missingApprovals(Self.policy(2).approval) == 0)
    _ = try twice.decide(.arm(Sample.intents()), at: Sample.base, policy: Self.policy(2))
  }

  @Test("Nobody approves their own release, nobody twice, and nobody what they did not see")
  func refusals() throws {
    let release = Self.release(required: 2)
    let seal = release.seal(Self.policy(2).approval)
    #expect(refusal(release, .approve(seal: seal), by: release.submitter) == "ownWork")
    #expect(refusal(release, .approve(seal: seal), by: .daemon) == "ownWork")
    #expect(refusal(release, .approve(seal: Digest(of: [0]))) == "notWhatWasSeen")
    let once = try approve(release, Self.policy(2))
    #expect(refusal(once, .approve(seal: seal)) == "approvedAlready")
    #expect(refusal(once, .unapprove(reason: "doubt"), by: Self.kim) == "notApprovedBy")
    // The same person under another name is the same person.
    let again = Actor(uid: 1001, name: "joanna")
    #expect(refusal(once, .approve(seal: seal), by: again) == "approvedAlready")
  }

  @Test("The most that anything about a release asks for counts")
  func required() {
    var release = Sample.release()
    var policy = ApprovalPolicy(required: 1)
    #expect(policy.required(for: release) == 1)
    policy.outputs[Sample.wire] = 2
    #expect(policy.required(for: release) == 2)
    policy.groups = ["interns": 3, "press": 1]
    #expect(policy.required(for: release) == 2)
    release.submitterGroups = ["press", "interns"]
    #expect(policy.required(for: release) == 3)
    release.deliveries = []
    #expect(ApprovalPolicy(outputs: [Sample.wire: 2]).required(for: release) == 0)
  }

  @Test(
    "A change of text, embargo or outputs withdraws them in the same decision",
    arguments: [
      (
        Command.replace(Sample.replacement(due: Sample.base), allowPast: false, reason: "typo"),
        "its text was replaced"
      ),
      (
        .reschedule(Sample.embargo(Sample.base + .hours(1)), allowPast: false, reason: "later"),
        "its embargo was changed"
      ),
      (.setOutputs([Sample.wire]), "its outputs were changed"),
    ])
  func changes(command: Command, reason: String) throws {
    let approved = try approve(Self.release())
    let armed = approved.after([.armed(Sample.intents())])
    let events = try armed.decide(command, at: Self.early, policy: Self.policy())
    #expect(events.first == .disarmed)
    #expect(events.last == .approvalWithdrawn(of: approved.approvals, reason: reason))
    let after = armed.after(events)
    #expect(after.awaitsApproval && after.approvals.isEmpty)
    #expect(after.effects(at: after.due, armingAhead: .seconds(30)) == [.publish(after.outputs)])
  }

  @Test("An output that is configured otherwise withdraws them, and is named")
  func configuration() throws {
    let approved = try approve(Self.release()).after([.armed(Sample.intents())])
    #expect(approved.reviewApprovals(at: Self.early, policy: Self.policy()) == [])
    let elsewhere = Self.policy(wire: "elsewhere")
    #expect(approved.missingApprovals(elsewhere.approval) == 1)
    #expect(
      approved.reviewApprovals(at: Self.early, policy: elsewhere) == [
        .disarmed,
        .approvalWithdrawn(
          of: approved.approvals, reason: "output wire is configured otherwise"),
      ])
    var gone = Self.policy()
    gone.approval.fingerprints[Sample.wire] = nil
    let reasons = approved.reviewApprovals(at: Self.early, policy: gone)
    #expect("\(reasons)".contains("output wire is not configured any more"))
  }

  @Test("More that are asked for make it wait again; less let it go")
  func number() throws {
    let approved = try approve(Self.release())
    let more = approved.reviewApprovals(at: Self.early, policy: Self.policy(2))
    #expect(more == [.approvalsRequired(2, due: Sample.base)])
    let waiting = approved.after(more)
    #expect(waiting.awaitsApproval && waiting.approvals == approved.approvals)
    let less = waiting.reviewApprovals(at: Self.early, policy: Self.policy(0))
    #expect(!waiting.after(less).awaitsApproval)
  }

  @Test("Zone rules that move the instant leave the approvals: the wall clock was approved")
  func zones() throws {
    let approved = try approve(Self.release())
    var embargo = approved.embargo
    (embargo.instant, embargo.tzdb) = (embargo.instant + .hours(1), "2026b")
    let events = approved.decideZones(
      .moved(embargo), follow: true, at: Self.early, policy: Self.policy())
    let moved = approved.after(events)
    #expect(moved.embargo.instant == Sample.base + .hours(1))
    #expect(moved.reviewApprovals(at: Self.early, policy: Self.policy()) == [])
    #expect(!moved.awaitsApproval)
  }

  @Test("At its instant it is held without them, and approving it then does not let it go")
  func missed() throws {
    let late = Sample.base + .seconds(1)
    let held = try Self.release().after(
      Self.release().decide(.holdUnapproved, at: late, policy: Self.policy()))
    guard case .held(let hold) = held.phase else { return #expect(Bool(false)) }
    #expect(hold.cause == .approval && hold.reason == "its instant came with 0 of 1 approvals")
    #expect(throws: CommandRefusal.notApproved(given: 0, required: 1)) {
      try held.decide(.resume, at: late, policy: Self.policy())
    }
    let approved = try approve(held, at: late)
    #expect(approved.phase == held.phase)
    let resumed = approved.after(
      try approved.decide(.resume, at: late, policy: Self.policy()), at: late)
    #expect(resumed.phase == .scheduled && resumed.due == late && !resumed.awaitsApproval)
    // Also where nobody had noticed its instant yet.
    let behind = try approve(Self.release(), at: late)
    #expect(behind.phase.name == "held" && behind.ownApprovals.count == 1)
  }

  @Test("What goes out at once waits for its approval without waking anybody, and then goes")
  func immediate() throws {
    var release = Self.release()
    release.submittedAt = Sample.base + .milliseconds(3)
    release.due = release.submittedAt
    #expect(release.wake == nil)
    #expect(release.effects(at: Sample.base + .hours(3), armingAhead: .seconds(30)) == [])
    let later = Sample.base + .hours(3)
    let approved = try approve(release, at: later)
    #expect(approved.phase == .scheduled && approved.due == later && approved.wake == later)
    #expect(approved.expected == later)
  }

  @Test("Whoever takes it back is heard, and what was armed is void")
  func takenBack() throws {
    let approved = try approve(Self.release()).after([.armed(Sample.intents())])
    let events = try approved.decide(
      .unapprove(reason: "doubt"), by: Self.jo, at: Self.early, policy: Self.policy())
    #expect(events == [.disarmed, .approvalWithdrawn(of: approved.approvals, reason: "doubt")])
    #expect(approved.after(events).awaitsApproval)
  }

  @Test("A correction waits for its approvals and goes out with the last one")
  func correction() throws {
    let policy = Self.policy(2)
    let lifted = try approve(approve(Self.release(required: 2), policy), by: Self.kim, policy)
      .after([.liftBegan, .lifted])
    let correct = Command.correct(Sample.correction, reason: "typo")
    let events = try lifted.decide(correct, by: Self.jo, at: Sample.base, policy: policy)
    #expect(events.map(\.name) == ["release.correction-proposed"])
    let waiting = lifted.after(events)
    #expect(waiting.digest == lifted.digest && waiting.revision == 1)
    let seal = waiting.seal(of: Sample.correction, reason: "typo", policy.approval)
    func approved(_ release: Release, by actor: Actor) throws -> [Event] {
      try release.decide(.approve(seal: seal), by: actor, at: Sample.base, policy: policy)
    }
    #expect(throws: CommandRefusal.ownWork("jo", "wrote")) { try approved(waiting, by: Self.jo) }
    let once = waiting.after(try approved(waiting, by: Self.kim))
    #expect(once.revision == 1 && once.proposal != nil)
    // Who submitted the release may approve what somebody else wrote.
    let last = try approved(once, by: Sample.editor)
    #expect(last.map(\.name) == ["release.approved", "release.corrected"])
    let corrected = once.after(last)
    #expect(corrected.revision == 2 && corrected.digest == Sample.correction.digest)
    #expect(corrected.proposal == nil && corrected.ownApprovals.count == 2)
    let killed = try waiting.decide(.kill(reason: "wrong"), at: Sample.base, policy: policy)
    #expect(killed.map(\.name) == ["release.correction-dropped", "release.killed"])
    #expect(waiting.after(killed).proposal == nil)
  }
}
