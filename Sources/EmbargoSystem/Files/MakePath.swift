internal import CLinux

extension Directory {
  /// Opens a directory by its path, creating what is missing of it (`mkdir -p`); each new one gets
  /// `mode` whatever the umask, and is durable when this returns. Links are followed.
  package static func make(path: String, mode: FileMode) throws(SystemError) -> Directory {
    try checkPath(path, "create directory")
    let parts = path.utf8.split(separator: UInt8(ascii: "/")).filter {
      $0.elementsEqual(".".utf8) == false
    }
    var current = try Directory(path: path.utf8.first == UInt8(ascii: "/") ? "/" : ".")
    var done = path.utf8.first == UInt8(ascii: "/") ? "/" : ""
    for part in parts {
      done += (done.isEmpty || done == "/" ? "" : "/") + String(decoding: part, as: UTF8.self)
      current = try current.makeOrFollow(Array(part), path: done, mode: mode)
    }
    return current
  }

  private func makeOrFollow(
    _ name: [UInt8], path: String, mode: FileMode
  ) throws(SystemError) -> Directory {
    if try FileAttributes.of(path: path) != nil { return try Directory(path: path) }
    let made = try makeDirectory(RelativePath(FileName(bytes: name)), mode: mode)
    return Directory(descriptor: made.descriptor, path: path)
  }
}
