import EmbargoCore
import EmbargoTime
import Testing

extension LedgerConformance {
  func whatWakesComesNearestFirst() throws {
    let ledger = try make()
    let due = Sample.base + .hours(1)
    let numbers = [5, 3, 9, 1, 7]
    try ledger.commit(Sample.submission(numbers.map { Sample.release($0, due: due) }))
    try ledger.commit(Sample.submission([Sample.release(20, due: due - .seconds(1))]))
    try ledger.commit(Sample.submission([Sample.release(21, due: due + .seconds(1))]))
    let woken = try ledger.waking(until: due, after: nil, count: 100)
    #expect(woken.map(Sample.number(of:)) == [20, 1, 3, 5, 7, 9])
    #expect(try ledger.nextWake() == due - .seconds(1))
    #expect(try ledger.waking(until: due - .seconds(2), after: nil, count: 100) == [])
    #expect(try ledger.waking(until: due, after: nil, count: 0) == [])
  }

  func whatWakesIsReadInPagesWithoutGapsOrRepeats() throws {
    let ledger = try make()
    var releases = (1...25).map { number in
      Sample.release(number, due: Sample.base + .seconds(Int64(number / 5)))
    }
    // Some are out already and are to be sent again at the time at which the others are due.
    for index in releases.indices where index.isMultiple(of: 3) {
      let due = releases[index].due
      let number = Sample.number(of: releases[index])
      releases[index] = Sample.release(number, due: Sample.base)
      releases[index].phase = .lifting(since: Sample.base)
      releases[index].deliveries[0].state = .retrying(next: due)
      releases[index].deliveries[1].state = .cancelled(at: Sample.base)
    }
    try ledger.commit(Sample.submission(releases))
    var cursor: LedgerCursor?
    var seen: [Int] = []
    for _ in 0..<20 {
      let page = try ledger.waking(
        until: Sample.base + .hours(1), after: cursor, count: 4)
      seen += page.map(Sample.number(of:))
      guard let last = page.last, let wake = last.wake else { break }
      cursor = LedgerCursor(instant: wake, id: last.id)
    }
    #expect(seen == Array(1...25))
  }

  func whatIsStoppedOrDoneDoesNotWake() throws {
    let ledger = try make()
    var releases = (1...4).map { Sample.release($0) }
    releases[0].phase = .held(Hold(cause: .person, reason: "wait", at: Sample.base))
    releases[1].phase = .withdrawn(at: Sample.base)
    releases[2].phase = .lifted(at: releases[2].due)
    for index in releases[2].deliveries.indices {
      releases[2].deliveries[index].state = .failed(at: releases[2].due)
    }
    releases[3].phase = .lifting(since: releases[3].due)
    releases[3].deliveries[0].state = .retrying(next: Sample.base + .hours(9))
    releases[3].deliveries[1].state = .cancelled(at: releases[3].due)
    try ledger.commit(Sample.submission(releases))
    #expect(try ledger.nextWake() == Sample.base + .hours(9))
    let woken = try ledger.waking(until: Sample.base + .hours(10), after: nil, count: 10)
    #expect(woken == [releases[3]])
  }

  func listsAreOrderedFilteredAndPaged() throws {
    let ledger = try make()
    var releases = [4, 2, 6, 1, 5, 3].map { Sample.release($0) }
    for index in releases.indices where Sample.number(of: releases[index]).isMultiple(of: 2) {
      releases[index].phase = .withdrawn(at: Sample.base)
    }
    releases[0].submitter = Actor(uid: 1001, name: "bob")
    releases[4].submitter = Actor(uid: 1001, name: "bob")
    releases[5].submitter = .daemon
    try ledger.commit(Sample.submission(releases))
    func numbers(
      _ phases: Set<String>, _ cursor: LedgerCursor?, _ count: Int, of submitter: UInt32? = nil
    ) throws -> [Int] {
      try ledger.list(phases: phases, submitter: submitter, after: cursor, count: count)
        .map(Sample.number(of:))
    }
    #expect(try numbers([], nil, 100) == [1, 2, 3, 4, 5, 6])
    #expect(try numbers(["scheduled"], nil, 100) == [1, 3, 5])
    #expect(try numbers(["scheduled", "withdrawn"], nil, 4) == [1, 2, 3, 4])
    #expect(try numbers(["held"], nil, 100) == [])
    let cursor = LedgerCursor(instant: Sample.release(4).due, id: Sample.id(4))
    #expect(try numbers([], cursor, 100) == [5, 6])
    #expect(try numbers([], nil, 100, of: 1001) == [4, 5])
    #expect(try numbers(["withdrawn"], nil, 100, of: 1001) == [4])
    #expect(try numbers([], cursor, 100, of: 1001) == [5])
    #expect(try numbers([], nil, 1, of: 1000) == [1])
    #expect(try numbers([], nil, 100, of: 0) == [])
    #expect(try ledger.counts() == ["scheduled": 3, "withdrawn": 3])
  }

  func embargoesAreReadInPagesNearestFirst() throws {
    let ledger = try make()
    var releases = (1...12).map { Sample.release($0) }
    for index in releases.indices {
      switch Sample.number(of: releases[index]) % 4 {
      case 1: releases[index].phase = .held(Hold(cause: .late, reason: "late", at: Sample.base))
      case 2: releases[index].phase = .withdrawn(at: Sample.base)
      case 3: releases[index].embargo.zone = .fixed(3600)
      default: break
      }
    }
    try ledger.commit(Sample.submission(releases))
    var (cursor, seen, pages) = (LedgerCursor?.none, [QueuedEmbargo](), 0)
    let limit = Sample.release(11).due
    repeat {
      let page = try ledger.embargoes(until: limit, after: cursor, count: 2)
      seen += page.embargoes
      (cursor, pages) = (page.next, pages + 1)
    } while cursor != nil && pages < 10
    let wanted = [1, 4, 5, 8, 9].compactMap { number in
      releases.first { Sample.number(of: $0) == number }
    }
    #expect(seen == wanted.map { QueuedEmbargo($0) })
    #expect(pages == 5)
    #expect(try ledger.embargoes(until: limit, after: nil, count: 100).next == nil)
  }

  func duplicatesAreKnownByBytesAndInstant() throws {
    let ledger = try make()
    var release = Sample.release(1)
    try ledger.commit(Sample.submission([release]))
    let instant = release.embargo.instant
    #expect(try ledger.duplicate(of: release.digest, instant: instant) == release.id)
    #expect(try ledger.duplicate(of: release.digest, instant: instant + .seconds(1)) == nil)
    #expect(try ledger.duplicate(of: Digest(of: [9]), instant: instant) == nil)
    release.phase = .withdrawn(at: Sample.base)
    var transaction = LedgerTransaction()
    transaction.releases = [release]
    try ledger.commit(transaction)
    #expect(try ledger.duplicate(of: release.digest, instant: instant) == nil)
  }

  func aReplacedRevisionIsNoDuplicate() throws {
    let ledger = try make()
    let first = Sample.release(1)
    try ledger.commit(Sample.submission([first]))
    var second = first
    (second.revision, second.digest) = (2, Sample.content(99).digest)
    var transaction = LedgerTransaction()
    transaction.releases = [second]
    transaction.contents = [(second.id, 2, Sample.content(99))]
    try ledger.commit(transaction)
    let instant = first.embargo.instant
    #expect(try ledger.duplicate(of: first.digest, instant: instant) == nil)
    #expect(try ledger.duplicate(of: second.digest, instant: instant) == first.id)
  }

  func theSameBytesMayComeAgainAtAnotherInstant() throws {
    let ledger = try make()
    let first = Sample.release(1)
    try ledger.commit(Sample.submission([first]))
    var second = Sample.release(2)
    second.digest = first.digest
    var transaction = LedgerTransaction()
    transaction.releases = [second]
    transaction.contents = [(second.id, 1, Sample.content(1))]
    try ledger.commit(transaction)
    #expect(try ledger.content(of: second.id, revision: 1) == Sample.content(1))
  }

  func theSizeOfARevisionCountsItsAttachments() throws {
    let ledger = try make()
    let content = RevisionContent(
      bytes: Array("Grüße".utf8),
      attachments: [
        Attachment(name: "a.png", bytes: [0, 1, 2]), Attachment(name: "b.png", bytes: []),
      ])
    var release = Sample.release(1)
    release.digest = content.digest
    var transaction = Sample.submission([release])
    transaction.contents = [(release.id, 1, content)]
    try ledger.commit(transaction)
    try ledger.commit(Sample.submission([Sample.release(2)]))
    func mayTake(_ bytes: Int, pieces: Int) -> ClosedRange<Int> {
      bytes...(bytes + bytes / 8 + 1100 * pieces)
    }
    let size = try #require(try ledger.contentSize(of: release.id, revision: 1))
    #expect(mayTake(10, pieces: 3).contains(size))
    let large = RevisionContent(bytes: Array(repeating: 65, count: 100_000))
    var second = Sample.release(3)
    second.digest = large.digest
    var later = Sample.submission([second])
    later.contents = [(second.id, 1, large)]
    try ledger.commit(later)
    let larger = try #require(try ledger.contentSize(of: second.id, revision: 1))
    #expect(mayTake(100_000, pieces: 1).contains(larger))
    #expect(try ledger.contentSize(of: release.id, revision: 2) == nil)
  }
}
