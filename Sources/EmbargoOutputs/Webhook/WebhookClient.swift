import NIOCore
import NIOPosix
import Synchronization

/// Sends the requests of one endpoint, over connections to addresses that were checked.
///
/// They are this endpoint's own: what hangs here holds up nobody else. A burst is spread over
/// a few event loops, each with its share of the connections.
final class WebhookClient: Sendable {
  /// A burst gains nothing from more.
  private static let mostLoops = 4
  /// Fewer requests than this stay on one event loop.
  private static let smallBurst = 16
  /// Each endpoint begins with another event loop than the one before, so that a request to each of
  /// many endpoints is not work for one of the loops.
  private static let begun = Atomic<Int>(0)

  private struct Part: Sendable {
    var loop: any EventLoop
    var state: NIOLoopBoundBox<WebhookLoop>
    var load: WebhookLoop.Load
  }

  let authorities: Authorities
  private let parts: [Part]

  init(_ settings: WebhookOutput.Settings) {
    let group = MultiThreadedEventLoopGroup.singleton
    let loops = Array(group.makeIterator())
    let count = max(1, min(Self.mostLoops, loops.count, settings.concurrency))
    let first = Self.begun.add(1, ordering: .relaxed).oldValue
    let authorities = Authorities(settings)
    let resolver = Resolver(settings.endpoint, settings.lookUp)
    self.authorities = authorities
    parts = (0..<count).map { index in
      let share = settings.concurrency / count + (index < settings.concurrency % count ? 1 : 0)
      let (loop, load) = (loops[(first + index) % loops.count], WebhookLoop.Load())
      let state = NIOLoopBoundBox.makeBoxSendingValue(
        WebhookLoop(
          loop, settings, mostConnections: share, resolver: resolver, authorities: authorities,
          load: load),
        eventLoop: loop)
      return Part(loop: loop, state: state, load: load)
    }
  }

  /// Begins all of them and waits for none.
  func send(_ requests: [WebhookRequest]) {
    if requests.count < Self.smallBurst {
      let part = parts.min {
        $0.load.count.load(ordering: .relaxed) < $1.load.count.load(ordering: .relaxed)
      }
      if let part { Self.send(requests, by: part) }
      return
    }
    for (index, part) in parts.enumerated() {
      let share = stride(from: index, to: requests.count, by: parts.count).map { requests[$0] }
      Self.send(share, by: part)
    }
  }

  private static func send(_ requests: [WebhookRequest], by part: Part) {
    part.load.count.add(requests.count, ordering: .relaxed)
    part.loop.execute { part.state.value.take(requests) }
  }

  /// Ends idle connections; requests that are under way end first.
  func close() {
    for part in parts { part.loop.execute { part.state.value.close() } }
  }
}
