package import EmbargoCore
import EmbargoOutputs
import EmbargoTime

/// Outputs that want nothing more (410 Gone): what is due for them waits until a person lets them
/// go again.
extension Engine {
  /// Takes up what is stored, at a start.
  func readSuspensions() {
    do throws(LedgerError) {
      for suspension in try ports.ledger.suspensions() { adopt(suspension) }
    } catch {
      fail(error)
    }
  }

  /// Adds to the transaction that records these answers what they mean for their outputs.
  func suspend(for answers: [Finished], in transaction: inout LedgerTransaction) {
    for answer in answers where answer.outcome.suspends {
      let (output, since) = (answer.outcome.output, answer.outcome.finishedAt)
      guard case .refused(let error) = answer.outcome.result, suspended[output] == nil,
        !transaction.suspensions.contains(where: { $0.output == output })
      else { continue }
      let suspension = Suspension(output: output, since: since, reason: error)
      transaction.suspensions.append(suspension)
      transaction.records.append(
        RecordDraft(
          event: "output.suspended", release: nil, actor: .daemon, at: since,
          data: ["output": .string(output.description), "reason": .string(error)]))
    }
  }

  /// What has just been recorded holds from now on.
  func adopt(_ suspensions: [Suspension]) {
    for suspension in suspensions {
      adopt(suspension)
      rearm(all: suspension.output)
    }
  }

  private func adopt(_ suspension: Suspension) {
    suspended[suspension.output] = suspension
    report(
      Notice(.error, "output.suspended", suspension.sentence),
      problem: "suspended:\(suspension.output)")
  }

  /// What is armed for it is armed again without it; what goes out within moments goes out as it
  /// is, rather than late.
  private func rearm(all output: OutputName) {
    let soon = ports.clock() + Self.noLongerDisarmed
    for (id, release) in armed.sorted(by: { $0.key < $1.key })
    where release.due > soon && release.outputs.contains(output) && ports.lifter.disarm(id) {
      armed[id] = nil
    }
  }

  private static let noLongerDisarmed = Span.seconds(2)

  /// Has the attempts at suspended outputs wait; gives the release after that, and the outputs that
  /// may be tried.
  func postpone(
    _ outputs: [OutputName], of release: Release, at now: Instant
  ) throws(LedgerError) -> (release: Release, turn: [OutputName]) {
    let waiting = outputs.filter { suspended[$0] != nil }
    guard !waiting.isEmpty else { return (release, outputs) }
    let after = try decide(.postpone(waiting), on: release, by: .daemon, at: now)
    return (after, outputs.filter { suspended[$0] == nil })
  }

  /// Lets a suspended output go again, and at once all that has waited for it.
  ///
  /// - Parameter answer: what to remember for a repeated request, made from the count of
  ///   deliveries.
  /// - Returns: how many deliveries have waited.
  @discardableResult
  package func resume(
    _ output: OutputName, reason: String?, by actor: Actor,
    answer: ((Int) -> StoredAnswer?)? = nil
  ) throws(EngineError) -> Int {
    if let failure { throw .ledger(failure) }
    guard !isPaused else { throw .paused }
    guard let suspension = suspended[output] else {
      try checkKnown([output])
      throw .notSuspended(output)
    }
    do throws(CommandRefusal) {
      if let reason { try Release.check(reason: reason) }
    } catch {
      throw .refused(error)
    }
    do throws(LedgerError) {
      let count = try letGo(all: output, by: actor)
      var transaction = LedgerTransaction()
      transaction.resumptions = [output]
      var data: JSON.Members = [
        "output": .string(output.description), "since": .string(suspension.since.rfc3339),
      ]
      data["reason"] = reason.map { .string($0) }
      transaction.records = [
        RecordDraft(
          event: "output.resumed", release: nil, actor: actor, at: ports.clock(), data: data)
      ]
      if let stored = answer?(count) { transaction.answers = [stored] }
      try commit(transaction)
      suspended[output] = nil
      resolve("suspended:\(output)")
      tick()
      return count
    } catch {
      throw .ledger(error)
    }
  }

  /// The output is suspended until the last of them is let go, so that a crash in between leaves
  /// none behind: those before it are postponed again when their turn comes.
  private func letGo(all output: OutputName, by actor: Actor) throws(LedgerError) -> Int {
    var count = 0
    while true {
      let ids = try ports.ledger.postponed(at: output, count: settings.batch)
      if ids.isEmpty { return count }
      var transaction = LedgerTransaction()
      for id in ids {
        guard let release = try ports.ledger.release(id) else {
          throw .broken("release \(id) has a delivery and is not there")
        }
        let events: [Event]
        do throws(CommandRefusal) {
          events = try release.decide(.retry(output), at: ports.clock(), policy: settings.policy)
        } catch {
          throw .forbidden(error.message)
        }
        transaction.releases.append(
          Self.apply(
            events, to: release, by: actor, at: ports.clock(), recording: &transaction))
        transaction.stored[id] = release
      }
      try commit(transaction)
      count += ids.count
    }
  }
}

extension Suspension {
  /// What holds, and what a person can do.
  package var sentence: String {
    "output \(output) is suspended since \(since.rfc3339), and what is due for it waits: "
      + "\(reason). embargoctl outputs resume \(output) lets it go again"
  }
}
