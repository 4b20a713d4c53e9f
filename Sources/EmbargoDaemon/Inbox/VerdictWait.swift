import EmbargoSystem
import Synchronization

/// Lets the inbox's own thread wait for an answer that is made asynchronously.
final class VerdictWait: Sendable {
  /// In nanoseconds. An answer that comes later is passed over: what was accepted by then is
  /// answered as a duplicate when it is handed in again.
  private static let longest: Int64 = 300_000_000_000

  private struct State {
    /// Tells late answers from the one that is waited for.
    var question = 0
    var verdict: InboxVerdict?
  }

  private let timer: WallTimer
  private let state = Mutex(State())

  init() throws(SystemError) { timer = try WallTimer() }

  /// Blocks until there is an answer: never to be called from a task.
  func verdict(on arrival: InboxArrival, from take: @escaping TakeArrival) -> InboxVerdict {
    let question = state.withLock { state in
      state.question += 1
      state.verdict = nil
      return state.question
    }
    Task {
      let verdict = await take(arrival)
      state.withLock { if $0.question == question { $0.verdict = verdict } }
      timer.wake()
    }
    let end = WallClock.monotonic() + Self.longest
    while WallClock.monotonic() < end {
      do {
        _ = try timer.wait(until: nil, atMost: 1_000_000_000)
      } catch {
        return .later("waiting for the answer failed: \(error.reason)")
      }
      if let verdict = state.withLock(\.verdict) { return verdict }
    }
    return .later("there was no answer for 5 minutes")
  }
}
