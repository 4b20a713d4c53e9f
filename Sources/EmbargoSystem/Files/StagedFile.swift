internal import CLinux

/// What became of giving a file its name.
package enum LinkOutcome: Hashable, Sendable {
  case created
  /// Something has that name already; nothing was changed.
  case exists
}

/// A file that has no name yet (O_TMPFILE): nobody can open it, and it is gone with the process.
///
/// It appears complete and at once by `link`. One thread writes; the rest may happen anywhere.
package final class StagedFile: Sendable {
  package enum Opening: Sendable {
    case opened(StagedFile)
    /// The file system has no unnamed files; use `PrivateFile`.
    case unsupported(SystemError)
  }

  private let descriptor: Descriptor
  private let place: String

  private init(descriptor: Descriptor, place: String) {
    (self.descriptor, self.place) = (descriptor, place)
  }

  /// Opens an empty unnamed file, mode 0600.
  /// - Parameter directory: decides the mount that the file lies on, and thereby where it can be
  ///   linked: the target itself, or a private directory on the same mount.
  package static func open(in directory: Directory) throws(SystemError) -> Opening {
    let result = clinux_open_unnamed(directory.descriptor.number)
    if result >= 0 {
      return .opened(
        StagedFile(descriptor: Descriptor(owning: result), place: directory.path))
    }
    let error = SystemError("open an unnamed file in", directory.path, code: -result)
    // What kernels and file systems without O_TMPFILE answer.
    let unsupported = [
      Errno.notSupported, Errno.isDirectory, Errno.notFound, Errno.invalidArgument,
      Errno.notImplemented,
    ]
    if unsupported.contains(error.code) { return .unsupported(error) }
    throw error
  }

  /// Opens one, writes the bytes and sets the mode that others will see; durable after `sync`.
  /// - Parameter modified: the time of modification that it shows, in nanoseconds since 1970; nil:
  ///   when it was written.
  package static func stage(
    _ bytes: [UInt8], mode: FileMode, modified: Int64? = nil, in directory: Directory
  ) throws(SystemError) -> Opening {
    let opening = try open(in: directory)
    if case .opened(let file) = opening {
      try file.write(bytes)
      if let modified { try file.setModified(modified) }
      _ = try check(
        clinux_set_mode(file.descriptor.number, mode.rawValue), "set the mode of", file.subject)
    }
    return opening
  }

  /// Adds bytes at the end.
  package func write(_ bytes: [UInt8]) throws(SystemError) {
    try descriptor.write(bytes, to: subject)
  }

  private func setModified(_ nanoseconds: Int64) throws(SystemError) {
    _ = try check(
      clinux_set_modified(descriptor.number, nanoseconds), "set the times of", subject)
  }

  /// Has the kernel begin to write the content, without waiting: of many files all are on their
  /// way before `sync` waits for the first, and share a commit of the file system's journal.
  package func beginSync() { clinux_begin_sync(descriptor.number) }

  /// Makes the content durable.
  package func sync() throws(SystemError) { try descriptor.sync(subject) }

  package func attributes() throws(SystemError) -> FileAttributes {
    try descriptor.attributes(subject)
  }

  /// Gives the file a name, if nothing has it: the file is visible when this returns, and the name
  /// durable after `directory.sync()`.
  ///
  /// EXDEV is thrown where the directory lies on another mount than the one it was opened in.
  package func link(as name: FileName, in directory: Directory) throws(SystemError)
    -> LinkOutcome
  {
    try link(as: name, in: directory, route: .descriptor)
  }

  /// The way from the open file to its name.
  enum Route {
    /// By the descriptor itself, and where that needs a privilege (before Linux 6.10) by /proc.
    case descriptor
    /// By /proc/self/fd.
    case proc
  }

  func link(
    as name: FileName, in directory: Directory, route: Route
  ) throws(SystemError) -> LinkOutcome {
    let result = linkResult(name.terminated, in: directory, route: route)
    if result == -Errno.exists { return .exists }
    _ = try check(result, "create", directory.subject(name))
    return .created
  }

  private func linkResult(_ name: [CChar], in directory: Directory, route: Route) -> Int32 {
    let target = directory.descriptor.number
    if route == .descriptor {
      let result = clinux_link_descriptor(descriptor.number, target, name)
      if result != -Errno.notFound { return result }
    }
    return clinux_link_through_proc(descriptor.number, target, name)
  }

  /// nil when files opened here can be linked: tried on `.`, which always exists.
  func linkObstacle(in directory: Directory) -> SystemError? {
    let result = linkResult(Array(".".utf8CString), in: directory, route: .descriptor)
    if result == -Errno.exists { return nil }
    return SystemError("link an unnamed file into", directory.path, code: -min(result, 0))
  }

  private var subject: String { "an unnamed file in \(place)" }
}
