package import EmbargoTime

/// One revision of a release going to one output.
package struct Delivery: Hashable, Sendable {
  package let output: OutputName
  package var state: DeliveryState
  /// What will be published, recorded durably before anything is; nil until it is armed.
  package var intent: Intent?
  /// Attempts begun.
  package var attempts: Int
  package var firstAttemptAt: Instant?
  /// What went wrong the last time, kept after a later success.
  package var lastError: String?
  /// An attempt may have arrived of which nobody knows: it ran into its time-out after sending, or
  /// a crash cut it short.
  package var isAmbiguous: Bool
  /// What the output has, or may have, of earlier revisions, the newest first; empty: nothing.
  package let earlier: [Intent]

  package init(
    output: OutputName, state: DeliveryState = .waiting, intent: Intent? = nil, attempts: Int = 0,
    firstAttemptAt: Instant? = nil, lastError: String? = nil, isAmbiguous: Bool = false,
    earlier: [Intent] = []
  ) {
    (self.output, self.state, self.intent) = (output, state, intent)
    (self.attempts, self.firstAttemptAt, self.lastError) = (attempts, firstAttemptAt, lastError)
    (self.isAmbiguous, self.earlier) = (isAmbiguous, earlier)
  }
}

package enum DeliveryState: Hashable, Sendable {
  case waiting
  /// An attempt has begun and no outcome is known; after a restart it is due again at once.
  case attempting(since: Instant)
  /// The last attempt failed; the next is at `next`.
  case retrying(next: Instant)
  case delivered(Delivered)
  /// Given up; `retry` lets it go again under the same key.
  case failed(at: Instant)
  case cancelled(at: Instant)

  /// Its output is suspended: it has its turn when a person lets the output go again, and wakes
  /// nobody until then.
  package static let postponed = DeliveryState.retrying(next: Instant(nanoseconds: .max))

  package var name: String {
    switch self {
    case .waiting: "waiting"
    case .attempting: "attempting"
    case .retrying: "retrying"
    case .delivered: "delivered"
    case .failed: "failed"
    case .cancelled: "cancelled"
    }
  }
}

/// A delivery that arrived.
package struct Delivered: Hashable, Sendable {
  /// When the irrevocable call returned (link of the file; first byte of the request handed over).
  package var at: Instant
  /// `at` less the moment it should have gone out; never negative.
  package var lateness: Span
  /// What the output gives as proof: the file's path, the message's name, the HTTP status.
  package var receipt: String

  package init(at: Instant, lateness: Span, receipt: String) {
    (self.at, self.lateness, self.receipt) = (at, lateness, receipt)
  }
}

/// What one delivery will publish, fixed before the lift and the same at every attempt.
package struct Intent: Hashable, Sendable {
  package var key: IdempotencyKey
  /// Of the final bytes (`Publication.digest`).
  package var digest: Digest
  /// The names that it takes at the output, relative to it; empty for a webhook.
  package var names: [String]
  /// Of the bytes under each name, in their order; empty where that is not recorded.
  package var pieces: [Digest]

  package init(key: IdempotencyKey, digest: Digest, names: [String], pieces: [Digest] = []) {
    (self.key, self.digest, self.names, self.pieces) = (key, digest, names, pieces)
  }
}

/// What came of one attempt.
package struct AttemptOutcome: Hashable, Sendable {
  package enum Result: Hashable, Sendable {
    /// `recovered`: it was already there with our digest, from an attempt before a crash.
    case delivered(receipt: String, recovered: Bool)
    /// It did not arrive, or nobody can know (`ambiguous`: time-out after sending).
    case failed(error: String, ambiguous: Bool, retryAfter: Span?)
    /// It can never arrive by repeating (another file has the name; 410 Gone).
    case refused(error: String)
  }

  package var output: OutputName
  /// When the attempt began; never before the release was due.
  package var startedAt: Instant
  /// When the irrevocable call returned, or the attempt was given up.
  package var finishedAt: Instant
  package var result: Result
  /// The output wants nothing more of anybody (410 Gone): it is to be suspended.
  package var suspends: Bool
  /// Nobody could be reached there (connection refused, no route, no such name): nothing was sent,
  /// and it is worth while to look soon whether somebody is there again. Not on the record.
  package var isUnreached: Bool

  package init(
    output: OutputName, startedAt: Instant, finishedAt: Instant, result: Result,
    suspends: Bool = false, isUnreached: Bool = false
  ) {
    (self.output, self.startedAt) = (output, startedAt)
    (self.finishedAt, self.result, self.suspends) = (finishedAt, result, suspends)
    self.isUnreached = isUnreached
  }
}
