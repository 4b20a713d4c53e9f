import EmbargoControl
import EmbargoCore
import EmbargoLedger
import EmbargoSystem
import EmbargoTime

/// Where the audit records of this machine are: with the daemon, or in the ledger while it is down.
struct AuditOrigin {
  private let places: LocalPlaces
  private let console: Console

  init(_ options: GlobalOptions, _ session: Session) {
    places = LocalPlaces(options, in: session)
    console = session.console
  }

  func open() throws(Failure) -> any RecordSource {
    let daemon = try Daemon(places)
    let unreachable: Failure
    do throws(Failure) {
      _ = try daemon.get(AuditPage.self, .audit, query: AuditQuery(limit: 1).pairs)
      return DaemonRecords(daemon)
    } catch {
      guard error.status == .unavailable else { throw error }
      unreachable = error
    }
    do throws(Failure) {
      let records = try LedgerRecords(lock: places.ledgerLock(), ledger: places.ledger())
      console.say("The daemon is not reachable; reading \(try places.ledger()) itself.")
      return records
    } catch {
      var failure = error
      failure.message = "\(unreachable.message); \(error.message)"
      failure.advice = unreachable.advice + error.advice
      throw failure
    }
  }
}

/// The records of a ledger that no daemon has open; it is locked as long as this value lives.
struct LedgerRecords: RecordSource {
  static let pageSize = 1000

  private let lock: ExclusiveLock
  private let ledger: SQLiteLedger
  private var position: Int64 = 0

  init(lock path: String, ledger file: String) throws(Failure) {
    do throws(LockError) { lock = try ExclusiveLock(path: path) } catch {
      switch error {
      case .held:
        throw Failure(
          .tryAgain, "\(error)", advice: ["Is it a daemon with another socket? Say --socket PATH."])
      case .system(let reason):
        let isForbidden = [Errno.accessDenied, Errno.notPermitted].contains(reason.code)
        throw Failure(
          isForbidden ? .notPermitted : .noInput, "the ledger cannot be locked: \(reason)",
          advice: ["Is this the daemon's state directory? Say --state DIR."])
      }
    }
    do throws(LedgerError) { ledger = try SQLiteLedger.openReadOnly(path: file) } catch {
      throw Failure(.noInput, "\(error)")
    }
  }

  mutating func next() throws(Failure) -> [Record] {
    do throws(LedgerError) {
      let records = try ledger.records(after: position, count: Self.pageSize, release: nil)
      // What a broken chain holds may stand still or go back; that must end, too.
      position = max(position + 1, records.last?.sequence ?? 0)
      return records
    } catch {
      throw Failure(.dataRefused, "\(error)")
    }
  }
}
