import EmbargoCore
import EmbargoDaemon
import EmbargoTime

/// Looks at everything that becomes visible or durable and compares it with the promises.
final class Watcher {
  let world: World
  let ledger: SimulatedLedger
  var outputs: [SimulatedOutput] = []
  /// Whether the configuration names an output now.
  var isConfigured: (SimulatedOutput) -> Bool = { _ in true }
  /// What people handed in, from their own memory.
  var offered: Set<[UInt8]> = []
  /// Bytes of each revision as they became durable.
  private var accepted: [SimulatedLedger.Revision: [UInt8]] = [:]
  /// Releases whose submission was acknowledged.
  private(set) var acknowledged: [ReleaseID] = []
  /// Whose delivery a key is.
  private var owners: [IdempotencyKey: Owner] = [:]
  /// Keys and bodies that arrived at endpoints.
  private var keys: [IdempotencyKey: String] = [:]
  private var bodies: [String: [UInt8]] = [:]
  /// Releases of which something is visible somewhere.
  private var seen: Set<ReleaseID> = []
  private var verifier = ChainVerifier()
  private var verified = 0
  /// Releases that somebody was told about since the daemon came up, and whether something was
  /// said of the whole daemon.
  private var announced: Set<ReleaseID> = []
  var announcedDaemon = false

  private struct Owner {
    var release: ReleaseID
    var revision: Int
  }

  init(world: World, ledger: SimulatedLedger) {
    (self.world, self.ledger) = (world, ledger)
  }

  func acknowledge(_ id: ReleaseID) { acknowledged.append(id) }

  func bytes(of release: Release) -> [UInt8]? {
    accepted[.init(release: release.id, number: release.revision)]
  }

  /// Something of a release became visible: promises 1, 3 and 6.
  func saw(_ sighting: SimulatedOutput.Sighting) {
    guard let owner = owners[sighting.key], let release = ledger.rows.releases[owner.release],
      release.revision == owner.revision
    else {
      return world.violate(3, "bytes that belong to no revision in force are at \(sighting.output)")
    }
    world.note("visible \(release.slug) r\(release.revision) at \(sighting.output)")
    if world.wallNow < release.due {
      world.violate(1, "\(release.slug) is visible before it is due")
    }
    // What is out already is not early any more.
    if seen.insert(release.id).inserted, world.isEarlyByStep(release.embargo.instant) {
      world.violate(1, "\(release.slug) is visible early because the clock was set forward")
    }
    if sighting.isRepeated {
      world.violate(6, "\(release.slug) is published twice at \(sighting.output)")
    }
    switch release.phase {
    case .held, .withdrawn:
      world.violate(3, "\(release.slug) is visible while \(release.phase.name)")
    case .scheduled, .lifting, .lifted: break
    }
    if bytes(of: release) != sighting.bytes {
      world.violate(3, "\(release.slug) is visible with other bytes than were accepted")
    }
  }

  /// A request arrived, with a key that should be that of its publication: promise 6.
  func arrived(at output: OutputName, key: String, of publication: IdempotencyKey, body: [UInt8]) {
    if keys.updateValue(key, forKey: publication).map({ $0 != key }) ?? false {
      world.violate(6, "the same delivery to \(output) came under two ids")
    }
    if let known = bodies[key], known != body {
      world.violate(6, "one id came with two bodies at \(output)")
    }
    bodies[key] = body
  }

  /// Somebody is told something: promises 1 and 5.
  func told(_ notice: Notice) {
    if let id = notice.release, let release = ledger.rows.releases[id], release.phase.isQueued,
      world.wallNow < release.due,
      notice.text.contains(release.slug.description) || notice.text.contains(release.headline)
    {
      world.violate(1, "a notice names \(release.slug), which is sealed")
    }
    if world.fault == .silentLoss || notice.level == .info { return }
    // Said hours ahead: what is late in the end must be announced all the same.
    if notice.code == "release.preflight" { return }
    if let release = notice.release { announced.insert(release) }
    world.note("notice \(notice.code)")
    if notice.code == "release.stuck" || notice.code == "attempt.failed" {
      world.violate(7, "the ledger or the core refused what the engine did: \(notice.text)")
    }
  }

  /// A transaction became durable: promises 1, 3, 4 and 7.
  func committed(
    _ transaction: LedgerTransaction, before: [ReleaseID: Release], records: ArraySlice<Record>
  ) {
    for item in transaction.contents {
      if !offered.contains(item.content.bytes) {
        world.violate(3, "bytes that nobody handed in became revision \(item.revision)")
      }
    }
    let texts = records.map { String(decoding: $0.bytes, as: UTF8.self) }
    for release in transaction.releases {
      noteRevision(of: release)
      let old = before[release.id]
      guard old != release else { continue }
      let id = "\"release\":\"\(release.id)\""
      let own = texts.filter { $0.contains(id) }
      if own.isEmpty {
        world.violate(7, "\(release.slug) changed to \(release.phase.name) without a record")
      }
      checkSecrecy(of: release, in: own)
      if let old { checkChange(of: old, to: release) }
      for delivery in release.deliveries { checkDurable(delivery, of: release, before: old) }
    }
  }

  private func noteRevision(of release: Release) {
    let revision = SimulatedLedger.Revision(release: release.id, number: release.revision)
    guard accepted[revision] == nil else { return }
    accepted[revision] = ledger.rows.contents[release.digest]?.bytes
    for output in release.outputs {
      let key = IdempotencyKey(
        instance: ledger.instanceKey, release: release.id, revision: release.revision,
        output: output, event: "release.published")
      owners[key] = Owner(release: release.id, revision: release.revision)
    }
  }

  /// No record of a sealed release says what it is about.
  private func checkSecrecy(of release: Release, in records: [String]) {
    guard release.phase.isQueued else { return }
    for record in records
    where record.contains(release.slug.description) || record.contains(release.headline)
      || record.contains(release.digest.description)
    {
      world.violate(1, "a record of \(release.slug), which is sealed, says what it is")
    }
  }

  /// What people were told to be stopped or changed is not out, as far as the daemon could see.
  private func checkChange(of old: Release, to release: Release) {
    guard old.phase.isQueued, release.phase.isQueued || release.phase.name == "withdrawn",
      release.revision != old.revision || release.phase != old.phase, let bytes = bytes(of: old)
    else { return }
    for output in outputs
    where old.outputs.contains(output.name) && isConfigured(output) && !output.directory.isFull {
      let names = output.names(slug: old.slug, instant: old.due, attachments: [])
      if names.contains(where: { output.directory.entries[$0]?.bytes == bytes }) {
        world.violate(3, "\(old.slug) was \(release.phase.name) anew and is out at \(output.name)")
      }
    }
  }

  /// What is recorded as delivered has arrived, and would survive a power loss.
  private func checkDurable(_ delivery: Delivery, of release: Release, before: Release?) {
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

  /// The daemon came up: what people were told before is over.
  func restarted() {
    announced = []
    checkAcknowledged()
    let count = ledger.rows.records.count
    guard count < verified else { return }
    world.violate(4, "\(verified - count) records that were written are lost")
  }
}

extension Watcher {
  /// After every step: promises 4, 5 and 7.
  func check(daemonUpFor up: Span) {
    // Only then can one be missing; looking for each at every step is slow.
    if ledger.rows.releases.count < acknowledged.count { checkAcknowledged() }
    if up > .seconds(10), !announcedDaemon { checkLateness() }
    checkChain()
  }

  private func checkAcknowledged() {
    for id in acknowledged where ledger.rows.releases[id] == nil {
      world.violate(4, "release \(id) was acknowledged and is lost")
    }
  }

  private func checkLateness() {
    let limit = world.wallNow - .seconds(10)
    for (id, wake) in ledger.rows.wakes where wake < limit && !announced.contains(id) {
      guard let release = ledger.rows.releases[id], release.due < limit else { continue }
      let isLate =
        release.phase == .scheduled || release.deliveries.contains { $0.state == .waiting }
      if isLate { world.violate(5, "\(release.slug) is late and nobody was told") }
    }
  }

  private func checkChain() {
    let records = ledger.rows.records
    guard records.count > verified else { return }
    for record in records[verified...] { verifier.check(record) }
    verified = records.count
    if case .tampered(let sequence, let why) = verifier.verdict {
      world.violate(7, "record \(sequence): \(why)")
    }
  }

  /// At the end, with all mended: what is queued went out or was stopped by somebody.
  func checkEnd() {
    for release in ledger.rows.releases.values.sorted(by: { $0.id < $1.id }) {
      switch release.phase {
      case .held, .withdrawn: continue
      case .scheduled, .lifting:
        world.violate(4, "\(release.slug) never came to its end: \(release.phase.name)")
      case .lifted:
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
