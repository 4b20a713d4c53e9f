import EmbargoControl
import EmbargoCore
import EmbargoLedger
import EmbargoOutputs
import EmbargoSystem
import EmbargoTime
import Logging
import Synchronization

extension Works {
  /// Starts everything but the control server; when it returns the queue is being worked on.
  func start() async throws {
    facts.setSources(
      inbox: { [self] in inbox.withLock { $0?.reply } ?? InboxReply(folders: [], leftAlone: []) },
      inboxProblems: { [self] in inbox.withLock { $0?.problems } ?? [] },
      clock: { [self] in clockReply })
    lookAtOutputs()
    facts.setZones(version: rules.zones.version, directory: start.places.zoneinfo)
    let changes = takeUpClock()
    do {
      try lift.start()
      try startEngine()
      try await engine.call { [self] engine in
        try engine.record("daemon.started", data: startRecord)
        engine.clockChanged(changes)
      }
      seals.begin()
      reviewApprovals()
      reviewOutputs()
      let housekeeping = try Housekeeping([
        .init(every: self.watchdogPause) { [self] in feedWatchdog() },
        .init(every: self.rules.pace) { [self] in lookAtZones() },
        .init(every: self.feeds.pace) { [self] in feeds.begin() },
        .init(every: self.checkpoints.pace) { [self] in checkpoints.begin() },
        .init(every: self.announcer.pace) { [self] in announcer.begin() },
        .init(every: self.witness.pace) { [self] in witness.begin() },
        .init(every: .minutes(1)) { [self] in
          lookAhead()
          desk.backups.tidy()
          Task(priority: .utility) { await self.desk.scrubber.run() }
        },
        .init(every: .seconds(30)) { [self] in lookAtOutputs() },
        .init(every: RetentionKeeper.pace) { [self] in retention.begin() },
      ])
      try housekeeping.start()
      self.housekeeping.withLock { $0 = housekeeping }
      try startInbox(start.configuration)
    } catch let error as DaemonError {
      throw error
    } catch {
      await stop()
      throw DaemonError.software("\(error)")
    }
    if let refusal = lift.priorityRefusal {
      logger.info("the lift thread runs without real-time priority: \(refusal)")
    }
  }

  /// Watches the configured folders; an inbox that runs is stopped after what it is taking.
  func startInbox(_ configuration: Configuration) throws(SystemError) {
    try inbox.withLock { $0 }?.stop()
    let folders = configuration.inboxes(in: start.places)
    if configuration.intake.inboxes == nil {
      _ = try Directory.make(path: start.places.inbox, mode: FileMode(rawValue: 0o770))
    }
    let (desk, logger) = (desk, logger)
    let inbox = try Inbox(
      InboxSettings(
        folders: folders, maxBytes: configuration.intake.maxBytes,
        maxAttachmentBytes: configuration.intake.maxAttachmentBytes),
      take: { await desk.take($0) },
      notify: { [announcer] notice in
        Self.log(notice, to: logger)
        if notice.code == "inbox.refused" { announcer.note(refusal: notice) }
      })
    try inbox.start()
    self.inbox.withLock { $0 = inbox }
  }

  private var startRecord: JSON.Members {
    let sample = ClockSample.take()
    return [
      "clock": sample.json, "tzdb": .string(rules.zones.version),
      "version": .string(Version.text),
    ]
  }

  private func startEngine() throws {
    let (path, settings) = (start.places.ledger, try engineSettings(start.configuration))
    let reserve = ReserveFile(path: start.places.stateDirectory + "/ledger.reserve")
    let (lift, dispatcher, logger, state) = (
      lift, dispatcher, logger, start.places.stateDirectory
    )
    let (outputs, desk, rules, feeds) = (outputs.withLock { $0 }, desk, rules, feeds)
    let (checkpoints, masters, tally) = (checkpoints, masters, tally)
    try engine.start {
      let ledger = try SQLiteLedger.open(
        path: path, masters: masters, program: "embargod \(Version.text)",
        randomBytes: Self.random, now: .readWallClock())
      return Engine(
        outputs: outputs, settings: settings,
        ports: EnginePorts(
          ledger: ledger, lifter: lift, dispatcher: dispatcher, clock: Instant.readWallClock,
          random: Self.random,
          document: { content throws(DocumentError) in try desk.intake.document(content) },
          notify: { Self.log($0, to: logger) },
          zoneVerdict: { release in
            var resolver = ZoneResolver(rules: rules.rules, defaultZone: desk.intake.defaultZone)
            return resolver.verdict(QueuedEmbargo(release))
          },
          ledgerRoom: { Self.room(at: state) },
          releaseReserve: {
            do throws(LedgerError) { _ = try reserve.release() } catch {
              logger.error("the reserve file cannot be released: \(error)")
            }
          },
          makeReserve: { (try? reserve.hold()) != nil },
          changed: { feeds.mark($0) },
          keepClock: { [self] in keepClock() }, recorded: { checkpoints.hurry() },
          tally: tally))
    } end: { engine in
      try engine.record("daemon.stopped")
      checkpoints.seal(engine)
      try desk.backups.giveUp(in: engine)
      try (engine.ports.ledger as? SQLiteLedger)?.close()
    }
    engine.post { engine in
      if !engine.ports.makeReserve() {
        engine.report(
          Notice(.warning, "ledger.no-reserve", "there is no room for the ledger's reserve file"),
          problem: "reserve")
      }
    }
  }

  private static let random: @Sendable (Int) -> [UInt8] = { count in
    do {
      return try SecureRandom.bytes(count)
    } catch {
      preconditionFailure("the kernel gives no random bytes: \(error)")
    }
  }

  private static func log(_ notice: Notice, to logger: Logger) {
    var metadata: Logger.Metadata = ["event": "\(notice.code)"]
    if let release = notice.release { metadata["release"] = "\(release)" }
    switch notice.level {
    case .info: logger.info("\(notice.text)", metadata: metadata)
    case .warning: logger.warning("\(notice.text)", metadata: metadata)
    case .error: logger.error("\(notice.text)", metadata: metadata)
    }
  }

  func controlServer(lock: ExclusiveLock) -> ControlServer {
    ControlServer(
      settings: ControlSettings(
        socket: start.places.socket, maxReleaseBytes: start.configuration.intake.maxBytes,
        maxAttachmentBytes: start.configuration.intake.maxAttachmentBytes),
      service: desk, now: Instant.readWallClock, logger: logger
    ) { [self] in
      tell(.ready, .status("running"))
      logger.notice("ready at \(start.places.socket)", metadata: ["event": "daemon.ready"])
    }
  }

  /// Nil: none is configured.
  func metricsServer() -> MetricsServer? {
    start.configuration.metrics.listen.map { listen in
      MetricsServer(
        listen: listen, page: desk.metricsPage, now: Instant.readWallClock, logger: logger
      ) { [self] problem in
        if let problem { report("metrics.no-port", problem) } else { resolve("metrics.no-port") }
      }
    }
  }

  /// Stops everything, the last first; each step is tried whatever became of the one before.
  func stop() async {
    tell(.stopping)
    func attempt(_ what: String, _ body: () throws -> Void) {
      do { try body() } catch { logger.error("\(what) did not stop: \(error)") }
    }
    attempt("the inbox") { try inbox.withLock { $0 }?.stop() }
    attempt("housekeeping") { try housekeeping.withLock(\.self)?.stop() }
    await announcer.finish()
    await desk.recordDenials(always: true)
    attempt("the lift thread") { try lift.stop() }
    attempt("an output's thread") { try dispatcher.stop() }
    for output in outputs.withLock({ $0 }) { await output.shutdown() }
    attempt("the engine") { try engine.stop() }
    checkpoints.finish()
    logger.notice("stopped", metadata: ["event": "daemon.stopped"])
  }

  func tell(_ messages: ServiceNotification.Message...) {
    do throws(SystemError) {
      for message in messages { try notification.send(message) }
    } catch {
      logger.warning("the service manager was not told: \(error)")
    }
  }
}
