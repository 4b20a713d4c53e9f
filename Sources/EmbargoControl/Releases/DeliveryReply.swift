package import EmbargoCore
package import EmbargoTime

/// One delivery of a release.
package struct DeliveryReply: Codable, Hashable, Sendable {
  package var output: String
  /// `waiting`, `attempting`, `retrying`, `delivered`, `failed` or `cancelled`.
  package var state: String
  package var attempts: Int
  @OrNull package var firstAttemptAt: Instant?
  /// When it is tried again; null unless `retrying`, and while its output is suspended.
  @OrNull package var nextAttemptAt: Instant?
  @OrNull package var deliveredAt: Instant?
  /// From the instant to the moment the irrevocable call returned; never negative.
  @OrNull package var latenessNS: Int64?
  @OrNull package var lastError: String?
  @OrNull package var receipt: String?

  private enum CodingKeys: String, CodingKey {
    case output, state, attempts, receipt
    case firstAttemptAt = "first_attempt_at"
    case nextAttemptAt = "next_attempt_at"
    case deliveredAt = "delivered_at"
    case latenessNS = "lateness_ns"
    case lastError = "last_error"
  }

  package init(_ delivery: Delivery) {
    (output, state) = (delivery.output.description, delivery.state.name)
    (attempts, firstAttemptAt) = (delivery.attempts, delivery.firstAttemptAt)
    lastError = delivery.lastError
    (nextAttemptAt, deliveredAt, latenessNS, receipt) = (nil, nil, nil, nil)
    switch delivery.state {
    case .postponed: break
    case .retrying(let next): nextAttemptAt = next
    case .delivered(let delivered):
      deliveredAt = delivered.at
      latenessNS = delivered.lateness.nanoseconds
      receipt = delivered.receipt
    case .waiting, .attempting, .failed, .cancelled: break
    }
  }
}

/// One attempt of a delivery.
package struct AttemptReply: Codable, Hashable, Sendable {
  package var output: String
  package var revision: Int
  /// Counts from 1 within revision and output.
  package var number: Int
  package var startedAt: Instant
  package var finishedAt: Instant
  /// `delivered`, `failed` or `refused`.
  package var result: String
  @OrNull package var receipt: String?
  @OrNull package var error: String?
  /// Whether it may have arrived although it failed.
  package var ambiguous: Bool

  private enum CodingKeys: String, CodingKey {
    case output, revision, number, result, receipt, error, ambiguous
    case startedAt = "started_at"
    case finishedAt = "finished_at"
  }

  package init(_ attempt: StoredAttempt) {
    (output, revision) = (attempt.outcome.output.description, attempt.revision)
    (number, startedAt) = (attempt.number, attempt.outcome.startedAt)
    (finishedAt, ambiguous) = (attempt.outcome.finishedAt, false)
    switch attempt.outcome.result {
    case .delivered(let text, _): (result, receipt, error) = ("delivered", text, nil)
    case .failed(let text, let isAmbiguous, _):
      (result, receipt, error, ambiguous) = ("failed", nil, text, isAmbiguous)
    case .refused(let text): (result, receipt, error) = ("refused", nil, text)
    }
  }
}

/// The deliveries of one release.
package struct ReleaseDeliveries: Codable, Hashable, Sendable {
  package var id: String
  package var slug: String
  package var state: ReleaseState
  package var due: Instant
  package var revision: Int
  package var deliveries: [DeliveryReply]
  /// In the order in which they began; empty unless one release was asked for.
  package var attempts: [AttemptReply]

  package init(_ release: Release, attempts: [StoredAttempt] = []) {
    (id, slug) = (release.id.description, release.slug.description)
    (state, due, revision) = (ReleaseState(release), release.due, release.revision)
    deliveries = release.deliveries.map { DeliveryReply($0) }
    self.attempts = attempts.map { AttemptReply($0) }
  }
}

/// A page of deliveries, release by release.
package struct DeliveryPage: Codable, Hashable, Sendable {
  /// In order of `due`, ties by id.
  package var releases: [ReleaseDeliveries]
  /// `cursor` of the next page; null on the last.
  @OrNull package var next: String?

  package init(releases: [ReleaseDeliveries], next: String?) {
    (self.releases, self.next) = (releases, next)
  }
}
