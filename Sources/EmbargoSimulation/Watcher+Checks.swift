import EmbargoCore
import EmbargoTime

extension Watcher {
  /// The daemon came up: what people were told before is over.
  func restarted() {
    announced = []
    stalled = []
    unrecorded = [:]
    letOut = []
    (begun, underWay) = ([:], [:])
    checkAcknowledged()
    let count = ledger.settled.records.count
    guard count < verified else { return }
    world.violate(4, "\(verified - count) records that were written are lost")
  }

  /// After every step: promises 4, 5 and 7.
  func check(daemonUpFor up: Span) {
    // Only then can one be missing; looking for each at every step is slow.
    if ledger.settled.releases.count < acknowledged.count { checkAcknowledged() }
    if up > .seconds(10), !announcedDaemon { checkLateness() }
    if up > .minutes(2), !announcedDaemon { checkRecorded() }
    if up > .minutes(20), world.isResting { checkEnding() }
    checkChain()
  }

  private func checkAcknowledged() {
    for id in acknowledged where ledger.settled.releases[id] == nil {
      world.violate(4, "release \(id) was acknowledged and is lost")
    }
  }

  private func checkLateness() {
    let limit = world.wallNow - .seconds(10)
    for release in waking(before: limit) where release.due < limit {
      if announced.contains(release.id) { continue }
      let isLate =
        release.phase == .scheduled
        || release.expected < limit
          && release.deliveries.contains { $0.state == .waiting && !waits($0, of: release) }
      if isLate { world.violate(5, "\(release.slug) is late and nobody was told") }
    }
  }

  /// Whether what an output was sent before has not ended.
  private func waits(_ delivery: Delivery, of release: Release) -> Bool {
    underWay[Stall(release: release.id, output: delivery.output)] != nil
  }

  /// What went out is on the record soon, and an attempt that does not end is announced.
  private func checkRecorded() {
    let longAgo = world.elapsed - .minutes(1)
    for (id, since) in unrecorded.sorted(by: { $0.key < $1.key })
    where max(since, world.suspendedUntil) < longAgo {
      guard let release = ledger.settled.releases[id], release.phase == .scheduled else { continue }
      world.violate(7, "\(release.slug) went out minutes ago and that is not on the record")
    }
    for (place, attempt) in underWay
    where attempt.since < world.elapsed - .seconds(90)
      && attempt.clock < world.wallNow - .seconds(90)
    {
      if stalled.contains(place) || max(attempt.since, world.suspendedUntil) > longAgo { continue }
      world.violate(5, "what follows an attempt at \(place.output) waits and nobody was told")
    }
    let limit = world.wallNow - .seconds(90)
    for release in waking(before: limit) {
      for delivery in release.deliveries {
        guard case .attempting(let since) = delivery.state, since < limit,
          !stalled.contains(Stall(release: release.id, output: delivery.output))
        else { continue }
        world.violate(5, "an attempt at \(delivery.output) does not end and nobody was told")
      }
    }
  }

  /// When all is mended nothing hangs for longer than a disk had hung before.
  private func checkEnding() {
    let limit = world.wallNow - .minutes(15)
    for delivery in waking(before: limit).flatMap(\.deliveries) {
      if case .attempting(let since) = delivery.state, since < limit {
        world.violate(4, "an attempt at \(delivery.output) never ends")
      }
    }
  }

  /// What should have had its turn by `limit`.
  private func waking(before limit: Instant) -> [Release] {
    ledger.settled.wakes.places.prefix { $0.instant < limit }.map(\.id).sorted()
      .compactMap { ledger.settled.releases[$0] }
  }

  private func checkChain() {
    let records = ledger.settled.records
    guard records.count > verified else { return }
    for record in records[verified...] { verifier.check(record) }
    verified = records.count
    if case .tampered(let sequence, let why) = verifier.verdict {
      world.violate(7, "record \(sequence): \(why)")
    }
  }

  /// Whoever has something of a killed release has been told, or cannot be told; no page of it
  /// stands.
  private func checkTold(_ release: Release) {
    guard case .killed = release.phase else { return }
    for delivery in release.deliveries {
      if case .cancelled = delivery.state, has(release, at: delivery.output) {
        world.violate(4, "\(release.slug) is killed and \(delivery.output) is not told")
      }
      guard let output = outputs.first(where: { $0.name == delivery.output }) else { continue }
      for name in output.names(slug: release.slug, instant: release.due, attachments: []) {
        let bytes = output.directory.entries[name]?.bytes
        if let bytes, bytes != self.bytes(of: release) {
          world.violate(4, "\(release.slug) is killed and stands at \(output.name)")
        }
      }
    }
  }

  /// At the end, with all mended: what is queued went out or was stopped by somebody.
  func checkEnd() {
    for release in ledger.settled.releases.values.sorted(by: { $0.id < $1.id }) {
      switch release.phase {
      case .held, .withdrawn: continue
      case .scheduled, .lifting:
        world.violate(4, "\(release.slug) never came to its end: \(release.phase.name)")
      case .lifted, .killed:
        checkTold(release)
        for delivery in release.deliveries {
          switch delivery.state {
          case .failed, .cancelled: continue
          case .delivered: checkDurable(delivery, of: release, before: nil)
          case .waiting, .attempting, .retrying:
            world.violate(
              4, "\(release.slug) is lifted and \(delivery.output) is \(delivery.state.name)")
          }
        }
      }
    }
  }
}
