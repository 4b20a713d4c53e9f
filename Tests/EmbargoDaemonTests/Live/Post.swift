import EmbargoSystem
import Synchronization

/// Where threads leave what a test waits for.
final class Post<Item: Sendable>: Sendable {
  private let stream: AsyncStream<Item>
  private let continuation: AsyncStream<Item>.Continuation

  init() { (stream, continuation) = AsyncStream.makeStream() }

  func leave(_ item: Item) { continuation.yield(item) }

  /// The next `count` items; the time limit of the test bounds the wait.
  func take(_ count: Int = 1) async -> [Item] {
    var items: [Item] = []
    guard count > 0 else { return items }
    for await item in stream {
      items.append(item)
      if items.count == count { break }
    }
    return items
  }
}

/// Holds a thread until the test lets it go, for 5 min at most.
final class ThreadGate: Sendable {
  private let timer: WallTimer

  init() throws { timer = try WallTimer() }

  func open() { timer.wake() }
  func pass() { _ = try? timer.wait(until: nil, atMost: 300_000_000_000) }
}
