internal import CLinux

/// Whether files can be created in a directory, found out without creating a named one.
package enum Writability: Hashable, Sendable {
  /// Unnamed files can be opened and linked.
  case unnamedFiles
  /// Only named files; why not unnamed ones.
  case namedFilesOnly(SystemError)
  /// Nothing can be created.
  case refused(SystemError)
}

extension Directory {
  /// Tries to open an unnamed file, in `staging` where given, and whether it could be linked here.
  ///
  /// A full file system may still refuse the bytes: look at `freeBytes` as well.
  package func writability(staging: Directory? = nil) -> Writability {
    do throws(SystemError) {
      let permission = clinux_may_write(descriptor.number)
      _ = try check(permission, "write into", path)
      if let staging, try !sharesMount(with: staging) {
        return .namedFilesOnly(
          SystemError(
            "link from \(staging.path) into", path, code: Errno.crossesMounts,
            detail: "they lie on different mounts"))
      }
      switch try StagedFile.open(in: staging ?? self) {
      case .unsupported(let error):
        return .namedFilesOnly(error)
      case .opened(let file):
        guard let obstacle = file.linkObstacle(in: self) else { return .unnamedFiles }
        return .namedFilesOnly(obstacle)
      }
    } catch {
      return .refused(error)
    }
  }
}
