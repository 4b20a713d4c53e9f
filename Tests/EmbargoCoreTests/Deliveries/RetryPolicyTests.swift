import EmbargoCore
import EmbargoTime
import Testing

@Suite("A retry waits as its policy says")
struct RetryPolicyTests {
  private let keys = (0..<200).map { IdempotencyKey(stored: "msg_\($0)") }

  @Test("Endpoints are tried 17 times over three to four days, folders for a day")
  func totals() {
    let webhook = RetryPolicy.webhook.schedule.reduce(0) { $0 + $1.nanoseconds / 1_000_000_000 }
    #expect(RetryPolicy.webhook.schedule.count == 16)
    #expect(76 * 3600...77 * 3600 ~= webhook)
    let local = RetryPolicy.local.schedule.reduce(0) { $0 + $1.nanoseconds / 1_000_000_000 }
    #expect(86_400...86_500 ~= local)
  }

  @Test("The jitter adds up to a tenth, is the same each time and differs between deliveries")
  func jitter() throws {
    let policy = RetryPolicy.webhook
    for (index, base) in policy.schedule.enumerated() {
      let delays = try keys.map { key in
        try #require(policy.delay(after: index + 1, key: key, retryAfter: nil))
      }
      for delay in delays {
        #expect(base.nanoseconds...(base.nanoseconds / 10 * 11) ~= delay.nanoseconds)
      }
      #expect(Set(delays).count > 60, "attempt \(index + 1)")
      let again = policy.delay(after: index + 1, key: keys[0], retryAfter: nil)
      #expect(again == delays[0])
    }
  }

  @Test("Folders are looked at again without jitter")
  func local() {
    for key in keys {
      #expect(RetryPolicy.local.delay(after: 1, key: key, retryAfter: nil) == .seconds(1))
      #expect(RetryPolicy.local.delay(after: 100, key: key, retryAfter: nil) == .seconds(60))
    }
  }

  struct Row: CustomTestStringConvertible, Sendable {
    var attempts: Int
    var retryAfter: Span?
    var wanted: Span?
    var testDescription: String {
      "after \(attempts), Retry-After \(retryAfter?.nanoseconds ?? -1)"
    }
  }

  @Test(
    "A Retry-After lengthens the delay up to an hour and never shortens it",
    arguments: [
      Row(attempts: 1, retryAfter: nil, wanted: .seconds(10)),
      Row(attempts: 1, retryAfter: .seconds(7), wanted: .seconds(10)),
      Row(attempts: 1, retryAfter: .seconds(70), wanted: .seconds(70)),
      Row(attempts: 1, retryAfter: .hours(1), wanted: .hours(1)),
      Row(attempts: 1, retryAfter: .hours(100), wanted: .hours(1)),
      Row(attempts: 1, retryAfter: .seconds(-70), wanted: .seconds(10)),
      Row(attempts: 2, retryAfter: .minutes(90), wanted: .hours(2)),
      Row(attempts: 2, retryAfter: nil, wanted: .hours(2)),
      Row(attempts: 3, retryAfter: nil, wanted: nil),
      Row(attempts: 3, retryAfter: .seconds(1), wanted: nil),
      Row(attempts: 0, retryAfter: nil, wanted: nil),
      Row(attempts: -1, retryAfter: nil, wanted: nil),
    ])
  func retryAfter(row: Row) {
    let policy = RetryPolicy(schedule: [.seconds(10), .hours(2)], jitterPerMille: 0)
    #expect(
      policy.delay(after: row.attempts, key: keys[0], retryAfter: row.retryAfter) == row.wanted)
  }

  @Test("The longest delays do not overflow")
  func long() {
    let policy = RetryPolicy(schedule: [.hours(24 * 365)], jitterPerMille: 1000)
    for key in keys {
      let delay = policy.delay(after: 1, key: key, retryAfter: nil)
      #expect(delay.map { $0 >= .hours(24 * 365) && $0 <= .hours(2 * 24 * 365) } ?? false)
    }
  }
}
