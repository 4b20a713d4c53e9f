package import EmbargoCore
package import EmbargoOutputs
package import EmbargoSystem
package import EmbargoTime
import NIOCore
package import NIOPosix
import Synchronization

/// Makes attempts that may take long: requests concurrently, writes to a slow file system on a
/// thread of that output's own, so that no output waits for another.
package final class LiveDispatcher: Dispatcher, Sendable {
  private let clock: ReadWallClock
  private let finished: @Sendable (Finished) -> Void
  /// So many are begun by whoever brings them.
  private static let few = 16
  /// So many outputs of a rush are begun at a time.
  private static let atOnce = 32

  private let loops: MultiThreadedEventLoopGroup
  private let rush: Rush
  private let knocking: Knocking
  private let line = Mutex(Line())
  private let workers = Mutex<[OutputName: OutputWorker]>([:])

  package typealias ReadWallClock = @Sendable () -> Instant

  /// - Parameters:
  ///   - loops: begin what is brought in great numbers.
  ///   - returned: is told of each output that can be reached again; called on any thread.
  ///   - finished: takes each outcome; called on any thread.
  package init(
    clock: @escaping ReadWallClock, rush: Rush = Rush(),
    loops: MultiThreadedEventLoopGroup = .singleton,
    returned: @escaping @Sendable (OutputName) -> Void = { _ in },
    finished: @escaping @Sendable (Finished) -> Void
  ) {
    (self.clock, self.rush, self.loops, self.finished) = (clock, rush, loops, finished)
    knocking = Knocking(clock: clock, loops: loops, returned: returned)
  }

  package func awaitReturn(of output: any RemoteOutput) { knocking.begin(at: output) }
  package func forgetReturns() { knocking.forget() }

  package func dispatch(_ work: Work) { dispatch([work]) }

  /// Begins all of them; the lift thread does not wait longer for many than for one.
  package func dispatch(_ works: [Work]) {
    if works.count <= Self.few { return begin(works) }
    rush.begin(works.count { if case .send = $0.kind { true } else { false } })
    loops.any().execute { self.begin(works, inRush: true) }
  }

  /// What one output is to send.
  private struct Share: Sendable {
    var output: any RemoteOutput
    var all: [Sending] = []
  }

  /// What waits to be begun in a rush: the lift thread brings it piece by piece.
  private struct Line {
    private var shares: [Share] = []
    private var isMoving = false

    /// Whether somebody must begin to take from it.
    mutating func add(_ more: [Share]) -> Bool {
      shares += more
      defer { isMoving = true }
      return !isMoving
    }

    /// None: whoever took from it is through.
    mutating func take(_ count: Int) -> [Share] {
      let first = Array(shares.prefix(count))
      shares.removeFirst(first.count)
      if first.isEmpty { isMoving = false }
      return first
    }
  }

  /// The requests of one output are handed to it together, the outputs in the order in which they
  /// were brought.
  private func begin(_ works: [Work], inRush: Bool = false) {
    var shares: [Share] = []
    var places: [OutputName: Int] = [:]
    let (finished, rush) = (finished, inRush ? rush : nil)
    for work in works {
      switch work.kind {
      case .publish(let prepared): write(prepared, for: work)
      case .send(let output, let publication):
        let release = work.release
        let sending = Sending(publication, notBefore: work.due) {
          rush?.answered()
          finished(Finished(release: release, outcome: $0))
        }
        let place = places[work.output] ?? shares.endIndex
        if place == shares.endIndex {
          places[work.output] = place
          shares.append(Share(output: output))
        }
        shares[place].all.append(sending)
      }
    }
    if !inRush {
      for share in shares { share.output.send(share.all, clock: clock) }
    } else if line.withLock({ $0.add(shares) }) {
      beginNext()
    }
  }

  /// An event loop that has been given much to begin sees no connection made and no answer come
  /// until it has begun the last. So some are begun, the loops go round, and then the next: the
  /// first request leaves long before the last one is begun.
  private func beginNext() {
    let shares = line.withLock { $0.take(Self.atOnce) }
    guard !shares.isEmpty else { return }
    for share in shares { share.output.send(share.all, clock: clock) }
    let loop = loops.any()
    // Behind what these have given the loop to do, and not at once: it does what is due before it
    // goes round, and has enough to do meanwhile.
    loop.execute { loop.scheduleTask(in: .microseconds(100)) { self.beginNext() } }
  }

  private func write(_ prepared: any Prepared, for work: Work) {
    let (clock, finished) = (clock, finished)
    worker(for: work.output).add {
      finished(
        Finished(
          release: work.release,
          outcome: prepared.publish(notBefore: work.due, clock: clock)))
    } orFail: { error in
      let now = clock()
      finished(
        Finished(
          release: work.release,
          outcome: AttemptOutcome(
            output: work.output, startedAt: now, finishedAt: now,
            result: .failed(error: error.description, ambiguous: false, retryAfter: nil))))
    }
  }

  /// Ends the threads after what they are writing.
  package func stop() throws(SystemError) {
    knocking.stop()
    for worker in workers.withLock({ Array($0.values) }) { try worker.stop() }
  }

  private func worker(for output: OutputName) -> OutputWorker {
    workers.withLock { workers in
      if let worker = workers[output] { return worker }
      let worker = OutputWorker(name: output.description)
      workers[output] = worker
      return worker
    }
  }
}

/// A thread that does one thing after the other for one output; started when it is first needed.
private final class OutputWorker: Sendable {
  private struct State {
    var jobs: [@Sendable () -> Void] = []
    var thread: SystemThread?
    var timer: WallTimer?
    var isStopped = false
  }

  private let name: String
  private let state = Mutex(State())

  init(name: String) { self.name = name }

  func add(
    _ job: @escaping @Sendable () -> Void, orFail fail: (SystemError) -> Void
  ) {
    let failure = state.withLock { state -> SystemError? in
      do throws(SystemError) {
        if state.thread == nil {
          let timer = try WallTimer()
          state.timer = timer
          state.thread = try SystemThread(name: "out-\(name)") { self.run(timer) }
        }
        state.jobs.append(job)
        return nil
      } catch {
        return error
      }
    }
    if let failure { return fail(failure) }
    state.withLock(\.timer)?.wake()
  }

  func stop() throws(SystemError) {
    let (thread, timer) = state.withLock { state in
      state.isStopped = true
      return (state.thread, state.timer)
    }
    timer?.wake()
    try thread?.join()
  }

  private func run(_ timer: WallTimer) {
    while true {
      let (job, isStopped) = state.withLock { state in
        (state.jobs.isEmpty ? nil : state.jobs.removeFirst(), state.isStopped)
      }
      if let job {
        job()
      } else if isStopped {
        return
      } else {
        do {
          _ = try timer.wait(until: nil, atMost: 1_000_000_000)
        } catch {
          // The next job starts another thread.
          return state.withLock { $0.thread = nil }
        }
      }
    }
  }
}
