import EmbargoCore
import EmbargoTime

extension Watcher {
  /// A transaction became durable: promises 1, 3, 4 and 7.
  func committed(
    _ transaction: LedgerTransaction, before: [ReleaseID: Release], records: ArraySlice<Record>
  ) {
    for item in transaction.contents {
      if !offered.contains(item.content.bytes) {
        world.violate(3, "bytes that nobody handed in became revision \(item.revision)")
      }
    }
    for release in transaction.releases {
      noteRevision(of: release)
      let old = before[release.id]
      guard old != release else { continue }
      noteAttempts(of: release, before: old)
      let own = zip(transaction.records, records).filter { $0.0.release == release.id }.map(\.1)
      if own.isEmpty {
        world.violate(7, "\(release.slug) changed to \(release.phase.name) without a record")
      }
      checkSecrecy(of: release, in: own)
      if !release.phase.isQueued { unrecorded[release.id] = nil }
      if let old { noteChange(of: old, to: release) }
      if let old { checkChange(of: old, to: release) }
      if let old { checkEarlyLift(of: old, to: release, by: own) }
      if let old { checkSuspension(of: old, to: release) }
      for delivery in release.deliveries { checkDurable(delivery, of: release, before: old) }
    }
    for item in transaction.earlier { noteEarlier(item) }
  }

  private func noteRevision(of release: Release) {
    let revision = SimulatedLedger.Revision(release: release.id, number: release.revision)
    guard accepted[revision] == nil else { return }
    accepted[revision] = ledger.settled.contents[release.digest].map {
      SimulatedOutput.bytes(of: release, event: release.event, text: $0.bytes)
    }
    for delivery in release.deliveries {
      let key = IdempotencyKey(
        instance: ledger.instanceKey, release: release.id, revision: release.revision,
        output: delivery.output, event: release.event(for: delivery).name)
      owners[key] = Owner(release: release.id, revision: release.revision)
    }
  }

  /// Which attempts are under way, and which were when another revision took the place of theirs.
  private func noteAttempts(of release: Release, before old: Release?) {
    if let old, old.revision < release.revision, !release.phase.isQueued {
      for delivery in old.deliveries {
        let place = Stall(release: old.id, output: delivery.output)
        guard case .attempting(let began) = delivery.state, begun[place] == old.revision
        else { continue }
        underWay[place] = UnderWay(
          revision: old.revision, since: world.elapsed, clock: max(began, world.wallNow))
        world.note("after the lift: an attempt is under way at \(delivery.output)")
      }
    }
    for delivery in release.deliveries {
      let place = Stall(release: release.id, output: delivery.output)
      if case .attempting = delivery.state { begun[place] = release.revision }
    }
  }

  private func noteEarlier(_ item: EarlierDelivery) {
    let place = Stall(release: item.release, output: item.delivery.output)
    world.note("after the lift: \(item.delivery.state.name) at \(item.delivery.output)")
    if case .cancelled = item.delivery.state { return }
    underWay[place] = nil
  }

  /// No record of a sealed release says what it is about.
  private func checkSecrecy(of release: Release, in records: [Record]) {
    guard release.phase.isQueued else { return }
    for record in records.map({ String(decoding: $0.bytes, as: UTF8.self) })
    where record.contains(release.slug.description) || record.contains(release.headline)
      || record.contains(release.digest.description)
    {
      world.violate(1, "a record of \(release.slug), which is sealed, says what it is")
    }
  }

  /// From here on what was prepared before must not go out.
  private func noteChange(of old: Release, to release: Release) {
    let isStopped = release.phase.isQueued || release.phase.name == "withdrawn"
    let isSame =
      (old.phase, old.revision, old.embargo, old.due)
      == (release.phase, release.revision, release.embargo, release.due)
      && (old.awaitsApproval || !release.awaitsApproval)
    guard old.phase.isQueued, isStopped, !isSame else { return }
    changes[release.id, default: 0] += 1
    letOut.remove(release.id)
    if unrecorded[release.id] != nil {
      world.violate(3, "\(old.slug) is stopped or changed while it goes out")
    }
  }

  /// What people were told to be stopped or changed is not out, as far as the daemon could see. To
  /// let go what was held finishes what is partly out.
  private func checkChange(of old: Release, to release: Release) {
    guard old.phase.isQueued, release.phase.isQueued || release.phase.name == "withdrawn",
      release.revision != old.revision
        || release.phase != old.phase && release.phase != .scheduled,
      let bytes = bytes(of: old)
    else { return }
    for output in outputs
    where old.outputs.contains(output.name) && isConfigured(output) && !output.directory.isFull {
      let names = output.names(slug: old.slug, instant: old.due, attachments: [])
      if names.contains(where: { output.directory.entries[$0]?.bytes == bytes }) {
        world.violate(3, "\(old.slug) was \(release.phase.name) anew and is out at \(output.name)")
      }
    }
  }

  /// What is on the record of an output is kept to: nothing is tried there while it is suspended. A
  /// lift that was armed before is no such attempt.
  private func checkSuspension(of old: Release, to release: Release) {
    guard !old.phase.isQueued else { return }
    for delivery in release.deliveries {
      guard case .attempting = delivery.state,
        delivery.state != old.delivery(to: delivery.output)?.state,
        ledger.settled.suspensions[delivery.output] != nil
      else { continue }
      world.violate(7, "\(release.slug) is sent to \(delivery.output), which is suspended")
    }
  }

  /// What is recorded as delivered has arrived, and would survive a power loss.
  func checkDurable(_ delivery: Delivery, of release: Release, before: Release?) {
    guard case .delivered = delivery.state,
      before?.delivery(to: delivery.output)?.state != delivery.state,
      let output = outputs.first(where: { $0.name == delivery.output }),
      let wanted = bytes(of: release)
    else { return }
    let names = output.names(slug: release.slug, instant: release.due, attachments: [])
    let isThere = names.allSatisfy { name in
      output.directory.entries[name].map { $0.bytes == wanted && $0.isSynced } ?? false
    }
    let isAnswered = delivery.intent.map { keys[$0.key] != nil } ?? false
    if !isThere || names.isEmpty && !isAnswered {
      world.violate(4, "\(release.slug) is recorded as delivered to \(output.name) and is not")
    }
  }
}
