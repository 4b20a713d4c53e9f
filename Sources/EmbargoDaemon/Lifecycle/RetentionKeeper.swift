import EmbargoCore
import EmbargoOutputs
import EmbargoSystem
import EmbargoTime
import Logging
import Synchronization

/// Removes what has been kept for as long as `[retention]` says: words of releases from the ledger,
/// messages with their envelopes from spools, refused files from inboxes. A bounded piece each
/// time, beside the engine's other work, and on the record.
final class RetentionKeeper: Sendable {
  private struct State {
    var retention = Configuration.Retention()
    var outputs: [any Output] = []
    var inboxes: [String] = []
    var isRunning = false
    /// Where each kind of release goes on.
    var places: [String: LedgerCursor] = [:]
  }

  /// Between two sweeps.
  static let pace = Span.minutes(10)
  /// Releases that a sweep looks at of each kind, and erases; files that it removes in each folder.
  private static let most = (looked: 4000, erased: 500, files: 2000)
  private static let piece = 32

  private let engine: EngineThread
  private let desk: Desk
  private let facts: DaemonFacts
  private let logger: Logger
  private let clock: @Sendable () -> Instant
  private let state = Mutex(State())

  init(
    engine: EngineThread, desk: Desk, facts: DaemonFacts, logger: Logger,
    clock: @escaping @Sendable () -> Instant = Instant.readWallClock
  ) {
    (self.engine, self.desk, self.facts, self.logger) = (engine, desk, facts, logger)
    self.clock = clock
  }

  func adopt(_ retention: Configuration.Retention, outputs: [any Output], inboxes: [String]) {
    state.withLock { state in
      (state.retention, state.outputs, state.inboxes) = (retention, outputs, inboxes)
      state.places = [:]
    }
  }

  /// Begins a sweep unless one is under way, and returns at once.
  func begin() {
    let starts = state.withLock { state in
      defer { state.isRunning = true }
      return !state.isRunning && state.retention != Configuration.Retention()
    }
    guard starts else { return }
    Task(priority: .utility) {
      await self.sweep()
      self.state.withLock { $0.isRunning = false }
    }
  }

  /// One sweep; what fails is a problem in `status` until it succeeds.
  func sweep() async {
    let state = state.withLock(\.self)
    do {
      try await erase(["lifted", "killed"], state.retention.published, "retention.published")
      try await erase(["withdrawn"], state.retention.withdrawn, "retention.withdrawn")
      if let span = state.retention.messages { try await sweepSpools(state.outputs, span) }
      if let span = state.retention.refused { try await sweepInboxes(state.inboxes, span) }
      facts.setProblem("retention", nil)
    } catch EngineThread.Refusal.stopped {
      return
    } catch {
      let problem = "what should not be kept any longer cannot be removed: \(error)"
      if facts.setProblem("retention", problem) { logger.error("\(problem)") }
    }
  }

  private func erase(
    _ phases: Set<String>, _ span: Span?, _ key: String
  ) async throws {
    guard let span else { return }
    let limit = clock() - span
    let reason = "its words are kept for \(span.duration) (\(key))"
    var place = state.withLock { $0.places[key] }
    var (looked, erased) = (0, 0)
    repeat {
      let page = try await engine.call { [place] engine in
        try engine.forgettable(in: phases, before: limit, after: place, count: Self.piece)
      }
      for id in page.releases where erased < Self.most.erased {
        // A burst of lifts has the ledger to itself.
        try await engine.call { engine in
          guard engine.burst == nil, !engine.isPaused else { return }
          do throws(EngineError) {
            try engine.erase(id, reason: reason, by: .daemon)
          } catch {
            switch error {
            // Somebody does something with it at this moment: it has its turn again.
            case .refused, .goingOut, .notFound: return
            default: throw error
            }
          }
        }
        erased += 1
      }
      looked += page.looked
      place = page.next
    } while place != nil && looked < Self.most.looked && erased < Self.most.erased
    state.withLock { [place] in $0.places[key] = place }
    if erased > 0 {
      logger.notice("the words of \(erased) releases were erased: \(reason)")
      await desk.scrubber.run()
    }
  }

  private func sweepSpools(_ outputs: [any Output], _ span: Span) async throws {
    for case let output as EmailOutput in outputs {
      let count = try output.forget(olderThan: clock() - span, atMost: Self.most.files)
      try await record("retention.messages", count, ["output": .string(output.name.description)])
    }
  }

  private func sweepInboxes(_ inboxes: [String], _ span: Span) async throws {
    let limit = clock() - span
    for path in inboxes {
      let count = try Shelves(path: path).forget(olderThan: limit, atMost: Self.most.files)
      try await record("retention.refused", count, [:])
    }
  }

  private func record(_ event: String, _ count: Int, _ data: JSON.Members) async throws {
    guard count > 0 else { return }
    var data = data
    data["count"] = .integer(Int64(count))
    try await engine.call { [data] engine in
      guard !engine.isPaused else { return }
      try engine.record(event, data: data)
    }
  }
}
