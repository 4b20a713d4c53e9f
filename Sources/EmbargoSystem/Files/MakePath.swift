extension Directory {
  /// Opens a directory by its path, creating what is missing of it (`mkdir -p`); each new one gets
  /// `mode` whatever the umask, and is durable when this returns. Links in what exists are
  /// followed.
  package static func make(path: String, mode: FileMode) throws(SystemError) -> Directory {
    try checkPath(path, "create directory")
    let isAbsolute = path.utf8.first == UInt8(ascii: "/")
    let parts = path.split(separator: "/").map(String.init)
    var existing = parts.count
    while existing > 0 {
      if try FileAttributes.of(path: join(parts.prefix(existing), isAbsolute)) != nil { break }
      existing -= 1
    }
    let start = try Directory(path: join(parts.prefix(existing), isAbsolute))
    if existing == parts.count { return start }
    var missing: [FileName] = []
    for part in parts.dropFirst(existing) { missing.append(try FileName(part)) }
    let made = try start.makeDirectory(RelativePath(names: missing), mode: mode)
    return Directory(descriptor: made.descriptor, path: path)
  }
}

private func join(_ parts: ArraySlice<String>, _ isAbsolute: Bool) -> String {
  (isAbsolute ? "/" : "./") + parts.joined(separator: "/")
}
