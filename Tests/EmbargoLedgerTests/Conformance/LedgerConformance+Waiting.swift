import EmbargoCore
import EmbargoTime
import Testing

/// What waits in the queue, by who submitted it and by where it goes.
extension LedgerConformance {
  private func fill(_ ledger: any Ledger) throws {
    var releases = (1...6).map { Sample.release($0) }
    releases[1].submitter = Actor(uid: 1001, name: "bob")
    releases[2].phase = .withdrawn(at: Sample.base)
    releases[3].phase = .held(Hold(cause: .person, reason: "why", at: Sample.base))
    releases[4].deliveries = [Delivery(output: Sample.output("archive"))]
    releases[5].phase = .lifted(at: releases[5].due)
    try ledger.commit(Sample.submission(releases))
  }

  func whatASubmitterHasWaitingIsCounted() throws {
    let ledger = try make()
    try fill(ledger)
    let own = try ledger.waiting(of: 1000, atMost: 10)
    #expect(own.releases == 3)
    let plain = [1, 4, 5].reduce(0) { $0 + Sample.content($1).size }
    #expect(own.bytes >= plain && own.bytes <= plain + plain / 8 + 3 * 1100)
    #expect(try ledger.waiting(of: 1000, atMost: 2).releases == 2)
    #expect(try ledger.waiting(of: 1001, atMost: 10).releases == 1)
    #expect(try ledger.waiting(of: 1002, atMost: 10).releases == 0)
  }

  func theOutputsOfTheQueueAreReadPieceByPiece() throws {
    let ledger = try make()
    try fill(ledger)
    var found: [OutputName: Int] = [:]
    var cursor: LedgerCursor?
    var pieces = 0
    repeat {
      let page = try ledger.destinations(after: cursor, count: 2)
      found.merge(page.releases) { $0 + $1 }
      cursor = page.next
      pieces += 1
    } while cursor != nil && pieces < 10
    let wanted = ["archive": 1, "newsroom": 3, "wire": 3]
    #expect(
      found == Dictionary(uniqueKeysWithValues: wanted.map { (Sample.output($0), $1) }))
    #expect(pieces == 3)
  }
}
