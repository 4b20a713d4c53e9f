internal import CLinux

/// An open directory: names are looked up in it whatever happens to the path that led there.
package final class Directory: Sendable {
  package enum Links: Sendable {
    /// The path may lead through symbolic links.
    case followed
    /// The last name of the path must not be a symbolic link.
    case lastRefused
  }

  package let descriptor: Descriptor
  /// The path that it was opened by, for messages.
  package let path: String

  init(descriptor: Descriptor, path: String) {
    self.descriptor = descriptor
    self.path = path
  }

  /// Opens a directory that exists.
  package init(path: String, links: Links = .followed) throws(SystemError) {
    try checkPath(path, "open")
    let flags = links == .lastRefused ? CLINUX_NO_LINKS : 0
    let number = try check(clinux_open_directory(path, flags), "open", path)
    (descriptor, self.path) = (Descriptor(owning: number), path)
  }

  /// Makes the names in it durable: what was linked, renamed or removed survives a power loss.
  package func sync() throws(SystemError) { try descriptor.sync(path) }

  /// Makes everything on its file system durable (syncfs(2)): for hundreds of new files at once,
  /// each of which would wait for the disk by itself.
  package func syncFileSystem() throws(SystemError) {
    _ = try check(
      clinux_sync_file_system(descriptor.number), "sync the file system of", path)
  }

  package func attributes() throws(SystemError) -> FileAttributes {
    try descriptor.attributes(path)
  }

  /// Takes the lock on the directory (flock(2)) until this object and all others that share its
  /// descriptor are gone; false when another process has it. Nothing is written for it.
  package func lockExclusively() throws(SystemError) -> Bool {
    let result = clinux_lock_exclusively(descriptor.number)
    if result == -Errno.wouldBlock { return false }
    _ = try check(result, "lock", path)
    return true
  }

  /// Bytes that this user may still write on its file system.
  package func freeBytes() throws(SystemError) -> UInt64 {
    var bytes: UInt64 = 0
    _ = try check(clinux_free_bytes(descriptor.number, &bytes), "look for free space in", path)
    return bytes
  }

  /// Whether files can be linked and renamed from one to the other: the same mount, or, where the
  /// kernel does not say (before 5.8), the same device.
  package func sharesMount(with other: Directory) throws(SystemError) -> Bool {
    var (here, there): (UInt64, UInt64) = (0, 0)
    let first = clinux_mount_identifier(descriptor.number, &here)
    let second = clinux_mount_identifier(other.descriptor.number, &there)
    if first >= 0, second >= 0 { return here == there }
    return try attributes().identity.device == other.attributes().identity.device
  }

  /// Opens a directory below it, without following symbolic links.
  package func directory(_ path: RelativePath) throws(SystemError) -> Directory {
    try openDirectory(path, by: .kernel)
  }

  /// The same, creating what is missing; each new directory gets `mode` whatever the umask, and
  /// is durable when this returns.
  package func makeDirectory(
    _ path: RelativePath, mode: FileMode = .publicDirectory
  ) throws(SystemError) -> Directory {
    var current = self
    for name in path.names {
      let subject = current.subject(name)
      let made = current.descriptor.with {
        clinux_make_directory($0, name.terminated, FileMode.privateDirectory.rawValue)
      }
      if made < 0, made != -Errno.exists {
        // A parent that this user may not write to can still hold the directory.
        guard try FileAttributes.of(name, in: current)?.kind == .directory else {
          throw SystemError("create directory", subject, code: -made)
        }
      }
      let next = try current.directory(RelativePath(name))
      if made >= 0 {
        let result = next.descriptor.with { clinux_set_mode($0, mode.rawValue) }
        _ = try check(result, "set the mode of", subject)
        try current.sync()
      }
      current = next
    }
    return current
  }

  /// Removes a file, or an empty directory; false when there is none.
  @discardableResult
  package func remove(_ name: FileName, directory: Bool = false) throws(SystemError) -> Bool {
    let result = clinux_remove(descriptor.number, name.terminated, directory ? 1 : 0)
    if result == -Errno.notFound { return false }
    _ = try check(result, "remove", subject(name))
    return true
  }

  package enum Renaming: Hashable, Sendable {
    case renamed
    /// Something has the new name already; nothing was changed.
    case exists
  }

  /// Renames a file, replacing nothing. It must stay on one mount (otherwise EXDEV is thrown).
  ///
  /// Where the file system cannot do it in one step, a file is linked and its old name removed: a
  /// crash between the two leaves both names. A directory cannot be renamed there.
  package func rename(
    _ name: FileName, to newName: FileName, in target: Directory? = nil
  ) throws(SystemError) -> Renaming {
    let target = target ?? self
    let (from, to) = (descriptor.number, target.descriptor.number)
    var result = clinux_rename_new(from, name.terminated, to, newName.terminated)
    if result == -Errno.invalidArgument || result == -Errno.notImplemented {
      result = clinux_link(from, name.terminated, to, newName.terminated)
      if result == -Errno.notPermitted || result == -Errno.notSupported {
        throw SystemError(
          "rename", "\(subject(name)) to \(target.subject(newName))", code: Errno.notSupported,
          detail: "the file system can neither rename without replacing nor link files")
      }
      if result >= 0 { result = clinux_remove(from, name.terminated, 0) }
    }
    if result == -Errno.exists { return .exists }
    _ = try check(result, "rename", "\(subject(name)) to \(target.subject(newName))")
    return .renamed
  }

  /// Renames a file over whatever file has the new name.
  package func rename(
    _ name: FileName, over newName: FileName, in target: Directory? = nil
  ) throws(SystemError) {
    let target = target ?? self
    _ = try check(
      clinux_rename(
        descriptor.number, name.terminated, target.descriptor.number, newName.terminated),
      "rename", "\(subject(name)) to \(target.subject(newName))")
  }

  /// Gives two files each other's names in one step; false where the file system cannot do that.
  package func exchange(
    _ name: FileName, with other: FileName, in target: Directory
  ) throws(SystemError) -> Bool {
    let result = clinux_rename_exchange(
      descriptor.number, name.terminated, target.descriptor.number, other.terminated)
    if result == -Errno.invalidArgument || result == -Errno.notImplemented { return false }
    _ = try check(result, "exchange", "\(subject(name)) with \(target.subject(other))")
    return true
  }

  /// Gives a file a second name, if nothing has it; false where the file system, or this user, may
  /// not do that.
  package func link(
    _ name: FileName, as newName: FileName, in target: Directory
  ) throws(SystemError) -> Bool {
    let result = clinux_link(
      descriptor.number, name.terminated, target.descriptor.number, newName.terminated)
    let refusals = [Errno.notPermitted, Errno.notSupported, Errno.tooManyLinks]
    if refusals.contains(-result) { return false }
    _ = try check(result, "link", "\(subject(name)) to \(target.subject(newName))")
    return true
  }

  func subject(_ name: FileName) -> String { "\(path)/\(name)" }
}
