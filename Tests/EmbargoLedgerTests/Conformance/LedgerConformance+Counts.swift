import EmbargoCore
import EmbargoTime
import Testing

extension LedgerConformance {
  func deliveriesThatHaveNotArrivedAreCounted() throws {
    let ledger = try make()
    var releases = [1, 2, 3].map { Sample.release($0) }
    try ledger.commit(Sample.submission(releases))
    let wire = Sample.output("wire")
    #expect(try ledger.deliveryCounts() == [:])
    let later = releases[0].due + .seconds(1)
    releases[0].phase = .lifted(at: later)
    releases[0].deliveries[0].state = .delivered(
      Delivered(at: later, lateness: .seconds(1), receipt: "a file"))
    releases[0].deliveries[1].state = .failed(at: later)
    releases[1].phase = .lifting(since: releases[1].due)
    releases[1].deliveries[1].state = .retrying(next: releases[1].due + .seconds(5))
    var transaction = LedgerTransaction()
    transaction.releases = Array(releases.prefix(2))
    try ledger.commit(transaction)
    #expect(try ledger.deliveryCounts() == [wire: ["failed": 1, "retrying": 1]])
  }

  /// Newest first, in pieces, and nothing of what waits or went elsewhere.
  func whatArrivedAtAnOutputIsListed() throws {
    let ledger = try make()
    let count = 9
    // Two of each second, and the last ones wait.
    var releases = (1...count).map {
      Sample.release($0, due: Sample.base + .seconds(Int64($0 / 2)))
    }
    try ledger.commit(Sample.submission(releases))
    let newsroom = Sample.output("newsroom")
    #expect(
      try ledger.published(at: newsroom, before: nil, count: 5)
        == PublishedPage(releases: [], next: nil))
    for index in 0..<6 {
      let at = releases[index].due + .milliseconds(1)
      releases[index].phase = index == 5 ? .lifting(since: at) : .lifted(at: at)
      // The second went to another output only.
      releases[index].deliveries[index == 1 ? 1 : 0].state = .delivered(
        Delivered(at: at, lateness: .milliseconds(1), receipt: "a file"))
    }
    var transaction = LedgerTransaction()
    transaction.releases = Array(releases.prefix(6))
    try ledger.commit(transaction)
    let expected = [0, 2, 3, 4, 5].map { releases[$0] }
      .sorted { ($0.due, $0.id) > ($1.due, $1.id) }
    #expect(
      try ledger.published(at: newsroom, before: nil, count: 100)
        == PublishedPage(releases: expected, next: nil))
    var (listed, cursor, pieces) = ([Release](), LedgerCursor?.none, 0)
    repeat {
      let page = try ledger.published(at: newsroom, before: cursor, count: 2)
      listed += page.releases
      (cursor, pieces) = (page.next, pieces + 1)
    } while cursor != nil && pieces < 10
    #expect(listed == expected)
    #expect(pieces == 4)
  }

  func suspendedOutputsAreKeptWithWhatWaitsForThem() throws {
    let ledger = try make()
    let (wire, newsroom) = (Sample.output("wire"), Sample.output("newsroom"))
    var releases = [1, 2, 3].map { Sample.release($0) }
    try ledger.commit(Sample.submission(releases))
    #expect(try ledger.suspensions() == [])
    let since = releases[2].due + .seconds(1)
    let first = Suspension(output: wire, since: since, reason: "it says Gone")
    let second = Suspension(output: newsroom, since: since, reason: "it says Gone, too")
    var transaction = LedgerTransaction()
    for index in releases.indices.dropLast() {
      releases[index].phase = .lifted(at: since)
      releases[index].deliveries[0].state = .failed(at: since)
      releases[index].deliveries[1].state = .postponed
    }
    releases[2].phase = .lifted(at: since)
    releases[2].deliveries[1].state = .retrying(next: since)
    transaction.releases = releases
    transaction.suspensions = [first, second]
    try ledger.commit(transaction)
    var again = LedgerTransaction()
    again.suspensions = [Suspension(output: wire, since: since + .seconds(9), reason: "again")]
    try ledger.commit(again)
    #expect(try ledger.suspensions() == [second, first])
    let wanted = releases.prefix(2).map(\.id).sorted()
    #expect(try ledger.postponed(at: wire, count: 10) == wanted)
    #expect(try ledger.postponed(at: wire, count: 1) == [wanted[0]])
    #expect(try ledger.postponed(at: newsroom, count: 10) == [])
    #expect(try ledger.release(wanted[0])?.delivery(to: wire)?.state == .postponed)
    var over = LedgerTransaction()
    over.resumptions = [wire]
    try ledger.commit(over)
    #expect(try ledger.suspensions() == [second])
  }

  func whatWasAnnouncedIsKeptByChannel() throws {
    let ledger = try make()
    #expect(try ledger.announcers() == [:])
    let head = try ledger.head()
    for (memory, kept) in [
      (["desk": [1, 2], "wall": [3]], ["desk": [1, 2], "wall": [3]]),
      (["desk": [4]], ["desk": [4], "wall": [3]]), (["wall": []], ["desk": [4]]),
      (["none": []], ["desk": [4]]),
    ] as [([String: [UInt8]], [String: [UInt8]])] {
      var transaction = LedgerTransaction()
      transaction.announcers = memory
      try ledger.commit(transaction)
      #expect(try ledger.announcers() == kept)
    }
    #expect(try ledger.head() == head, "it is no record")
  }

  func aFreezeIsKeptUntilItIsThawed() throws {
    let ledger = try make()
    #expect(try ledger.freeze() == nil)
    for actor in [Actor(uid: 1000, name: "ada"), .daemon] {
      let freeze = Freeze(since: Sample.base, by: actor, reason: "a threat")
      var transaction = LedgerTransaction()
      transaction.freeze = freeze
      try ledger.commit(transaction)
      #expect(try ledger.freeze() == freeze)
      transaction.freeze?.reason = "another"
      #expect(throws: LedgerError.self) { try ledger.commit(transaction) }
      #expect(try ledger.freeze() == freeze)
      var thaw = LedgerTransaction()
      thaw.thaws = true
      try ledger.commit(thaw)
      #expect(try ledger.freeze() == nil)
    }
  }

  func theFormatOfATextIsKeptWithIt() throws {
    let ledger = try make()
    var release = Sample.release(1)
    let content = RevisionContent(
      bytes: Array("# A headline".utf8), format: .markdown,
      attachments: [Attachment(name: "map.png", bytes: [1, 2, 3])])
    release.digest = content.digest
    #expect(
      RevisionContent(bytes: content.bytes, attachments: content.attachments).digest
        != content.digest)
    var transaction = LedgerTransaction()
    transaction.releases = [release]
    transaction.contents = [(release.id, 1, content)]
    try ledger.commit(transaction)
    #expect(try ledger.content(of: release.id, revision: 1) == content)
  }
}
