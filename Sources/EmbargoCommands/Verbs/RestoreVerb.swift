import ArgumentParser
import EmbargoControl
import EmbargoCore
import EmbargoLedger
import EmbargoSystem

/// Puts a backup where there is no ledger.
struct RestoreVerb: Verb {
  static let configuration = CommandConfiguration(
    commandName: "restore",
    abstract: "Put a backup into an empty state directory, with the daemon down.",
    discussion: """
      The file is read through first, its records are checked, and the keys that it needs must be \
      there. The ledger appears whole or not at all, and is frozen: it knows nothing of what was \
      done after the backup. Make sure that the machine of before cannot start its daemon any \
      more. Then start this one, look at compare, and thaw it.

        embargoctl restore monday.backup --state restored.d --keys embargod.keys
      """)

  @Argument(help: ArgumentHelp("The backup.", valueName: "file"), completion: .file())
  var file: String

  @Option(
    help: ArgumentHelp(
      "The key file that opens its words; without it the one of the configuration.",
      valueName: "file"), completion: .file())
  var keys: String?

  @OptionGroup(title: "Options of every verb") var global: GlobalOptions

  func run(in session: Session) throws(Failure) -> Ending {
    let places = LocalPlaces(global, in: session)
    let masters = try masters(places)
    let ledger = try places.ledger()
    let lock = try lock(places)
    var restoration = Restoration(
      backup: file, ledger: ledger, masters: masters, actor: try Self.actor(),
      program: "embargoctl \(Version.text)", now: session.now())
    restoration.check = { (opened) throws(LedgerError) in
      try Self.check(LockedLedger(opened, lock: lock))
    }
    let restored: Restoration.Restored
    do throws(LedgerError) {
      try Restoration.giveToOwner(lock.path)
      restored = try restoration.run()
    } catch {
      throw BackupSource.failure(error)
    }
    try tell(restored, ledger, on: session.console)
    return .done
  }

  private func masters(_ places: LocalPlaces) throws(Failure) -> MasterKeys {
    let path: String
    if let keys { path = keys } else { path = try places.keyFile() }
    let file = try KeyPlace(path).read()
    do throws(LedgerError) { return try MasterKeys(file) } catch {
      throw Failure(.dataRefused, "\(path): \(error)")
    }
  }

  /// The daemon is down as long as this is held.
  private func lock(_ places: LocalPlaces) throws(Failure) -> ExclusiveLock {
    let state = try places.stateDirectory()
    do throws(SystemError) {
      _ = try Directory.make(path: state, mode: FileMode(rawValue: 0o750))
    } catch {
      throw Failure(.cannotCreate, "the state directory cannot be used: \(error)")
    }
    let path = try places.ledgerLock()
    do throws(LockError) { return try ExclusiveLock(path: path) } catch {
      switch error {
      case .held:
        throw Failure(
          .tryAgain, "\(error)",
          advice: ["A daemon runs there. A backup is restored with the daemon stopped."])
      case .system(let reason): throw Failure(.cannotCreate, "\(reason)")
      }
    }
  }

  private static func actor() throws(Failure) -> Actor {
    let user = CurrentProcess.user
    do throws(SystemError) {
      return Actor(uid: user, name: try Accounts.user(number: user)?.name ?? "uid:\(user)")
    } catch {
      return Actor(uid: user, name: "uid:\(user)")
    }
  }

  /// Its records and its rows must hold.
  private static func check(_ locked: LockedLedger) throws(LedgerError) {
    let verdict: AuditVerifier.Verdict
    do throws(Failure) {
      verdict = try LedgerCheck(locked: locked, trust: AuditVerifier.Trust()).run().0
    } catch {
      throw .forbidden("the records of the backup cannot be checked: \(error.message)")
    }
    switch verdict {
    case .good: return
    case .tampered(let sequence, let why):
      throw .forbidden("the backup was changed: at record \(sequence) \(why)")
    case .truncated(_, let why), .unknown(let why):
      throw .forbidden("the records of the backup do not hold: \(why)")
    }
  }

  private func tell(
    _ restored: Restoration.Restored, _ ledger: String, on console: Console
  ) throws(Failure) {
    let facts = restored.findings.facts
    guard !global.json else {
      let document: JSONText = .object([
        ("ledger", .string(ledger)), ("backup", .string(restored.digest.description)),
        ("restored", .string(facts.head.text)), ("head", .string(restored.head.text)),
        ("releases", .value(.integer(facts.releases))),
      ])
      return try console.json(document.bytes)
    }
    let releases = facts.releases == 1 ? "1 release" : "\(facts.releases) releases"
    try console.paragraph("Restored \(releases) to \(ledger), frozen.", style: .strong)
    try console.facts([
      ("Backup ends at", facts.head.text), ("Head now", restored.head.text),
    ])
    try console.paragraph(
      "1. Make sure that the machine of before cannot start its daemon: both would publish.",
      hanging: 3)
    try console.paragraph(
      "2. Start the daemon, then look at what is out: embargoctl compare", hanging: 3)
    try console.paragraph("3. Let lifts happen again: embargoctl thaw", hanging: 3)
  }
}
