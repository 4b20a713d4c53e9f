import EmbargoCore
import EmbargoTime
import Glibc
import Testing

@testable import EmbargoLedger

@Suite("A backup is the ledger of one moment")
struct BackupTests {
  let scratch: Scratch
  /// Where copies are made.
  let elsewhere: Scratch

  init() throws { (scratch, elsewhere) = (try Scratch(), try Scratch()) }

  /// A ledger with so many releases, each with some kilobytes of text.
  private func ledger(_ count: Int) throws -> SQLiteLedger {
    let ledger = try scratch.open()
    for number in 1...count { try ledger.commit(Self.large(number)) }
    return ledger
  }

  private static func large(_ number: Int) -> LedgerTransaction {
    let content = RevisionContent(bytes: Array(repeating: UInt8(number % 256), count: 9000))
    var transaction = Sample.submission([Sample.release(number)])
    transaction.releases[0].digest = content.digest
    transaction.contents = [(Sample.id(number), 1, content)]
    return transaction
  }

  /// All of a copy as a file.
  private func write(_ copy: LedgerCopy, _ name: String = "backup") throws -> String {
    let path = "\(elsewhere.path)/\(name)"
    try File.write(try copy.file.read(at: 0, count: try copy.file.size()), to: path)
    return path
  }

  private func finish(_ copy: LedgerCopy) throws -> LedgerFacts {
    for _ in 0..<100_000 {
      if case .done(let facts) = try copy.step(pages: 8) { return facts }
    }
    throw LedgerError.broken("it does not end")
  }

  @Test("Its file has no name, and holds what the ledger held at its last step")
  func whole() throws {
    let ledger = try ledger(30)
    let copy = try LedgerCopy(of: ledger, in: elsewhere.path)
    #expect(elsewhere.names == [])
    let facts = try finish(copy)
    #expect(facts.head == (try ledger.head()))
    #expect(facts.releases == 30)
    let path = try write(copy)
    let findings = try BackupFile.examine(path)
    #expect(findings.flaws == [])
    #expect(findings.facts == facts)
    #expect(findings.masterKeys == [1])
    let reader = try SQLiteLedger.openReadOnly(path: path, masters: try Scratch.masters())
    #expect(try reader.content(of: Sample.id(7), revision: 1)?.bytes.count == 9000)
    #expect(elsewhere.names == ["backup"], "nothing is written beside it")
  }

  @Test("What is committed while it is being made is in it, in pages that it had passed as well")
  func meanwhile() throws {
    let ledger = try ledger(30)
    let copy = try LedgerCopy(of: ledger, in: elsewhere.path)
    var number = 100
    var steps = 0
    while true {
      let step = try copy.step(pages: 8)
      steps += 1
      if case .done(let facts) = step {
        #expect(facts.head == (try ledger.head()))
        break
      }
      try #require(steps < 10_000)
      if number < 110 {
        number += 1
        try ledger.commit(Self.large(number))
        if number == 105 { try ledger.checkpoint() }
      }
    }
    #expect(steps > 10, "it took several steps")
    let findings = try BackupFile.examine(try write(copy))
    #expect(findings.flaws == [])
    #expect(findings.facts.releases == 40)
  }

  @Test("What was taken back is not in it, and a burst under way lets it wait")
  func burst() throws {
    let ledger = try ledger(30)
    let copy = try LedgerCopy(of: ledger, in: elsewhere.path)
    _ = try copy.step(pages: 8)
    try ledger.append(Self.large(200))
    #expect(try copy.step(pages: 8) == .busy)
    try ledger.takeBack()
    let facts = try finish(copy)
    #expect(facts.head == (try ledger.head()))
    let findings = try BackupFile.examine(try write(copy))
    #expect(findings.flaws == [])
    #expect(findings.facts.releases == 30)
  }

  @Test("A copy that is given up lets go of the ledger, and goes on no more")
  func givenUp() throws {
    let ledger = try ledger(30)
    let copy = try LedgerCopy(of: ledger, in: elsewhere.path)
    _ = try copy.step(pages: 8)
    try copy.giveUp()
    expect(.forbidden) { try copy.step(pages: 8) }
    try ledger.commit(Self.large(200))
    try ledger.close()
    #expect(try scratch.open().counts() == ["scheduled": 31])
  }

  @Test(
    "Where there is no room for it nothing is made, and the ledger is well",
    .enabled(if: SmallDisk.isPermitted, "mounting a tmpfs is not permitted here"))
  func room() throws {
    let ledger = try ledger(1)
    let disk = try SmallDisk(kilobytes: 2048)
    expect(.full) { try LedgerCopy(of: ledger, in: disk.path) }
    expect(.broken) { try LedgerCopy(of: ledger, in: elsewhere.path + "/none") }
    try ledger.commit(Self.large(2))
  }

  @Test("A ledger that is only read can be copied, too, with what its log holds")
  func readOnly() throws {
    let ledger = try ledger(3)
    let copied = try scratch.copyOfFiles()
    let reader = try SQLiteLedger.openReadOnly(path: copied.ledgerPath)
    let copy = try LedgerCopy(of: reader, in: elsewhere.path)
    #expect(try finish(copy).head == (try ledger.head()))
    #expect(try BackupFile.examine(try write(copy)).flaws == [])
  }

  @Test(
    "A backup that is cut off, damaged, empty, another program's, or a copy of files is refused",
    arguments: ["cut", "damaged", "empty", "strange", "log"])
  func damage(_ kind: String) throws {
    let ledger = try ledger(20)
    let copy = try LedgerCopy(of: ledger, in: elsewhere.path)
    _ = try finish(copy)
    let path = try write(copy)
    var bytes = try File.read(path)
    switch kind {
    case "cut": bytes.removeLast(bytes.count / 3)
    case "damaged":
      for place in stride(from: 5 * 4096, to: bytes.count, by: 4096) { bytes[place] ^= 0x55 }
    case "empty": bytes = []
    case "strange": bytes = Array("this is a letter, and no ledger at all".utf8)
    default: try File.write([1], to: path + "-wal")
    }
    try File.write(bytes, to: path)
    var isRefused = false
    do { isRefused = try !BackupFile.examine(path).flaws.isEmpty } catch { isRefused = true }
    #expect(isRefused)
  }
}
