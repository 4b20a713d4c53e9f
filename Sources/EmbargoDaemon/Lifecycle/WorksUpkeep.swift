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
      let settings = try Self.deskSettings(configuration, rules: rules)
      let old = self.outputs.withLock { present in
        defer { present = outputs }
        return present
      }
      lift.setGate(
        trust: configuration.clock.trust, maxError: configuration.clock.maxError,
        commitWait: configuration.clock.commitWait)
      desk.adopt(settings)
      onRuleChange.withLock { $0 = configuration.time.onRuleChange }
      try await engine.call { engine in
        engine.reconfigure(outputs: outputs, settings: Self.engineSettings(configuration))
        try engine.record("daemon.reloaded")
      }
      try startInbox(configuration)
      for output in old { await output.shutdown() }
      lookAtOutputs()
      facts.setProblem("configuration", nil)
      logger.notice("the configuration was reloaded")
    } catch {
      facts.setProblem(
        "configuration", "the configuration on disk is wrong and the old one stays: \(error)")
      logger.error("the configuration was not reloaded, the old one stays: \(error)")
    }
  }

  /// The watchdog hears of it only when the engine has really looked at the queue.
  func feedWatchdog() {
    guard notification.watchdogInterval != nil else { return }
    if scans.take() { tell(.watchdog) }
  }

  /// Has the queue resolved by the zone rules in use, a batch at a time between other work.
  ///
  /// - Parameter all: also embargoes that were computed with data of the same version.
  func resolveAgain(all: Bool, after cursor: LedgerCursor? = nil) {
    let resolver = ZoneResolver(
      zones: rules.zones, reader: rules.reader, defaultZone: desk.intake.defaultZone, all: all)
    let follow = onRuleChange.withLock { $0 } == .follow
    engine.post { [self] engine in
      do throws(LedgerError) {
        if let next = try engine.resolveAgain(
          after: cursor, count: 64, follow: follow, with: resolver.verdict)
        {
          resolveAgain(all: all, after: next)
        }
      } catch {
        owesResolving.set()
        logger.error("the queue is not yet resolved by the new zone rules: \(error)")
      }
    }
  }

  func lookAtZones() {
    do throws(SystemError) {
      if try rules.refresh() {
        facts.setZones(version: rules.zones.version, directory: start.places.zoneinfo)
        logger.notice("zone rules \(rules.zones.version) are in use from now on")
        resolveAgain(all: true)
      } else if owesResolving.take() {
        resolveAgain(all: true)
      }
      facts.setProblem("zones", nil)
    } catch {
      facts.setProblem("zones", "the zone files cannot be read: \(error)")
    }
  }

  func lookAtOutputs() {
    var health: [OutputName: DaemonFacts.OutputHealth] = [:]
    for output in outputs.withLock(\.self) {
      var problem: String?
      do throws(OutputError) { try output.check() } catch { problem = error.description }
      let before = facts.outputs[output.name]
      if let problem, before?.problem != problem {
        logger.warning("output \(output.name) is not ready: \(problem)")
      }
      health[output.name] = .init(
        kind: output.kind, problem: problem, checkedAt: .readWallClock())
    }
    facts.setOutputs(health)
  }

  var clockReply: ClockReply {
    let gate = lift.gate
    let sample = ClockSample.take()
    return ClockReply(
      trust: gate.trust.rawValue, synchronised: sample.synchronised,
      maxErrorNS: sample.maxError.nanoseconds,
      blocked: gate.block(due: sample.now)?.sentence)
  }
}
