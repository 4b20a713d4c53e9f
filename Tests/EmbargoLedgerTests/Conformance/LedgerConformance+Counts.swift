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
