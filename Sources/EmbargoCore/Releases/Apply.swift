package import EmbargoTime

extension Release {
  /// Changes this value as an event says that was decided for it and recorded.
  package mutating func apply(_ event: Event, by actor: Actor, at now: Instant) {
    switch event {
    case .submitted: break
    case .held(let hold): phase = .held(hold)
    case .resumed(let due):
      phase = .scheduled
      self.due = due
    case .withdrawn:
      phase = .withdrawn(at: now)
      for index in deliveries.indices { deliveries[index].state = .cancelled(at: now) }
    case .rescheduled(let embargo, let due, _), .moved(_, let embargo, let due):
      self.embargo = embargo
      self.due = due
      earlyLift = nil
    case .liftedEarly(let early, let embargo, let due):
      (earlyLift, self.embargo, self.due, proposal) = (early, embargo, due, nil)
    case .unresolvable(_, _, let tzdb): embargo.tzdb = tzdb
    case .replaced(let replacement, let due, _):
      revision += 1
      (headline, digest, nonce) = (replacement.headline, replacement.digest, replacement.nonce)
      (embargo, self.due, earlyLift) = (replacement.embargo, due, nil)
    case .outputsSet(let outputs, let nonce):
      revision += 1
      self.nonce = nonce
      deliveries = outputs.map { Delivery(output: $0) }
    case .armed(let intents):
      for index in deliveries.indices {
        if let intent = intents[deliveries[index].output] { deliveries[index].intent = intent }
      }
    case .inDoubt:
      for index in deliveries.indices where deliveries[index].intent != nil {
        deliveries[index].isAmbiguous = true
      }
    case .disarmed:
      for index in deliveries.indices { deliveries[index].intent = nil }
    case .corrected(_, let correction, let reason, let at):
      revision += 1
      (headline, digest, nonce) = (correction.headline, correction.digest, correction.nonce)
      self.event = .corrected(reason: reason, at: at)
      proposal = nil
      deliveries = deliveries.map(\.corrected)
    case .killed(let reason, let at):
      revision += 1
      phase = .killed(at: at)
      self.event = .killed(reason: reason, at: at)
      proposal = nil
      deliveries = deliveries.map { $0.killed(at: at) }
    case .endedLate: break
    case .liftBegan: phase = .lifting(since: now)
    case .attemptBegan(let output): update(output) { $0.begin(at: now) }
    case .attemptEnded(let outcome, let lateness, let next):
      update(outcome.output) { $0.end(outcome, lateness: lateness, next: next) }
    case .lifted: phase = .lifted(at: now)
    case .retried(let output): update(output) { $0.state = .retrying(next: now) }
    case .postponed(let output): update(output) { $0.state = .postponed }
    case .approved(let approval, let due):
      approvals.append(approval)
      self.due = due
    case .approvalWithdrawn(let fallen, _): approvals.removeAll { fallen.contains($0) }
    case .approvalsRequired(let required, let due):
      (approvalsRequired, self.due) = (required, due)
    case .proposed(let proposal): self.proposal = proposal
    case .proposalDropped(let dropped, _):
      proposal = nil
      if case .correction = dropped.kind { approvals.removeAll { $0.revision > revision } }
    }
  }

  private mutating func update(_ output: OutputName, _ change: (inout Delivery) -> Void) {
    for index in deliveries.indices where deliveries[index].output == output {
      change(&deliveries[index])
    }
  }
}

extension Delivery {
  fileprivate mutating func begin(at now: Instant) {
    // A crash cut the one before short.
    if case .attempting = state { isAmbiguous = true }
    attempts += 1
    firstAttemptAt = firstAttemptAt ?? now
    state = .attempting(since: now)
  }

  mutating func end(_ outcome: AttemptOutcome, lateness: Span?, next: Instant?) {
    attempts = attemptsAfterEnd
    firstAttemptAt = firstAttemptAt ?? outcome.startedAt
    switch outcome.result {
    case .delivered(let receipt, _):
      state = .delivered(
        Delivered(at: outcome.finishedAt, lateness: lateness ?? .zero, receipt: receipt))
    case .failed(let error, _, _), .refused(let error):
      if case .failed(_, ambiguous: true, _) = outcome.result { isAmbiguous = true }
      lastError = error
      state = next.map { .retrying(next: $0) } ?? .failed(at: outcome.finishedAt)
    }
  }
}
