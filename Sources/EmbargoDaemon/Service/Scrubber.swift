import EmbargoCore
import EmbargoLedger
import EmbargoTime
import NIOCore
import NIOPosix
import Synchronization

/// Removes what is left of erased releases from the ledger's file, beside the engine's other work:
/// answers that name them a piece at a time, then the small tables of keys and names as a whole,
/// when nothing lifts within the next seconds.
package final class Scrubber: Sendable {
  /// Releases of one round.
  private static let most = 1000
  private static let piece = 500
  /// Pauses of 50 ms for a quiet moment; what is left then is done in the next minute.
  private static let patience = 200

  private let engine: EngineThread
  private let isRunning = Mutex(false)

  init(engine: EngineThread) { self.engine = engine }

  /// Does what there is to do, or leaves it to whoever does it already; called each minute, too.
  package func run() async {
    let starts = isRunning.withLock { isRunning in
      defer { isRunning = true }
      return !isRunning
    }
    guard starts else { return }
    defer { isRunning.withLock { $0 = false } }
    // What cannot be done now is tried again; a ledger that is broken has said so itself.
    _ = try? await scrub()
  }

  private func scrub() async throws {
    let releases = try await engine.call { engine in
      engine.isPaused ? [] : try engine.sqlite?.unscrubbed(count: Self.most) ?? []
    }
    guard !releases.isEmpty else { return }
    var entry: Int64? = 0
    while let here = entry {
      let next = try await engine.call { engine -> Int64? in
        guard engine.burst == nil else { return here }
        return try engine.sqlite?.forgetAnswers(naming: releases, after: here, count: Self.piece)
      }
      if next == here { try await pause() }
      entry = next
    }
    for _ in 0..<Self.patience {
      let isDone = try await engine.call { engine in
        guard engine.isQuiet else { return false }
        try engine.sqlite?.scrub(releases)
        return true
      }
      if isDone { return }
      try await pause()
    }
  }

  private func pause() async throws {
    try await MultiThreadedEventLoopGroup.singleton.next()
      .scheduleTask(in: .milliseconds(50)) {}.futureResult.get()
  }
}

extension Engine {
  /// Nil in a simulation.
  fileprivate var sqlite: SQLiteLedger? { ports.ledger as? SQLiteLedger }

  /// Nothing is going out, and nothing will within two seconds.
  var isQuiet: Bool {
    guard burst == nil, ports.lifter.goingOut == 0 else { return false }
    let soon = ports.clock() + .seconds(2)
    return !armed.values.contains { $0.due <= soon }
  }
}
