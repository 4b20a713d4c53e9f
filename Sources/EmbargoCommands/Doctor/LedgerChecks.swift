import EmbargoControl
import EmbargoCore
import EmbargoLedger
import EmbargoSystem

extension DoctorCode {
  static let ledgerMissing = DoctorCode(
    "ledger-missing", .ledger, .note, "There is no ledger yet.",
    why: "Nothing was ever queued here; the daemon makes it at its first start.",
    mend: "`systemctl start embargod`")
  static let ledgerDamaged = DoctorCode(
    "ledger-damaged", .ledger, .problem,
    "The ledger is damaged, or was changed by something else than the daemon.",
    why: "Nothing may be lifted from it: it may hold what nobody queued.",
    mend: "copy the state directory, then put a backup in place ([runbook](operations.md))")
  static let ledgerUnread = DoctorCode(
    "ledger-unread", .ledger, .warning, "The ledger could not be examined.",
    why: "Whether it is whole is not known.", mend: "as root, with the daemon stopped")

  static let ledgerCodes = [ledgerMissing, ledgerDamaged, ledgerUnread]
}

/// The ledger: with the daemon down it is read through, as `audit verify` does.
struct LedgerChecks {
  let here: Surroundings
  let keys: KeyFile?

  static func run(_ here: Surroundings, keys: KeyFile?) -> [DoctorFinding] {
    let checks = LedgerChecks(here: here, keys: keys)
    if let status = here.status { return checks.asked(status) }
    switch here.lock {
    case .held(let holder):
      return [
        .note(
          .ledgerUnread, "\(holder) has it open; it is examined with no daemon at work.",
          mend: "embargoctl status")
      ]
    case .unknown(let error):
      return [
        .note(.ledgerUnread, "This user cannot lock it: \(error).", mend: "sudo embargoctl doctor")
      ]
    case .absent:
      return [
        .note(
          .ledgerMissing, "There is no ledger in \(here.places.stateDirectory) yet.",
          mend: "systemctl start embargod")
      ]
    case .free: return checks.examined()
    }
  }

  /// A running daemon examined it at its start, and ends at the first sign of damage.
  private func asked(_ status: StatusReply) -> [DoctorFinding] {
    var findings = [
      DoctorFinding.ok(
        .ledgerDamaged,
        "The daemon has it open and found no fault in it; head \(status.ledger.head).")
    ]
    let needed = status.ledger.oldestMasterKey...status.ledger.masterKey
    if let keys { findings.append(epochs(needed, of: keys)) }
    return findings
  }

  private func epochs(_ needed: ClosedRange<Int>, of keys: KeyFile) -> DoctorFinding {
    // Every epoch between the two may be needed, but only those that ever were can be there.
    let missing = [needed.lowerBound, needed.upperBound].filter { keys.master[$0] == nil }
    guard let first = missing.first else {
      return .ok(.keyEpoch, "Every key that the ledger needs is in the file.")
    }
    return .problem(
      .keyEpoch, "The ledger needs the master key \(first), and the file does not have it.",
      mend: "embargoctl key show \(shellWord(keyPath))")
  }

  private var keyPath: String {
    if case .file(let path)? = here.configuration.keys { path } else { Places.keyFile }
  }

  private func examined() -> [DoctorFinding] {
    guard (try? FileAttributes.of(path: here.places.ledger)) != nil else {
      return [
        .note(
          .ledgerMissing, "There is no \(here.places.ledger).", mend: "systemctl start embargod")
      ]
    }
    let masters: MasterKeys?
    do throws(LedgerError) { masters = try keys.map(MasterKeys.init) } catch { masters = nil }
    do throws(Failure) {
      let locked = try LockedLedger(
        lock: here.places.ledgerLock, ledger: here.places.ledger, masters: masters)
      var findings: [DoctorFinding] = []
      if let keys {
        let sealed = try locked.ask { ledger throws(LedgerError) in try ledger.sealEpochs() }
        let oldest = min(sealed.oldest, sealed.newest)
        findings.append(epochs(oldest...sealed.newest, of: keys))
      }
      let (verdict, _) = try LedgerCheck(locked: locked, trust: AuditVerifier.Trust()).run()
      return findings + [finding(verdict)]
    } catch {
      // A key that is missing, or the ledger itself.
      if error.message.contains("sealed with master key") {
        return [
          .problem(
            .keyEpoch, error.sentence, mend: "embargoctl key show \(shellWord(keyPath))")
        ]
      }
      if error.status == .notPermitted || error.status == .tryAgain {
        return [.note(.ledgerUnread, error.sentence, mend: "sudo embargoctl doctor")]
      }
      return [damaged(error.message)]
    }
  }

  private func finding(_ verdict: AuditVerifier.Verdict) -> DoctorFinding {
    switch verdict {
    case .good(let findings):
      .ok(.ledgerDamaged, "It is whole: \(findings.head.sequence) records, each in its place.")
    case .tampered(let sequence, let why):
      damaged(sequence > 0 ? "it does not hold at record \(sequence): \(why)" : why)
    case .truncated(_, let why): damaged(why)
    case .unknown(let why): .warning(.ledgerUnread, why + ".", mend: "embargoctl audit verify")
    }
  }

  private func damaged(_ why: String) -> DoctorFinding {
    let state = shellWord(here.places.stateDirectory)
    return .problem(
      .ledgerDamaged, "The ledger is damaged: \(why).", mend: "systemctl stop embargod",
      "cp -a \(state) \(shellWord(here.places.stateDirectory + ".damaged"))",
      "cp -a BACKUP/. \(state)")
  }
}
