import Dispatch
import EmbargoCore
package import EmbargoOutputs
import EmbargoSystem
import EmbargoTime
import Synchronization

/// One channel with a queue of its own: it tells one plan at a time, however long that takes, and
/// nobody waits for it.
package final class AnnounceChannel: Sendable {
  private struct State {
    var memory: AnnounceMemory?
    var isBusy = false
    var isStopped = false
    /// What the ledger has of `memory`.
    var kept: AnnounceMemory?
  }

  package let settings: Configuration.Announce
  package let sender: any AnnounceSender
  private let queue: DispatchQueue
  private let state = Mutex(State())
  private let stopping = DispatchSemaphore(value: 0)
  /// Told why it cannot be told anything; nil: it can.
  private let report: @Sendable (String?) -> Void

  /// The pauses between attempts at one announcement; then it is given up, and counts as left out.
  /// One hour in all.
  private static let pauses: [Span] =
    [.seconds(5), .seconds(15), .minutes(1)] + Array(repeating: .minutes(5), count: 12)

  package init(
    _ settings: Configuration.Announce, sender: any AnnounceSender,
    report: @escaping @Sendable (String?) -> Void
  ) {
    (self.settings, self.sender, self.report) = (settings, sender, report)
    queue = DispatchQueue(label: "embargod.announce.\(settings.name)")
  }

  /// What it remembers, while it has nothing to tell; nil: it is busy, or has not begun.
  package var idleMemory: AnnounceMemory? {
    state.withLock { $0.isBusy || $0.isStopped ? nil : $0.memory }
  }

  /// True until it was given a memory.
  package var isNew: Bool { state.withLock { $0.memory == nil } }

  /// - Parameter isKept: the ledger has it.
  package func begin(with memory: AnnounceMemory, isKept: Bool) {
    state.withLock { state in
      guard state.memory == nil else { return }
      (state.memory, state.kept) = (memory, isKept ? memory : nil)
    }
  }

  /// What it remembers and the ledger does not have.
  package var unkept: AnnounceMemory? {
    state.withLock { $0.memory == $0.kept ? nil : $0.memory }
  }

  package func keep(_ memory: AnnounceMemory) { state.withLock { $0.kept = memory } }

  /// Tells all of a plan and then remembers it; returns at once.
  package func tell(_ plan: AnnouncePlan) {
    let starts = state.withLock { state in
      guard !state.isBusy, !state.isStopped else { return false }
      state.isBusy = true
      return true
    }
    if starts { queue.async { self.run(plan) } }
  }

  private func run(_ plan: AnnouncePlan) {
    var memory = plan.memory
    for message in plan.messages {
      switch attempt(message) {
      case .told: break
      case .givenUp: memory.hour.leftOut += 1
      case .stopped: return
      }
    }
    state.withLock { ($0.memory, $0.isBusy) = (memory, false) }
  }

  private enum Outcome { case told, givenUp, stopped }

  private func attempt(_ message: Announcement) -> Outcome {
    for pause in Self.pauses {
      do throws(OutputError) {
        try sender.send(message)
        tell(nil)
        return .told
      } catch {
        tell(error.description)
      }
      if stopping.wait(timeout: .now() + .nanoseconds(Int(pause.nanoseconds))) == .success {
        return .stopped
      }
    }
    return .givenUp
  }

  /// A channel that has been replaced says nothing of itself any more.
  private func tell(_ problem: String?) {
    if !state.withLock(\.isStopped) { report(problem) }
  }

  /// Tells something beside what is planned; waits for it.
  package func test(_ announcement: Announcement) throws(OutputError) {
    try sender.send(announcement.told(to: settings.audience))
  }

  /// Tells nothing more; what was not told is told by the next daemon.
  package func stop() async {
    state.withLock { $0.isStopped = true }
    stopping.signal()
    await sender.shutdown()
  }
}
