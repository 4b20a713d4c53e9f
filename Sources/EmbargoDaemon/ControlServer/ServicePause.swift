import NIOCore
import NIOPosix
import ServiceLifecycle

/// A wait of a service between two attempts.
enum ServicePause {
  /// Waits; false when a shutdown came meanwhile.
  static func isOver(after pause: TimeAmount) async -> Bool {
    await withTaskGroup(of: Bool.self) { group in
      group.addTask {
        // Both ends of the wait, shutdown and cancellation, mean the same.
        try? await gracefulShutdown()
        return false
      }
      group.addTask {
        let loop = MultiThreadedEventLoopGroup.singleton.next()
        let timer = loop.scheduleTask(in: pause) { true }
        return await withTaskCancellationHandler {
          (try? await timer.futureResult.get()) ?? false
        } onCancel: {
          timer.cancel()
        }
      }
      let first = await group.next() ?? false
      group.cancelAll()
      return first
    }
  }
}
