import EmbargoCore
import EmbargoSystem
import EmbargoTime

/// One file of a publication, ready to get its name.
struct LocalPiece: Sendable {
  /// How what has the name compares with this piece.
  enum Standing: Hashable, Sendable {
    case absent
    /// A regular file with the same bytes.
    case ours
    /// What it is instead.
    case other(String)
  }

  private enum Content: Sendable {
    case staged(StagedFile, StagingRoom.Share)
    case waiting([UInt8], StagingRoom.Share)
  }

  let place: Place
  let path: RelativePath
  /// The directory below the place's that holds the name; empty: the place's own.
  private let folder: String
  private let content: Content
  private let digest: Digest
  private let size: Int
  /// The same at every attempt, so that what a crash left is found again.
  let privateName: FileName
  /// Where readers move what they have taken, if they do.
  private let takenTo: RelativePath?

  /// Writes the bytes to an unnamed file; where the file system has none, or too many are open,
  /// they wait in memory.
  ///
  /// - Parameter modified: the time of modification that the file shows; nil: when it was written.
  /// - Returns: nil when as much as may be is prepared already.
  init?(
    _ piece: Publication.Piece, key: IdempotencyKey, number: Int, modified: Instant?,
    in place: Place, isUrgent: Bool, takenTo: RelativePath?
  ) throws(SystemError) {
    (self.place, self.takenTo) = (place, takenTo)
    path = try RelativePath(piece.name)
    folder = path.parent?.description ?? ""
    (digest, size) = (Digest(of: piece.bytes), piece.bytes.count)
    privateName = try FileName(".\(key).\(number).tmp")
    if let staged = try Self.staged(piece.bytes, modified: modified, in: place) {
      content = staged
      return
    }
    if place.staging != nil, !isUrgent { return nil }
    let amount = StagingRoom.Amount(memory: piece.bytes.count)
    if let share = place.room.take(amount) ?? (isUrgent ? place.room.takeAnyway(amount) : nil) {
      content = .waiting(piece.bytes, share)
    } else {
      return nil
    }
  }

  private static func staged(
    _ bytes: [UInt8], modified: Instant?, in place: Place
  ) throws(SystemError) -> Content? {
    guard let staging = place.staging,
      let share = place.room.take(.init(files: 1, fileBytes: bytes.count)),
      case .opened(let file) = try StagedFile.stage(
        bytes, mode: place.fileMode, modified: modified?.nanoseconds, in: staging)
    else { return nil }
    return .staged(file, share)
  }

  /// Has the kernel begin to write what was staged.
  func beginSecuring() {
    if case .staged(let file, _) = content { file.beginSync() }
  }

  /// Makes what was staged durable.
  func secure() throws(SystemError) {
    if case .staged(let file, _) = content { try file.sync() }
  }

  /// Whether only the link is missing.
  var isStaged: Bool {
    switch content {
    case .staged: true
    case .waiting: false
    }
  }

  /// For people: the whole path.
  var description: String { "\(place.root.path)/\(path)" }

  func standing() throws(SystemError) -> Standing {
    guard let found = try attributes() else { return .absent }
    guard found.kind == .regular else { return .other("\(found.kind.rawValue)") }
    guard found.size == UInt64(size) else { return .other("a file of \(found.size) bytes") }
    do throws(SystemError) {
      let bytes = try place.root.readFile(path, limit: size)
      return Digest(of: bytes) == digest ? .ours : .other("a file with other content")
    } catch {
      switch error.code {
      case Errno.notFound: return .absent
      case Errno.accessDenied: return .other("a file that the daemon may not read")
      case Errno.tooLarge: return .other("a file with other content")
      default: throw error
      }
    }
  }

  /// Whether a reader has moved it on, under its name or its name with Maildir flags behind it. A
  /// look at a whole directory: only for what should be there.
  func wasTaken() throws(SystemError) -> Bool {
    guard let takenTo else { return false }
    let flagged = path.last.bytes + [UInt8(ascii: ":")]
    return try place.root.directory(takenTo).entries(limit: 1_000_000).entries.contains {
      $0.name == path.last || $0.name.bytes.starts(with: flagged)
    }
  }

  private func attributes() throws(SystemError) -> FileAttributes? {
    guard let parent = path.parent else { return try FileAttributes.of(path.last, in: place.root) }
    do throws(SystemError) {
      return try FileAttributes.of(path.last, in: try place.root.directory(parent))
    } catch {
      if error.code == Errno.notFound { return nil }
      throw error
    }
  }

  /// Gives it its name, if nothing has it.
  ///
  /// - Parameter isDue: Asked before each call that leaves something visible; the answer false ends
  ///   it with nil.
  /// - Parameter round: Knows the directory, and syncs it.
  func publish(
    ifDue isDue: () -> Bool, in round: PublishingRound
  ) throws(SystemError) -> LinkOutcome? {
    guard isDue() else { return nil }
    let folder = try folder(in: round)
    let directory = folder.directory
    // Whatever becomes of the call: a name of ours may be there and not be durable yet.
    folder.isUnsynced = true
    switch content {
    case .staged(let file, _):
      guard isDue() else { return nil }
      return try file.link(as: path.last, in: directory)
    case .waiting(let bytes, _):
      let file = try privateFile()
      try file.write(bytes)
      try file.seal(mode: place.fileMode)
      guard isDue() else { return nil }
      return try file.publish(as: path.last, in: directory)
    }
  }

  /// Gives it its private name, complete and durable, from which a single call moves it to its own.
  ///
  /// - Returns: What keeps a file that was written only now; nil when it was not due.
  func namePrivately(ifDue isDue: () -> Bool) throws(SystemError) -> PrivateName? {
    guard isDue() else { return nil }
    switch content {
    case .staged(let file, _):
      if try file.link(as: privateName, in: place.scratch) == .exists {
        // A crash left it; what has it is not needed any more.
        try place.scratch.remove(privateName)
        guard try file.link(as: privateName, in: place.scratch) == .created else {
          throw SystemError("create", place.scratch.path, code: Errno.exists)
        }
      }
      return PrivateName(file: nil)
    case .waiting(let bytes, _):
      let file = try privateFile()
      try file.write(bytes)
      try file.seal(mode: place.fileMode)
      return PrivateName(file: file)
    }
  }

  /// A piece that stands under its private name, as long as this lives.
  struct PrivateName {
    var file: PrivateFile?
  }

  /// Gives it its name in a directory that nobody knows of yet; nothing else is there.
  func enter(_ directory: Directory) throws(SystemError) {
    let outcome: LinkOutcome
    switch content {
    case .staged(let file, _): outcome = try file.link(as: path.last, in: directory)
    case .waiting(let bytes, _):
      outcome = try directory.createFile(path.last, bytes, mode: place.fileMode)
    }
    guard outcome == .created else {
      throw SystemError("create", "\(directory.path)/\(path.last)", code: Errno.exists)
    }
  }

  /// A new file under the private name; what a crash left under it is removed first.
  private func privateFile() throws(SystemError) -> PrivateFile {
    do throws(SystemError) {
      return try PrivateFile.create(named: privateName, in: place.scratch)
    } catch {
      guard error.code == Errno.exists else { throw error }
      try place.scratch.remove(privateName)
      return try PrivateFile.create(named: privateName, in: place.scratch)
    }
  }

  /// The directory that holds the name, made where it is missing.
  func folder(in round: PublishingRound) throws(SystemError) -> LocalFolder {
    let key = PublishingRound.Key(place: ObjectIdentifier(place), path: folder)
    return try round.folder(key) { () throws(SystemError) in
      let directory = try path.parent.map { (parent) throws(SystemError) in
        try place.root.makeDirectory(parent, mode: place.directoryMode)
      }
      return LocalFolder(directory ?? place.root, of: place.output)
    }
  }
}

/// A directory of one round of publishing.
final class LocalFolder: RoundFolder {
  let directory: Directory
  private let output: OutputName
  /// A name in it may not be durable yet.
  var isUnsynced = false

  init(_ directory: Directory, of output: OutputName) {
    (self.directory, self.output) = (directory, output)
  }

  func sync() throws(OutputError) {
    guard isUnsynced else { return }
    do throws(SystemError) {
      try directory.sync()
    } catch {
      throw OutputError(output, error)
    }
    isUnsynced = false
  }
}
