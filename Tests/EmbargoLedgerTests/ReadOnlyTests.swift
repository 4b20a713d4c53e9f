import EmbargoCore
import EmbargoTime
import Testing

@testable import EmbargoLedger

@Suite("A ledger is read while no daemon has it")
struct ReadOnlyTests {
  private let scratch: Scratch

  init() throws { scratch = try Scratch() }

  @Test("A closed ledger is read without writing anything beside it, whatever its path")
  func closed() throws {
    let name = "a b?c#d%41é.sqlite"
    let ledger = try scratch.open(name)
    let head = try ledger.commit(Sample.submission([Sample.release(1)]))
    try ledger.close()
    let path = "\(scratch.path)/\(name)"
    let before = try File.read(path)
    let reader = try SQLiteLedger.openReadOnly(path: path)
    #expect(try reader.head() == head)
    #expect(try reader.records(after: 0, count: 10, release: nil).count == 1)
    #expect(scratch.names == [name])
    #expect(try File.read(path) == before)
  }

  @Test("After a crash what was committed to the log is seen, and files stay as they were")
  func crashed() throws {
    let ledger = try scratch.open()
    try ledger.commit(Sample.submission([Sample.release(1)]))
    try ledger.checkpoint()
    let head = try ledger.commit(Sample.submission([Sample.release(2)]))
    let copy = try scratch.copyOfFiles()
    let log = WriteAheadLog.path(of: copy.ledgerPath)
    let before = try (File.read(copy.ledgerPath), File.read(log))
    let reader = try SQLiteLedger.openReadOnly(
      path: copy.ledgerPath, masters: try Scratch.masters())
    #expect(try reader.head() == head)
    #expect(try reader.release(Sample.id(2)) == Sample.release(2))
    #expect(try reader.integrity() == [])
    try reader.close()
    #expect(try File.read(copy.ledgerPath) == before.0)
    #expect(try File.read(log) == before.1)
    #expect(try copy.open().head() == head, "and the daemon opens it as before")
  }

  @Test("Nothing is committed through it") func writing() throws {
    try scratch.open().close()
    let reader = try SQLiteLedger.openReadOnly(path: scratch.ledgerPath)
    expect(.forbidden) { try reader.commit(Sample.submission([Sample.release(1)])) }
    expect(.forbidden) { try reader.checkpoint() }
    #expect(try reader.head() == .empty)
  }

  @Test("An empty file is no ledger to read") func empty() throws {
    try File.write([], to: scratch.ledgerPath)
    expect(.forbidden) { try SQLiteLedger.openReadOnly(path: scratch.ledgerPath) }
  }
}
