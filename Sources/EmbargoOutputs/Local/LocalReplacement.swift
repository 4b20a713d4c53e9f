import EmbargoCore
import EmbargoSystem
import EmbargoTime

/// A publication that takes the place of an earlier one: each name that both have goes from the old
/// bytes to the new in one step, and names that only the earlier one had are removed afterwards.
///
/// The earlier files are ours when their digests are those of the earlier intent; anything else
/// that has one of the names is a conflict, and nothing is touched. Until all is done the earlier
/// files are kept under private names. An intent without a digest for each piece has one of all of
/// them together: then an attempt that a crash cut short tells by the kept files what stands there.
final class LocalReplacement: LocalAttempt {
  let output: OutputName
  let place: Place
  let pieces: [LocalPiece]
  let earlier: [EarlierFile]
  /// Of the earlier publication as a whole; of use where its pieces have none of their own.
  let digest: Digest
  private let receipt: String

  /// One file of the earlier publication.
  struct EarlierFile: Sendable {
    /// As the intent has it.
    var name: String
    var path: RelativePath
    /// The private name under which it is kept until all is done.
    var kept: FileName
    /// Which of the new pieces has its name; nil: none, and it is removed.
    var successor: Int?
    /// Of the bytes that it may have; empty: that is not recorded.
    var digests: Set<Digest>
  }

  init(
    _ publication: Publication, of earlier: Intent, in place: Place, isUrgent: Bool
  ) throws(OutputError) {
    (output, self.place, digest) = (place.output, place, earlier.digest)
    do throws(SystemError) {
      pieces = try publication.pieces.enumerated().map { (number, piece) throws(SystemError) in
        // One by one and seldom: none of them needs to wait for room.
        guard
          let piece = try LocalPiece(
            piece, key: publication.key, number: number, modified: publication.modified,
            in: place, isUrgent: true, takenTo: [])
        else { throw SystemError("stage into", place.root.path, code: Errno.noSpace) }
        return piece
      }
      self.earlier = try Self.files(of: earlier, by: publication)
    } catch {
      throw OutputError(place.output, error)
    }
    let removed = self.earlier.filter { $0.successor == nil }
      .map { "\(place.root.path)/\($0.path)" }
    receipt =
      Self.shown(pieces.map(\.description))
      + (removed.isEmpty ? "" : "; removed " + Self.shown(removed))
  }

  /// Each name once.
  private static func files(
    of earlier: Intent, by publication: Publication
  ) throws(SystemError) -> [EarlierFile] {
    let names = publication.pieces.map(\.name)
    let hasDigests = earlier.pieces.count == earlier.names.count
    var files: [EarlierFile] = []
    for (number, name) in earlier.names.enumerated() {
      let digests: Set<Digest> = hasDigests ? [earlier.pieces[number]] : []
      if let index = files.firstIndex(where: { $0.name == name }) {
        files[index].digests.formUnion(digests)
      } else {
        files.append(
          EarlierFile(
            name: name, path: try RelativePath(name),
            kept: try FileName(".\(publication.key).\(number).old.tmp"),
            successor: names.firstIndex(of: name), digests: digests))
      }
    }
    return files
  }

  /// At most the last three.
  private static func shown(_ paths: [String]) -> String {
    let text = paths.suffix(3).joined(separator: ", ")
    return paths.count > 3 ? text + " and \(paths.count - 3) more" : text
  }

  /// The earlier files are read before they are replaced, which the lift thread has no time for.
  var isStaged: Bool { false }

  func secure() throws(OutputError) {
    do throws(SystemError) {
      for piece in pieces { try piece.secure() }
    } catch {
      throw OutputError(output, error)
    }
  }

  func beginSecuring() {
    for piece in pieces { piece.beginSecuring() }
  }

  var staged: (place: any StagingPlace, files: Int)? {
    (place, pieces.filter(\.isStaged).count)
  }

  func present() -> Presence {
    guard let survey = try? survey() else { return .nothing }
    if survey.isComplete { return .all }
    return survey.standings.contains(.ours) ? .some : .nothing
  }

  /// Says no name: it may be read before the lift.
  func obstacle() -> OutputError? {
    obstacle { () throws(SystemError) in
      try survey().conflict.map { "a name that it will take has \($0.what)" }
    }
  }

  /// Directories are synced on the way, in the order in which files must be safe.
  func attempt(
    in round: PublishingRound, _ isDue: () -> Bool
  ) throws(SystemError) -> AttemptOutcome.Result {
    guard isDue() else { return notDue }
    let survey = try survey()
    if let conflict = survey.conflict { return refusal(conflict) }
    if !survey.isComplete {
      switch try replace(survey, in: round, isDue) {
      case .done: break
      case .notDue: return notDue
      case .conflict(let conflict): return refusal(conflict)
      }
    }
    // After a crash names may be there and not be durable yet.
    try syncFolders()
    try forgetEarlier()
    return .delivered(receipt: receipt, recovered: survey.isComplete)
  }

  private func refusal(_ conflict: Conflict) -> AttemptOutcome.Result {
    .refused(
      error: "output \(output): \(place.root.path)/\(conflict.path) has \(conflict.what); it was "
        + "not touched. Move it, and what else there is of this release, away, then try again with "
        + "embargoctl retry")
  }
}
