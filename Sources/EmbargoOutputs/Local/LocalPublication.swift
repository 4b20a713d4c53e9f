import EmbargoCore
import EmbargoSystem

/// The pieces of one delivery to this machine, prepared: published in their order, each by one
/// call that creates its name if it is absent.
///
/// What a crash left half done is completed: pieces that are there with the same bytes stay. If
/// any name is taken by something else, none of the others is published.
final class LocalPublication: LocalAttempt {
  let output: OutputName
  private let pieces: [LocalPiece]
  /// The paths, at most three; written before the lift, for the moment of the lift.
  private let receipt: String

  /// Prepares all pieces; what was prepared before an error vanishes without a trace.
  ///
  /// - Parameter isUrgent: What finds no room among the prepared files waits in memory.
  /// - Parameter takenTo: The directory to which readers move a piece that they have taken.
  init(
    _ publication: Publication, in place: Place, isUrgent: Bool,
    takenTo: (Publication.Piece) throws(SystemError) -> RelativePath? = { _ in nil }
  ) throws(OutputError) {
    let output = place.output
    self.output = output
    var pieces: [LocalPiece] = []
    do throws(SystemError) {
      for (number, piece) in publication.pieces.enumerated() {
        let prepared = try LocalPiece(
          piece, key: publication.key, number: number, modified: publication.modified,
          in: place, isUrgent: isUrgent, takenTo: takenTo(piece))
        if let prepared { pieces.append(prepared) }
      }
    } catch {
      throw OutputError(output, error)
    }
    guard pieces.count == publication.pieces.count else {
      throw OutputError("output \(output): as much as may be is prepared", findsNoRoom: true)
    }
    self.pieces = pieces
    let shown = pieces.suffix(3).map(\.description).joined(separator: ", ")
    receipt = pieces.count > 3 ? shown + " and \(pieces.count - 3) more" : shown
  }

  var isStaged: Bool { pieces.allSatisfy(\.isStaged) }

  func secure() throws(OutputError) {
    do throws(SystemError) {
      for piece in pieces { try piece.secure() }
    } catch {
      throw OutputError(output, error)
    }
  }

<<<<<<< HEAD
  func publish(notBefore instant: Instant, clock: ReadClock) -> AttemptOutcome {
    let round = PublishingRound()
    var outcome = publish(notBefore: instant, clock: clock, in: round)
    guard case .delivered = outcome.result else { return outcome }
    do throws(OutputError) {
      try round.sync()
    } catch {
      outcome.result = .failed(error: error.description, ambiguous: false, retryAfter: nil)
    }
    return outcome
  }

  func publish(
    notBefore instant: Instant, clock: ReadClock, in round: PublishingRound
  ) -> AttemptOutcome {
    let started = clock()
    let result: AttemptOutcome.Result
    do throws(SystemError) {
      result = try attempt(in: round) { clock() >= instant }
    } catch {
      // What is there in part is there, whatever becomes of the rest.
      result = .failed(
        error: OutputError(output, error).description, ambiguous: present() != .nothing,
        retryAfter: nil)
    }
    return AttemptOutcome(
      output: output, startedAt: started, finishedAt: clock(), result: result)
  }

  private func attempt(
=======
  func attempt(
>>>>>>> 8d97bd397a61a12b503786ffbd722b24b33a5402
    in round: PublishingRound, _ isDue: () -> Bool
  ) throws(SystemError) -> AttemptOutcome.Result {
    guard isDue() else { return notDue }
    // A single name is created or is not: the link itself says which.
    guard pieces.count > 1 else { return try complete(pieces, in: round, isDue) }
    var missing: [LocalPiece] = []
    for piece in pieces {
      switch try piece.standing() {
      case .absent: missing.append(piece)
      // After a crash the name may be there and not durable.
      case .ours: try piece.folder(in: round).isUnsynced = true
      case .other(let what): return conflict(piece.description, what)
      }
    }
    return try complete(missing, in: round, isDue)
  }

  private func complete(
    _ missing: [LocalPiece], in round: PublishingRound, _ isDue: () -> Bool
  ) throws(SystemError) -> AttemptOutcome.Result {
    var missing = missing
    if missing.count < pieces.count {
      var taken: [LocalPiece] = []
      for piece in missing where try piece.wasTaken() { taken.append(piece) }
      missing.removeAll { piece in taken.contains { $0.path == piece.path } }
    }
    var created = 0
    for piece in missing {
      guard let outcome = try piece.publish(ifDue: isDue, in: round) else { return notDue }
      if outcome == .created {
        created += 1
      } else if case .other(let what) = try piece.standing() {
        return conflict(piece.description, what)
      }
    }
    return .delivered(receipt: receipt, recovered: created == 0)
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

  func beginSecuring() {
    for piece in pieces { piece.beginSecuring() }
  }

  var staged: (place: any StagingPlace, files: Int)? {
    pieces.first.map { ($0.place, pieces.filter(\.isStaged).count) }
  }
}
