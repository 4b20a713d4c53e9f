package import EmbargoCore
import EmbargoOutputs
import EmbargoTime

/// Why the engine did not do what it was asked.
package enum EngineError: Error, Sendable {
  case notFound(String)
  case severalMatch(String, [ReleaseID])
  case refused(CommandRefusal)
  /// It is going out at this moment, or has gone out.
  case tooLate(ReleaseID)
  /// The same bytes with the same instant are in the queue.
  case duplicate(of: ReleaseID)
  case slugTaken(Slug)
  case nameTaken(String, output: OutputName, by: ReleaseID)
  case unknownOutput(OutputName, known: [OutputName])
  /// As many releases wait as the configuration allows.
  case queueFull(limit: Int)
  case ledger(LedgerError)
  /// The ledger's disk is full; nothing is accepted until there is space.
  case paused
  /// No step of the clock waits for somebody to confirm it.
  case nothingToConfirm
  /// Its lift is under way or has not come: what is reported of it cannot be recorded yet.
  case notRecordedYet(ReleaseID)
  /// Why one of several that were handed in together is not queued, by its place from 0.
  indirect case oneOf(Int, EngineError)
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
    let release = try find(key)
    let now = ports.clock()
    do {
      _ = try release.decide(command, at: now, policy: settings.policy)
    } catch {
      throw .refused(error)
    }
    if case .setOutputs(let outputs) = command { try checkKnown(outputs) }
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
      if bytes == nil {
        bytes = try ports.ledger.content(of: release.id, revision: release.revision)
      }
      let after = try decide(command, on: release, by: actor, at: now) { transaction, after in
        self.amend(&transaction, for: command, after: after, content: bytes)
        if let stored = answer?(after) { transaction.answers = [stored] }
      }
      if release.phase.isQueued { resolveProblems(of: release.id) }
      consider(after)
      return after
    } catch {
      consider(release)
      throw .ledger(error)
    }
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

  /// What a new revision brings besides the release's row: its bytes and the names it takes.
  private func amend(
    _ transaction: inout LedgerTransaction, for command: Command, after: Release,
    content: RevisionContent?
  ) {
    let attachments = content?.attachments.map(\.name) ?? []
    switch command {
    case .replace, .setOutputs:
      if let content {
        transaction.contents = [(id: after.id, revision: after.revision, content: content)]
      }
      transaction.reservations[after.id] = reservations(for: after, attachments: attachments)
    case .reschedule:
      transaction.reservations[after.id] = reservations(for: after, attachments: attachments)
    case .withdraw:
      transaction.reservations[after.id] = []
    default: break
    }
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
