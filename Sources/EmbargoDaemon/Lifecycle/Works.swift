import EmbargoControl
import EmbargoCore
import EmbargoLedger
import EmbargoOutputs
import EmbargoSystem
import EmbargoTime
import Logging
import Synchronization

/// The parts of a running daemon and how they are connected.
final class Works: Sendable {
  let start: Daemon.Start
  let logger: Logger
  let failures = Failures()
  let rules: ZoneRulesSource
  let engine: EngineThread
  let lift: LiftThread
  let dispatcher: LiveDispatcher
  let facts: DaemonFacts
  let tally = Tally()
  let desk: Desk
  let notification: ServiceNotification
  let outputs: Mutex<[any Output]>
  let housekeeping = Mutex<Housekeeping?>(nil)
  let inbox = Mutex<Inbox?>(nil)
  let review: ZoneReview
  let approvals: QueueReview
  let destinations: QueueReview
  let feeds: FeedKeeper
  let clockKeeper: ClockKeeper
  let checkpoints: CheckpointKeeper
  let seals: SealKeeper
  let witness: WitnessKeeper
  let retention: RetentionKeeper
  let announcer: Announcer
  /// What the ledger is opened with.
  let masters: MasterKeys
  let scans = Mark(true)
  /// The queue has not been resolved since the start; it is when the zone files are known to rest.
  let isFirstLook = Mark(true)

  init(_ start: Daemon.Start) throws(DaemonError) {
    let (configuration, places) = (start.configuration, start.places)
    self.start = start
    logger = start.logger
    notification = ServiceNotification { [environment = start.environment] in environment[$0] }
    do throws(SystemError) {
      rules = try ZoneRulesSource(path: places.zoneinfo)
    } catch {
      throw .configuration(
        "the zone files in \(places.zoneinfo) cannot be read: \(error); install tzdata or set "
          + "time.zoneinfo")
    }
    outputs = Mutex(try Self.outputs(configuration, start))
    clockKeeper = ClockKeeper(
      directory: places.stateDirectory, boot: ClockKeeper.boot(start.environment))
    facts = DaemonFacts(
      version: Version.text, process: CurrentProcess.identifier, startedAt: .readWallClock(),
      stateDirectory: places.stateDirectory, ledgerPath: places.ledger)
    let failures = failures
    let scans = scans
    do throws(SystemError) {
      engine = try EngineThread(
        passed: { scans.set() },
        failed: { failures.report(.software("the engine ended: \($0)")) })
      let engine = engine
      let rush = Rush()
      let dispatcher = Self.dispatcher(engine, rush)
      self.dispatcher = dispatcher
      lift = try LiftThread(
        gate: ClockGate(
          trust: configuration.clock.trust, maxError: configuration.clock.maxError,
          commitWait: configuration.clock.commitWait),
        dispatch: { dispatcher.dispatch($0) },
        report: { reports, progress in
          engine.post { engine in
            rush.makeWay()
            switch progress {
            case .published: engine.lifting(reports)
            case .all(let doubt): engine.lifted(reports, doubt: doubt)
            }
          }
        },
        clockChanged: { events in engine.post { $0.clockChanged(events) } },
        fail: { failures.report(.software("the lift thread ended: \($0)")) })
    } catch {
      throw .software("\(error)")
    }
    let keys = try Self.keys(configuration, start)
    announcer = Announcer(engine: engine, facts: facts) { [rules] in rules.zones }
    desk = Desk(
      engine: engine, settings: try Self.deskSettings(configuration, rules: rules, keys),
      facts: facts, tally: tally, announcer: announcer, clock: Instant.readWallClock)
    review = ZoneReview(engine: engine, source: rules) { [desk] in desk.intake.defaultZone }
    (approvals, destinations) = QueueReview.both(engine)
    feeds = FeedKeeper(engine: engine) { [desk] content throws(DocumentError) in
      try desk.intake.document(content)
    }
    feeds.adopt(outputs.withLock { $0 }, configuration.publication)
    checkpoints = CheckpointKeeper(
      engine: engine, facts: facts, announcer: announcer, logger: logger)
    checkpoints.adopt(keys, files: configuration.audit.checkpoints)
    masters = try Self.masters(keys)
    seals = SealKeeper(engine: engine, facts: facts, logger: logger)
    witness = WitnessKeeper(engine: engine, facts: facts, logger: logger)
    witness.adopt(configuration.witness, outputs.withLock { $0 }, configuration.publication)
    retention = RetentionKeeper(engine: engine, desk: desk, facts: facts, logger: logger)
    adoptRetention(configuration)
    _ = announcer.adopt(try announceChannels(configuration))
  }

  private static func dispatcher(_ engine: EngineThread, _ rush: Rush) -> LiveDispatcher {
    let answers = Answers()
    return LiveDispatcher(
      clock: Instant.readWallClock, rush: rush,
      returned: { output in engine.post { $0.returned(output) } }
    ) { answer in
      guard answers.add(answer) else { return }
      engine.post { engine in
        rush.makeWay()
        engine.finished(answers.take())
      }
    }
  }

  func adoptRetention(_ configuration: Configuration) {
    retention.adopt(
      configuration.retention, outputs: outputs.withLock { $0 },
      inboxes: configuration.inboxes(in: start.places).map(\.directory))
  }

  /// Hummingbird and the service group would log much that nobody needs.
  var quietLogger: Logger {
    var logger = logger
    logger.logLevel = max(logger.logLevel, .warning)
    return logger
  }

  static func outputs(
    _ configuration: Configuration, _ start: Daemon.Start
  ) throws(DaemonError) -> [any Output] {
    do {
      return try OutputFactory.outputs(
        configuration.outputs, credentials: start.environment["CREDENTIALS_DIRECTORY"],
        version: Version.text)
    } catch {
      throw .configuration(error.description)
    }
  }

  func announceChannels(
    _ configuration: Configuration
  ) throws(DaemonError) -> [AnnounceChannel] {
    try AnnounceFactory(
      credentials: start.environment["CREDENTIALS_DIRECTORY"], version: Version.text,
      logger: logger, zones: rules.zones
    ) { [self] name, problem in
      let key = Trouble.failing(name)
      guard let problem else { return resolve(key) }
      report(
        "announce.failing", "announcements to \(name) fail, and are tried again: \(problem)",
        as: key)
    }.channels(configuration.announcements)
  }

  static func keys(
    _ configuration: Configuration, _ start: Daemon.Start
  ) throws(DaemonError) -> KeyFile {
    try KeySource.read(
      configuration.keyFile, credentials: start.environment["CREDENTIALS_DIRECTORY"])
  }

  static func masters(_ keys: KeyFile) throws(DaemonError) -> MasterKeys {
    do throws(LedgerError) { return try MasterKeys(keys) } catch {
      throw .configuration("keys.file: \(error)")
    }
  }

  static func deskSettings(
    _ configuration: Configuration, rules: ZoneRulesSource, _ keys: KeyFile
  ) throws(DaemonError) -> Desk.Settings {
    if let zone = configuration.time.defaultZone {
      do {
        _ = try rules.zones.rules(for: zone)
      } catch {
        throw .configuration("time.default_zone: \(error)")
      }
    }
    return Desk.Settings(
      intake: Intake(
        rules: rules, maxBytes: configuration.intake.maxBytes,
        maxAttachmentBytes: configuration.intake.maxAttachmentBytes,
        defaultZone: configuration.time.defaultZone, checks: configuration.intake.checks),
      permissions: Permissions(
        roles: configuration.roles, daemonUser: CurrentProcess.user),
      maxQueue: configuration.intake.maxQueue,
      places: Dictionary(configuration.outputs.map { ($0.name, $0.place) }) { first, _ in first },
      earlyLiftNotice: configuration.publication.earlyLiftNotice,
      looksUpGroups: !configuration.approval.groups.isEmpty, signer: keys.signer,
      quota: configuration.intake.quota)
  }

  func engineSettings(_ configuration: Configuration) throws(DaemonError) -> EngineSettings {
    let approval = try configuration.approvalPolicy { path throws(DaemonError) in
      do throws(SystemError) {
        return try WholeFile.read(path, limit: max(PageTemplate.largest, BodyTemplate.longest))
      } catch {
        throw .configuration("the template \(path) cannot be read: \(error)")
      }
    }
    return EngineSettings(
      armAhead: configuration.lift.armAhead,
      policy: Policy(lateGrace: configuration.late.grace, approval: approval),
      organisation: configuration.publication.organisation,
      publicURL: configuration.publication.publicURL ?? "",
      rescan: rescan(configuration.lift.rescan),
      followsZoneRules: configuration.time.onRuleChange == .follow)
  }
}

/// Outcomes of attempts on their way to the engine: what comes while it is busy is recorded
/// together when it has its turn.
private final class Answers: Sendable {
  private let waiting = Mutex<[Finished]>([])

  /// True when nothing was waiting, so that the engine must be told.
  func add(_ answer: Finished) -> Bool {
    waiting.withLock { waiting in
      waiting.append(answer)
      return waiting.count == 1
    }
  }

  func take() -> [Finished] {
    waiting.withLock { waiting in
      defer { waiting = [] }
      return waiting
    }
  }
}

/// Says whether something has happened since somebody last asked.
final class Mark: Sendable {
  private let mark: Mutex<Bool>

  init(_ isSet: Bool) { mark = Mutex(isSet) }

  func set() { mark.withLock { $0 = true } }

  func take() -> Bool {
    mark.withLock { mark in
      defer { mark = false }
      return mark
    }
  }
}
