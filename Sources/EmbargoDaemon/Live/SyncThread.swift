import Dispatch
import EmbargoOutputs
import EmbargoSystem
import Synchronization

/// The thread beside the lift thread: it makes durable what that has published and reports it, in
/// the order of publication, so that the next instant never waits for a disk.
///
/// What waits here is bounded by what was armed: each release goes through once.
final class SyncThread: Sendable {
  typealias Report = @Sendable ([LiftReport], LiftThread.Progress) -> Void

  private enum Job: Sendable {
    /// A piece of what is published at one instant; more follows.
    case piece([LiftReport])
    /// The last piece, and the directories of all of them.
    case end([LiftReport], Round)
  }

  /// A round that its publisher has let go of: from then on only this thread touches it.
  private struct Round: @unchecked Sendable { let value: PublishingRound }

  private struct State {
    var jobs: [Job] = []
    var isStopped = false
  }

  private let state = Mutex(State())
  private let waiting = DispatchSemaphore(value: 0)
  private let report: Report
  private let thread = Mutex<SystemThread?>(nil)

  /// - Parameter report: is called on this thread, once for each piece.
  init(report: @escaping Report) { self.report = report }

  /// Starts the thread; once.
  func start() throws(SystemError) {
    let thread = try SystemThread(name: "lift-sync") { self.run() }
    self.thread.withLock { $0 = thread }
  }

  /// Ends the thread after all that it was handed.
  func stop() throws(SystemError) {
    state.withLock { $0.isStopped = true }
    waiting.signal()
    try thread.withLock(\.self)?.join()
  }

  /// Takes a piece of what is published at one instant; `finish` follows.
  func take(_ reports: [LiftReport]) { hand(.piece(reports)) }

  /// Takes the last piece; the caller does not use `round` any more.
  func finish(_ round: PublishingRound, _ reports: [LiftReport]) {
    hand(.end(reports, Round(value: round)))
  }

  private func hand(_ job: Job) {
    state.withLock { $0.jobs.append(job) }
    waiting.signal()
  }

  private func run() {
    while true {
      waiting.wait()
      let (jobs, isStopped) = state.withLock { state in
        defer { state.jobs = [] }
        return (state.jobs, state.isStopped)
      }
      for job in jobs { carryOut(job) }
      if isStopped { return }
    }
  }

  private func carryOut(_ job: Job) {
    switch job {
    case .piece(let reports): report(reports, .published)
    case .end(let reports, let round):
      do throws(OutputError) {
        // Directories are synced once for all that was due.
        try round.value.sync()
        report(reports, .all(doubt: nil))
      } catch {
        // What is there is found again by the next attempt; until then nobody may rely on it.
        report(reports, .all(doubt: error))
      }
    }
  }
}
