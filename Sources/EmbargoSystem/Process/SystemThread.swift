internal import CLinux
private import Synchronization

/// A thread of its own for work that must not wait behind anything else.
///
/// All signals that may be blocked are blocked in it, so that they reach the thread that handles
/// them. Joined at most once; detached when the last reference goes without that.
package final class SystemThread: Sendable {
  /// nil, or why the thread runs without the real-time priority that was asked for.
  package let priorityRefusal: SystemError?
  private let name: String
  private let thread: UInt64
  private let isJoined = Mutex(false)

  /// Starts the thread.
  /// - Parameter name: at most 15 bytes are kept; seen by anybody on the machine.
  /// - Parameter priority: 1 to 99 asks for SCHED_FIFO; 0 does not. A refusal is not an error.
  package init(
    name: String, priority: Int32 = 0, body: @escaping @Sendable () -> Void
  ) throws(SystemError) {
    let work = Unmanaged.passRetained(Work(body))
    var thread: UInt64 = 0
    var refusal: Int32 = 0
    let result = clinux_thread_start(
      name, priority, runWork, work.toOpaque(), &thread, &refusal)
    if result < 0 {
      _ = work.takeRetainedValue()
      throw SystemError("start", "thread \(name)", code: -result)
    }
    self.name = name
    self.thread = thread
    priorityRefusal =
      refusal == 0
      ? nil : SystemError("give real-time priority to", "thread \(name)", code: refusal)
  }

  deinit { if !isJoined.withLock(\.self) { _ = clinux_thread_detach(thread) } }

  /// Waits until the thread's body has returned; later calls return at once.
  ///
  /// Not to be called from the thread itself, which is an error (EDEADLK).
  package func join() throws(SystemError) {
    if clinux_thread_is_current(thread) != 0 {
      throw SystemError("join", "thread \(name)", code: Errno.deadlock)
    }
    let result = isJoined.withLock { isJoined in
      if isJoined { return Int32(0) }
      let result = clinux_thread_join(thread)
      isJoined = result == 0
      return result
    }
    _ = try check(result, "join", "thread \(name)")
  }
}

private final class Work: Sendable {
  let body: @Sendable () -> Void
  init(_ body: @escaping @Sendable () -> Void) { self.body = body }
}

private let runWork: @convention(c) (UnsafeMutableRawPointer?) -> Void = { context in
  guard let context else { return }
  Unmanaged<Work>.fromOpaque(context).takeRetainedValue().body()
}
