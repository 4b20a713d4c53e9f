import EmbargoCore
import EmbargoSystem

/// The pieces of one delivery in a directory of their own, which appears with all of them by one
/// rename.
///
/// Before the instant the pieces are unnamed files, or wait in memory, like those of any other
/// publication: there is no directory yet. Once the release is due a directory with a private name
/// is made in the staging directory, or hidden in the target, readable by nobody else; the pieces
/// get their names in it, and it is renamed if nothing has its name.
///
/// A directory that is there with all pieces counts as published. One with some of them, which a
/// power loss may leave, is completed; one with anything else is a conflict and stays as it is.
final class BundlePublication: LocalAttempt {
  /// How what has the name compares with the bundle.
  private enum Standing {
    case absent
    case whole
    case partly(missing: [LocalPiece])
    case other(path: String, what: String)
  }

  let output: OutputName
  private let place: Place
  private let pieces: [LocalPiece]
  private let target: RelativePath
  /// The same at every attempt, so that what a crash left is found again.
  private let privateName: FileName

  /// - Parameter depth: How many parts of each name are the path of the bundle.
  init(
    _ publication: Publication, depth: Int, in place: Place, isUrgent: Bool
  ) throws(OutputError) {
    (output, self.place) = (place.output, place)
    var pieces: [LocalPiece?] = []
    do throws(SystemError) {
      for (number, piece) in publication.pieces.enumerated() {
        pieces.append(
          try LocalPiece(
            piece, key: publication.key, number: number, modified: publication.modified,
            in: place, isUrgent: isUrgent, takenTo: []))
      }
      privateName = try FileName(".\(publication.key).bundle.tmp")
      let names = (pieces.first??.path.names ?? []).prefix(depth)
      target = try RelativePath(names: Array(names))
    } catch {
      throw OutputError(place.output, error)
    }
    self.pieces = pieces.compactMap(\.self)
    guard self.pieces.count == publication.pieces.count else {
      throw OutputError("output \(place.output): as much as may be is prepared", findsNoRoom: true)
    }
  }

  var isStaged: Bool { pieces.allSatisfy(\.isStaged) }

  var staged: (place: any StagingPlace, files: Int)? { (place, pieces.count(where: \.isStaged)) }

  func beginSecuring() {
    for piece in pieces { piece.beginSecuring() }
  }

  func secure() throws(OutputError) {
    do throws(SystemError) {
      for piece in pieces { try piece.secure() }
    } catch {
      throw OutputError(output, error)
    }
  }

  func present() -> Presence {
    // What cannot be looked at is not known to be there.
    switch try? standing() {
    case .whole: .all
    case .partly: .some
    case .absent, .other, nil: .nothing
    }
  }

  /// Says no name: it is read before the lift.
  func obstacle() -> OutputError? {
    obstacle { () throws(SystemError) in
      guard case .other(_, let what) = try standing() else { return nil }
      return "\(what) already has a name that it will take"
    }
  }

  func attempt(
    in round: PublishingRound, _ isDue: () -> Bool
  ) throws(SystemError) -> AttemptOutcome.Result {
    guard isDue() else { return notDue }
    let receipt = "\(place.root.path)/\(target)"
    switch try standing() {
    case .other(let path, let what): return conflict(path, what)
    case .whole:
      // After a crash the names may be there and not durable.
      for piece in pieces { try piece.folder(in: round).isUnsynced = true }
      try parent(in: round).isUnsynced = true
      return .delivered(receipt: receipt, recovered: true)
    case .partly(let missing):
      for piece in missing {
        guard try piece.publish(ifDue: isDue, in: round) != nil else { return notDue }
      }
    case .absent:
      guard try appear(in: round, isDue) else { return notDue }
    }
    if case .other(let path, let what) = try standing() { return conflict(path, what) }
    return .delivered(receipt: receipt, recovered: false)
  }

  /// Makes the bundle and gives it its name, if nothing has it; false when it was not due.
  private func appear(
    in round: PublishingRound, _ isDue: () -> Bool
  ) throws(SystemError) -> Bool {
    guard isDue() else { return false }
    try removePrivate()
    var isNamed = false
    do throws(SystemError) {
      let bundle = try fill(round)
      try bundle.setMode(place.directoryMode)
      let parent = try parent(in: round)
      parent.isUnsynced = true
      guard isDue() else {
        try removePrivate()
        return false
      }
      isNamed =
        try place.scratch.renameDirectory(privateName, to: target.last, in: parent.directory)
        == .renamed
      if !isNamed { try removePrivate() }
      return true
    } catch {
      if !isNamed { try removePrivate() }
      throw error
    }
  }

  /// The private directory with all pieces in it. It is known to the round by the name that it will
  /// have, and synced before the directory that will hold it.
  private func fill(_ round: PublishingRound) throws(SystemError) -> Directory {
    let bundle = try place.scratch.makeDirectory(
      RelativePath(privateName), mode: .privateDirectory)
    for piece in pieces {
      let inner = piece.path.names.dropFirst(target.names.count).dropLast()
      var directory = bundle
      if !inner.isEmpty {
        directory = try bundle.makeDirectory(
          RelativePath(names: Array(inner)), mode: place.directoryMode)
      }
      try piece.enter(directory)
      let path = try RelativePath(names: target.names + inner).description
      let key = PublishingRound.Key(place: ObjectIdentifier(place), path: path)
      round.folder(key) { LocalFolder(directory, of: output) }.isUnsynced = true
    }
    return bundle
  }

  private func parent(in round: PublishingRound) throws(SystemError) -> LocalFolder {
    let key = PublishingRound.Key(
      place: ObjectIdentifier(place), path: target.parent?.description ?? "")
    return try round.folder(key) { () throws(SystemError) in
      let directory = try target.parent.map { (parent) throws(SystemError) in
        try place.root.makeDirectory(parent, mode: place.directoryMode)
      }
      return LocalFolder(directory ?? place.root, of: output)
    }
  }

  /// What an attempt left that did not come to its end.
  private func removePrivate() throws(SystemError) {
    try place.scratch.removeTree(privateName, deepest: RelativePath.mostNames)
  }

  private func standing() throws(SystemError) -> Standing {
    let path = "\(place.root.path)/\(target)"
    guard let found = try attributes() else { return .absent }
    guard found.kind == .directory else { return .other(path: path, what: found.kind.rawValue) }
    var missing: [LocalPiece] = []
    for piece in pieces {
      switch try piece.standing() {
      case .ours: break
      case .absent: missing.append(piece)
      case .other(let what): return .other(path: piece.description, what: what)
      }
    }
    if missing.isEmpty { return .whole }
    if missing.count == pieces.count {
      return .other(path: path, what: "a directory with other content")
    }
    return .partly(missing: missing)
  }

  private func attributes() throws(SystemError) -> FileAttributes? {
    guard let parent = target.parent else {
      return try FileAttributes.of(target.last, in: place.root)
    }
    do throws(SystemError) {
      return try FileAttributes.of(target.last, in: place.root.directory(parent))
    } catch {
      if error.code == Errno.notFound { return nil }
      throw error
    }
  }
}
