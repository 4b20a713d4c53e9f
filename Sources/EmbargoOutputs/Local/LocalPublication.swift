import EmbargoCore
import EmbargoSystem
import EmbargoTime
import Synchronization

/// The pieces of one delivery to this machine, prepared: published in their order, each by one
/// call that creates its name if it is absent.
///
/// What a crash left half done is completed: pieces that are there with the same bytes stay. If
/// any name is taken by something else, none of the others is published.
final class LocalPublication: Prepared {
  private let output: OutputName
  private let pieces: [LocalPiece]
  /// By their paths: directories that may hold a name of ours which is not durable yet.
  private let unsynced = Mutex<[String: Directory]>([:])

  /// Prepares all pieces; what was prepared before an error vanishes without a trace.
  ///
  /// - Parameter takenTo: The directory to which readers move a piece that they have taken.
  init(
    _ publication: Publication, in place: Place,
    takenTo: (Publication.Piece) throws(SystemError) -> RelativePath? = { _ in nil }
  ) throws(OutputError) {
    let output = place.output
    self.output = output
    var pieces: [LocalPiece] = []
    do throws(SystemError) {
      for (number, piece) in publication.pieces.enumerated() {
        pieces.append(
          try LocalPiece(
            piece, key: publication.key, number: number, modified: publication.modified,
            in: place, takenTo: takenTo(piece)))
      }
    } catch {
      throw OutputError(output, error)
    }
    self.pieces = pieces
  }

  var isStaged: Bool { pieces.allSatisfy(\.isStaged) }

  func publish(notBefore instant: Instant, clock: ReadClock) -> AttemptOutcome {
    var outcome = publishUnsynced(notBefore: instant, clock: clock)
    guard case .delivered = outcome.result else { return outcome }
    do throws(OutputError) {
      try syncTogether([self])
    } catch {
      outcome.result = .failed(error: error.description, ambiguous: false, retryAfter: nil)
    }
    return outcome
  }

  func publishUnsynced(notBefore instant: Instant, clock: ReadClock) -> AttemptOutcome {
    let started = clock()
    let result: AttemptOutcome.Result
    do throws(SystemError) {
      result = try attempt { clock() >= instant }
    } catch {
      result = .failed(
        error: OutputError(output, error).description, ambiguous: false, retryAfter: nil)
    }
    return AttemptOutcome(
      output: output, startedAt: started, finishedAt: clock(), result: result)
  }

  private func attempt(_ isDue: () -> Bool) throws(SystemError) -> AttemptOutcome.Result {
    guard isDue() else { return notDue }
    var missing: [LocalPiece] = []
    for piece in pieces {
      switch try piece.standing() {
      case .absent: missing.append(piece)
      // After a crash the name may be there and not durable.
      case .ours: mark(try piece.directory())
      case .other(let what): return conflict(piece, what)
      }
    }
    if missing.count < pieces.count {
      var taken: [LocalPiece] = []
      for piece in missing where try piece.wasTaken() { taken.append(piece) }
      missing.removeAll { piece in taken.contains { $0.path == piece.path } }
    }
    for piece in missing {
      guard let (outcome, directory) = try piece.publish(ifDue: isDue) else { return notDue }
      mark(directory)
      guard outcome == .exists, case .other(let what) = try piece.standing() else { continue }
      return conflict(piece, what)
    }
    return .delivered(receipt: receipt, recovered: missing.isEmpty)
  }

  private func mark(_ directory: Directory) {
    unsynced.withLock { $0[directory.path] = directory }
  }

  private var notDue: AttemptOutcome.Result {
    .failed(
      error: "output \(output): the release is not due by the clock; nothing more was published",
      ambiguous: false, retryAfter: nil)
  }

  private func conflict(_ piece: LocalPiece, _ what: String) -> AttemptOutcome.Result {
    .refused(
      error: "output \(output): \(piece.description) is already there and is \(what); it was not "
        + "touched. Move it away, then try again with embargoctl retry")
  }

  /// The paths, at most three.
  private var receipt: String {
    let shown = pieces.suffix(3).map(\.description).joined(separator: ", ")
    return pieces.count > 3 ? shown + " and \(pieces.count - 3) more" : shown
  }

  /// Says no name: it is read before the lift.
  func obstacle() -> OutputError? {
    for piece in pieces {
      do throws(SystemError) {
        if case .other(let what) = try piece.standing() {
          return OutputError(
            "output \(output): \(what) already has a name that it will take; move that away",
            mayPass: false)
        }
      } catch {
        return OutputError("output \(output): its names cannot be looked up: \(error.reason)")
      }
    }
    return nil
  }

  func present() -> Presence {
    // What cannot be looked at is not known to be there.
    let standings = pieces.map { try? $0.standing() }
    var count = standings.filter { $0 == .ours }.count
    if count > 0 {
      for (piece, standing) in zip(pieces, standings) where standing == .absent {
        if (try? piece.wasTaken()) == true { count += 1 }
      }
    }
    return count == 0 ? .nothing : count == pieces.count ? .all : .some
  }

  /// Hands over the directories that are left to sync.
  fileprivate func takeUnsynced() -> [String: Directory] {
    unsynced.withLock { directories in
      defer { directories = [:] }
      return directories
    }
  }

  fileprivate func failure(_ error: SystemError) -> OutputError { OutputError(output, error) }
}

/// Makes durable what `publishUnsynced` made visible: each directory is synced once, however many
/// of the publications lie in it.
package func syncTogether(_ publications: [any Prepared]) throws(OutputError) {
  var directories: [String: (Directory, LocalPublication)] = [:]
  for case let publication as LocalPublication in publications {
    for (path, directory) in publication.takeUnsynced() {
      directories[path] = (directory, publication)
    }
  }
  for (_, (directory, publication)) in directories.sorted(by: { $0.key < $1.key }) {
    do throws(SystemError) {
      try directory.sync()
    } catch {
      throw publication.failure(error)
    }
  }
}
