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
  var accepted: [SimulatedLedger.Revision: [UInt8]] = [:]
  /// Releases whose submission was acknowledged.
  private(set) var acknowledged: [ReleaseID] = []
  /// Whose delivery a key is.
  var owners: [IdempotencyKey: Owner] = [:]
  /// Keys and bodies that arrived at endpoints.
  var keys: [IdempotencyKey: String] = [:]
  private var bodies: [String: [UInt8]] = [:]
  /// Releases of which something is visible somewhere.
  private var seen: Set<ReleaseID> = []
  /// Releases whose lift began in this life at a time that the daemon had to believe. The rest of
  /// them, and the notice of their kill, may be on its way when the clock is set.
  var letOut: Set<ReleaseID> = []
  /// Those that became visible in this life while their lift was not on the record, and when.
  var unrecorded: [ReleaseID: Span] = [:]
  /// Attempts that began in this life, by the revision that they are of.
  var begun: [Stall: Int] = [:]
  /// Attempts that were under way when a correction or a kill took the place of their revision.
  var underWay: [Stall: UnderWay] = [:]
  /// The newest revision that each output has seen.
  private var newest: [Stall: Int] = [:]
  /// Outputs that have something of a release and did not refuse it for good.
  private var holders: Set<Stall> = []
  /// How often each release was stopped or changed before its lift.
  var changes: [ReleaseID: Int] = [:]
  var verifier = ChainVerifier()
  var verified = 0
  /// Releases that somebody was told about since the daemon came up, and whether something was
  /// said of the whole daemon.
  var announced: Set<ReleaseID> = []
  var announcedDaemon = false
  /// Attempts of which somebody was told that they do not end.
  var stalled: Set<Stall> = []
  /// How many approvals are asked for, and how the outputs are configured.
  var approval = ApprovalPolicy()
  /// What each person has said of a release and not taken back.
  var words: [ReleaseID: Set<Word>] = [:]
  /// Beyond it nothing goes out by itself, where a release says nothing else.
  var lateGrace = Span.zero

  struct Stall: Hashable {
    var release: ReleaseID
    var output: OutputName
  }

  struct UnderWay {
    var revision: Int
    /// Since when something waits for it, in true time and by the clock, by which the daemon
    /// counts: that may have been set back since the attempt began.
    var since: Span
    var clock: Instant
  }

  struct Owner {
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

  func changes(of id: ReleaseID) -> Int { changes[id] ?? 0 }

  /// What was armed begins to go out: promises 3 and 5.
  ///
  /// - Parameter preparedAfter: how often it had been stopped or changed when it was prepared; nil:
  ///   the lifter had answered that nothing of it goes out any more.
  func lifts(_ armed: ArmedRelease, preparedAfter changes: Int?, at now: Instant) {
    guard let release = ledger.settled.releases[armed.id] else { return }
    if ledger.settled.freeze != nil {
      world.violate(3, "\(release.slug) goes out while nothing may lift")
    }
    if changes != self.changes(of: release.id) {
      world.violate(
        3, "what was prepared of \(release.slug) goes out although it was stopped or changed since")
    }
    if release.phase == .scheduled, !seen.contains(release.id) { checkApprovals(of: release) }
    if !world.isEarlyByStep(release.embargo.instant) { letOut.insert(release.id) }
    let grace = release.lateGrace ?? lateGrace
    // What was cut short by a crash is finished, however late.
    if release.phase == .scheduled, now > release.due + grace, !seen.contains(release.id) {
      world.violate(5, "\(release.slug) goes out by itself, overdue by more than its grace")
    }
  }

  /// Something of a release became visible: promises 1, 3, 6 and 7.
  func saw(_ sighting: SimulatedOutput.Sighting) {
    guard let owner = owners[sighting.key], let release = ledger.settled.releases[owner.release]
    else {
      return world.violate(3, "bytes that belong to no revision are at \(sighting.output)")
    }
    checkOrder(owner, of: release, at: sighting)
    guard release.revision == owner.revision else { return }
    world.note("visible \(release.slug) r\(release.revision) at \(sighting.output)")
    if world.wallNow < release.due {
      world.violate(1, "\(release.slug) is visible before it is due")
    }
    if release.phase.isQueued { unrecorded[release.id] = world.elapsed }
    if release.delivery(to: sighting.output)?.intent?.key != sighting.key {
      world.violate(
        7, "\(release.slug) is visible at \(sighting.output) and no intent is on the record")
    }
    // What is out already is not early any more.
    if seen.insert(release.id).inserted, !letOut.contains(release.id),
      world.isEarlyByStep(release.embargo.instant)
    {
      world.violate(1, "\(release.slug) is visible early because the clock was set forward")
    }
    if sighting.isRepeated {
      world.violate(6, "\(release.slug) is published twice at \(sighting.output)")
    }
    switch release.phase {
    case .held, .withdrawn:
      world.violate(3, "\(release.slug) is visible while \(release.phase.name)")
    case .scheduled, .lifting, .lifted, .killed: break
    }
    if bytes(of: release) != sighting.bytes {
      world.violate(3, "\(release.slug) is visible with other bytes than were accepted")
    }
  }

  /// What an output gets of one release comes in order, and nothing of a revision that another has
  /// taken the place of, unless it was under way then: promise 3.
  private func checkOrder(
    _ owner: Owner, of release: Release, at sighting: SimulatedOutput.Sighting
  ) {
    let place = Stall(release: release.id, output: sighting.output)
    let revision = owner.revision
    if revision < release.revision {
      if underWay[place]?.revision != revision {
        world.violate(
          3,
          "\(release.slug) r\(revision) begins at \(sighting.output) although it is "
            + "\(release.event.name) since")
      }
      if accepted[.init(release: release.id, number: revision)] != sighting.bytes {
        world.violate(3, "\(release.slug) r\(revision) is visible with other bytes than its own")
      }
    } else if underWay[place] != nil {
      world.violate(
        3,
        "\(release.event.name) of \(release.slug) overtakes at \(sighting.output) what was sent "
          + "before it")
    }
    if revision < newest[place, default: 0] {
      world.violate(3, "\(release.slug) r\(revision) comes to \(sighting.output) after a later one")
    }
    newest[place] = max(revision, newest[place, default: 0])
    let isRefused = outputs.contains { $0.name == sighting.output && $0.mood == .gone }
    if !isRefused { holders.insert(place) }
  }

  /// Whether an output was ever seen to have something of a release.
  func has(_ release: Release, at output: OutputName) -> Bool {
    holders.contains(Stall(release: release.id, output: output))
  }

  /// A request arrived, with a key that should be that of its publication: promise 6.
  func arrived(at output: OutputName, key: String, of publication: IdempotencyKey, body: [UInt8]) {
    if keys.updateValue(key, forKey: publication).map({ $0 != key }) ?? false {
      world.violate(6, "the same delivery to \(output) came under two ids")
    }
    if owners[publication] == nil, accepted.values.contains(body) {
      world.violate(6, "accepted bytes came to \(output) under an id that no delivery has")
    }
    if let known = bodies[key], known != body {
      world.violate(6, "one id came with two bodies at \(output)")
    }
    bodies[key] = body
  }

  /// An attempt that a crash cut short is not made again while the clock is not believed.
  private func says(_ notice: Notice, thatNothingEndsAt output: OutputName) -> Bool {
    notice.code == "lift.blocked"
      || notice.code == "delivery.stalled" && notice.text.contains(output.description)
  }

  /// Something stands in the way of a lift that lies ahead, and was found while it was prepared.
  func mustBeAnnounced(_ id: ReleaseID) {
    if world.fault == .silentLoss || announced.contains(id) { return }
    world.violate(5, "release \(id) cannot go out on time and nobody was told before its instant")
  }

  /// Somebody is told something: promises 1 and 5.
  func told(_ notice: Notice) {
    if let id = notice.release, let release = ledger.settled.releases[id], release.phase.isQueued,
      world.wallNow < release.due,
      notice.text.contains(release.slug.description) || notice.text.contains(release.headline)
    {
      world.violate(1, "a notice names \(release.slug), which is sealed")
    }
    if world.fault == .silentLoss || notice.level == .info { return }
    // Said hours ahead: what is late in the end must be announced all the same.
    if notice.code == "release.preflight" { return }
    if let release = notice.release {
      announced.insert(release)
      for output in outputs where says(notice, thatNothingEndsAt: output.name) {
        stalled.insert(Stall(release: release, output: output.name))
      }
    }
    world.note("notice \(notice.code)")
    if notice.code == "release.stuck" || notice.code == "attempt.failed" {
      world.violate(7, "the ledger or the core refused what the engine did: \(notice.text)")
    }
  }
}
