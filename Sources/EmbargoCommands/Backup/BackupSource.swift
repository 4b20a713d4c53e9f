import EmbargoControl
import EmbargoCore
import EmbargoLedger
import EmbargoTime

/// Where a backup's bytes come from: a copy that the daemon has made, or one of the ledger itself
/// while the daemon is down.
struct BackupSource {
  /// Whom to ask, and what lies there.
  private enum Place {
    case daemon(Daemon, id: String)
    /// The lock is kept as long as the copy is read.
    case ledger(CopyFile, LockedLedger)
  }

  private let place: Place
  /// What the copy should turn out to hold.
  let facts: LedgerFacts
  /// Bytes.
  let size: Int
  /// Of all bytes; nil: nobody has said.
  let digest: String?
  private(set) var position = 0

  /// It was made by the daemon, and is on its record.
  var isOnRecord: Bool { digest != nil }

  /// Pages that are copied at a time while nobody else has the ledger.
  private static let pages = 4096

  /// Has the daemon make a copy, or makes one where no daemon answers.
  ///
  /// - Parameter directory: where such a copy lies meanwhile.
  static func open(
    _ global: GlobalOptions, _ session: Session, directory: String
  ) throws(Failure) -> BackupSource {
    let places = LocalPlaces(global, in: session)
    // A large ledger takes its time, in which the daemon says nothing.
    let patient = try Daemon(places, silence: .minutes(60))
    do throws(Failure) {
      let reply = try patient.post(BackupReply.self, .backup, [], EmptyRequest()).value
      guard let head = ChainHead(text: reply.head) else {
        throw Failure(.internalFault, "the daemon names \"\(reply.head)\" as its head")
      }
      return BackupSource(
        place: .daemon(try Daemon(places), id: reply.id),
        facts: LedgerFacts(head: head, schema: reply.schema, releases: reply.releases),
        size: reply.size, digest: reply.digest)
    } catch {
      guard error.status == .unavailable else { throw error }
      return try withoutDaemon(places, error, session, directory: directory)
    }
  }

  private static func withoutDaemon(
    _ places: LocalPlaces, _ unreachable: Failure, _ session: Session, directory: String
  ) throws(Failure) -> BackupSource {
    let locked: LockedLedger
    do throws(Failure) {
      locked = try LockedLedger(
        lock: places.ledgerLock(), ledger: places.ledger(), masters: nil)
    } catch {
      var failure = error
      failure.message = "\(unreachable.message); \(error.message)"
      failure.advice = unreachable.advice + error.advice
      throw failure
    }
    session.console.say("The daemon is not reachable; copying \(try places.ledger()) itself.")
    do throws(LedgerError) {
      let copy = try LedgerCopy(of: locked.ledger, in: directory)
      while true {
        switch try copy.step(pages: pages) {
        case .more: continue
        case .busy: throw .forbidden("the ledger is being written to by another program")
        case .done(let facts):
          return BackupSource(
            place: .ledger(copy.file, locked), facts: facts, size: try copy.file.size(),
            digest: nil)
        }
      }
    } catch {
      throw failure(error)
    }
  }

  /// The next bytes; empty at the end.
  mutating func next() throws(Failure) -> [UInt8] {
    guard position < size else { return [] }
    let bytes: [UInt8]
    switch place {
    case .daemon(let daemon, let id):
      let piece = try daemon.get(
        BackupPiece.self, .backupPiece, [id], query: BackupQuery(offset: position).pairs
      ).value
      bytes = piece.bytes ?? []
    case .ledger(let file, _):
      do throws(LedgerError) {
        bytes = try file.read(at: position, count: BackupPiece.longest)
      } catch {
        throw Self.failure(error)
      }
    }
    guard !bytes.isEmpty, position + bytes.count <= size else {
      throw Failure(
        .tryAgain, "the copy ends at byte \(position), and should have \(size)")
    }
    position += bytes.count
    return bytes
  }

  /// What an error of a ledger means to whoever makes or restores a backup.
  static func failure(_ error: LedgerError) -> Failure {
    switch error {
    case .full(let detail): Failure(.tryAgain, detail, advice: ["Free some space there."])
    case .forbidden(let detail), .taken(let detail): Failure(.dataRefused, detail)
    case .broken(let detail): Failure(.noInput, detail)
    }
  }
}
