import EmbargoCore
package import EmbargoTime
import Synchronization

/// Resolves the queue again after the zone rules have changed, nearest lift first.
///
/// It reads the queue from the engine in small pieces, thinks beside the engine, and hands back
/// what has changed: the engine does other work between any two pieces, and lifts have a thread of
/// their own. One pass at a time; a change meanwhile ends it and begins another.
package final class ZoneReview: Sendable {
  /// Which part of the queue.
  package enum Scope: Sendable {
    /// All of it, which was resolved by these rules until now; nil: nobody knows by which.
    case all(earlier: ZoneRulesSource.Rules?)
    /// What is due at or before an instant, whatever the reason.
    case near(until: Instant)
  }

  /// What a finished pass came to.
  package struct Count: Hashable, Sendable {
    package var looked = 0
    package var changed = 0
  }

  private struct State {
    /// Asked for and not finished: where an all-embracing pass begins from.
    var owed: Owed?
    var isRunning = false
    /// Counts requests of the whole queue.
    var generation = 0
  }

  private struct Owed {
    var earlier: ZoneRulesSource.Rules?
  }

  private let engine: EngineThread
  private let source: ZoneRulesSource
  private let defaultZone: @Sendable () -> String?
  private let state = Mutex(State())

  /// At most so many are read, and so many changed, in one turn of the engine: some milliseconds.
  private static let (pieceRead, pieceChanged) = (128, 16)
  /// What has changed waits for so many pieces at most, so that a transaction is worth its sync.
  private static let mostUnwritten = 32

  package init(
    engine: EngineThread, source: ZoneRulesSource, defaultZone: @escaping @Sendable () -> String?
  ) {
    (self.engine, self.source, self.defaultZone) = (engine, source, defaultZone)
  }

  /// Whether the whole queue has still to be resolved by the rules in use.
  package var isOwed: Bool { state.withLock { $0.owed != nil } }

  /// Asks for a pass and returns at once; `done` is told how the pass ended.
  ///
  /// What was asked for and failed is owed until a pass over everything has been finished; asking
  /// again for `near` meanwhile asks for that one.
  package func begin(
    _ scope: Scope, done: @escaping @Sendable (Result<Count, any Error>) -> Void
  ) {
    let starts = state.withLock { state in
      if case .all(let earlier) = scope {
        state.generation += 1
        // The older rules are those by which the rest of the queue was resolved.
        if state.owed == nil { state.owed = Owed(earlier: earlier) }
      }
      defer { state.isRunning = true }
      return !state.isRunning
    }
    guard starts else { return }
    Task(priority: .utility) { done(await self.run(scope)) }
  }

  private func run(_ scope: Scope) async -> Result<Count, any Error> {
    while true {
      let (owed, generation) = state.withLock { ($0.owed, $0.generation) }
      do {
        let count = try await pass(scope, owed: owed, generation: generation)
        let isOver = state.withLock { state in
          if state.generation != generation { return false }
          if owed != nil { state.owed = nil }
          state.isRunning = false
          return true
        }
        if isOver { return .success(count) }
      } catch {
        state.withLock { $0.isRunning = false }
        return .failure(error)
      }
    }
  }

  private func pass(_ scope: Scope, owed: Owed?, generation: Int) async throws -> Count {
    var limit = Instant(nanoseconds: .max)
    if owed == nil, case .near(let until) = scope { limit = until }
    var resolver = ZoneResolver(
      rules: source.rules, defaultZone: defaultZone(), earlier: owed?.earlier)
    var (cursor, count) = (LedgerCursor?.none, Count())
    var (findings, pieces) = ([ZoneFinding](), 0)
    repeat {
      let page = try await engine.call(always: true) { [cursor, limit] engine in
        try engine.embargoes(until: limit, after: cursor, count: Self.pieceRead)
      }
      findings += page.embargoes.compactMap { queued in
        resolver.verdict(queued).map { ZoneFinding(queued, $0) }
      }
      count.looked += page.embargoes.count
      cursor = page.next
      pieces = findings.isEmpty ? 0 : pieces + 1
      let isLast = cursor == nil || pieces >= Self.mostUnwritten
      while findings.count >= Self.pieceChanged || isLast && !findings.isEmpty {
        let piece = Array(findings.prefix(Self.pieceChanged))
        findings.removeFirst(piece.count)
        count.changed += piece.count
        try await engine.call(always: true) { try $0.resolveAgain(piece) }
      }
    } while cursor != nil && state.withLock { $0.generation == generation }
    return count
  }
}
