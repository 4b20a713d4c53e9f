import EmbargoCore
import EmbargoTime
import Testing

extension LedgerConformance {
  private func lift(_ releases: [Release]) -> LedgerTransaction {
    var transaction = LedgerTransaction()
    for release in releases {
      var after = release
      after.phase = .lifting(since: release.due)
      transaction.releases.append(after)
      transaction.stored[release.id] = release
      transaction.records.append(Sample.record(after, event: "release.lift-began"))
    }
    return transaction
  }

  func whatIsAppendedIsSeenAtOnceAndCommittedTogether() throws {
    let ledger = try make()
    let releases = (1...3).map { Sample.release($0) }
    let head = try ledger.commit(Sample.submission(releases))
    try ledger.append(lift([releases[0]]))
    try ledger.append(lift([releases[1]]))
    #expect(try ledger.release(releases[0].id)?.phase.name == "lifting")
    let after = try ledger.commit(lift([releases[2]]))
    #expect(after.sequence == head.sequence + 3)
    #expect(try ledger.head() == after)
    #expect(try ledger.counts() == ["lifting": 3])
    var verifier = ChainVerifier(remembered: [after])
    for record in try ledger.records(after: 0, count: 100, release: nil) {
      verifier.check(record)
    }
    #expect(verifier.verdict == .good(head: after))
  }

  func whatIsTakenBackWasNeverThere() throws {
    let ledger = try make()
    let releases = (1...2).map { Sample.release($0) }
    let head = try ledger.commit(Sample.submission(releases))
    try ledger.takeBack()
    try ledger.append(lift(releases))
    try ledger.takeBack()
    #expect(try ledger.counts() == ["scheduled": 2])
    #expect(try ledger.release(releases[0].id) == releases[0])
    let after = try ledger.commit(lift(releases))
    #expect(after.sequence == head.sequence + 2)
  }

  func aRefusalTakesBackWhatWasAppendedBeforeIt() throws {
    let ledger = try make()
    let releases = (1...2).map { Sample.release($0) }
    try ledger.commit(Sample.submission(releases))
    var early = lift([releases[1]])
    early.releases[0].phase = .lifting(since: releases[1].due - .seconds(1))
    try ledger.append(lift([releases[0]]))
    // It may be seen only when all of it is committed.
    #expect(throws: LedgerError.self) {
      try ledger.append(early)
      try ledger.commit(lift([]))
    }
    #expect(try ledger.counts() == ["scheduled": 2])
    try ledger.append(lift([releases[0]]))
    #expect(throws: LedgerError.self) { try ledger.commit(early) }
    #expect(try ledger.counts() == ["scheduled": 2])
    try ledger.commit(lift(releases))
    #expect(try ledger.counts() == ["lifting": 2])
  }

  func onlyWhatDiffersFromWhatIsStoredNeedsToBeWritten() throws {
    let ledger = try make()
    var release = Sample.release(1)
    try ledger.commit(Sample.submission([release]))
    for number in 1...3 {
      let before = release
      release.deliveries[0].attempts = number
      release.deliveries[0].firstAttemptAt = release.due
      release.deliveries[0].state = .retrying(next: release.due + .seconds(Int64(number)))
      release.phase = .lifting(since: release.due)
      if number == 3 { release.embargo.tzdb = "2099a" }
      var transaction = LedgerTransaction()
      transaction.releases = [release]
      transaction.stored = [release.id: before]
      try ledger.commit(transaction)
      #expect(try ledger.release(release.id) == release)
      #expect(try ledger.nextWake() == release.wake)
    }
  }

  func whatIsNotStoredAsItWasReadIsNotOverwritten() throws {
    let ledger = try make()
    let release = Sample.release(1)
    try ledger.commit(Sample.submission([release]))
    var (stale, next) = (release, release)
    (stale.revision, next.revision) = (2, 2)
    next.phase = .lifting(since: release.due)
    var transaction = LedgerTransaction()
    transaction.releases = [next]
    transaction.stored = [release.id: stale]
    #expect(throws: LedgerError.self) { try ledger.commit(transaction) }
    #expect(try ledger.release(release.id) == release)
  }

  func questionsAndACommitTogetherDoWhatTheyDoApart() throws {
    let ledger = try make()
    let releases = (1...3).map { Sample.release($0) }
    try ledger.commit(Sample.submission([releases[0]]))
    func isTaken(_ release: Release) throws(LedgerError) -> Bool {
      try ledger.isTaken(release.slug)
    }
    let (before, head) = try ledger.together { () throws(LedgerError) in
      let before = [try isTaken(releases[0]), try isTaken(releases[1])]
      return (before, try ledger.commit(Sample.submission([releases[1]])))
    }
    #expect(before == [true, false])
    #expect(try ledger.head() == head)
    #expect(try ledger.release(releases[1].id) == releases[1])
    // What is thrown comes out, and nothing of what was refused is left.
    #expect(throws: LedgerError.self) {
      try ledger.together { () throws(LedgerError) in
        try ledger.commit(Sample.submission([releases[2], releases[0]]))
      }
    }
    #expect(try ledger.head() == head)
    #expect(try ledger.counts() == ["scheduled": 2])
    // Behind what was appended, and within itself.
    try ledger.append(lift([releases[0]]))
    let counts = try ledger.together { () throws(LedgerError) in
      try ledger.together { () throws(LedgerError) in try ledger.counts() }
    }
    #expect(counts == ["lifting": 1, "scheduled": 1])
    try ledger.takeBack()
    #expect(try ledger.counts() == ["scheduled": 2])
  }

  func wakesAreThePlacesOfWhatWakes() throws {
    let ledger = try make()
    let releases = (1...5).map { Sample.release($0, due: Sample.base + .seconds(Int64($0 % 3))) }
    try ledger.commit(Sample.submission(releases))
    let limit = Sample.base + .seconds(1)
    let woken = try ledger.waking(until: limit, after: nil, count: 10)
    let places = try ledger.wakes(until: limit, after: nil, count: 10)
    #expect(places == woken.map { LedgerCursor(instant: $0.due, id: $0.id) })
    #expect(try ledger.wakes(until: limit, after: places[0], count: 1) == [places[1]])
  }
}
