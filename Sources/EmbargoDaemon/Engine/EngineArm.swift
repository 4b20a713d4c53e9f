import EmbargoCore
import EmbargoOutputs
import EmbargoTime

extension Engine {
  /// A release that is near its lift.
  struct Near {
    var release: Release
    /// Something of it can be seen already, so that it is completed however late.
    var isPartlyOut = false
  }

  /// A release on its way to the lifter.
  private struct Arming {
    var near: Near
    var preparation: Preparation
    var release: Release { near.release }
  }

  /// Prepares releases for their lift, nearest first, and hands them to the lifter: their files are
  /// made durable together, and their intents are recorded in one transaction, so that ten thousand
  /// of one second are ready well before it.
  ///
  /// What finds no room any more stays as it is, and has its turn when something has gone out.
  func arm(_ releases: [Near], at now: Instant) throws(LedgerError) {
    var batch: [Arming] = []
    for near in releases where !isStagingFull && isUnprepared(near.release) {
      try unlessStuck(near.release) { () throws(LedgerError) in
        if try isResolvedAgain(near.release) { return }
        guard let release = try approved(near.release, at: now, holds: false) else { return }
        let isAlone = armed.isEmpty && batch.isEmpty
        guard let preparation = try prepareForLift(release, isAlone: isAlone) else { return }
        batch.append(
          Arming(
            near: Near(release: release, isPartlyOut: near.isPartlyOut), preparation: preparation))
      }
    }
    guard !batch.isEmpty else { return }
    var failures = secureTogether(batch.flatMap(\.preparation.staged))[...]
    for index in batch.indices {
      let count = batch[index].preparation.staged.count
      batch[index].preparation.note(failures.prefix(count))
      failures.removeFirst(count)
      batch[index].preparation.noteObstacles()
    }
    for item in try recordIntents(of: batch, at: now) { handOver(item) }
  }

  private func isUnprepared(_ release: Release) -> Bool {
    armed[release.id]?.revision != release.revision || incomplete.contains(release.id)
  }

  /// Nil: it cannot be prepared, which was announced, or finds no room.
  private func prepareForLift(
    _ release: Release, isAlone: Bool
  ) throws(LedgerError) -> Preparation? {
    do throws(LedgerError) {
      let preparation = try prepare(release, isUrgent: isAlone)
      if preparation.findsNoRoom { isStagingFull = true }
      return preparation.findsNoRoom ? nil : preparation
    } catch {
      if case .broken = error { throw error }
      report(
        Notice(
          .error, "arm.failed", release: release.id,
          "cannot be prepared for its lift: \(release.withheld(from: error.description))"),
        problem: "arm:\(release.id)")
      noteArming([PreflightProblem("text-unreadable", error.description)], of: release)
      return nil
    }
  }

  /// Returns those that are on the record; what the ledger refuses of one does not stop the others.
  private func recordIntents(
    of batch: [Arming], at now: Instant
  ) throws(LedgerError) -> [Arming] {
    var recorded = batch
    var transaction = LedgerTransaction()
    do throws(LedgerError) {
      for index in batch.indices {
        recorded[index].near.release = try add(batch[index], at: now, to: &transaction)
      }
      if !transaction.releases.isEmpty { try commit(transaction) }
      return recorded
    } catch {
      guard batch.count > 1 else {
        try unlessStuck(batch[0].release) { () throws(LedgerError) in throw error }
        return []
      }
      switch error {
      case .full, .broken: throw error
      case .taken, .forbidden: break
      }
    }
    var rest: [Arming] = []
    for item in batch { rest += try recordIntents(of: [item], at: now) }
    return rest
  }

  /// Adds what is not on the record yet; returns the release as it is then.
  private func add(
    _ item: Arming, at now: Instant, to transaction: inout LedgerTransaction
  ) throws(LedgerError) -> Release {
    let (release, intents) = (item.release, item.preparation.intents)
    let events: [Event]
    do {
      events = try release.decide(.arm(intents), at: now, policy: settings.policy)
    } catch {
      throw .forbidden(error.message)
    }
    if events.isEmpty { return release }
    let after = Self.apply(events, to: release, by: .daemon, at: now, recording: &transaction)
    transaction.releases.append(after)
    transaction.stored[release.id] = release
    transaction.bodies += item.preparation.bodies
    return after
  }

  private func handOver(_ item: Arming) {
    let (release, preparation) = (item.release, item.preparation)
    announce(preparation, of: release)
    noteArming(problems(from: preparation.faults), of: release)
    armed[release.id] = release
    if preparation.faults.isEmpty {
      incomplete.remove(release.id)
    } else {
      incomplete.insert(release.id)
    }
    let latest = release.due + grace(of: release)
    ports.lifter.arm(
      ArmedRelease(
        id: release.id, due: release.due,
        expires: item.near.isPartlyOut ? Instant(nanoseconds: .max) : latest,
        works: preparation.works))
  }

  private func announce(_ preparation: Preparation, of release: Release) {
    guard let (output, fault) = preparation.faults.min(by: { $0.key < $1.key }) else {
      return resolve("arm:\(release.id)")
    }
    report(
      Notice(
        .error, "output.not-ready", release: release.id,
        "output \(output) is not ready for the lift at \(release.due.rfc3339): "
          + release.withheld(from: fault.description)),
      problem: "arm:\(release.id)")
  }
}
