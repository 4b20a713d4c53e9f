import Dispatch
import EmbargoSystem
import Synchronization

/// A second place for checkpoints: a file that is only added to, one line each. Whoever brings one
/// never waits for the disk that it lies on.
final class CheckpointFile: Sendable {
  private struct State {
    /// Lines that are not there yet, the oldest first.
    var waiting: [[UInt8]] = []
    /// How many have been before these.
    var done = 0
    var file: AppendedFile?
    /// Part of a line may stand at the end.
    var isTorn = false
    var isWriting = false
    /// After a failure not before this, by the monotonic clock (nanoseconds).
    var notBefore: Int64 = 0

    mutating func drop(_ count: Int) {
      waiting.removeFirst(count)
      done += count
    }
  }

  let path: String
  private let queue: DispatchQueue
  private let state = Mutex(State())
  private let report: @Sendable (String?) -> Void

  /// More than these are not kept while the place fails: the newest says what the dropped ones
  /// said of the records before it.
  static let mostWaiting = 1000
  private static let pause: Int64 = 10_000_000_000

  /// - Parameter report: what is wrong with the place; nil: nothing any more.
  init(path: String, report: @escaping @Sendable (String?) -> Void) {
    (self.path, self.report) = (path, report)
    queue = DispatchQueue(label: "embargod.checkpoints")
  }

  func add(_ checkpoint: [UInt8]) {
    state.withLock { state in
      state.waiting.append(checkpoint + [UInt8(ascii: "\n")])
      state.drop(max(0, state.waiting.count - Self.mostWaiting))
    }
    begin(at: WallClock.monotonic())
  }

  /// Tries again what has failed, when it has been left alone for a while.
  func retry(at now: Int64) { begin(at: now) }

  private func begin(at now: Int64) {
    let starts = state.withLock { state in
      guard !state.isWriting, !state.waiting.isEmpty, state.notBefore <= now else { return false }
      state.isWriting = true
      return true
    }
    if starts { queue.async { self.write() } }
  }

  private func write() {
    while true {
      let (lines, done) = state.withLock { ($0.waiting, $0.done) }
      guard !lines.isEmpty else { break }
      var (file, isTorn) = state.withLock { ($0.file, $0.isTorn) }
      do throws(SystemError) {
        if file == nil {
          let opened = try AppendedFile(path: path)
          // A power loss may have left half a line.
          (file, isTorn) = (opened, opened.hadContent)
        }
        try file?.add((isTorn ? [UInt8(ascii: "\n")] : []) + lines.joined())
      } catch {
        state.withLock { state in
          (state.file, state.isTorn, state.isWriting) = (nil, true, false)
          state.notBefore = WallClock.monotonic() + Self.pause
        }
        return report("\(error)")
      }
      state.withLock { state in
        (state.file, state.isTorn) = (file, false)
        // Some of them may have been dropped meanwhile.
        state.drop(max(0, done + lines.count - state.done))
      }
    }
    state.withLock { $0.isWriting = false }
    report(nil)
    // What came in between.
    begin(at: WallClock.monotonic())
  }

  /// Waits for what is being written, two seconds at most.
  func finish() {
    let isWritten = DispatchSemaphore(value: 0)
    queue.async { isWritten.signal() }
    _ = isWritten.wait(timeout: .now() + .seconds(2))
  }
}
