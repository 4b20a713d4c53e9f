package import EmbargoCore
package import EmbargoOutputs
import EmbargoTime

/// Why the engine did not do what it was asked.
package enum EngineError: Error, Sendable {
  case notFound(String)
  case severalMatch(String, [ReleaseID])
  case refused(CommandRefusal)
  /// It is going out at this moment, or has gone out.
  case tooLate(ReleaseID)
  /// It is going out at this moment, and what went out is not on the record yet.
  case goingOut(ReleaseID)
  /// What an output would get cannot be made.
  case notRendered(OutputName, OutputError)
  /// The same bytes with the same instant are in the queue.
  case duplicate(of: ReleaseID)
  case slugTaken(Slug)
  case nameTaken(String, output: OutputName, by: ReleaseID)
  /// The output itself takes that name, for a feed.
  case nameIsOwn(String, output: OutputName)
  case unknownOutput(OutputName, known: [OutputName])
  /// As many releases wait as the configuration allows.
  case queueFull(limit: Int)
  /// As many releases of this submitter wait as the configuration allows.
  case quotaFull(Int, of: Int)
  /// The same of their bytes.
  case quotaOfBytesFull(Int, of: Int)
  case ledger(LedgerError)
  /// The ledger's disk is full; nothing is accepted until there is space.
  case paused
  case alreadyFrozen(Freeze)
  case notFrozen
  /// The ledger was restored, and what is out has not been compared with it.
  case notCompared
  /// The output is not suspended.
  case notSuspended(OutputName)
  /// No correction of it waits for approval.
  case nothingProposed(ReleaseID)
  /// No step of the clock waits for somebody to confirm it.
  case nothingToConfirm
  /// Its lift is under way or has not come: what is reported of it cannot be recorded yet.
  case notRecordedYet(ReleaseID)
  /// Why one of several that were handed in together is not queued, by its place from 0.
  indirect case oneOf(Int, EngineError)
}

extension EngineError {
  /// What has no room for one more; empty for anything else.
  var room: String {
    switch self {
    case .queueFull(let limit):
      "the queue is full: at most \(limit) releases wait (intake.max_queue)"
    case .quotaFull(let count, let limit):
      "\(count) releases of yours wait, and at most \(limit) of one submitter may "
        + "(intake.max_queue_per_submitter): withdraw some, or wait until some are out"
    case .quotaOfBytesFull(let bytes, let limit):
      "your waiting releases have \(bytes) bytes, and those of one submitter may have \(limit) "
        + "(intake.max_bytes_per_submitter): withdraw some, or wait until some are out"
    default: ""
    }
  }
}

extension Engine {
  /// The release that a person means: by id, unique beginning or slug.
  package func find(_ key: String) throws(EngineError) -> Release {
    switch try asking({ () throws(LedgerError) in try ports.ledger.find(key) }) {
    case .none: throw .notFound(key)
    case .several(let ids): throw .severalMatch(key, ids)
    case .one(let id):
      guard let release = try asking({ () throws(LedgerError) in try ports.ledger.release(id) })
      else { throw .notFound(key) }
      return release
    }
  }

  /// A question to the ledger whose failure is the answer to the person who asked.
  func asking<Answer>(
    _ question: () throws(LedgerError) -> Answer
  ) throws(EngineError) -> Answer {
    do {
      return try question()
    } catch {
      throw .ledger(error)
    }
  }

  /// Carries out what a person asks of a release. It has happened, durably, when this returns, and
  /// what was prepared for the lift can no longer go out.
  ///
  /// - Parameter answer: what to remember for a repeated request, made from the changed release.
  @discardableResult
  package func perform(
    _ command: Command, on key: String, by actor: Actor, content: RevisionContent? = nil,
    answer: ((Release) -> StoredAnswer?)? = nil
  ) throws(EngineError) -> Release {
    if let failure { throw .ledger(failure) }
    guard !isPaused else { throw .paused }
    try settleBurst()
    let release = try find(key)
    let now = ports.clock()
    let events: [Event]
    do {
      events = try release.decide(command, by: actor, at: now, policy: settings.policy)
    } catch {
      if case .notLifted = error, isGoingOut(release) { throw .goingOut(release.id) }
      throw .refused(error)
    }
    if case .setOutputs(let outputs) = command {
      try checkKnown(outputs)
      try checkOwn(release, at: outputs)
    }
    if release.phase.isQueued {
      guard ports.lifter.disarm(release.id) else { throw .tooLate(release.id) }
      armed[release.id] = nil
      // To let go what is partly out is the way to finish it.
      if command != .resume, try asking({ () throws(LedgerError) in try wentOut(release) }) {
        consider(release)
        throw .tooLate(release.id)
      }
    }
    do throws(LedgerError) {
      var bytes = content
      if bytes == nil { bytes = try self.content(of: release, for: command) }
      let isCorrected = events.contains { if case .corrected = $0 { true } else { false } }
      let kept = isCorrected ? try standingNames(of: release) : []
      let after = try carryOut(events, on: release, by: actor, at: now) { transaction, after in
        self.amend(
          &transaction, for: command, before: release, after: after, content: bytes, keeping: kept)
        if after.revision > release.revision, !release.phase.isQueued {
          transaction.earlier = Self.leftBehind(by: release, at: now)
        }
        if let stored = answer?(after) { transaction.answers = [stored] }
      }
      if release.phase.isQueued { resolveProblems(of: release.id) }
      announceApprovals(of: after, after: events)
      announceLift(of: after, after: events)
      if after.revision > release.revision, !release.phase.isQueued {
        resolveAttempts(of: release)
        ports.changed(Set(after.outputs))
      }
      consider(after)
      return after
    } catch {
      consider(release)
      throw .ledger(error)
    }
  }

  /// What a release would be after a command; nothing is changed.
  package func trial(
    _ command: Command, on key: String, by actor: Actor
  ) throws(EngineError) -> Release {
    var release = try find(key)
    let now = ports.clock()
    do throws(CommandRefusal) {
      for event in try release.decide(command, at: now, policy: settings.policy) {
        release.apply(event, by: actor, at: now)
      }
    } catch {
      throw .refused(error)
    }
    return release
  }

  /// Decides, applies and records; a refusal here is a broken promise of the caller.
  @discardableResult
  func decide(
    _ command: Command, on release: Release, by actor: Actor, at now: Instant,
    with extra: (inout LedgerTransaction, Release) -> Void = { _, _ in }
  ) throws(LedgerError) -> Release {
    let events: [Event]
    do {
      events = try release.decide(command, at: now, policy: settings.policy)
    } catch {
      throw .forbidden(error.message)
    }
    return try carryOut(events, on: release, by: actor, at: now, with: extra)
  }

  /// The bytes that a command is about where it brings none.
  private func content(
    of release: Release, for command: Command
  ) throws(LedgerError) -> RevisionContent? {
    if case .approve = command, release.proposedCorrection != nil {
      return try ports.ledger.proposedContent(of: release.id)
    }
    return try ports.ledger.content(of: release.id, revision: release.revision)
  }

  /// What a new revision brings besides the release's row: its bytes and the names it takes.
  private func amend(
    _ transaction: inout LedgerTransaction, for command: Command, before: Release, after: Release,
    content: RevisionContent?, keeping kept: [Reservation]
  ) {
    let attachments = content?.attachments.map(\.name) ?? []
    switch command {
    case .replace, .setOutputs:
      if let content {
        transaction.contents = [(id: after.id, revision: after.revision, content: content)]
      }
      transaction.reservations[after.id] = reservations(for: after, attachments: attachments)
    case .reschedule, .liftEarly, .confirmLift:
      transaction.reservations[after.id] = reservations(for: after, attachments: attachments)
    case .correct where after.revision == before.revision:
      if let content { transaction.proposed = [(id: after.id, content: content)] }
    case .approve where after.revision == before.revision: break
    case .correct, .approve:
      if let content {
        transaction.contents = [(id: after.id, revision: after.revision, content: content)]
      }
      let taken = reservations(for: after, attachments: attachments)
      transaction.reservations[after.id] = taken + kept.filter { !taken.contains($0) }
    case .withdraw:
      transaction.reservations[after.id] = []
    default: break
    }
  }

  /// The names of its own that a release has been published under, or may have been: a correction
  /// that has no use for one keeps it.
  private func standingNames(of release: Release) throws(LedgerError) -> [Reservation] {
    var kept: [Reservation] = []
    for delivery in release.deliveries {
      for intent in delivery.earlier + [delivery.intent].compactMap({ $0 }) {
        for name in intent.names {
          let reservation = Reservation(output: delivery.output, name: name)
          let owner = try ports.ledger.reservation(of: name, at: delivery.output)
          if owner == release.id, !kept.contains(reservation) { kept.append(reservation) }
        }
      }
    }
    return kept
  }

  /// What was wrong with attempts that are not made any more is over; not where one does not end.
  private func resolveAttempts(of release: Release) {
    for output in release.outputs
    where inFlight[Flight(release: release.id, output: output)] == nil {
      resolve("delivery:\(release.id):\(output)")
    }
    resolve("attempt:\(release.id)")
  }

  /// Deliveries of a revision that another one takes the place of after the lift.
  private static func leftBehind(by release: Release, at now: Instant) -> [EarlierDelivery] {
    release.deliveriesLeftBehind(at: now).map {
      EarlierDelivery(release: release.id, revision: release.revision, delivery: $0)
    }
  }

  /// Whether the lift thread has begun with a release whose lift is not on the record yet.
  private func isGoingOut(_ release: Release) -> Bool {
    guard armed[release.id] != nil, ports.clock() >= release.due else { return false }
    guard ports.lifter.disarm(release.id) else { return true }
    armed[release.id] = nil
    consider(release)
    return false
  }

  /// The names that a release takes at its outputs.
  func reservations(for release: Release, attachments: [String]) -> [Reservation] {
    release.outputs.flatMap { name in
      (outputs[name]?.names(
        slug: release.slug, instant: release.embargo.instant, attachments: attachments) ?? [])
        .map { Reservation(output: name, name: $0) }
    }
  }

  func checkKnown(_ names: [OutputName]) throws(EngineError) {
    for name in names where outputs[name] == nil {
      throw .unknownOutput(name, known: outputs.keys.sorted())
    }
  }
}
