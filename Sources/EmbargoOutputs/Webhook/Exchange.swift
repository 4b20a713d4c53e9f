import EmbargoCore
import EmbargoTime
import NIOCore

/// One request that is to be sent.
struct WebhookRequest: Sendable {
  /// What an attempt came to: when the first byte of the request was handed to the kernel, and what
  /// was answered.
  struct Answered: Sendable {
    var answer: Exchange.Answer
    var sentAt: Instant
  }

  var id: String
  var body: [UInt8]
  /// Signed ahead; nil: it is made when it is sent.
  var head: Publication.Head?
  /// Before it nothing is looked up, connected or sent.
  var instant: Instant
  var clock: ReadClock
  /// A connection is all that is wanted: it is kept for the next request, and nothing is sent.
  var isKnock = false
  /// Called once, on an event loop, with when the attempt began.
  var finished: @Sendable (Instant, Result<Answered, WebhookFailure>) -> Void
}

/// Why no answer came, in words for people.
struct WebhookFailure: Error, CustomStringConvertible {
  let description: String
  /// Whether the request may have arrived.
  var isAmbiguous = false
  /// Whether there was nobody to send it to.
  var isUnreached = false
}

/// What ends an exchange without an answer.
enum ExchangeError: Error {
  /// The clock says that it is too early; nothing has left.
  case notDue
  /// The time for the whole attempt is over.
  case deadline
  case connectTimeout
  /// The other side has closed the connection.
  case closed
  /// So much has come that it can be no answer.
  case tooLong
}

/// One request on its way and what became of it; it lives on the event loop of its connection.
final class Exchange {
  struct Answer: Sendable {
    var status: UInt
    var retryAfter: String?
    /// The beginning of the body.
    var body: [UInt8] = []
  }

  /// Bytes of an answer that are read.
  static let longestAnswer = 4096

  let request: WebhookRequest
  let started: Instant
  let deadline: NIODeadline
  /// Addresses that have not been tried.
  var addresses: ArraySlice<IPAddress> = []
  /// Whether bytes of it were given to a connection.
  var isSent = false
  /// When that was done.
  var sentAt: Instant?
  var answer: Answer?

  init(_ request: WebhookRequest, started: Instant, deadline: NIODeadline) {
    (self.request, self.started, self.deadline) = (request, started, deadline)
  }

  /// The guard: what may not go yet does not.
  var isDue: Bool { request.clock() >= request.instant }

  /// Takes a part of the answer's body; false when there is more than anybody looks at.
  func take(_ bytes: ByteBuffer) -> Bool {
    let room = Self.longestAnswer - (answer?.body.count ?? 0)
    answer?.body += bytes.readableBytesView.prefix(room)
    return bytes.readableBytes <= room
  }
}
