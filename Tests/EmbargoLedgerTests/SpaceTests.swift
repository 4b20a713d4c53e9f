import EmbargoCore
import EmbargoTime
import GRDB
import Glibc
import Testing

@testable import EmbargoLedger

@Suite("A full disk loses nothing")
struct SpaceTests {
  /// A release with bytes enough to fill small disks.
  private func large(_ number: Int, bytes: Int) -> LedgerTransaction {
    let content = RevisionContent(bytes: Array(repeating: UInt8(number % 256), count: bytes))
    var transaction = Sample.submission([Sample.release(number)])
    transaction.releases[0].digest = content.digest
    transaction.contents = [(Sample.id(number), 1, content)]
    return transaction
  }

  @Test("A database at its size limit says full, writes nothing, and goes on when it may grow")
  func limit() throws {
    let scratch = try Scratch()
    let ledger = try scratch.open()
    try ledger.commit(Sample.submission([Sample.release(1)]))
    let head = try ledger.head()
    func limit(_ pages: String) throws {
      try ledger.queue.writeWithoutTransaction { database in
        _ = try Int.fetchOne(database, sql: "PRAGMA max_page_count = \(pages)")
      }
    }
    try limit("1")
    expect(.full) { try ledger.commit(large(2, bytes: 100_000)) }
    #expect(try ledger.head() == head)
    #expect(try ledger.release(Sample.id(2)) == nil)
    #expect(try ledger.counts() == ["scheduled": 1])
    try limit("1000000")
    try ledger.commit(large(2, bytes: 100_000))
    #expect(try ledger.head().sequence == head.sequence + 1)
    #expect(try ledger.integrity() == [])
  }

  @Test(
    "On a full disk a commit says full, the reserve makes room, and a restart finds everything",
    .enabled(if: SmallDisk.isPermitted, "mounting a tmpfs is not permitted here"))
  func disk() throws {
    let disk = try SmallDisk(kilobytes: 2048)
    let path = disk.path + "/ledger.sqlite"
    let reserve = ReserveFile(path: disk.path + "/reserve", size: 256 << 10)
    try reserve.hold()
    func open() throws -> SQLiteLedger {
      try SQLiteLedger.open(
        path: path, masters: try Scratch.masters(),
        randomBytes: { Array(repeating: 5, count: $0) }, now: Sample.base)
    }
    var ledger = try open()
    var number = 0
    var refusal: LedgerError?
    while refusal == nil, number < 1000 {
      number += 1
      do { try ledger.commit(large(number, bytes: 20_000)) } catch { refusal = error }
    }
    guard case .full = refusal else {
      Issue.record("\(String(describing: refusal)) after \(number) releases")
      return
    }
    let head = try ledger.head()
    #expect(head.sequence == Int64(number - 1))
    #expect(try ledger.release(Sample.id(number)) == nil)
    #expect(try ledger.release(Sample.id(number - 1)) != nil)
    expect(.full) { try ledger.commit(large(number, bytes: 20_000)) }
    #expect(try reserve.release())
    try ledger.commit(large(number, bytes: 20_000))
    expect(.full) {
      try reserve.hold(); try reserve.hold()
    }
    let last = try ledger.head()
    #expect(last.sequence == head.sequence + 1)
    try ledger.close()
    ledger = try open()
    #expect(try ledger.head() == last)
    #expect(try ledger.integrity() == [])
  }

  @Test(
    "A ledger on a disk without a free block opens after a crash",
    .enabled(if: SmallDisk.isPermitted, "mounting a tmpfs is not permitted here"))
  func crashOnFullDisk() throws {
    let scratch = try Scratch()
    let ledger = try scratch.open()
    try ledger.checkpoint()
    let head = try ledger.commit(large(1, bytes: 300_000))
    let disk = try SmallDisk(kilobytes: 1024)
    for name in scratch.names {
      try File.write(File.read("\(scratch.path)/\(name)"), to: "\(disk.path)/\(name)")
    }
    try disk.fill()
    let recovered = try SQLiteLedger.open(
      path: disk.path + "/ledger.sqlite", masters: try Scratch.masters(),
      randomBytes: { _ in [] }, now: Sample.base)
    #expect(try recovered.head() == head)
    #expect(try recovered.release(Sample.id(1)) != nil)
    expect(.full) { try recovered.commit(large(2, bytes: 50_000)) }
    unlink(disk.path + "/filler")
    try recovered.commit(large(2, bytes: 50_000))
  }

  @Test("The reserve has room for the records of 100 releases that lift at once")
  func reserveSize() throws {
    let scratch = try Scratch()
    let ledger = try scratch.open()
    let releases = (1...100).map { Sample.release($0, due: Sample.base) }
    for release in releases { try ledger.commit(Sample.submission([release])) }
    try ledger.checkpoint()
    var lift = LedgerTransaction()
    for var release in releases {
      release.phase = .lifted(at: release.due)
      for index in release.deliveries.indices {
        release.deliveries[index].state = .delivered(
          Delivered(at: release.due, lateness: .zero, receipt: "/srv/press/release.txt"))
        lift.records.append(Sample.record(release, event: "delivery.delivered"))
      }
      lift.releases.append(release)
      lift.attempts.append(Sample.attempt(release))
    }
    try ledger.commit(lift)
    let size = try #require(DatabaseFile.size(WriteAheadLog.path(of: scratch.ledgerPath)))
    print("recording the lift of 100 releases takes \(size / 1024) KiB of log")
    #expect(size < ReserveFile(path: "").size)
  }

  @Test("The reserve takes its space at once, once, and gives it back") func reserve() throws {
    let scratch = try Scratch()
    let reserve = ReserveFile(path: scratch.path + "/reserve", size: 1 << 20)
    #expect(!reserve.isHeld)
    #expect(try !reserve.release())
    try reserve.hold()
    try reserve.hold()
    #expect(reserve.isHeld)
    var status = stat()
    try #require(stat(reserve.path, &status) == 0)
    #expect(Int(status.st_blocks) * 512 >= reserve.size, "allocated, not only announced")
    #expect(status.st_mode & 0o777 == 0o600)
    #expect(try reserve.release())
    #expect(!reserve.isHeld)
    #expect(scratch.names == [])
  }
}

/// A tmpfs of a few blocks, mounted for one test.
final class SmallDisk {
  let path: String
  private let scratch: Scratch

  /// Whether this process may mount; tried, because a user's number does not say it.
  static let isPermitted: Bool = (try? SmallDisk(kilobytes: 64)) != nil

  init(kilobytes: Int) throws {
    scratch = try Scratch()
    path = scratch.path
    try #require(mount("tmpfs", path, "tmpfs", 0, "size=\(kilobytes)k") == 0)
  }

  /// Takes every block that is left.
  func fill() throws {
    let file = open(path + "/filler", O_WRONLY | O_CREAT, 0o600)
    try #require(file >= 0)
    defer { close(file) }
    let block = [UInt8](repeating: 0, count: 4096)
    while write(file, block, block.count) > 0 {}
  }

  deinit { umount2(path, Int32(MNT_DETACH)) }
}
