import EmbargoCore
import EmbargoSystem

/// A directory of this machine that pieces are published below, opened once for
/// all deliveries that are prepared at a time.
final class Place: StagingPlace {
  let output: OutputName
  let root: Directory
  /// Where files are prepared without a name, on the root's mount; nil where that is impossible
  /// and the bytes wait in memory.
  let staging: Directory?
  /// Where a file is written under a private name once it is due, if it could not be prepared.
  let scratch: Directory
  let fileMode: FileMode
  let directoryMode: FileMode
  let room: StagingRoom
  /// Does as if the file system could neither exchange two names nor give a file a second one.
  let isPlain: Bool

  /// - Parameter staging: Used if it lies on the root's mount; otherwise files are prepared in the
  ///   root itself.
  /// - Parameter unnamedFiles: False does as if the file system had none, and no second names.
  init(
    output: OutputName, root: Directory, staging: Directory?, fileMode: FileMode,
    directoryMode: FileMode, unnamedFiles: Bool, room: StagingRoom = .process
  ) throws(OutputError) {
    (self.output, self.root) = (output, root)
    (self.fileMode, self.directoryMode, self.room) = (fileMode, directoryMode, room)
    let candidates = [staging, root].compactMap { $0 }
    isPlain = !unnamedFiles
    var usable: Directory?
    for candidate in candidates where usable == nil {
      switch root.writability(staging: candidate) {
      case .unnamedFiles: usable = candidate
      case .namedFilesOnly: break
      case .refused(let error): throw OutputError(output, error)
      }
    }
    self.staging = unnamedFiles ? usable : nil
    do throws(SystemError) {
      let shares = try staging.map { (staging) throws(SystemError) in
        try root.sharesMount(with: staging)
      }
      scratch = shares == true ? staging ?? root : root
    } catch {
      throw OutputError(output, error)
    }
  }

  /// Makes everything that was staged here durable; why not.
  func syncFailure() -> OutputError? {
    do throws(SystemError) {
      try (staging ?? root).syncFileSystem()
      return nil
    } catch {
      return OutputError(output, error)
    }
  }

  func freeBytes() throws(OutputError) -> UInt64 {
    do throws(SystemError) {
      return try root.freeBytes()
    } catch {
      throw OutputError(output, error)
    }
  }

  /// How much a release needs is known when it is prepared.
  func requireSpace() throws(OutputError) {
    guard try freeBytes() == 0 else { return }
    throw OutputError("output \(output): \(root.path) is full; free some space there")
  }

  /// What cannot be prepared must find room when it is due.
  func requireRoom(for publication: Publication) throws(OutputError) {
    let size = publication.pieces.reduce(0) { $0 + $1.bytes.count }
    guard staging == nil, try freeBytes() < UInt64(size) else { return }
    throw OutputError(
      "output \(output): \(root.path) has no room for \(size) bytes; free some space there")
  }

  /// What it is like, in words.
  func summary() throws(OutputError) -> String {
    let way =
      staging == nil
      ? "the file system has no unnamed files, so files are written when they are due"
      : "files are prepared unnamed"
    return "\(root.path) is writable, \(way); \(try freeBytes() >> 20) MiB are free"
  }

  /// Writes and syncs a file of a few bytes and lets go of it; no name stays.
  func prove() throws(OutputError) {
    let bytes = Array("embargod: test of an output\n".utf8)
    do throws(SystemError) {
      if let staging {
        let opening = try StagedFile.stage(bytes, mode: .privateFile, in: staging)
        if case .opened(let file) = opening { try file.sync() }
      } else {
        let file = try PrivateFile.create(named: try PrivateFile.randomName(), in: scratch)
        try file.write(bytes)
        try file.seal(mode: .privateFile)
        try file.discard()
      }
    } catch {
      throw OutputError(output, error)
    }
  }
}

extension OutputError {
  /// What the system said, and what a person can do about it.
  init(_ output: OutputName, _ error: SystemError) {
    let advice: String? =
      switch error.code {
      case Errno.noSpace, Errno.overQuota: "free some space there"
      case Errno.accessDenied, Errno.notPermitted:
        "give the daemon's user the right to write there"
      case Errno.readOnly:
        "mount it writable, or let the service write there: embargoctl outputs allow"
      case Errno.notFound: "create it, or correct the output's configuration"
      case Errno.notDirectory: "name a directory in the output's configuration"
      default: nil
      }
    self.init("output \(output): \(error)" + (advice.map { "; \($0)" } ?? ""))
  }
}
