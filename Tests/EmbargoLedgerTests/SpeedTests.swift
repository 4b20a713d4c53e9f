import EmbargoCore
import EmbargoTime
import GRDB
import Testing

@testable import EmbargoLedger

/// Bounds that are generous for a debug build on two busy cores; the measured times are printed.
@Suite("The ledger is fast enough", .serialized)
struct SpeedTests {
  private func timed<Value>(_ what: String, _ body: () throws -> Value) rethrows -> Value {
    var value: Value?
    let clock = ContinuousClock()
    let time = try clock.measure { value = try body() }
    let (seconds, attoseconds) = time.components
    print("\(what): \(seconds * 1000 + attoseconds / 1_000_000_000_000_000) ms")
    guard let value else { preconditionFailure("measured without a value") }
    return value
  }

  private func lifted(_ release: Release) -> Release {
    var release = release
    release.phase = .lifted(at: release.due)
    for index in release.deliveries.indices {
      let delivered = Delivered(at: release.due, lateness: .milliseconds(2), receipt: "/srv/a.txt")
      release.deliveries[index].state = .delivered(delivered)
    }
    return release
  }

  @Test("10,000 releases are submitted, read back and lifted, each in one transaction")
  func tenThousand() throws {
    let scratch = try Scratch()
    let ledger = try scratch.open()
    let due = Sample.base
    let releases = (1...10_000).map { Sample.release($0, due: due) }
    let submission = Sample.submission(releases)
    try timed("submitting 10,000 releases") { _ = try ledger.commit(submission) }
    let woken = try timed("reading 10,000 releases that are due") {
      try ledger.waking(until: due, after: nil, count: 20_000)
    }
    #expect(woken.count == 10_000)
    var lift = LedgerTransaction()
    lift.releases = woken.map(lifted)
    lift.attempts = woken.map { Sample.attempt($0) }
    lift.records = woken.map { Sample.record($0, event: "release.lifted") }
    let head = try timed("recording 10,000 lifts") { try ledger.commit(lift) }
    #expect(head.sequence == 20_000)
    #expect(try ledger.counts() == ["lifted": 10_000])
  }

  @Test("A ledger of 100,000 releases opens in a moment, and looking things up takes none")
  func opening() throws {
    let scratch = try Scratch()
    var ledger = try scratch.open()
    let first = (1...60).map { Sample.release($0, due: Sample.base) }
    try ledger.commit(Sample.submission(first))
    try timed("filling in 100,000 releases") { try fill(ledger, count: 100_000) }
    try ledger.close()
    ledger = try timed("opening 100,000 releases") { try scratch.open() }
    let next = try timed("the nearest wake among 100,000") { try ledger.nextWake() }
    #expect(next == Sample.base)
    let counts = try timed("counting 100,000") { try ledger.counts() }
    #expect(counts == ["scheduled": 100_060])
    let page = try timed("a page of 50 among 100,000") {
      try ledger.list(phases: [], submitter: nil, after: nil, count: 50)
    }
    #expect(page == Array(first.prefix(50)))
  }

  /// Rows made inside SQLite, which takes seconds less than committing them one by one. They lie
  /// behind the others, and their words do not open.
  private func fill(_ ledger: SQLiteLedger, count: Int) throws {
    let numbers = """
      WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < \(count)),
      r (id, i) AS (SELECT printf('%08x-0000-7000-8000-%012x', i, i), i FROM n)
      """
    try ledger.queue.inTransaction(.immediate) { database in
      try database.execute(
        sql: """
          \(numbers) INSERT INTO releases (
            id, slug_mark, revision, stamp, civil, zone_name, instant, tzdb, due, wake, phase,
            submitter_name, submitted_at)
          SELECT id, 'filled-' || i, 1, 'a stamp', '2027-01-15T09:00:00', 'Europe/Paris', at,
            '2025b', at, at, 'scheduled', 'ada', 0
          FROM (SELECT id, i, \(Sample.base.nanoseconds) + i AS at FROM r);
          \(numbers) INSERT INTO revisions (release, revision, content, sealed, mark, twin_mark)
          SELECT id, 1, content, sealed, mark, randomblob(32)
          FROM r, (SELECT content, sealed, mark FROM revisions LIMIT 1);
          \(numbers) INSERT INTO deliveries (release, revision, output, state, attempts)
          SELECT id, 1, output, 'waiting', 0
          FROM r, (SELECT 'newsroom' AS output UNION SELECT 'wire');
          """)
      return .commit
    }
  }
}
