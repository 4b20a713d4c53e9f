package import EmbargoCore
package import EmbargoTime
import Glibc

/// Puts a backup in the place of a ledger, where there is none.
///
/// It is copied under a name that no daemon looks at, examined, brought to the present schema and
/// frozen there; the last step gives it its own name. Whatever ends it before leaves no ledger, and
/// the next attempt begins anew. The caller holds the lock beside the ledger.
package struct Restoration {
  /// How far it has come.
  package enum Step: String, CaseIterable, Sendable {
    case copied, examined, opened, frozen, closed, named
  }

  /// What was restored.
  package struct Restored: Hashable, Sendable {
    /// As the backup had it.
    package var findings: BackupFile.Findings
    /// Of the backup's bytes.
    package var digest: Digest
    /// Behind the records that tell of the restoration.
    package var head: ChainHead
  }

  package var backup: String
  /// Where the ledger will be.
  package var ledger: String
  package var masters: MasterKeys
  package var actor: Actor
  package var program: String
  package var now: Instant
  /// Looks at the ledger before it is frozen; what it throws ends the restoration.
  package var check: (SQLiteLedger) throws(LedgerError) -> Void = { _ in }
  /// Called behind each step, for tests.
  package var reached: (Step) throws(LedgerError) -> Void = { _ in }

  package init(
    backup: String, ledger: String, masters: MasterKeys, actor: Actor, program: String,
    now: Instant
  ) {
    (self.backup, self.ledger, self.masters) = (backup, ledger, masters)
    (self.actor, self.program, self.now) = (actor, program, now)
  }

  /// What root has made in a state directory, such as its lock, belongs to the directory's owner.
  package static func giveToOwner(_ path: String) throws(LedgerError) {
    let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
    guard descriptor >= 0 else { throw LedgerError(errno: errno, "opening \(path)") }
    defer { Glibc.close(descriptor) }
    try DatabaseFile.giveToOwner(of: path, descriptor)
  }

  /// The copy, until it is whole.
  private var draft: String { ledger + ".restoring" }
  private static let endings = ["", "-wal", "-shm", "-journal", "-doubt"]

  /// Does all of it; durable when it returns.
  package func run() throws(LedgerError) -> Restored {
    for ending in Self.endings where DatabaseFile.exists(ledger + ending) {
      throw .forbidden(
        "there is a ledger already (\(ledger + ending)): a backup is restored into an empty state "
          + "directory only. Move the old one elsewhere, whole, and keep it")
    }
    for ending in Self.endings { unlink(draft + ending) }
    let digest = try copy()
    try reached(.copied)
    let findings = try BackupFile.examine(draft)
    if let flaw = findings.flaws.first {
      throw .forbidden("the backup \(backup) is damaged: \(flaw)")
    }
    for epoch in findings.masterKeys { _ = try masters.key(epoch) }
    try reached(.examined)
    let head = try freeze(findings, digest)
    try reached(.closed)
    try DatabaseFile.sync(draft)
    try DatabaseFile.rename(draft, to: ledger)
    try DatabaseFile.syncDirectory(of: ledger)
    try reached(.named)
    return Restored(findings: findings, digest: digest, head: head)
  }

  /// Opens the copy as a daemon would, has it looked at, and puts the freeze into it.
  private func freeze(
    _ findings: BackupFile.Findings, _ digest: Digest
  ) throws(LedgerError) -> ChainHead {
    let opened = try SQLiteLedger.open(
      path: draft, masters: masters, program: program, randomBytes: { _ in [] }, now: now)
    try reached(.opened)
    try check(opened)
    let end = findings.facts.head
    let freeze = Freeze(
      since: now, by: actor,
      reason: "restored from a backup that ends at record \(end.sequence)", restored: end)
    var transaction = LedgerTransaction()
    // It may have been frozen when the backup was made.
    transaction.thaws = true
    transaction.freeze = freeze
    transaction.records = [
      RecordDraft(
        event: "daemon.restored", release: nil, actor: actor, at: now,
        data: [
          "backup": .string(digest.description), "head": .string(end.text),
          "releases": .integer(findings.facts.releases),
        ]),
      RecordDraft(
        event: "daemon.frozen", release: nil, actor: actor, at: now,
        data: ["reason": .string(freeze.reason)]),
    ]
    let head = try opened.commit(transaction)
    try reached(.frozen)
    try opened.close()
    return head
  }

  private func copy() throws(LedgerError) -> Digest {
    let source = Glibc.open(backup, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard source >= 0 else {
      throw .forbidden("the backup \(backup) cannot be opened: \(String(cString: strerror(errno)))")
    }
    defer { Glibc.close(source) }
    var status = stat()
    guard fstat(source, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw .forbidden("the backup \(backup) is not a file")
    }
    let target = Glibc.open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard target >= 0 else { throw LedgerError(errno: errno, "creating \(draft)") }
    defer { Glibc.close(target) }
    try DatabaseFile.giveToOwner(of: draft, target)
    var digest = RunningDigest()
    var buffer = [UInt8](repeating: 0, count: 1 << 20)
    while true {
      let got = Glibc.read(source, &buffer, buffer.count)
      if got < 0, errno == EINTR { continue }
      guard got >= 0 else { throw LedgerError(errno: errno, "reading \(backup)") }
      if got == 0 { break }
      let bytes = Array(buffer.prefix(got))
      digest.add(bytes)
      try DatabaseFile.write(bytes, to: target, draft)
    }
    guard fsync(target) == 0 else { throw LedgerError(errno: errno, "syncing \(draft)") }
    return digest.digest
  }
}
