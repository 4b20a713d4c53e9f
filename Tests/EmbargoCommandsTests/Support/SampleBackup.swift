import EmbargoCore
import EmbargoLedger
import EmbargoTime
import Testing

/// A backup with some records, and the keys that open it.
struct SampleBackup {
  let keys: [UInt8]
  let bytes: [UInt8]
  let facts: LedgerFacts

  static let one = Result { try SampleBackup() }

  private init() throws {
    let (master, signing) = (
      try #require(SecretKey(bytes: Array(repeating: 5, count: 32))),
      try #require(SecretKey(bytes: Array(repeating: 6, count: 32)))
    )
    let file = KeyFile(master: master, signing: signing)
    keys = file.text
    let folder = try Folder()
    let ledger = try SQLiteLedger.open(
      path: folder.path("ledger.sqlite"), masters: try MasterKeys(file),
      randomBytes: { Array(repeating: 1, count: $0) }, now: Samples.instant)
    for number in 1...3 {
      var transaction = LedgerTransaction()
      transaction.records = [
        RecordDraft(
          event: "daemon.started", release: nil, actor: .daemon, at: Samples.instant,
          data: ["number": .integer(Int64(number))])
      ]
      try ledger.commit(transaction)
    }
    let copy = try LedgerCopy(of: ledger, in: folder.path)
    var found: LedgerFacts?
    for _ in 0..<1000 where found == nil {
      if case .done(let facts) = try copy.step(pages: 100) { found = facts }
    }
    facts = try #require(found)
    bytes = try copy.file.read(at: 0, count: try copy.file.size())
    try ledger.close()
  }
}
