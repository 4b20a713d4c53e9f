import EmbargoCore
import EmbargoSystem

extension LocalReplacement {
  /// What has a name and may not be replaced.
  struct Conflict: Hashable, Sendable {
    var path: RelativePath
    /// Fits behind "has".
    var what: String
  }

  /// How one file of the earlier publication was found, to know it again.
  struct Seen: Hashable, Sendable {
    var identity: FileIdentity
    var size: UInt64
    var lastModification: Int64

    init(_ found: FileAttributes) {
      (identity, size) = (found.identity, found.size)
      lastModification = found.lastModification
    }
  }

  /// What stands at the names of both publications.
  struct Survey: Sendable {
    /// Of the new pieces.
    var standings: [LocalPiece.Standing] = []
    /// Of the earlier files, where they stand under their own names with bytes that are not new.
    var seen: [Seen?] = []
    var conflict: Conflict?

    /// All of the new one is there and nothing of the earlier.
    var isComplete: Bool {
      standings.allSatisfy { $0 == .ours } && seen.allSatisfy { $0 == nil }
    }
  }

  /// No release has a file that is larger (bytes); what is larger is not ours.
  static let largest: UInt64 = 1 << 30

  /// Looks at all names and reads what stands there.
  func survey() throws(SystemError) -> Survey {
    var survey = Survey()
    for piece in pieces { survey.standings.append(try piece.standing()) }
    let shared = Set(earlier.compactMap(\.successor))
    for (number, standing) in survey.standings.enumerated() where !shared.contains(number) {
      if case .other(let what) = standing {
        survey.conflict = survey.conflict ?? Conflict(path: pieces[number].path, what: what)
      }
    }
    let isRecorded = earlier.allSatisfy { !$0.digests.isEmpty }
    if isRecorded { try judgeEach(&survey) } else { try judgeTogether(&survey) }
    return survey
  }

  /// Each file by its own digest.
  private func judgeEach(_ survey: inout Survey) throws(SystemError) {
    for file in earlier {
      if let successor = file.successor, survey.standings[successor] == .ours {
        survey.seen.append(nil)
        continue
      }
      let (seen, bytes) = try look(at: file, in: &survey)
      survey.seen.append(seen)
      guard seen != nil, survey.conflict == nil else { continue }
      if bytes.map({ file.digests.contains(Digest(of: $0)) }) != true {
        survey.conflict = Conflict(
          path: file.path, what: "a file that is not what was published before")
      }
    }
  }

  /// All of them by the one digest that they have.
  private func judgeTogether(_ survey: inout Survey) throws(SystemError) {
    var hash = PartsHash()
    var isWhole = true
    for file in earlier {
      let (seen, bytes) = try earlierBytes(of: file, in: &survey)
      survey.seen.append(seen)
      guard let bytes else {
        isWhole = false
        continue
      }
      hash.add(Array(file.name.utf8))
      hash.add(bytes)
    }
    // What stands there and is not new is the earlier one, or nobody knows whose it is.
    if survey.conflict == nil, !isWhole || hash.digest != digest,
      let index = survey.seen.firstIndex(where: { $0 != nil })
    {
      survey.conflict = Conflict(
        path: earlier[index].path,
        what: "a file that is not, or not with all the others, what was published before")
    }
  }

  /// Where the earlier file stands, and its bytes: from its name, or where the new one has that
  /// already, or it was removed, from where it is kept.
  private func earlierBytes(
    of file: EarlierFile, in survey: inout Survey
  ) throws(SystemError) -> (seen: Seen?, bytes: [UInt8]?) {
    let kept = try read(RelativePath(file.kept), in: place.scratch)
    if let successor = file.successor, survey.standings[successor] == .ours {
      // Without a kept one it is the same in both.
      if let kept { return (nil, kept) }
      return (nil, try read(file.path, in: place.root))
    }
    let (seen, bytes) = try look(at: file, in: &survey)
    return (seen, seen == nil ? kept : bytes)
  }

  /// What has the name.
  private func look(
    at file: EarlierFile, in survey: inout Survey
  ) throws(SystemError) -> (seen: Seen?, bytes: [UInt8]?) {
    guard let found = try attributes(of: file.path) else { return (nil, nil) }
    guard found.kind == .regular, found.size <= Self.largest else {
      let what = found.kind == .regular ? "a file of \(found.size) bytes" : "\(found.kind.rawValue)"
      survey.conflict = survey.conflict ?? Conflict(path: file.path, what: what)
      return (Seen(found), nil)
    }
    return (Seen(found), try read(file.path, in: place.root))
  }

  func attributes(of path: RelativePath) throws(SystemError) -> FileAttributes? {
    guard let parent = path.parent else { return try FileAttributes.of(path.last, in: place.root) }
    do throws(SystemError) {
      return try FileAttributes.of(path.last, in: try place.root.directory(parent))
    } catch {
      if error.code == Errno.notFound || error.code == Errno.notDirectory { return nil }
      throw error
    }
  }

  /// Nil when there is none that may be read.
  private func read(
    _ path: RelativePath, in directory: Directory
  ) throws(SystemError) -> [UInt8]? {
    do throws(SystemError) {
      return try directory.readFile(path, limit: Int(Self.largest))
    } catch {
      let absences = [
        Errno.notFound, Errno.notDirectory, Errno.accessDenied, Errno.tooLarge, Errno.linkLoop,
      ]
      if absences.contains(error.code) { return nil }
      throw error
    }
  }
}
