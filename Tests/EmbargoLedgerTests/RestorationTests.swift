import EmbargoCore
import EmbargoTime
import Glibc
import Testing

@testable import EmbargoLedger

@Suite("A restored ledger is there whole and frozen, or not at all")
struct RestorationTests {
  let scratch: Scratch
  let backup: String
  let head: ChainHead

  init() throws {
    scratch = try Scratch()
    let source = try Scratch()
    let ledger = try source.open()
    for number in 1...5 { try ledger.commit(Sample.submission([Sample.release(number)])) }
    head = try ledger.head()
    let copy = try LedgerCopy(of: ledger, in: source.path)
    while true { if case .done = try copy.step(pages: 100) { break } }
    backup = "\(scratch.path)/monday.backup"
    try File.write(try copy.file.read(at: 0, count: try copy.file.size()), to: backup)
    try ledger.close()
  }

  private func restoration(_ masters: MasterKeys? = nil) throws -> Restoration {
    Restoration(
      backup: backup, ledger: scratch.ledgerPath, masters: try masters ?? Scratch.masters(),
      actor: Actor(uid: 0, name: "root"), program: "test 1", now: Sample.base)
  }

  /// Files of a ledger that a daemon would look at.
  private var ledgerFiles: [String] {
    scratch.names.filter { $0.hasPrefix("ledger.sqlite") && !$0.contains(".restoring") }
  }

  @Test("It has what the backup had, is frozen, and both are on its record")
  func whole() throws {
    let restored = try restoration().run()
    #expect(restored.findings.facts.head == head)
    #expect(scratch.names == ["ledger.sqlite", "monday.backup"])
    let ledger = try scratch.open()
    #expect(try ledger.head() == restored.head)
    #expect(try ledger.release(Sample.id(3)) == Sample.release(3))
    let freeze = try #require(try ledger.freeze())
    #expect(freeze.restored == head)
    #expect(freeze.reason.contains("record 5"))
    let records = try ledger.records(after: head.sequence, count: 10, release: nil)
    let events = try records.map { try JSON(parsing: $0.bytes)["event"]?.text }
    #expect(events == ["daemon.restored", "daemon.frozen"])
    let data = try JSON(parsing: records[0].bytes)["data"]
    #expect(data?["head"]?.text == head.text)
    #expect(data?["backup"]?.text == restored.digest.description)
    var status = stat()
    #expect(stat(scratch.ledgerPath, &status) == 0 && status.st_mode & 0o777 == 0o600)
  }

  @Test(
    "Whatever ends it before its last step leaves no ledger, and the next attempt succeeds",
    arguments: Restoration.Step.allCases)
  func ended(_ step: Restoration.Step) throws {
    var restoration = try restoration()
    // What a kill leaves at this moment is what lies on the disk now.
    var left: Scratch?
    restoration.reached = { (reached) throws(LedgerError) in
      guard reached == step else { return }
      left = try? scratch.copyOfFiles()
      throw .full("no space")
    }
    expect(.full) { try restoration.run() }
    let isNamed = step == .named
    for place in [scratch, try #require(left)] {
      let names = place.names.filter {
        $0.hasPrefix("ledger.sqlite") && !$0.contains(".restoring")
      }
      #expect(names == (isNamed ? ["ledger.sqlite"] : []))
      if isNamed {
        #expect(try place.open().freeze()?.restored == head)
        continue
      }
      let again = Restoration(
        backup: backup, ledger: place.ledgerPath, masters: try Scratch.masters(),
        actor: Actor(uid: 0, name: "root"), program: "test 1", now: Sample.base)
      #expect(try again.run().findings.facts.head == head)
      #expect(try place.open().counts() == ["scheduled": 5])
    }
  }

  @Test(
    "Where anything of a ledger lies it is refused, and nothing is touched",
    arguments: ["ledger.sqlite", "ledger.sqlite-wal", "ledger.sqlite-doubt"])
  func taken(_ name: String) throws {
    try File.write([7], to: "\(scratch.path)/\(name)")
    let before = scratch.names
    expect(.forbidden) { try restoration().run() }
    #expect(scratch.names == before)
    #expect(try File.read("\(scratch.path)/\(name)") == [7])
  }

  @Test("Without the keys that it needs, or with others, it is refused")
  func keys() throws {
    expect(.forbidden) { try restoration(Scratch.masters(2)).run() }
    let others = try MasterKeys([1: [UInt8](repeating: 9, count: 32)])
    expect(.forbidden) { try restoration(others).run() }
    #expect(ledgerFiles == [])
  }

  @Test("A damaged backup is refused, and so is one that a check finds wanting")
  func damage() throws {
    var refused = try restoration()
    refused.check = { (_) throws(LedgerError) in throw .forbidden("it was changed") }
    expect(.forbidden) { try refused.run() }
    var bytes = try File.read(backup)
    bytes.removeLast(bytes.count / 2)
    try File.write(bytes, to: backup)
    var isRefused = false
    do { _ = try restoration().run() } catch { isRefused = true }
    #expect(isRefused)
    #expect(ledgerFiles == [])
  }

  @Test("A backup of a ledger that was frozen is frozen for the restoration") func frozen() throws {
    _ = try restoration().run()
    let ledger = try scratch.open()
    let copy = try LedgerCopy(of: ledger, in: scratch.path)
    while true { if case .done = try copy.step(pages: 100) { break } }
    let second = try Scratch()
    let path = "\(second.path)/tuesday.backup"
    try File.write(try copy.file.read(at: 0, count: try copy.file.size()), to: path)
    let end = try ledger.head()
    try ledger.close()
    let again = Restoration(
      backup: path, ledger: second.ledgerPath, masters: try Scratch.masters(),
      actor: Actor(uid: 0, name: "root"), program: "test 1", now: Sample.base)
    _ = try again.run()
    #expect(try second.open().freeze()?.restored == end)
  }
}
