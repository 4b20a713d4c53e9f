package import EmbargoSystem
import EmbargoTime
import Synchronization

/// The thread that owns the engine: everything that is asked of it is done there, one after the
/// other, between its own passes over the queue.
package final class EngineThread: Sendable {
  package enum Refusal: Error, Hashable, Sendable {
    /// More is waiting than is sensible; try again.
    case busy
    case stopped
  }

  private struct State {
    var jobs: [@Sendable (Engine?) -> Void] = []
    var isStopped = false
    /// Why the engine ended by itself.
    var failure: (any Error)?
  }

  private let state = Mutex(State())
  private let timer: WallTimer
  private let passed: @Sendable () -> Void
  private let failed: @Sendable (any Error) -> Void
  private let thread = Mutex<SystemThread?>(nil)
  /// Requests of people that may wait at once; what the daemon tells itself is always taken.
  private static let mostWaiting = 4096

  /// - Parameter passed: called after each finished pass over the queue; feeds the watchdog.
  /// - Parameter failed: the engine can no longer work; the daemon must be started again.
  package init(
    passed: @escaping @Sendable () -> Void, failed: @escaping @Sendable (any Error) -> Void
  ) throws(SystemError) {
    timer = try WallTimer()
    (self.passed, self.failed) = (passed, failed)
  }

  /// Starts the thread with the engine that `make` gives, which is made and kept there.
  ///
  /// - Parameter end: the last thing that is done with the engine.
  package func start(
    _ make: @escaping @Sendable () throws -> Engine,
    end: @escaping @Sendable (Engine) throws -> Void
  ) throws(SystemError) {
    let thread = try SystemThread(name: "engine") {
      do {
        let engine = try make()
        self.run(engine)
        engine.tellStillness(always: true)
        try end(engine)
      } catch {
        self.end(error)
      }
      self.refuseRest()
    }
    self.thread.withLock { $0 = thread }
  }

  /// Ends the thread after what is waiting has been done.
  package func stop() throws(SystemError) {
    state.withLock { $0.isStopped = true }
    timer.wake()
    try thread.withLock(\.self)?.join()
  }

  /// Has something done; the order of posts is kept.
  package func post(_ job: @escaping @Sendable (Engine) -> Void) {
    state.withLock { $0.jobs.append { engine in engine.map(job) } }
    timer.wake()
  }

  /// Has something done and waits for what it gives.
  ///
  /// - Parameter always: taken however many requests are waiting.
  package func call<Answer: Sendable>(
    always: Bool = false, _ body: @escaping @Sendable (Engine) throws -> Answer
  ) async throws -> Answer {
    let answer: Result<Answer, any Error> = await withCheckedContinuation { continuation in
      let refusal = state.withLock { state -> (any Error)? in
        if state.isStopped { return state.failure ?? Refusal.stopped }
        if !always, state.jobs.count >= Self.mostWaiting { return Refusal.busy }
        state.jobs.append { engine in
          continuation.resume(
            returning: Result {
              guard let engine else { throw self.failure ?? Refusal.stopped }
              return try body(engine)
            })
        }
        return nil
      }
      if let refusal { continuation.resume(returning: .failure(refusal)) } else { timer.wake() }
    }
    return try answer.get()
  }

  private func run(_ engine: Engine) {
    var pass = engine.tick()
    passed()
    while true {
      let (jobs, isStopped) = state.withLock { state in
        defer { state.jobs = [] }
        return (state.jobs, state.isStopped)
      }
      for job in jobs { job(engine) }
      if let failure = engine.failure { return end(failure) }
      if isStopped, jobs.isEmpty { return }
      if isStopped { continue }
      // What was asked for may need the next pass sooner; it never comes later than it was due.
      if !jobs.isEmpty { pass = min(pass, engine.nextPass()) }
      do {
        let reason = try timer.wait(
          until: pass.nanoseconds,
          atMost: max(1_000_000, engine.settings.rescan.nanoseconds))
        if reason == .woken { continue }
      } catch {
        return end(error)
      }
      pass = engine.tick()
      passed()
    }
  }

  private var failure: (any Error)? { state.withLock(\.failure) }

  private func end(_ error: any Error) {
    state.withLock { $0.failure = error }
    failed(error)
  }

  /// After the engine has gone nobody may wait for it for ever.
  private func refuseRest() {
    let rest = state.withLock { state in
      defer { state.jobs = [] }
      state.isStopped = true
      return state.jobs
    }
    for job in rest { job(nil) }
  }
}
