import EmbargoCore
import EmbargoTime

/// Looks at everything that becomes visible or durable and compares it with the promises.
final class Watcher {
  private let world: World
  private let ledger: SimulatedLedger
  /// What people handed in, from their own memory.
  var offered: Set<[UInt8]> = []
  /// Bytes of each revision as they became durable, by id and revision.
  private(set) var accepted: [String: [UInt8]] = [:]
  /// Releases whose submission was acknowledged.
  var acknowledged: Set<ReleaseID> = []
  /// Keys by delivery, to see that every attempt has the same.
  private var keys: [String: String] = [:]
  private var bodies: [String: [UInt8]] = [:]
  private var verifier = ChainVerifier()
  private var verified = 0
  /// Releases that somebody was told about, and whether something was said of the whole daemon.
  var announced: Set<ReleaseID> = []
  var announcedDaemon = false

  init(world: World, ledger: SimulatedLedger) {
    (self.world, self.ledger) = (world, ledger)
  }

  /// Something of a release became visible: promises 1 and 3.
  func saw(_ sighting: SimulatedOutput.Sighting) {
    guard let (release, output) = owner(of: sighting) else {
      return world.violate(3, "bytes that belong to no revision in force are at \(sighting.output)")
    }
    world.note("visible \(release.slug) r\(release.revision) at \(output)")
    if world.wallNow < release.due || world.wallNow < release.embargo.instant {
      world.violate(1, "\(release.slug) is visible before it is due")
    }
    if world.clockError > .seconds(1), world.trueNow < release.embargo.instant {
      world.violate(1, "\(release.slug) is visible early because the clock was set forward")
    }
    switch release.phase {
    case .held, .withdrawn:
      world.violate(3, "\(release.slug) is visible while \(release.phase.name)")
    case .scheduled, .lifting, .lifted: break
    }
    if accepted["\(release.id)/\(release.revision)"] != sighting.bytes {
      world.violate(3, "\(release.slug) is visible with other bytes than were accepted")
    }
  }

  private func owner(of sighting: SimulatedOutput.Sighting) -> (Release, OutputName)? {
    for release in ledger.rows.releases.values.sorted(by: { $0.id < $1.id }) {
      let key = IdempotencyKey(
        instance: ledger.instanceKey, release: release.id, revision: release.revision,
        output: sighting.output, event: "release.published")
      if key == sighting.key { return (release, sighting.output) }
    }
    return nil
  }

  /// A transaction became durable: promises 3 and 7.
  func committed(
    _ transaction: LedgerTransaction, before: [ReleaseID: Release], records: ArraySlice<Record>
  ) {
    for item in transaction.contents {
      if !offered.contains(item.content.bytes) {
        world.violate(3, "bytes that nobody handed in became revision \(item.revision)")
      }
      accepted["\(item.id)/\(item.revision)"] = item.content.bytes
    }
    let recorded = Set(
      records.compactMap { record in (try? JSON(parsing: record.bytes))?["release"]?.text })
    for release in transaction.releases where before[release.id] != release {
      if !recorded.contains(release.id.description) {
        world.violate(7, "\(release.slug) changed to \(release.phase.name) without a record")
      }
    }
  }

  /// After every step: promises 4, 5, 6, 7.
  func check(outputs: [SimulatedOutput], daemonUpFor up: Span) {
    for id in acknowledged.sorted() where ledger.rows.releases[id] == nil {
      world.violate(4, "release \(id) was acknowledged and is lost")
    }
    checkLateness(daemonUpFor: up)
    for output in outputs { checkRepeats(output) }
    checkChain()
  }

  private func checkLateness(daemonUpFor up: Span) {
    guard up > .seconds(10), !announcedDaemon else { return }
    for release in ledger.rows.releases.values.sorted(by: { $0.id < $1.id })
    where release.phase == .scheduled {
      if world.wallNow > release.due + .seconds(10), !announced.contains(release.id) {
        world.violate(5, "\(release.slug) is late and nobody was told")
      }
    }
  }

  private func checkRepeats(_ output: SimulatedOutput) {
    for request in output.received {
      let body = Digest(of: request.body).description
      let place = "\(output.name)/\(body)"
      if let known = keys[place], known != request.key {
        world.violate(6, "the same delivery to \(output.name) came under two ids")
      }
      keys[place] = request.key
      if let known = bodies[request.key], known != request.body {
        world.violate(6, "one id came with two bodies at \(output.name)")
      }
      bodies[request.key] = request.body
    }
    output.received.removeAll()
  }

  private func checkChain() {
    let records = ledger.rows.records
    if records.count < verified {
      if world.fault != .lostCommit { world.violate(7, "records were lost") }
      (verifier, verified) = (ChainVerifier(), 0)
    }
    for record in records[verified...] { verifier.check(record) }
    verified = records.count
    if case .tampered(let sequence, let why) = verifier.verdict {
      world.violate(7, "record \(sequence): \(why)")
    }
  }
}
