import EmbargoCore
import EmbargoTime
import GRDB
import Glibc
import Testing

@testable import EmbargoLedger

@Suite("A ledger file is opened with care")
struct FileTests {
  private let scratch: Scratch

  init() throws { scratch = try Scratch() }

  private func pragma(_ name: String, of ledger: SQLiteLedger) throws -> String? {
    try ledger.queue.writeWithoutTransaction { database in
      try String.fetchOne(database, sql: "PRAGMA \(name)")
    }
  }

  @Test("Commits are synced to the disk: synchronous is FULL") func synchronous() throws {
    #expect(try pragma("synchronous", of: try scratch.open()) == "2")
  }

  @Test("Every setting reads back as it was wanted, also after reopening")
  func settings() throws {
    try scratch.open().close()
    let ledger = try scratch.open()
    for setting in Connection.settings {
      #expect(try pragma(setting.pragma, of: ledger) == setting.reads, "\(setting.pragma)")
    }
    #expect(try pragma("application_id", of: ledger) == "\(0x656d_6264)")
    #expect(try pragma("user_version", of: ledger) == "\(Migration.newest)")
  }

  @Test("Migrations are numbered without gaps and noted in the ledger") func migrations() throws {
    #expect(Migration.all.map(\.number) == Array(1...Migration.newest))
    let ledger = try scratch.open()
    let noted = try ledger.queue.read { database in
      try Row.fetchAll(database, sql: "SELECT number, name, applied_by FROM migrations")
        .map { "\($0[0] as Int) \($0[1] as String) \($0[2] as String)" }
    }
    #expect(noted == Migration.all.map { "\($0.number) \($0.name) test 1" })
  }

  @Test("A migration that fails leaves nothing behind") func failedMigration() throws {
    let ledger = try scratch.open()
    let broken = Migration(number: 99, name: "broken", sql: "CREATE TABLE half (a); SELECT none;")
    #expect(throws: DatabaseError.self) {
      try ledger.queue.writeWithoutTransaction { database in
        try broken.run(
          on: database, masters: try Scratch.masters(), program: "test", now: Sample.base)
      }
    }
    #expect(try pragma("user_version", of: ledger) == "\(Migration.newest)")
    let tables = try ledger.queue.read { try $0.tableExists("half") }
    #expect(!tables)
  }

  @Test("The files can be read by their owner alone, and the shared index is never made")
  func modes() throws {
    let ledger = try scratch.open()
    try ledger.commit(Sample.submission([Sample.release(1)]))
    #expect(scratch.names == ["ledger.sqlite", "ledger.sqlite-wal"])
    for name in scratch.names {
      var status = stat()
      try #require(stat("\(scratch.path)/\(name)", &status) == 0)
      #expect(status.st_mode & 0o777 == 0o600, "\(name)")
    }
    try ledger.close()
    #expect(scratch.names == ["ledger.sqlite"])
  }

  @Test("A reopened ledger has its key, its head and its releases") func reopened() throws {
    var ledger = try scratch.open()
    let head = try ledger.commit(Sample.submission([Sample.release(1)]))
    let key = ledger.instanceKey
    try ledger.close()
    ledger = try SQLiteLedger.open(
      path: scratch.ledgerPath, masters: try Scratch.masters(),
      randomBytes: { Array(repeating: 1, count: $0) }, now: Sample.base)
    #expect(ledger.instanceKey == key)
    #expect(try ledger.head() == head)
    #expect(try ledger.release(Sample.id(1)) == Sample.release(1))
  }

  @Test("A second connection is refused while the ledger is open") func second() throws {
    let ledger = try scratch.open()
    try ledger.commit(Sample.submission([Sample.release(1)]))
    let error = expect(.broken) { try scratch.open() }
    #expect("\(String(describing: error))".contains("another process has the ledger open"))
    try ledger.commit(Sample.submission([Sample.release(2)]))
  }

  @Test("What a crash leaves opens with everything that was committed") func crash() throws {
    let ledger = try scratch.open()
    let head = try ledger.commit(Sample.submission((1...50).map { Sample.release($0) }))
    let copy = try scratch.copyOfFiles()
    let recovered = try copy.open()
    #expect(try recovered.head() == head)
    #expect(try recovered.release(Sample.id(50)) == Sample.release(50))
    #expect(try recovered.integrity() == [])
  }

  @Test("The file of another program is refused and left as it was") func foreign() throws {
    do {
      let other = try DatabaseQueue(path: scratch.ledgerPath)
      try other.write { try $0.execute(sql: "CREATE TABLE notes (text TEXT)") }
      try other.close()
    }
    let before = try File.read(scratch.ledgerPath)
    let error = expect(.forbidden) { try scratch.open() }
    #expect("\(String(describing: error))".contains("not a ledger of embargod"))
    #expect(try File.read(scratch.ledgerPath) == before)
    #expect(scratch.names == ["ledger.sqlite"])
  }

  @Test("A file that is no database is refused and left as it was") func noDatabase() throws {
    let before = Array(repeating: "not a database, ", count: 512).joined().utf8
    try File.write(Array(before), to: scratch.ledgerPath)
    expect(.broken) { try scratch.open() }
    #expect(try File.read(scratch.ledgerPath) == Array(before))
  }

  @Test("A ledger of a newer program is refused and left as it was") func newer() throws {
    let ledger = try scratch.open()
    try ledger.queue.writeWithoutTransaction { database in
      try database.execute(sql: "PRAGMA user_version = \(Migration.newest + 1)")
    }
    try ledger.close()
    let before = try File.read(scratch.ledgerPath)
    for open in [
      { try scratch.open() }, { try SQLiteLedger.openReadOnly(path: scratch.ledgerPath) },
    ] as [() throws -> SQLiteLedger] {
      let error = expect(.forbidden) { try open() }
      #expect("\(String(describing: error))".contains("newer embargod"))
    }
    #expect(try File.read(scratch.ledgerPath) == before)
  }

  @Test("A damaged page is found when the ledger is opened") func damaged() throws {
    let ledger = try scratch.open()
    try ledger.commit(Sample.submission((1...500).map { Sample.release($0) }))
    try ledger.close()
    var bytes = try File.read(scratch.ledgerPath)
    let page = bytes.count / 4096 / 2
    for index in page * 4096..<page * 4096 + 64 { bytes[index] ^= 0xff }
    try File.write(bytes, to: scratch.ledgerPath)
    expect(.broken) { try scratch.open() }
  }

  @Test("A directory that is missing or a file that is not there is said to be so")
  func missing() throws {
    expect(.broken) { try SQLiteLedger.openReadOnly(path: scratch.ledgerPath) }
    #expect(scratch.names == [])
    expect(.broken) { try scratch.open("none/ledger.sqlite") }
  }

  @Test("An error that leaves the file in doubt is final") func final() throws {
    let ledger = try scratch.open()
    try ledger.commit(Sample.submission([Sample.release(1)]))
    try ledger.queue.writeWithoutTransaction { try $0.execute(sql: "DROP TABLE bodies") }
    let first = expect(.broken) {
      try ledger.body(Digest(of: [1]), of: Sample.id(1), revision: 1, output: Sample.output("wire"))
    }
    #expect(expect(.broken) { try ledger.head() } == first)
    #expect(expect(.broken) { try ledger.commit(LedgerTransaction()) } == first)
  }

  @Test("The log is emptied by a checkpoint") func log() throws {
    let ledger = try scratch.open()
    let log = WriteAheadLog.path(of: scratch.ledgerPath)
    try ledger.commit(Sample.submission([Sample.release(1)]))
    #expect(try #require(DatabaseFile.size(log)) > 0)
    try ledger.checkpoint()
    #expect(DatabaseFile.size(log) == 0)
  }

  @Test("A long log is emptied in a quiet moment, which the one after a commit is not")
  func quietMoment() throws {
    let ledger = try scratch.open()
    let log = WriteAheadLog.path(of: scratch.ledgerPath)
    try ledger.commit(Sample.submission([Sample.release(1)]))
    try ledger.tidy()
    try ledger.tidy()
    #expect(try #require(DatabaseFile.size(log)) > 0, "it is short")
    let content = try submit(2, bytes: WriteAheadLog.limit + 1, to: ledger)
    #expect(try #require(DatabaseFile.size(log)) > WriteAheadLog.limit)
    try ledger.tidy()
    #expect(try #require(DatabaseFile.size(log)) > WriteAheadLog.limit, "it is busy")
    try ledger.tidy()
    #expect(DatabaseFile.size(log) == 0)
    #expect(try ledger.content(of: Sample.id(2), revision: 1) == content)
  }

  @Test("Under load the room of the log is used again; what stood there before counts no more")
  func usedAgain() throws {
    let ledger = try scratch.open()
    let log = WriteAheadLog.path(of: scratch.ledgerPath)
    let content = try submit(1, bytes: WriteAheadLog.mostUnderLoad + 1, to: ledger)
    let size = try #require(DatabaseFile.size(log))
    #expect(size > WriteAheadLog.mostUnderLoad)
    let head = try ledger.commit(Sample.submission([Sample.release(2)]))
    #expect(DatabaseFile.size(log) == size)
    let crashed = try scratch.copyOfFiles().open()
    #expect(try crashed.head() == head)
    #expect(try crashed.content(of: Sample.id(1), revision: 1) == content)
    #expect(try crashed.release(Sample.id(2)) == Sample.release(2))
    #expect(try crashed.integrity() == [])
  }

  private func submit(
    _ number: Int, bytes: Int, to ledger: SQLiteLedger
  ) throws -> RevisionContent {
    var transaction = Sample.submission([Sample.release(number)])
    let content = RevisionContent(bytes: Array(repeating: 7, count: bytes))
    transaction.releases[0].digest = content.digest
    transaction.contents = [(Sample.id(number), 1, content)]
    try ledger.commit(transaction)
    return content
  }
}
