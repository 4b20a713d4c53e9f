import EmbargoControl
import EmbargoCore
import EmbargoLedger
import EmbargoOutputs
import EmbargoSystem
import EmbargoTime
import Logging
import Synchronization

extension Works {
  /// Takes up a changed configuration; a wrong one is reported and the old one stays.
  func reload() async {
    tell(.reloading(monotonic: WallClock.monotonic()))
    defer { tell(.ready) }
    do {
      let configuration = try start.reread()
      let outputs = try Self.outputs(configuration, start)
      let keys = try Self.keys(configuration, start)
      let settings = try Self.deskSettings(configuration, rules: rules, keys)
      let masters = try Self.masters(keys)
      let engineSettings = try engineSettings(configuration)
      let channels = try announceChannels(configuration)
      // Keys that do not open the ledger leave everything as it was.
      try await seals.take(masters)
      let old = self.outputs.withLock { present in
        defer { present = outputs }
        return present
      }
      lift.setGate(
        trust: configuration.clock.trust, maxError: configuration.clock.maxError,
        commitWait: configuration.clock.commitWait)
      desk.adopt(settings)
      try await engine.call { engine in
        engine.reconfigure(outputs: outputs, settings: engineSettings)
        try engine.record("daemon.reloaded")
      }
      seals.begin()
      reviewApprovals()
      reviewOutputs()
      feeds.adopt(outputs, configuration.publication)
      feeds.begin()
      checkpoints.adopt(keys, files: configuration.audit.checkpoints)
      checkpoints.begin()
      witness.adopt(configuration.witness, outputs, configuration.publication)
      witness.begin()
      adoptRetention(configuration)
      for channel in announcer.adopt(channels) { await channel.stop() }
      try startInbox(configuration)
      for output in old { await output.shutdown() }
      lookAtOutputs()
      resolve("daemon.not-reloaded")
      logger.notice("the configuration was reloaded", metadata: ["event": "daemon.reloaded"])
    } catch {
      report(
        "daemon.not-reloaded",
        "the configuration was not reloaded, as what is on disk is wrong; the old one stays: "
          + "\(error)")
    }
  }

  /// Releases that wait for an output which is not configured any more are told of now, and not
  /// only a day before their lift.
  func reviewOutputs() {
    destinations.begin { [self] error in
      if case EngineThread.Refusal.stopped = error { return }
      logger.warning("the outputs of queued releases were not looked at yet: \(error)")
    }
  }

  /// Approvals of what is configured otherwise fall now, and not only when something is armed.
  func reviewApprovals() {
    approvals.begin { [self] error in
      if case EngineThread.Refusal.stopped = error { return }
      logger.warning("approvals are not yet those of the present configuration: \(error)")
    }
  }

  /// A quarter of what the service manager waits, in whole seconds so that several rounds share a
  /// wake-up.
  var watchdogPause: Span {
    guard let interval = notification.watchdogInterval else { return .hours(1) }
    return max(.seconds(1), .seconds(interval / 4_000_000_000))
  }

  /// Several passes must fit into what the service manager waits: it would take the daemon for
  /// hung, and restart it for ever.
  func rescan(_ configured: Span) -> Span {
    guard let interval = notification.watchdogInterval else { return configured }
    return min(configured, Span(nanoseconds: interval / 4))
  }

  /// The watchdog hears of it only when the engine has really looked at the queue.
  func feedWatchdog() {
    guard notification.watchdogInterval != nil else { return }
    if scans.take() { tell(.watchdog) }
  }

  /// Looks whether the zone files have changed; if so the whole queue is resolved again.
  func lookAtZones(_ depth: ZoneTree.Depth = .directories) {
    do throws(SystemError) {
      switch try rules.look(at: Instant(nanoseconds: WallClock.monotonic()), depth) {
      case .unchanged(let age):
        resolve("zones.unusable")
        guard age >= ZoneRulesSource.quiet, isFirstLook.take() else { break }
        if isResolved {
          logger.info(
            "the queue is resolved by zone rules \(rules.zones.version) since an earlier run")
        } else {
          resolveAgain(.all(earlier: nil))
        }
      case .changing(let age):
        guard age > ZoneRulesSource.patience else { return }
        report(
          "zones.unusable",
          "the zone files are being changed and are taken up when that ends; until then zone rules "
            + "\(rules.zones.version) stay in use")
      case .unusable(let reason):
        report(
          "zones.unusable",
          "the changed zone files cannot be used: \(reason); zone rules \(rules.zones.version) "
            + "stay in use")
      case .changed(let earlier):
        resolve("zones.unusable")
        facts.setZones(version: rules.zones.version, directory: start.places.zoneinfo)
        let versions = "\(rules.zones.version) (until now \(earlier.zones.version))"
        logger.notice(
          "zone rules \(versions) are in use from now on", metadata: ["event": "zones.changed"])
        _ = isFirstLook.take()
        resolveAgain(.all(earlier: earlier))
      }
      if review.isOwed { resolveAgain(.near(until: .readWallClock())) }
    } catch {
      report("zones.unusable", "the zone files cannot be read: \(error)")
    }
  }

  /// Something outside the engine is wrong: told once, and shown in status until it is over.
  ///
  /// - Parameters:
  ///   - code: of the message.
  ///   - key: what the problem is known by; nil: the code.
  func report(_ code: String, _ problem: String, as key: String? = nil) {
    guard facts.setProblem(key ?? code, problem) else { return }
    logger.error("\(problem)", metadata: ["event": "\(code)"])
  }

  func resolve(_ code: String) { facts.setProblem(code, nil) }

  /// What lifts within ten minutes is resolved once more, by files that were all looked at.
  func lookAhead() {
    keepClock()
    if approvals.isOwed { reviewApprovals() }
    if destinations.isOwed { reviewOutputs() }
    engine.post { [self] engine in
      // People give the releases other outputs one by one.
      if engine.hasOrphans { reviewOutputs() }
    }
    lookAtZones(.everyFile)
    resolveAgain(.near(until: .readWallClock() + .minutes(11)))
    seals.begin()
    Task { [desk] in await desk.recordDenials() }
  }

  /// Whether an earlier run of the daemon has resolved the whole queue by the zone files in use, so
  /// that nothing in it can have moved.
  private var isResolved: Bool {
    do throws(SystemError) {
      let directory = try Directory(path: start.places.stateDirectory)
      let noted = try directory.readFile(RelativePath(Self.resolvedName), limit: 1024)
      return noted == resolvedText
    } catch {
      // Resolving it once more is always right.
      return false
    }
  }

  private func noteResolved(_ text: [UInt8]) {
    guard text == resolvedText else { return }
    do throws(SystemError) {
      try Directory(path: start.places.stateDirectory)
        .replaceFile(FileName(Self.resolvedName), text, mode: .privateFile)
    } catch {
      logger.warning("the next start will resolve the queue once more: \(error)")
    }
  }

  private static let resolvedName = "zones.resolved"

  private var resolvedText: [UInt8] {
    let zone = desk.intake.defaultZone ?? "none"
    return Array("\(rules.rules.digest) default zone \(zone)\n".utf8)
  }

  private func resolveAgain(_ scope: ZoneReview.Scope) {
    let text = resolvedText
    review.begin(scope) { [self] outcome in
      switch outcome {
      case .success(let count):
        resolve("queue.unresolved")
        guard case .all = scope else { return }
        noteResolved(text)
        let text = "\(count.looked) embargoes looked at, \(count.changed) changed"
        logger.info("the queue is resolved by zone rules \(rules.zones.version): \(text)")
      case .failure(let error):
        if case EngineThread.Refusal.stopped = error { return }
        report(
          "queue.unresolved",
          "the queue is not yet resolved by the zone rules in use: \(error)")
      }
    }
  }

  func lookAtOutputs() {
    var health: [OutputName: DaemonFacts.OutputHealth] = [:]
    for output in outputs.withLock(\.self) {
      var problem: String?
      do throws(OutputError) { try output.check() } catch { problem = error.description }
      let before = facts.outputs[output.name]
      if let problem, before?.problem != problem {
        logger.warning(
          "output \(output.name) is not ready: \(problem)", metadata: ["event": "output.unready"])
      }
      health[output.name] = .init(
        kind: output.kind, problem: problem, checkedAt: .readWallClock(),
        free: problem == nil ? Self.room(of: output) : nil)
    }
    facts.setOutputs(health)
    facts.setLedgerRoom(Self.room(at: start.places.stateDirectory))
  }

  /// Bytes that are free where it publishes; nil: not on this machine, or that cannot be said.
  private static func room(of output: any Output) -> UInt64? {
    // What keeps it from being said is told by `check`, or by the next look at it.
    do throws(OutputError) { return try output.room()?.free } catch { return nil }
  }

  /// Bytes that are free there; nil: that cannot be said.
  static func room(at path: String) -> UInt64? {
    // When it is in the way of anything the ledger says so itself.
    do throws(SystemError) { return try Directory(path: path).freeBytes() } catch { return nil }
  }

  var clockReply: ClockReply { ClockReply(lift.gate) }

  /// Goes on with what the daemon before this one knew of the clock. Returns what has happened to
  /// it since.
  func takeUpClock() -> [ClockEvent] {
    switch clockKeeper.read() {
    case .nothing: return lift.takeUp(nil)
    case .kept(let kept): return lift.takeUp(kept)
    case .useless(let reason):
      logger.notice("whether the clock was set before this start cannot be told: \(reason)")
      return lift.takeUp(nil)
    }
  }

  func keepClock() {
    do throws(SystemError) {
      try clockKeeper.keep(lift.gate)
      resolve("clock.unkept")
    } catch {
      report(
        "clock.unkept",
        "what is known of the clock cannot be kept, and a restart would forget a step of it: "
          + "\(error)")
    }
  }
}
