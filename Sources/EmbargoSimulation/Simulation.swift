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
  let outputs: [SimulatedOutput]
  /// Those that the configuration names now.
  var configured: [SimulatedOutput]
  var settings: EngineSettings
  var life: Life?
  /// When the daemon comes up again, in true time.
  private var comesUp = Span.zero
  /// How often it has come up.
  private(set) var lives = 0
  var known: [ReleaseID] = []
  /// Which key signs checkpoints.
  var keyEpoch = 1
  var count = 0
  private let seed: UInt64

  /// One run of the daemon, from start to crash.
  struct Life {
    var engine: Engine
    var lifter: SimulatedLifter
    var dispatcher: SimulatedDispatcher
    /// Reports on their way from the lift thread to the engine, in the order in which they come.
    var reports: [Piece] = []
    /// When the engine's thread wants to look at the queue, by the wall clock.
    var pass: Instant
  }

  /// Some of what was published at one instant.
  struct Piece {
    var at: Span
    var reports: [LiftReport]
    var isLast: Bool
  }

  package init(seed: UInt64, fault: PlantedFault? = nil) {
    self.seed = seed
    let world = World(seed: seed, fault: fault)
    let ledger = SimulatedLedger(instanceKey: world.random.bytes(32))
    let watcher = Watcher(world: world, ledger: ledger)
    (self.world, self.ledger, self.watcher) = (world, ledger, watcher)
    ledger.step = { step in
      if step == "commit" { world.takeTime() }
      return world.step(step)
    }
    ledger.isLazy = fault == .lostCommit
    ledger.watch = { [unowned watcher] in watcher.committed($0, before: $1, records: $2) }
    if fault == .unrecordedChange {
      ledger.withholdsRecords = { _ in world.random.chance(1, in: 10) }
    }
    outputs = Self.outputs(watcher)
    configured = outputs
    watcher.outputs = outputs
    settings = EngineSettings(
      rescan: world.random.chance(1, in: 2) ? .seconds(1) : .minutes(1), batch: 4)
    settings.policy.approval = Self.approvalPolicy(outputs, &world.random)
    watcher.approval = settings.policy.approval
    watcher.lateGrace = settings.policy.lateGrace
    watcher.isConfigured = { [unowned self] output in configured.contains { $0 === output } }
  }

  private static func outputs(_ watcher: Watcher) -> [SimulatedOutput] {
    let stages = !watcher.world.random.chance(1, in: 3)
    return ["newsroom", "media-list", "wire", "desk"].compactMap { OutputName($0) }
      .enumerated().map { number, name in
        switch number {
        case 0: SimulatedFolder(name: name, kind: "files", stages: stages, watcher: watcher)
        case 1: SimulatedFolder(name: name, kind: "email", stages: true, watcher: watcher)
        default: SimulatedEndpoint(name: name, watcher: watcher)
        }
      }
  }

  /// Runs `actions` random actions and then lets everything come to rest.
  package func run(actions: Int = 120) -> SimulationReport {
    boot()
    for _ in 0..<actions where world.violations.isEmpty {
      act()
      settle()
    }
    if world.violations.isEmpty { rest() }
    let lifted = ledger.rows.releases.values.filter {
      ["lifted", "killed"].contains($0.phase.name)
    }
    .count
    return SimulationReport(
      seed: seed, violations: world.violations, crashes: world.crashes,
      releases: ledger.rows.releases.count, lifted: lifted, trace: world.trace,
      fingerprint: Digest(of: Array(world.trace.joined(separator: "\n").utf8)).description)
  }

  private func boot() {
    world.comeUp()
    lives += 1
    world.note("boot")
    watcher.restarted()
    let dispatcher = SimulatedDispatcher(world: world)
    let lifter = SimulatedLifter(watcher: watcher, dispatcher: dispatcher)
    world.clockWasSet = { [weak lifter] in lifter?.observe() }
    world.meanwhile = { [unowned self] in lift() }
    let (world, watcher, ledger) = (world, watcher, ledger)
    let clock: ReadClock = { [held = Unchecked(world)] in held.value.wallNow }
    let ports = EnginePorts(
      ledger: ledger, lifter: lifter, dispatcher: dispatcher, clock: clock,
      random: { world.random.bytes($0) },
      document: { content throws(DocumentError) in Simulation.document(content) },
      notify: { watcher.told($0) }, releaseReserve: { ledger.releaseReserve() },
      makeReserve: { ledger.makeReserve() })
    let engine = Engine(outputs: configured, settings: settings, ports: ports)
    life = Life(
      engine: engine, lifter: lifter, dispatcher: dispatcher, pass: world.wallNow)
    do throws(LedgerError) {
      try engine.record("daemon.started")
    } catch {
      world.note("start: \(error)")
    }
    let pass = engine.tick()
    life?.pass = pass
    if world.random.chance(1, in: 2) { reviewAll() }
  }

  static func document(_ content: RevisionContent) -> ReleaseDocument {
    ReleaseDocument(
      format: .text, parts: [], headline: "headline", subhead: nil, contacts: [], links: [],
      frontMatter: .init(), publishedBytes: content.bytes)
  }

  /// After every step: has the machine or the daemon gone down, and do the promises hold?
  func settle() {
    if world.isDown, life != nil {
      life = nil
      ledger.restart()
      for output in outputs { output.directory.crash(world) }
      comeUp(within: world.random.chance(1, in: 6) ? .minutes(20) : .seconds(20))
    }
    if let failure = life?.engine.failure {
      if !ledger.isBroken { world.violate(7, "the engine ended by itself: \(failure)") }
      ledger.isBroken = false
      world.note("the daemon ended")
      life = nil
      comeUp(within: .seconds(5))
    }
    check()
  }

  private func comeUp(within longest: Span) {
    let milliseconds = 1 + world.random.below(Int(longest.nanoseconds / 1_000_000))
    comesUp = Span(nanoseconds: world.elapsed.nanoseconds + Int64(milliseconds) * 1_000_000)
  }

  private func check() {
    let isStill = life.map { $0.engine.isPaused || $0.engine.frozen != nil } ?? true
    if isStill { world.calmSince = world.elapsed }
    watcher.announcedDaemon = isStill
    watcher.check(
      daemonUpFor: world.elapsed - world.calmSince)
  }

  /// Lets true time pass, and everything that happens in it happen in its order.
  func pass(_ span: Span) {
    let end = world.elapsed + span
    while world.elapsed < end, world.violations.isEmpty {
      let next = min(nextEvent, end)
      if next > world.elapsed {
        world.advance(by: next - world.elapsed)
      }
      happen()
      settle()
    }
  }

  /// The true time of whatever comes next.
  private var nextEvent: Span {
    guard let life else { return comesUp }
    if world.isClockSet { return world.elapsed }
    let pass = world.elapsed + (life.pass - world.wallNow)
    return [pass, life.dispatcher.next, life.lifter.next, life.reports.first?.at]
      .compactMap { $0 }.min() ?? pass
  }

  /// One thing that has its turn: the threads' order among themselves is not fixed.
  private func happen() {
    guard let current = life else {
      if world.elapsed >= comesUp { boot() }
      return
    }
    world.setClockPerhaps()
    if lift() { return }
    if let first = current.reports.first, first.at <= world.elapsed {
      life?.reports.removeFirst()
      if !world.step("report") { report(first, to: current.engine) }
      return comeSooner()
    }
    let answers = current.dispatcher.answers()
    for (id, outcome) in answers where !world.step("answer") {
      current.engine.finished(id, outcome)
    }
    if !answers.isEmpty { return comeSooner() }
    let returned = current.dispatcher.returned()
    for output in returned where !world.step("return") { current.engine.returned(output) }
    if !returned.isEmpty { return comeSooner() }
    guard world.isClockSet || current.pass <= world.wallNow else { return }
    world.isClockSet = false
    let pass = current.engine.tick()
    life?.pass = pass
  }

  /// The lift thread has its turn; true when it published something.
  @discardableResult
  private func lift() -> Bool {
    let reports = life?.lifter.fire() ?? []
    guard !reports.isEmpty else { return false }
    let size = 1 + world.random.below(8)
    // One thread reports: a piece comes behind all that came before it.
    var at = max(world.elapsed, world.suspendedUntil, life?.reports.last?.at ?? .zero)
    for start in stride(from: 0, to: reports.count, by: size) {
      at = at + .milliseconds(Int64(world.random.below(start == 0 ? 1_200 : 100)))
      let end = min(start + size, reports.count)
      life?.reports.append(
        Piece(at: at, reports: Array(reports[start..<end]), isLast: end == reports.count))
    }
    return true
  }

  private func report(_ piece: Piece, to engine: Engine) {
    if piece.isLast {
      engine.lifted(piece.reports)
    } else {
      engine.lifting(piece.reports)
      world.note("a piece of a burst")
      // With something written that is not committed.
      if !world.isResting, world.random.chance(1, in: 5) { world.crash(at: "append") }
    }
  }

  private var isAnythingUnapproved: Bool {
    ledger.rows.releases.values.contains { $0.awaitsApproval || $0.proposedCorrection != nil }
  }

  /// What waits for approvals gets them, so that it comes to its end.
  private func approveAll() {
    let waiting = ledger.rows.releases.values.filter {
      $0.awaitsApproval || $0.proposedCorrection != nil
    }
    for id in waiting.map(\.id).sorted() {
      for person in Self.persons where !world.isDown {
        approve(id, by: person)
        settle()
      }
    }
  }

  /// As the engine's thread does: what was done may need the next pass sooner.
  func comeSooner() {
    guard let life, !world.isDown else { return }
    self.life?.pass = min(life.pass, life.engine.nextPass())
  }

  /// All is mended and nobody acts any more: what is queued must come to its end.
  private func rest() {
    world.rest()
    ledger.isFull = false
    for output in outputs {
      output.mood = .accepts
      output.directory.isFull = false
    }
    configured = outputs
    // Days of retries lie ahead.
    settings.rescan = .minutes(1)
    for case let folder as SimulatedFolder in outputs { folder.hangsUntil = .zero }
    // What a life has lost need not wait for the next one, unless somebody will never answer.
    if life?.dispatcher.owesForEver ?? true || world.random.chance(1, in: 2) {
      world.crash(at: "rest")
    } else {
      adopt(settings.policy.approval)
    }
    settle()
    for _ in 0..<48 where world.violations.isEmpty {
      pass(.hours(1))
      resumeOutputs()
      thaw()
      settle()
      reviewAll()
      settle()
      approveAll()
      let isEmpty = ledger.rows.wakes.places.isEmpty && ledger.rows.suspensions.isEmpty
      if isEmpty, !isAnythingUnapproved { break }
    }
    if world.violations.isEmpty { watcher.checkEnd() }
    if world.violations.isEmpty { watcher.checkRecords() }
  }
}
