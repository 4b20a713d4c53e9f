package import EmbargoTime

/// When a failed delivery is tried again.
package struct RetryPolicy: Hashable, Sendable {
  /// The n-th attempt begins `schedule[n - 1]` after the one before it; the first entry is the
  /// delay of the second attempt.
  package var schedule: [Span]
  /// Up to this many thousandths are added to each delay.
  package var jitterPerMille: Int64
  /// A `Retry-After` is honoured up to this.
  package var longestRetryAfter: Span

  package init(
    schedule: [Span], jitterPerMille: Int64 = 100, longestRetryAfter: Span = .hours(1)
  ) {
    (self.schedule, self.jitterPerMille) = (schedule, jitterPerMille)
    self.longestRetryAfter = longestRetryAfter
  }

  /// For endpoints: dense for the first minutes, then to about 77 hours.
  package static let webhook = RetryPolicy(
    schedule: [1, 5, 15, 30, 60, 120, 300, 600, 1800, 3600, 7200, 18_000, 36_000, 50_400, 72_000]
      .map(Span.seconds) + [.hours(24)])

  /// For directories: a full or read-only disk is looked at again each minute for a day.
  package static let local = RetryPolicy(
    schedule: [1, 2, 5, 10, 30].map(Span.seconds)
      + Array(repeating: .seconds(60), count: 1440), jitterPerMille: 0)

  /// The delay before the attempt that follows `attempts` failed ones; nil when it is given up.
  ///
  /// The jitter is drawn from the key and the attempt, so that it needs no random source and the
  /// same delivery always waits the same time.
  package func delay(
    after attempts: Int, key: IdempotencyKey?, retryAfter: Span?
  ) -> Span? {
    guard attempts >= 1, attempts <= schedule.count else { return nil }
    let base = schedule[attempts - 1]
    let seed = Digest(of: Array("\(key?.description ?? "")|\(attempts)".utf8)).bytes
    let share = Int64(seed[0]) * 256 + Int64(seed[1])
    let jitter = Span(
      nanoseconds: base.nanoseconds / 1000 * (jitterPerMille * share / 65_535))
    let planned = Span(nanoseconds: base.nanoseconds + jitter.nanoseconds)
    guard let retryAfter else { return planned }
    return max(planned, min(retryAfter, longestRetryAfter))
  }
}
