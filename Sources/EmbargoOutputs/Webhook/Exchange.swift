import AsyncHTTPClient
import EmbargoTime
import NIOCore
import NIOHTTP1
import Synchronization

/// What became of one request, noted as it goes: when its first byte was handed to the kernel and
/// what was answered.
final class Exchange: HTTPClientResponseDelegate {
  struct Answer: Sendable {
    var status: UInt
    var retryAfter: String?
    /// The beginning of the body.
    var body: [UInt8] = []
  }

  /// Ends the reading of an answer that is longer than anybody looks at.
  struct AnswerIsLong: Error {}

  /// Bytes of an answer that are read.
  static let longestAnswer = 4096

  private struct Notes {
    var headSentAt: Instant?
    var bodyBegun = false
    var answer: Answer?
  }

  private let clock: ReadClock
  private let notes = Mutex(Notes())

  init(clock: @escaping ReadClock) { self.clock = clock }

  var headSentAt: Instant? { notes.withLock(\.headSentAt) }
  var bodyBegun: Bool { notes.withLock(\.bodyBegun) }
  var answer: Answer? { notes.withLock(\.answer) }

  func noteBodyBegun() { notes.withLock { $0.bodyBegun = true } }

  func didSendRequestHead(task: HTTPClient.Task<Void>, _ head: HTTPRequestHead) {
    let now = clock()
    notes.withLock { $0.headSentAt = now }
  }

  func didReceiveHead(
    task: HTTPClient.Task<Void>, _ head: HTTPResponseHead
  ) -> EventLoopFuture<Void> {
    notes.withLock {
      $0.answer = Answer(
        status: head.status.code, retryAfter: head.headers.first(name: "retry-after"))
    }
    return task.eventLoop.makeSucceededVoidFuture()
  }

  func didReceiveBodyPart(
    task: HTTPClient.Task<Void>, _ buffer: ByteBuffer
  ) -> EventLoopFuture<Void> {
    let isLong = notes.withLock { notes in
      let room = Self.longestAnswer - (notes.answer?.body.count ?? 0)
      notes.answer?.body += buffer.readableBytesView.prefix(room)
      return buffer.readableBytes > room
    }
    return isLong
      ? task.eventLoop.makeFailedFuture(AnswerIsLong()) : task.eventLoop.makeSucceededVoidFuture()
  }

  func didFinishRequest(task: HTTPClient.Task<Void>) throws {}
}
