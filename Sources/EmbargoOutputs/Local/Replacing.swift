import EmbargoCore
import EmbargoSystem

extension LocalReplacement {
  enum Replacing: Sendable {
    case done
    case notDue
    /// Something else has taken a name meanwhile.
    case conflict(Conflict)
  }

  /// Brings the new pieces to their names, in their order, and removes what only the earlier
  /// publication had. What needs space is done before the first name changes.
  ///
  /// - Parameter isDue: Asked before each call that leaves something visible.
  func replace(
    _ survey: Survey, in round: PublishingRound, _ isDue: () -> Bool
  ) throws(SystemError) -> Replacing {
    let missing = pieces.indices.filter { survey.standings[$0] != .ours }
    var written: [LocalPiece.PrivateName] = []
    defer { withExtendedLifetime(written) {} }
    for index in missing {
      guard let name = try pieces[index].namePrivately(ifDue: isDue) else { return .notDue }
      written.append(name)
    }
    for (file, seen) in zip(earlier, survey.seen) where seen != nil && file.successor != nil {
      guard isDue() else { return .notDue }
      try keep(file)
    }
    try place.scratch.sync()
    for index in missing {
      guard isDue() else { return .notDue }
      let earlier = zip(earlier, survey.seen).first { $0.0.successor == index }?.1
      let folder = try pieces[index].folder(in: round).directory
      guard try put(pieces[index], over: earlier, in: folder) else {
        return .conflict(changed(pieces[index].path))
      }
    }
    try syncFolders()
    for (file, seen) in zip(earlier, survey.seen) where file.successor == nil {
      guard let seen else { continue }
      guard isDue() else { return .notDue }
      guard try takeAway(file, seen) else { return .conflict(changed(file.path)) }
    }
    return .done
  }

  private func changed(_ path: RelativePath) -> Conflict {
    Conflict(path: path, what: "another file than a moment ago")
  }

  /// Makes the names of the new pieces durable.
  func syncFolders() throws(SystemError) {
    for path in Set(pieces.map(\.path.parent)) {
      try (path.map { (path) throws(SystemError) in try place.root.directory(path) } ?? place.root)
        .sync()
    }
  }

  /// Gives the earlier file a second, private name; where that cannot be, copies it.
  private func keep(_ file: EarlierFile) throws(SystemError) {
    let directory = try directory(of: file.path)
    // What a crash left is of the same file, or half a copy.
    try place.scratch.remove(file.kept)
    if !place.isPlain,
      try directory.link(file.path.last, as: file.kept, in: place.scratch)
    {
      return
    }
    let bytes = try directory.readFile(RelativePath(file.path.last), limit: Int(Self.largest))
    _ = try place.scratch.createFile(file.kept, bytes, mode: .privateFile)
  }

  /// Moves a piece from its private name to its own, over the file that was seen there; false: not
  /// what was seen has the name, and it was not touched.
  private func put(
    _ piece: LocalPiece, over seen: Seen?, in directory: Directory
  ) throws(SystemError) -> Bool {
    let (name, scratch) = (piece.path.last, place.scratch)
    guard let seen else {
      return try scratch.rename(piece.privateName, to: name, in: directory) == .renamed
    }
    if !place.isPlain, try scratch.exchange(piece.privateName, with: name, in: directory) {
      let old = try FileAttributes.of(piece.privateName, in: scratch).map(Seen.init)
      if old == seen {
        // It is kept under its own private name.
        try scratch.remove(piece.privateName)
        return true
      }
      _ = try scratch.exchange(piece.privateName, with: name, in: directory)
      return false
    }
    guard try FileAttributes.of(name, in: directory).map(Seen.init) == seen else { return false }
    try scratch.rename(piece.privateName, over: name, in: directory)
    return true
  }

  /// Moves a file that only the earlier publication had to its private name; false: another file
  /// has its name, and it was not touched.
  private func takeAway(_ file: EarlierFile, _ seen: Seen) throws(SystemError) -> Bool {
    let directory = try directory(of: file.path)
    try place.scratch.remove(file.kept)
    guard try directory.rename(file.path.last, to: file.kept, in: place.scratch) == .renamed
    else { return false }
    if try FileAttributes.of(file.kept, in: place.scratch).map(Seen.init) == seen {
      try directory.sync()
      return true
    }
    _ = try place.scratch.rename(file.kept, to: file.path.last, in: directory)
    return false
  }

  /// All is done and durable: lets go of what was kept, of private names that a crash has left, and
  /// of directories of attachments that are empty now.
  func forgetEarlier() throws(SystemError) {
    for piece in pieces { try place.scratch.remove(piece.privateName) }
    for file in earlier { try place.scratch.remove(file.kept) }
    try place.scratch.sync()
    let used = Set(pieces.map(\.path.parent))
    let emptied = Set(earlier.compactMap(\.path.parent)).subtracting(used.compactMap(\.self))
    for path in emptied.sorted() where path.last.description.hasSuffix(".files") {
      let parent = try path.parent.map { (parent) throws(SystemError) in
        try place.root.directory(parent)
      }
      // One that still holds something stays.
      _ = try? (parent ?? place.root).remove(path.last, directory: true)
    }
  }

  private func directory(of path: RelativePath) throws(SystemError) -> Directory {
    guard let parent = path.parent else { return place.root }
    return try place.root.directory(parent)
  }
}
