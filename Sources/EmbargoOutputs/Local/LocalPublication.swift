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
  /// - Parameter takenTo: The directories to which readers move a piece that they have taken.
  init(
    _ publication: Publication, in place: Place, isUrgent: Bool,
    takenTo: (Publication.Piece) throws(SystemError) -> [RelativePath] = { _ in [] }
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

  func attempt(
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
      var names = TakenNames()
      var rest: [LocalPiece] = []
      for piece in missing where try !piece.wasTaken(&names) { rest.append(piece) }
      missing = rest
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
    obstacle { () throws(SystemError) in
      for piece in pieces {
        guard case .other(let what) = try piece.standing() else { continue }
        return "\(what) already has a name that it will take"
      }
      return nil
    }
  }

  func present() -> Presence {
    // What cannot be looked at is not known to be there.
    let standings = pieces.map { try? $0.standing() }
    var count = standings.filter { $0 == .ours }.count
    if count > 0 {
      var names = TakenNames()
      for (piece, standing) in zip(pieces, standings) where standing == .absent {
        if (try? piece.wasTaken(&names)) == true { count += 1 }
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
