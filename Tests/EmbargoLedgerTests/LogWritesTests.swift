import EmbargoCore
import GRDB
import GRDBSQLite
import Testing

@testable import EmbargoLedger

/// That a commit is in the file when it returns is what the tests of copies, that a full disk is
/// told what the tests of space are about: they run over the same layer.
@Suite("The log is written in large pieces")
struct LogWritesTests {
  @Test("SQLite's files are ours, under SQLite's own")
  func layer() throws {
    _ = try Scratch().open()
    let files = try #require(sqlite3_vfs_find(nil))
    #expect(String(cString: files.pointee.zName) == "embargod")
    #expect(sqlite3_vfs_find("unix") != nil)
  }

  @Test("What a large transaction wrote is read back by itself, behind it, and from a copy")
  func large() throws {
    let scratch = try Scratch()
    let ledger = try scratch.open()
    // So that pages leave memory for the log, are read from it and written there again.
    try ledger.queue.writeWithoutTransaction { try $0.execute(sql: "PRAGMA cache_size = 10") }
    let releases = (1...600).map { Sample.release($0) }
    try ledger.append(Sample.submission(releases))
    for release in releases {
      #expect(try ledger.release(release.id) == release)
      #expect(try ledger.isTaken(release.slug))
    }
    let head = try ledger.commit(Sample.submission([Sample.release(601)]))
    let copy = try scratch.copyOfFiles()
    for ledger in [ledger, try copy.open()] {
      #expect(try ledger.head() == head)
      #expect(try ledger.counts() == ["scheduled": 601])
      for release in releases {
        #expect(try ledger.release(release.id) == release)
        let content = try ledger.content(of: release.id, revision: 1)
        #expect(content == Sample.content(Sample.number(of: release)))
      }
      #expect(try ledger.integrity() == [])
    }
  }

  @Test("What was taken back is not in the log that a later commit makes durable")
  func takenBack() throws {
    let scratch = try Scratch()
    let ledger = try scratch.open()
    try ledger.queue.writeWithoutTransaction { try $0.execute(sql: "PRAGMA cache_size = 10") }
    try ledger.append(Sample.submission((1...300).map { Sample.release($0) }))
    try ledger.takeBack()
    let head = try ledger.commit(Sample.submission([Sample.release(301)]))
    let other = try scratch.copyOfFiles().open()
    #expect(try other.head() == head)
    #expect(try other.counts() == ["scheduled": 1])
    #expect(try other.integrity() == [])
  }
}
