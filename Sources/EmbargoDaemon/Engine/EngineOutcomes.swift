package import EmbargoCore
import EmbargoTime

/// What the dispatcher's attempt came to.
package struct Finished: Hashable, Sendable {
  package var release: ReleaseID
  package var outcome: AttemptOutcome

  package init(release: ReleaseID, outcome: AttemptOutcome) {
    (self.release, self.outcome) = (release, outcome)
  }
}

extension Engine {
  package func finished(_ id: ReleaseID, _ outcome: AttemptOutcome) {
    finished([Finished(release: id, outcome: outcome)])
  }

  /// What attempts came to, recorded in one transaction.
  package func finished(_ answers: [Finished]) {
    guard failure == nil, !answers.isEmpty else { return }
    guard !isPaused else { return unrecorded += answers.map { .outcome($0) } }
    // An endpoint may answer before the lift thread has reported all that it published.
    guard burst == nil else { return early += answers }
    var taken: [(answer: Finished, after: Release)] = []
    var late: [Finished] = []
    var transaction = LedgerTransaction()
    do throws(LedgerError) {
      var releases: [ReleaseID: Release] = [:]
      for answer in answers {
        let flight = inFlight[Flight(release: answer.release, output: answer.outcome.output)]
        if unrecorded.contains(where: { $0.isLift(of: answer.release) }) {
          unrecorded.append(.outcome(answer))
          continue
        }
        let release: Release
        if let known = releases[answer.release] {
          release = known
        } else {
          release = try present(answer.release, in: &transaction)
        }
        if release.phase.isQueued {
          early.append(answer)
          continue
        }
        if let flight, flight.revision < release.revision {
          try addLate(answer, of: release, revision: flight.revision, to: &transaction)
          late.append(answer)
          continue
        }
        let after = try add(answer, of: release, to: &transaction)
        releases[answer.release] = after
        taken.append((answer, after))
      }
      guard !taken.isEmpty || !late.isEmpty else { return }
      transaction.releases = releases.keys.sorted().compactMap { releases[$0] }
      suspend(for: taken.map(\.answer) + late, in: &transaction)
      try commit(transaction)
    } catch {
      switch error {
      case .full: unrecorded += (taken.map(\.answer) + late).map { .outcome($0) }
      case .forbidden: fail(error)
      case .broken, .taken: break
      }
      return
    }
    noteDelivered(taken.lazy.map(\.answer.outcome))
    adopt(transaction.suspensions)
    for (answer, after) in taken {
      let flight = Flight(release: answer.release, output: answer.outcome.output)
      let attempt = inFlight.removeValue(forKey: flight)
      announce(answer.outcome, of: after)
      awaitReturn(after: answer.outcome, of: after, attempt)
    }
    goOn(after: late)
  }

  private func present(
    _ id: ReleaseID, in transaction: inout LedgerTransaction
  ) throws(LedgerError) -> Release {
    guard let release = try ports.ledger.release(id) else {
      throw .broken("release \(id) had an attempt and is not in the ledger")
    }
    if !release.phase.isQueued { transaction.stored[id] = release }
    return release
  }

  private func add(
    _ answer: Finished, of release: Release, to transaction: inout LedgerTransaction
  ) throws(LedgerError) -> Release {
    let settled = Self.settled(
      answer.outcome, since: Self.began(answer.outcome.output, of: release))
    let events: [Event]
    do {
      events = try release.decide(
        .finish([settled]), at: settled.finishedAt, policy: settings.policy)
    } catch {
      throw .forbidden(error.message)
    }
    let after = Self.apply(
      events, to: release, by: .daemon, at: settled.finishedAt, recording: &transaction)
    store([settled], of: after, before: release, in: &transaction)
    return after
  }

  func store(
    _ outcomes: [AttemptOutcome], of release: Release, before: Release,
    in transaction: inout LedgerTransaction
  ) {
    for outcome in outcomes {
      if case .delivered = before.delivery(to: outcome.output)?.state { continue }
      transaction.attempts.append(
        StoredAttempt(
          release: release.id, revision: release.revision,
          number: release.delivery(to: outcome.output)?.attempts ?? 1, outcome: outcome))
    }
  }

  private static func began(_ output: OutputName, of release: Release) -> Instant {
    if case .attempting(let since)? = release.delivery(to: output)?.state {
      since
    } else {
      release.due
    }
  }

  /// The outcome of an attempt that began at `began`: a clock that was set back meanwhile moves
  /// neither its end before its begin nor, when nothing was published, its begin before its due.
  static func settled(_ outcome: AttemptOutcome, since began: Instant) -> AttemptOutcome {
    var settled = outcome
    if case .delivered = outcome.result {
    } else {
      settled.startedAt = max(began, outcome.startedAt)
    }
    settled.finishedAt = max(settled.startedAt, outcome.finishedAt)
    return settled
  }

  func announce(_ outcome: AttemptOutcome, of release: Release) {
    ports.tally.note(release.delivery(to: outcome.output)?.state, at: outcome.output)
    switch outcome.result {
    case .delivered:
      histories[outcome.output, default: OutputHistory()].lastSuccess = outcome.finishedAt
      resolve("delivery:\(release.id):\(outcome.output)")
    case .failed(let error, _, _), .refused(let error):
      histories[outcome.output, default: OutputHistory()].lastFailure = outcome.finishedAt
      histories[outcome.output]?.lastError = error
      let state = release.delivery(to: outcome.output)?.state.name ?? "failed"
      report(
        Notice(
          state == "failed" ? .error : .warning, "delivery.\(state)", release: release.id,
          "the delivery to \(outcome.output) is \(state): \(error)"),
        problem: "delivery:\(release.id):\(outcome.output)")
    }
  }
}

extension Engine.Unrecorded {
  fileprivate func isLift(of id: ReleaseID) -> Bool {
    if case .lift(let report) = self { report.id == id } else { false }
  }
}
