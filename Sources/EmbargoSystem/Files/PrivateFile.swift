internal import CLinux
private import Synchronization

/// A file under a private name (mode 0600) that is moved to its own name when it is complete: for
/// file systems without unnamed files, and for replacing a file.
///
/// While it is not published its private name is removed with the last reference, or by `discard`.
package final class PrivateFile: Sendable {
  private let descriptor: Descriptor
  private let directory: Directory
  private let name: FileName
  /// Whether the private name is still there.
  private let isNamed = Mutex(true)

  private init(descriptor: Descriptor, directory: Directory, name: FileName) {
    (self.descriptor, self.directory, self.name) = (descriptor, directory, name)
  }

  // Nobody is left to hear of a failure; the name is a random one and the mode 0600.
  deinit { try? discard() }

  /// Creates an empty file; EEXIST is thrown when the name is taken.
  package static func create(
    named name: FileName, in directory: Directory
  ) throws(SystemError) -> PrivateFile {
    let number = try check(
      clinux_create_file_at(directory.descriptor.number, name.terminated), "create",
      directory.subject(name))
    return PrivateFile(
      descriptor: Descriptor(owning: number), directory: directory, name: name)
  }

  /// A name that begins with a dot, ends in `.tmp` and cannot be guessed.
  package static func randomName() throws(SystemError) -> FileName {
    try FileName(".\(try SecureRandom.hexadecimal(bytes: 16)).tmp")
  }

  /// Adds bytes at the end.
  package func write(_ bytes: [UInt8]) throws(SystemError) {
    try descriptor.write(bytes, to: directory.subject(name))
  }

  /// Sets the mode that others will see and makes the content durable.
  package func seal(mode: FileMode) throws(SystemError) {
    _ = try check(
      clinux_set_mode(descriptor.number, mode.rawValue), "set the mode of",
      directory.subject(name))
    try descriptor.sync(directory.subject(name))
  }

  /// Gives it to the owner and group of the file that it takes the place of.
  func adoptOwner(of other: FileAttributes) throws(SystemError) {
    let subject = directory.subject(name)
    let own = try descriptor.attributes(subject)
    guard own.owner != other.owner || own.group != other.group else { return }
    _ = try check(
      clinux_set_owner(descriptor.number, other.owner, other.group), "set the owner of", subject)
  }

  /// Moves it to its own name, if nothing has it; otherwise the private name is removed.
  ///
  /// The new name is durable after `target.sync()`. Where the file system has no
  /// RENAME_NOREPLACE it is linked, then the private name removed.
  package func publish(
    as newName: FileName, in target: Directory? = nil
  ) throws(SystemError) -> LinkOutcome {
    switch try directory.rename(name, to: newName, in: target) {
    case .renamed:
      isNamed.withLock { $0 = false }
      return .created
    case .exists:
      try discard()
      return .exists
    }
  }

  /// Moves it over whatever file has that name; the change is durable after `directory.sync()`.
  package func replace(_ newName: FileName) throws(SystemError) {
    try directory.rename(name, over: newName)
    isNamed.withLock { $0 = false }
  }

  /// Removes the private name.
  package func discard() throws(SystemError) {
    guard isNamed.withLock({ isNamed in exchange(&isNamed, with: false) }) else { return }
    try directory.remove(name)
  }
}

private func exchange<Value>(_ place: inout Value, with new: Value) -> Value {
  defer { place = new }
  return place
}

extension Directory {
  /// Writes a file completely under a private name, then gives it its own, if nothing has it.
  ///
  /// On return the content is durable, the name after `sync`.
  package func createFile(
    _ name: FileName, _ bytes: [UInt8], mode: FileMode, privateName: FileName? = nil
  ) throws(SystemError) -> LinkOutcome {
    let file = try writeFile(bytes, mode: mode, privateName: privateName)
    return try file.publish(as: name)
  }

  /// Replaces a small file, or creates it: readers see the old content or the new, also after a
  /// power loss. Durable on return.
  package func replaceFile(
    _ name: FileName, _ bytes: [UInt8], mode: FileMode
  ) throws(SystemError) {
    try writeFile(bytes, mode: mode, privateName: nil).replace(name)
    try sync()
  }

  /// The same for a file that keeps its owner and group.
  package func renewFile(
    _ name: FileName, _ bytes: [UInt8], mode: FileMode
  ) throws(SystemError) {
    guard let present = try FileAttributes.of(name, in: self), present.kind == .regular else {
      throw SystemError("replace", subject(name), code: Errno.notFound)
    }
    let file = try PrivateFile.create(named: try PrivateFile.randomName(), in: self)
    try file.write(bytes)
    try file.adoptOwner(of: present)
    try file.seal(mode: mode)
    try file.replace(name)
    try sync()
  }

  private func writeFile(
    _ bytes: [UInt8], mode: FileMode, privateName: FileName?
  ) throws(SystemError) -> PrivateFile {
    let name = if let privateName { privateName } else { try PrivateFile.randomName() }
    let file = try PrivateFile.create(named: name, in: self)
    try file.write(bytes)
    try file.seal(mode: mode)
    return file
  }

  /// Creates a file of that size whose blocks are there (a reserve to remove when the disk is
  /// full), or grows the one that is there. Durable on return.
  package func reserve(_ name: FileName, bytes size: Int64) throws(SystemError) {
    let result = clinux_create_file_at(descriptor.number, name.terminated)
    if result == -Errno.exists {
      if let found = try FileAttributes.of(name, in: self), found.size == UInt64(size) { return }
      try remove(name)
      return try reserve(name, bytes: size)
    }
    let file = Descriptor(owning: try check(result, "create", subject(name)))
    let allocated = file.with { clinux_allocate($0, size) }
    if allocated < 0 {
      try remove(name)
      throw SystemError("reserve \(size) bytes in", subject(name), code: -allocated)
    }
    try file.sync(subject(name))
    try sync()
  }
}
