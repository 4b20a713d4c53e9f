package import EmbargoControl
import EmbargoCore
import EmbargoSystem
package import EmbargoTime

/// The daemon in numbers. What is for everybody is read beside the engine, so that an engine that
/// hangs is seen to hang; what is for the control socket comes from the engine.
package struct MetricsPage: Sendable {
  package let facts: DaemonFacts
  package let tally: Tally

  package init(facts: DaemonFacts, tally: Tally) { (self.facts, self.tally) = (facts, tally) }

  /// - Parameter status: what the control socket tells of the queue; nil: for anybody, and so
  ///   without what tells of a queued release.
  package func text(at now: Instant, status: StatusReply? = nil) -> String {
    var page = Exposition()
    addDaemon(to: &page)
    addOutputs(to: &page)
    addSurroundings(at: now, to: &page)
    if let status { add(status, to: &page) }
    return page.text
  }

  private func addDaemon(to page: inout Exposition) {
    let numbers = tally.numbers
    page.add(.buildInfo, [.init(.flag(true), [("version", facts.version)])])
    page.add(.startTime, .seconds(nanoseconds: facts.startedAt.nanoseconds))
    page.add(.lastPass, numbers.lastPass.map { .seconds(nanoseconds: $0.nanoseconds) })
    page.add(.frozen, .flag(numbers.isFrozen))
    let outputs = numbers.outputs.sorted { $0.key < $1.key }
    page.add(.lateness, outputs.map { ($0.key.description, $0.value.lateness) })
    page.add(
      .attempts,
      outputs.flatMap { output, numbers in
        [
          ("delivered", numbers.delivered), ("failed", numbers.failed),
          ("retrying", numbers.retrying),
        ].map { outcome, count in
          .init(.count(count), [("output", output.description), ("outcome", outcome)])
        }
      })
  }

  private func addOutputs(to page: inout Exposition) {
    let (health, suspended) = (facts.outputs.sorted { $0.key < $1.key }, tally.numbers.suspended)
    func samples(
      _ value: (OutputName, DaemonFacts.OutputHealth) -> Exposition.Value?
    ) -> [Exposition.Sample] {
      health.compactMap { output, health in
        value(output, health).map { .init($0, [("output", output.description)]) }
      }
    }
    page.add(.outputReady, samples { .flag($1.problem == nil) })
    page.add(.outputSuspended, samples { output, _ in .flag(suspended.contains(output)) })
    page.add(.outputFree, samples { $1.free.map { .count(Int64(clamping: $0)) } })
  }

  private func addSurroundings(at now: Instant, to page: inout Exposition) {
    page.add(.ledgerFull, .flag(tally.numbers.isLedgerFull))
    page.add(.ledgerFree, facts.ledgerRoom.map { .count(Int64(clamping: $0)) })
    let clock = facts.clockReply
    page.add(.clockSynchronised, .flag(clock.synchronised))
    page.add(.clockError, clock.maxErrorNS.map { .seconds(nanoseconds: $0) })
    page.add(.clockStep, .seconds(nanoseconds: clock.unconfirmedStepNS))
    page.add(.clockBlocks, .flag(clock.blocked != nil))
    page.add(
      .zoneDataAge,
      ZoneDataAge.released(facts.zoneReply.version).map {
        .seconds(nanoseconds: max(0, (now - $0).nanoseconds))
      })
    page.add(.memory, CurrentProcess.residentBytes.map { .count($0) })
  }

  private func add(_ status: StatusReply, to page: inout Exposition) {
    page.add(
      .releases,
      ReleaseState.allCases.map { state in
        .init(.count(Int64(status.queue[state])), [("state", state.rawValue)])
      })
    page.add(
      .deliveries,
      status.outputs.flatMap { output in
        [("failed", output.failed), ("pending", output.pending)].map { state, count in
          .init(.count(Int64(count)), [("output", output.name), ("state", state)])
        }
      })
    page.add(.problems, .count(Int64(status.problems.count)))
    page.add(
      .ledgerHead, ChainHead(text: status.ledger.head).map { .count($0.sequence) })
    page.add(.ledgerSize, Self.size(ofLedger: facts.ledgerPath).map { .count($0) })
    page.add(.openFiles, CurrentProcess.openFiles.map { .count($0) })
  }

  /// Bytes of the database and its write-ahead log; nil: that cannot be said.
  private static func size(ofLedger path: String) -> Int64? {
    do throws(SystemError) {
      guard let database = try FileAttributes.of(path: path) else { return nil }
      let log = try FileAttributes.of(path: path + "-wal")
      return Int64(clamping: database.size + (log?.size ?? 0))
    } catch {
      return nil
    }
  }
}
