package import EmbargoCore
import Synchronization

/// Looks at the whole queue after a start or a reload, nearest lift first, in pieces between which
/// the engine does other work: at approvals, and at outputs. One pass at a time; being asked
/// meanwhile ends it and begins another.
package final class QueueReview: Sendable {
  /// Looks at a piece behind a place; gives where the next one begins, nil behind the last.
  package typealias Look = @Sendable (Engine, LedgerCursor?) throws -> LedgerCursor?

  private struct State {
    var isRunning = false
    /// A pass was asked for and none has been finished since.
    var isOwed = false
    var generation = 0
  }

  private let engine: EngineThread
  private let state = Mutex(State())
  private let look: Look

  /// - Parameter look: takes some milliseconds.
  package init(engine: EngineThread, look: @escaping Look) {
    (self.engine, self.look) = (engine, look)
  }

  package var isOwed: Bool { state.withLock(\.isOwed) }

  /// Asks for a pass and returns at once.
  ///
  /// - Parameter failed: told why a pass was broken off; it is owed until one has been finished.
  package func begin(failed: @escaping @Sendable (any Error) -> Void) {
    let starts = state.withLock { state in
      state.generation += 1
      state.isOwed = true
      defer { state.isRunning = true }
      return !state.isRunning
    }
    guard starts else { return }
    Task(priority: .utility) {
      do {
        try await self.run()
      } catch {
        self.state.withLock { $0.isRunning = false }
        failed(error)
      }
    }
  }

  private func run() async throws {
    while true {
      let generation = state.withLock(\.generation)
      var cursor: LedgerCursor?
      repeat {
        cursor = try await engine.call(always: true) { [cursor, look] engine in
          try look(engine, cursor)
        }
      } while cursor != nil && state.withLock { $0.generation == generation }
      let isOver = state.withLock { state in
        guard state.generation == generation else { return false }
        (state.isRunning, state.isOwed) = (false, false)
        return true
      }
      if isOver { return }
    }
  }
}

extension QueueReview {
  /// Of approvals and of outputs. A release takes some 30 µs to be read, its outputs three.
  static func both(_ engine: EngineThread) -> (approvals: QueueReview, outputs: QueueReview) {
    (
      QueueReview(engine: engine) { try $0.reviewApprovals(after: $1, count: 64) },
      QueueReview(engine: engine) { try $0.reviewOutputs(after: $1, count: 512) }
    )
  }
}
