import EmbargoCore
import EmbargoDaemon
import EmbargoOutputs
import EmbargoTime

/// What one seed came to.
package struct SimulationReport: Sendable {
  package var seed: UInt64
  package var violations: [Violation]
  package var crashes: Int
  package var releases: Int
  package var lifted: Int
  /// What happened, line by line; the same seed gives the same lines.
  package var trace: [String]
  /// SHA-256 of the trace.
  package var fingerprint: String
}

/// The daemon's engine, core and ledger rules over a simulated clock, disk and network; one seed
/// decides everything that happens.
package final class Simulation {
  let world: World
  let ledger: SimulatedLedger
  let watcher: Watcher
  var outputs: [SimulatedOutput] = []
  var life: Life?
  /// When the machine comes up again, in true time.
  private var comesUp = Span.zero
  var known: [ReleaseID] = []
  var count = 0
  private let seed: UInt64

  /// One run of the daemon, from start to crash.
  struct Life {
    var engine: Engine
    var lifter: SimulatedLifter
    var dispatcher: SimulatedDispatcher
    var reports: [LiftReport] = []
    var wake: Instant?
    /// Since when it has been up and in no trouble.
    var calmSince: Span
  }

  package init(seed: UInt64, fault: PlantedFault? = nil) {
    self.seed = seed
    let world = World(seed: seed, fault: fault)
    let ledger = SimulatedLedger(instanceKey: world.random.bytes(32))
    (self.world, self.ledger) = (world, ledger)
    watcher = Watcher(world: world, ledger: ledger)
    ledger.step = { world.step($0) }
    ledger.isLazy = fault == .lostCommit
    ledger.watch = { [watcher] in watcher.committed($0, before: $1, records: $2) }
    if fault == .unrecordedChange {
      ledger.withholdsRecords = { _ in world.random.chance(1, in: 10) }
    }
    for (name, kind) in [
      ("newsroom", "files"), ("media-list", "email"), ("wire", "webhook"), ("desk", "webhook"),
    ] {
      guard let name = OutputName(name) else { continue }
      let watch: (SimulatedOutput.Sighting) -> Void = { [watcher] in watcher.saw($0) }
      outputs.append(
        kind == "webhook"
          ? SimulatedEndpoint(
            name: name, kind: kind, retries: .webhook, world: world, watch: watch)
          : SimulatedFolder(name: name, kind: kind, retries: .local, world: world, watch: watch))
    }
  }

  /// Runs `actions` random actions and then lets everything come to rest.
  package func run(actions: Int = 120) -> SimulationReport {
    boot()
    for _ in 0..<actions {
      act()
      check()
      if !world.violations.isEmpty { break }
    }
    if world.violations.isEmpty { rest() }
    let lifted = ledger.rows.releases.values.filter { $0.phase.name == "lifted" }.count
    return SimulationReport(
      seed: seed, violations: world.violations, crashes: world.crashes,
      releases: ledger.rows.releases.count, lifted: lifted, trace: world.trace,
      fingerprint: Digest(of: Array(world.trace.joined(separator: "\n").utf8)).description)
  }

  private func boot(mayCrash: Bool = true) {
    world.planCrash(mayCrash: mayCrash)
    world.note("boot")
    let dispatcher = SimulatedDispatcher(world: world)
    let lifter = SimulatedLifter(world: world, dispatcher: dispatcher)
    lifter.observe()
    let (world, watcher) = (world, watcher)
    let clock: ReadClock = { [held = Unchecked(world)] in held.value.wallNow }
    let ports = EnginePorts(
      ledger: ledger, lifter: lifter, dispatcher: dispatcher, clock: clock,
      random: { world.random.bytes($0) },
      document: { content throws(DocumentError) in Simulation.document(content) },
      notify: { notice in
        if world.fault == .silentLoss || notice.level == .info { return }
        if let release = notice.release { watcher.announced.insert(release) }
        world.note("notice \(notice.code)")
      })
    let engine = Engine(outputs: outputs, settings: EngineSettings(batch: 4), ports: ports)
    life = Life(
      engine: engine, lifter: lifter, dispatcher: dispatcher, calmSince: world.elapsed)
    do throws(LedgerError) {
      try engine.record("daemon.started")
    } catch {
      world.note("start: \(error)")
    }
    life?.wake = engine.tick()
    fallIfDown()
  }

  static func document(_ content: RevisionContent) -> ReleaseDocument {
    ReleaseDocument(
      format: .text, parts: [], headline: "headline", subhead: nil, contacts: [], links: [],
      frontMatter: .init(), publishedBytes: content.bytes)
  }

  /// After each thing that the engine did: has the machine gone down meanwhile?
  func fallIfDown() {
    guard world.isDown, life != nil else { return }
    life = nil
    ledger.restart()
    for output in outputs { output.directory.crash(world) }
    let down: Span = world.random.chance(1, in: 6) ? .minutes(20) : .seconds(20)
    comesUp = Span(
      nanoseconds: world.elapsed.nanoseconds
        + Int64(world.random.below(Int(down.nanoseconds / 1_000_000)) + 1) * 1_000_000)
  }

  func check() {
    let up = life.map { world.elapsed.nanoseconds - $0.calmSince.nanoseconds } ?? 0
    if life?.engine.isPaused == true { life?.calmSince = world.elapsed }
    watcher.announcedDaemon = life?.engine.isPaused ?? true
    watcher.check(outputs: outputs, daemonUpFor: Span(nanoseconds: up))
  }

  /// Lets true time pass, and everything that happens in it happen in its order.
  func pass(_ span: Span) {
    let end = world.elapsed.nanoseconds + span.nanoseconds
    while world.elapsed.nanoseconds < end {
      let next = min(nextEvent(), Span(nanoseconds: end))
      world.advance(by: Span(nanoseconds: max(0, next.nanoseconds - world.elapsed.nanoseconds)))
      happen()
      if world.elapsed.nanoseconds >= end || !world.violations.isEmpty { return }
    }
  }

  /// The true time of whatever comes next.
  private func nextEvent() -> Span {
    guard let life else { return comesUp }
    var candidates = [life.dispatcher.next].compactMap { $0 }
    for wall in [life.lifter.next, life.wake].compactMap({ $0 }) {
      let ahead = max(0, (wall - world.wallNow).nanoseconds)
      candidates.append(Span(nanoseconds: world.elapsed.nanoseconds + ahead))
    }
    if !life.reports.isEmpty { candidates.append(world.elapsed) }
    return candidates.min() ?? Span(nanoseconds: .max)
  }

  private func happen() {
    guard let current = life else {
      if world.elapsed >= comesUp { boot(mayCrash: !isResting) }
      return
    }
    if !current.reports.isEmpty {
      life?.reports = []
      if !world.step("report") { current.engine.lifted(current.reports) }
      return fallIfDown()
    }
    life?.reports = current.lifter.fire()
    if !(life?.reports.isEmpty ?? true) { return fallIfDown() }
    for (id, outcome) in current.dispatcher.answers() where !world.step("answer") {
      current.engine.finished(id, outcome)
    }
    if world.isDown { return fallIfDown() }
    if let wake = current.wake, wake <= world.wallNow {
      life?.wake = current.engine.tick()
    } else if current.wake == nil {
      life?.wake = world.wallNow + .seconds(1)
    }
    fallIfDown()
  }

  private(set) var isResting = false

  /// All is mended and nobody acts any more: what is queued must come to its end.
  private func rest() {
    isResting = true
    world.note("rest")
    (world.clockError, world.isSynchronised) = (.zero, true)
    ledger.isFull = false
    for output in outputs {
      output.mood = .accepts
      output.directory.isFull = false
    }
    if life != nil {
      world.crash(at: "rest")
      fallIfDown()
    }
    for _ in 0..<400 {
      pass(.hours(1))
      let waits = ledger.rows.releases.values.contains { $0.wake != nil }
      if !waits || !world.violations.isEmpty { break }
    }
    check()
    if world.violations.isEmpty { checkEnd() }
  }

  private func checkEnd() {
    for release in ledger.rows.releases.values.sorted(by: { $0.id < $1.id }) {
      switch release.phase {
      case .held, .withdrawn: continue
      case .scheduled, .lifting:
        world.violate(4, "\(release.slug) never came to its end: \(release.phase.name)")
      case .lifted: checkArrived(release)
      }
    }
  }

  private func checkArrived(_ release: Release) {
    for delivery in release.deliveries {
      guard let output = outputs.first(where: { $0.name == delivery.output }) else { continue }
      switch delivery.state {
      case .failed, .cancelled: continue
      case .delivered:
        let names = output.names(slug: release.slug, instant: release.due, attachments: [])
        for name in names
        where output.directory.entries[name]?.bytes
          != watcher.accepted["\(release.id)/\(release.revision)"]
        {
          world.violate(4, "\(release.slug) is recorded as delivered and \(name) is not there")
        }
      case .waiting, .attempting, .retrying:
        world.violate(
          4, "\(release.slug) is lifted and \(delivery.output) is \(delivery.state.name)")
      }
    }
  }
}
