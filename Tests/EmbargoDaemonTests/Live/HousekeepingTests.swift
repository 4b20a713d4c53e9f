import EmbargoDaemon
import EmbargoTime
import Testing

@Suite("What is looked at now and then", .timeLimit(.minutes(5)))
struct HousekeepingTests {
  private static func round(_ every: Span) -> Housekeeping.Round { .init(every: every) {} }

  @Test("Rounds whose intervals are multiples share their wake-ups, however late each was done")
  func shared() {
    let (short, long) = (Self.round(.seconds(2)), Self.round(.seconds(8)))
    #expect(short.turn(after: 2_000_070_000) == 4_000_000_000)
    #expect(short.turn(after: 3_999_999_999) == 4_000_000_000)
    #expect(short.turn(after: 6_300_000_000) == 8_000_000_000)
    #expect(long.turn(after: 2_000_070_000) == 8_000_000_000)
    #expect(long.turn(after: 8_000_000_000) == 16_000_000_000)
  }

  @Test("What was never done is due")
  func first() { #expect(Self.round(.hours(1)).turn(after: .min / 2) < 0) }

  @Test("Each is done at once and again")
  func again() async throws {
    let (first, second) = (Post<Void>(), Post<Void>())
    let keeping = try Housekeeping([
      .init(every: .milliseconds(20)) { first.leave(()) },
      .init(every: .milliseconds(40)) { second.leave(()) },
    ])
    try keeping.start()
    for post in [first, second] { #expect(await post.take(3).count == 3) }
    try keeping.stop()
  }
}
