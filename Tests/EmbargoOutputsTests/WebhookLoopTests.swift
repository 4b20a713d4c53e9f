import EmbargoCore
import EmbargoOutputs
import EmbargoTime
import NIOCore
import NIOPosix
import Synchronization
import Testing

@Suite("The event loops of webhooks", .timeLimit(.minutes(5)))
struct WebhookLoopTests {
  @Test("A request to each of many endpoints is not work for one event loop alone")
  func shared() async throws {
    let found = Mutex<Set<ObjectIdentifier>>([])
    let loops = Array(MultiThreadedEventLoopGroup.singleton.makeIterator())
    for number in 1...16 {
      // Before its instant it is refused, on the loop that would have sent it.
      let output = try WebhookConnectionTests.output(9)
      let clock = TestClock(Samples.instant - .milliseconds(1))
      let publication = Publication(key: Samples.key(number), body: [])
      let result = await withCheckedContinuation { continuation in
        let sending = Sending(publication, notBefore: Samples.instant) { outcome in
          if let loop = MultiThreadedEventLoopGroup.currentEventLoop {
            found.withLock { _ = $0.insert(ObjectIdentifier(loop)) }
          }
          continuation.resume(returning: outcome.result)
        }
        output.send([sending], clock: clock.read)
      }
      #expect(WebhookConnectionTests.error(result).contains("not due"))
    }
    #expect(found.withLock(\.count) >= min(2, loops.count))
  }
}
