internal import CLinux

extension Directory {
  /// Renames a directory, replacing nothing. It must stay on one mount (otherwise EXDEV is thrown).
  ///
  /// Where the file system has no RENAME_NOREPLACE it is looked whether the name is free; what
  /// takes it at that moment is not replaced either, unless it is an empty directory (rename(2)).
  package func renameDirectory(
    _ name: FileName, to newName: FileName, in target: Directory
  ) throws(SystemError) -> Renaming {
    let (from, to) = (descriptor.number, target.descriptor.number)
    var result = clinux_rename_new(from, name.terminated, to, newName.terminated)
    if result == -Errno.invalidArgument || result == -Errno.notImplemented {
      if try FileAttributes.of(newName, in: target) != nil { return .exists }
      result = clinux_rename(from, name.terminated, to, newName.terminated)
    }
    if [Errno.exists, Errno.notEmpty, Errno.notDirectory].contains(-result) { return .exists }
    _ = try check(result, "rename", "\(subject(name)) to \(target.subject(newName))")
    return .renamed
  }

  package func setMode(_ mode: FileMode) throws(SystemError) {
    _ = try check(
      descriptor.with { clinux_set_mode($0, mode.rawValue) }, "set the mode of", path)
  }

  /// Removes a directory with all that is in it; nothing where there is none. Symbolic links in it
  /// are removed, not followed.
  ///
  /// - Parameter deepest: How many levels of directories there may be.
  package func removeTree(_ name: FileName, deepest: Int) throws(SystemError) {
    guard let found = try FileAttributes.of(name, in: self) else { return }
    guard found.kind == .directory else {
      try remove(name)
      return
    }
    guard deepest > 0 else {
      throw SystemError("remove", subject(name), code: Errno.notEmpty)
    }
    let inner = try directory(RelativePath(name))
    for entry in try inner.entries(limit: 1_000_000).entries {
      try inner.removeTree(entry.name, deepest: deepest - 1)
    }
    try remove(name, directory: true)
  }
}
