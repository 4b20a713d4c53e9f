package import EmbargoTime

extension Release {
  /// What a command means for this release now: the events to record and apply, or why not.
  ///
  /// Pure: the same release, command, `now` and policy always give the same events. Nothing is
  /// changed here; `apply` changes a value, after the events are on the record.
  package func decide(
    _ command: Command, by actor: Actor = .daemon, at now: Instant, policy: Policy
  ) throws(CommandRefusal) -> [Event] {
    if isErased { throw .erased }
    switch command {
    case .hold(let reason):
      try require(.scheduled, "scheduled")
      try Self.check(reason: reason)
      return disarming + dropping("it was held") + [
        .held(Hold(cause: .person, reason: reason, at: now))
      ]
    case .resume:
      guard case .held = phase else { throw wrongPhase("held") }
      let missing = missingApprovals(policy.approval)
      if now >= embargo.instant, missing > 0 {
        let required = policy.approval.required(for: self)
        throw .notApproved(given: required - missing, required: required)
      }
      return [.resumed(due: max(embargo.instant, now > due ? now : due))]
    case .withdraw(let reason):
      guard phase.isQueued else { throw wrongPhase("scheduled or held") }
      try Self.check(reason: reason)
      return disarming + dropping("it was withdrawn") + [.withdrawn(reason: reason)]
    case .reschedule(let embargo, let allowPast, let reason):
      try Self.check(reason: reason)
      let due = try newDue(embargo, allowPast: allowPast, at: now)
      return withApprovals(
        disarming + dropping("it was rescheduled") + [
          .rescheduled(embargo, due: due, reason: reason)
        ], at: now, policy: policy,
        because: "its embargo was changed")
    case .replace(let replacement, let allowPast, let reason):
      try Self.check(reason: reason)
      let due = try newDue(replacement.embargo, allowPast: allowPast, at: now)
      return withApprovals(
        disarming + dropping("it was replaced") + [
          .replaced(replacement, due: due, reason: reason)
        ], at: now, policy: policy,
        because: "its text was replaced")
    case .setOutputs(let outputs):
      guard phase.isQueued else { throw wrongPhase("scheduled or held") }
      guard !outputs.isEmpty else { throw .noOutputs }
      return withApprovals(
        disarming + dropping("its outputs were changed")
          + [.outputsSet(Array(Set(outputs)).sorted(), nonce: nonce)], at: now, policy: policy,
        because: "its outputs were changed")
    case .retry(let output):
      return try decideRetry(output)
    case .correct(let correction, let reason):
      return try decideCorrection(correction, reason, by: actor, at: now, policy: policy)
    case .kill(let reason):
      return try decideKill(reason, at: now)
    case .approve, .unapprove, .holdUnapproved, .liftEarly, .confirmLift:
      return try decideAmongPeople(command, by: actor, at: now, policy: policy)
    case .arm(let intents):
      return try decideArm(intents, at: now)
    case .begin(let outputs):
      return try decideBegin(outputs, at: now)
    case .finish(let outcomes):
      return try decideFinish(outcomes, policy: policy)
    case .postpone(let outputs):
      return try decidePostpone(outputs)
    case .holdLate:
      try require(.scheduled, "scheduled")
      let reason = "overdue by \((now - due).words) when it could have been published"
      // The intents stay: a crash may have left part of it where nobody can look now.
      return [.held(Hold(cause: .late, reason: reason, at: now))]
    }
  }

  /// What takes more than one person.
  private func decideAmongPeople(
    _ command: Command, by actor: Actor, at now: Instant, policy: Policy
  ) throws(CommandRefusal) -> [Event] {
    switch command {
    case .approve(let seal): try decideApprove(seal, by: actor, at: now, policy: policy)
    case .unapprove(let reason): try decideUnapprove(reason, by: actor, at: now)
    case .holdUnapproved: try decideHoldUnapproved(at: now)
    case .liftEarly(let embargo, let notice, let reason):
      try decideLift(embargo, notice: notice, reason, by: actor, at: now, policy: policy)
    case .confirmLift(let embargo, let notice):
      try decideConfirmLift(embargo, notice: notice, by: actor, at: now, policy: policy)
    default: preconditionFailure("this takes one person alone")
    }
  }

  var disarming: [Event] {
    deliveries.contains { $0.intent != nil } ? [.disarmed] : []
  }

  /// What was prepared for an instant that has passed may be out in part, and a crash may have kept
  /// that from the record.
  func doubt(at now: Instant) -> [Event] {
    let isInDoubt = now >= due && deliveries.contains { $0.intent != nil && !$0.isAmbiguous }
    return isInDoubt ? [.inDoubt] : []
  }

  private func wrongPhase(_ wanted: String) -> CommandRefusal {
    .wrongPhase(wanted: wanted, phase: stateName)
  }

  private func require(_ wanted: Phase, _ name: String) throws(CommandRefusal) {
    guard phase == wanted else { throw wrongPhase(name) }
  }

  /// By what is on the record; what is configured now was asked before.
  private func requireApprovals() throws(CommandRefusal) {
    if awaitsApproval {
      throw .notApproved(given: ownApprovals.count, required: approvalsRequired)
    }
  }

  /// A reason that goes on the record: 1 to 1,000 characters, not blanks alone.
  package static func check(reason: String) throws(CommandRefusal) {
    guard reason.contains(where: { !$0.isWhitespace }) else {
      throw .badReason("a reason is needed: say in a few words why")
    }
    guard reason.count <= 1000 else {
      throw .badReason("the reason has \(reason.count) characters; at most 1000 are kept")
    }
  }

  /// When a new embargo is due: at its instant, or now when it has passed and that is allowed.
  private func newDue(
    _ embargo: Embargo, allowPast: Bool, at now: Instant
  ) throws(CommandRefusal) -> Instant {
    guard phase.isQueued else { throw wrongPhase("scheduled or held") }
    guard embargo.instant >= now || allowPast else {
      throw .past(embargo.instant, by: now - embargo.instant)
    }
    return max(embargo.instant, now)
  }

  private func decideRetry(_ output: OutputName) throws(CommandRefusal) -> [Event] {
    guard let delivery = delivery(to: output) else { throw .unknownOutput(output) }
    switch delivery.state {
    case .failed, .retrying: return [.retried(output)]
    default:
      throw .wrongDeliveryState(
        output, wanted: "failed or retrying", state: delivery.state.name)
    }
  }

  /// Before the lift what is prepared may change; once it has begun an intent can only be added,
  /// for an output that was not there when the others were armed.
  private func decideArm(
    _ intents: [OutputName: Intent], at now: Instant
  ) throws(CommandRefusal) -> [Event] {
    switch phase {
    case .scheduled:
      try requireApprovals()
      let isKnown = intents.allSatisfy { delivery(to: $0.key)?.intent == $0.value }
      return doubt(at: now) + (isKnown ? [] : [.armed(intents)])
    case .lifting, .lifted, .killed:
      let changes = deliveries.contains { $0.intent != nil && intents[$0.output] != nil }
      if changes { throw wrongPhase("scheduled") }
      return [.armed(intents)]
    case .held, .withdrawn: throw wrongPhase("scheduled")
    }
  }

  private func decideBegin(
    _ outputs: [OutputName], at now: Instant
  ) throws(CommandRefusal) -> [Event] {
    guard now >= due, now >= embargo.instant else { throw .tooEarly(due: due) }
    var events: [Event] = []
    switch phase {
    case .scheduled:
      try requireApprovals()
      events.append(.liftBegan)
    case .lifting, .lifted, .killed: break
    case .held, .withdrawn: throw wrongPhase("scheduled, lifting or lifted")
    }
    for output in outputs {
      guard let delivery = delivery(to: output) else { throw .unknownOutput(output) }
      switch delivery.state {
      case .waiting, .retrying, .attempting: events.append(.attemptBegan(output))
      case .delivered, .failed, .cancelled:
        throw .wrongDeliveryState(
          output, wanted: "waiting or retrying", state: delivery.state.name)
      }
    }
    return events
  }

  private func decideFinish(
    _ outcomes: [AttemptOutcome], policy: Policy
  ) throws(CommandRefusal) -> [Event] {
    var events: [Event] = []
    switch phase {
    case .scheduled:
      try requireApprovals()
      if !outcomes.isEmpty { events.append(.liftBegan) }
    case .lifting, .lifted, .killed: break
    case .held, .withdrawn: throw wrongPhase("scheduled, lifting or lifted")
    }
    for outcome in outcomes {
      guard let delivery = delivery(to: outcome.output) else {
        throw .unknownOutput(outcome.output)
      }
      guard outcome.startedAt >= due, outcome.startedAt >= embargo.instant else {
        throw .tooEarly(due: due)
      }
      if case .delivered = delivery.state { continue }
      let attempts = delivery.attemptsAfterEnd
      switch outcome.result {
      case .delivered:
        let lateness = max(.zero, outcome.finishedAt - expected)
        events.append(.attemptEnded(outcome, lateness: lateness, next: nil))
      case .failed(_, _, let retryAfter):
        let policy = policy.retries[outcome.output] ?? .local
        let delay = policy.delay(
          after: attempts, key: delivery.intent?.key, retryAfter: retryAfter)
        let next = delay.map { outcome.finishedAt + $0 }
        events.append(.attemptEnded(outcome, lateness: nil, next: next))
      case .refused:
        events.append(.attemptEnded(outcome, lateness: nil, next: nil))
      }
    }
    return events + liftedIfComplete(after: events)
  }

  private func decidePostpone(_ outputs: [OutputName]) throws(CommandRefusal) -> [Event] {
    switch phase {
    case .lifting, .lifted, .killed: break
    case .scheduled, .held, .withdrawn: throw wrongPhase("lifting, lifted or killed")
    }
    var events: [Event] = []
    for output in outputs {
      guard let delivery = delivery(to: output) else { throw .unknownOutput(output) }
      switch delivery.state {
      case .waiting, .retrying, .attempting: events.append(.postponed(output))
      case .delivered, .failed, .cancelled:
        throw .wrongDeliveryState(
          output, wanted: "waiting or retrying", state: delivery.state.name)
      }
    }
    return events + liftedIfComplete(after: events)
  }

  /// The event `lifted` when these events leave no output without its first attempt.
  private func liftedIfComplete(after events: [Event]) -> [Event] {
    let after = applying(events, by: .daemon, at: due)
    guard case .lifting = after.phase, after.deliveries.allSatisfy(\.hadFirstAttempt) else {
      return []
    }
    return [.lifted]
  }
}

extension Delivery {
  /// Attempts counted once the present one has ended, whether or not its begin was recorded.
  var attemptsAfterEnd: Int {
    if case .attempting = state { attempts } else { attempts + 1 }
  }

  var hadFirstAttempt: Bool {
    switch state {
    case .waiting, .attempting: attempts > 1
    case .retrying, .delivered, .failed, .cancelled: true
    }
  }
}
