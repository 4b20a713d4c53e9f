import EmbargoCore
import EmbargoDaemon
import EmbargoTime

/// What approvers do, and what happens to what they have approved.
extension Simulation {
  /// Persons who may approve; the first is also who hands releases in.
  static let persons = (0..<4).map { Actor(uid: 1000 + UInt32($0), name: "person-\($0)") }

  /// How many must approve what, by the seed: in a third of all runs some of it.
  static func approvalPolicy(
    _ outputs: [SimulatedOutput], _ random: inout SeededRandom
  ) -> ApprovalPolicy {
    var policy = ApprovalPolicy(liftsEarlyByTwo: random.chance(1, in: 2))
    guard random.chance(1, in: 3) else { return policy }
    policy.required = random.below(3)
    if policy.required == 0 || random.chance(1, in: 3) {
      policy.outputs[random.pick(outputs).name] = 1 + random.below(2)
    }
    for output in outputs { policy.fingerprints[output.name] = Digest(of: random.bytes(4)) }
    return policy
  }

  /// Mostly somebody approves what waits; sometimes what was approved is changed close before its
  /// lift, or somebody takes their word back.
  func approvals() {
    if world.random.chance(1, in: 4) { return liftEarly() }
    guard !settings.policy.approval.asksForNone else { return pass(.seconds(1)) }
    switch world.random.below(12) {
    case 0..<8: approveSome()
    case 8: change(approved: .seconds(Int64(world.random.below(40))))
    case 9: configureOtherwise()
    case 10: reviewAll()
    default: takeBack()
    }
  }

  /// An embargo was broken: one publisher lifts it, or asks another one to agree.
  private func liftEarly() {
    let scheduled = ledger.rows.releases.values
      .filter { $0.phase == .scheduled && $0.due > world.wallNow }
      .map(\.id).sorted()
    guard let life, !scheduled.isEmpty else { return pass(.seconds(1)) }
    let id = world.random.pick(scheduled)
    func now() -> Embargo { embargo(at: world.wallNow) }
    perform(.liftEarly(now(), notice: "early", reason: "broken"), on: id, in: life)
    settle()
    guard self.life != nil, ledger.rows.releases[id]?.proposal != nil else { return }
    pass(world.random.chance(1, in: 5) ? .minutes(11) : .seconds(Int64(world.random.below(60))))
    guard let life = self.life else { return }
    let person = Self.persons[world.random.below(3)]
    perform(.confirmLift(now(), notice: "early"), on: id, by: person, in: life)
  }

  /// Some of what waits is looked at by one person after the other.
  private func approveSome() {
    let waiting = ledger.rows.releases.values
      .filter { $0.phase.isQueued && $0.ownApprovals.count < $0.approvalsRequired }
      .sorted { ($0.due, $0.id) < ($1.due, $1.id) }
    for release in waiting.prefix(1 + world.random.below(6)) {
      for person in Self.persons.dropFirst(world.random.below(2)) where !world.isDown {
        approve(release.id, by: person)
        settle()
      }
    }
    let proposed = ledger.rows.releases.values.filter { $0.proposedCorrection != nil }
      .map(\.id).sorted()
    if let id = proposed.first {
      for person in Self.persons where !world.isDown {
        approve(id, by: person)
        settle()
      }
    }
  }

  /// What was just handed in is approved by as many as are needed, and sometimes one less.
  func approve(_ ids: [ReleaseID]) {
    for id in ids {
      let required = ledger.rows.releases[id]?.approvalsRequired ?? 0
      for person in Self.persons.dropFirst().prefix(required) where !world.isDown {
        approve(id, by: person)
      }
    }
  }

  /// Approves what there is now, or in one case of eight what somebody had looked at before.
  func approve(_ id: ReleaseID, by person: Actor) {
    guard let life, let release = ledger.rows.releases[id] else { return }
    let isStale = !world.isResting && world.random.chance(1, in: 8)
    let seal = isStale ? Digest(of: [1]) : seen(release)
    perform(.approve(seal: seal), on: id, by: person, in: life)
  }

  private func seen(_ release: Release) -> Digest {
    let policy = settings.policy.approval
    guard let proposal = release.proposal, let correction = release.proposedCorrection else {
      return release.seal(policy)
    }
    return release.seal(of: correction, reason: proposal.reason, policy)
  }

  /// The next lift that has its approvals is changed shortly before its instant, by a person or by
  /// the configuration.
  private func change(approved ahead: Span) {
    let next = ledger.rows.releases.values
      .filter { $0.phase == .scheduled && !$0.ownApprovals.isEmpty && $0.due > world.wallNow }
      .min { ($0.due, $0.id) < ($1.due, $1.id) }
    guard let next else { return approveSome() }
    pass(next.due - ahead - world.wallNow)
    guard let life, ledger.rows.releases[next.id]?.phase == .scheduled else { return }
    switch world.random.below(4) {
    case 0: perform(.unapprove(reason: "doubt"), on: next.id, by: Self.persons[1], in: life)
    case 1: perform(.reschedule(embargo(), allowPast: true, reason: "moved"), on: next.id, in: life)
    case 2:
      let replacement = Replacement(
        headline: "Unapproved headline", digest: Digest(of: []), nonce: world.random.bytes(32),
        embargo: next.embargo)
      perform(.replace(replacement, allowPast: true, reason: "other words"), on: next.id, in: life)
    default: configureOtherwise()
    }
    settle()
    pass(ahead + .seconds(2))
  }

  /// An output publishes somewhere else from now on, or more approvals are asked for.
  private func configureOtherwise() {
    guard life != nil else { return pass(.seconds(1)) }
    let output = world.random.pick(outputs)
    var policy = settings.policy.approval
    if world.random.chance(2, in: 3) {
      policy.fingerprints[output.name] = Digest(of: world.random.bytes(4))
      world.note("\(output.name) is configured otherwise")
    } else {
      policy.required = world.random.below(3)
      world.note("approvals required: \(policy.required)")
    }
    adopt(policy)
  }

  /// What is asked for and what the daemon goes by, which a planted fault keeps apart.
  func adopt(_ policy: ApprovalPolicy) {
    settings.policy.approval = policy
    watcher.approval = policy
    var handed = settings
    if world.fault == .approvalForgotten, let life {
      handed.policy.approval = life.engine.settings.policy.approval
    }
    life?.engine.reconfigure(outputs: configured, settings: handed)
    // That takes its time, and what is near its lift does not wait for it.
    if world.random.chance(1, in: 2) { reviewAll() }
  }

  /// As after a start and a reload: the whole queue, in pieces.
  func reviewAll() {
    guard let life, !world.isDown else { return }
    do throws(LedgerError) {
      var cursor: LedgerCursor?
      repeat {
        cursor = try life.engine.reviewApprovals(after: cursor, count: 5)
      } while cursor != nil && !world.isDown
      world.note("approvals reviewed")
      comeSooner()
    } catch {
      world.note("reviewing approvals: \(error)")
    }
  }

  private func takeBack() {
    guard let life else { return }
    let approved = ledger.rows.releases.values
      .filter { $0.phase.isQueued && !$0.ownApprovals.isEmpty }.map(\.id).sorted()
    guard !approved.isEmpty else { return approveSome() }
    let id = world.random.pick(approved)
    perform(.unapprove(reason: "doubt"), on: id, by: Self.persons[1], in: life)
  }
}
