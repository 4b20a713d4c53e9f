internal import CLinux

/// How paths below a directory are kept below it.
enum Confinement {
  /// openat2(2), and where the kernel lacks it or a filter forbids it, name by name.
  case kernel
  /// Name by name, with O_NOFOLLOW; or where links are followed, by looking where one arrived.
  case ownSteps
}

extension Directory {
  func openDirectory(
    _ path: RelativePath, by confinement: Confinement
  ) throws(SystemError) -> Directory {
    if confinement == .kernel {
      let result = clinux_open_beneath(
        descriptor.number, path.terminated, CLINUX_NO_LINKS | CLINUX_DIRECTORY)
      if !isRefusalOfOpenat2(result) {
        let subject = "\(self.path)/\(path)"
        let number = try check(result, "open", subject)
        return Directory(descriptor: Descriptor(owning: number), path: subject)
      }
    }
    var current = self
    for name in path.names {
      let subject = current.subject(name)
      let number = current.descriptor.with { clinux_open_directory_at($0, name.terminated) }
      current = Directory(
        descriptor: Descriptor(owning: try check(number, "open", subject)), path: subject)
    }
    return current
  }

  /// What symbolic links in a path below a directory may do.
  package enum PathLinks: Sendable {
    case refused
    /// They are followed as long as they stay below the directory.
    case keptBelow
  }

  /// Reads a whole regular file.
  ///
  /// Thrown: ENOENT when there is none, EFBIG when it is longer than `limit` bytes, ELOOP for a
  /// refused link, EXDEV for a link that leads out, EINVAL for what is no regular file.
  package func readFile(
    _ path: RelativePath, limit: Int, links: PathLinks = .refused
  ) throws(SystemError) -> [UInt8] {
    try readFile(path, limit: limit, links: links, by: .kernel)
  }

  func readFile(
    _ path: RelativePath, limit: Int, links: PathLinks, by confinement: Confinement
  ) throws(SystemError) -> [UInt8] {
    let subject = "\(self.path)/\(path)"
    let bytes = try readBeginning(path, count: limit + 1, links: links, by: confinement)
    guard bytes.count <= limit else {
      throw SystemError(
        "read", subject, code: Errno.tooLarge, detail: "it is longer than \(limit) bytes")
    }
    return bytes
  }

  /// Reads the first `count` bytes of a regular file, or all where there are fewer.
  func readBeginning(
    _ path: RelativePath, count: Int, links: PathLinks, by confinement: Confinement = .kernel
  ) throws(SystemError) -> [UInt8] {
    let subject = "\(self.path)/\(path)"
    let file = try openFile(path, links: links, by: confinement)
    let kind = try file.attributes(subject).kind
    guard kind == .regular else {
      throw SystemError(
        "read", subject, code: Errno.invalidArgument, detail: "it is \(kind.rawValue)")
    }
    return try file.read(upTo: count, from: subject)
  }

  private func openFile(
    _ path: RelativePath, links: PathLinks, by confinement: Confinement
  ) throws(SystemError) -> Descriptor {
    let subject = "\(self.path)/\(path)"
    if confinement == .kernel {
      let flags = links == .refused ? CLINUX_NO_LINKS : 0
      let result = clinux_open_beneath(descriptor.number, path.terminated, flags)
      if !isRefusalOfOpenat2(result) {
        return Descriptor(owning: try check(result, "open", subject))
      }
    }
    if links == .keptBelow { return try openAndLook(path) }
    let parent = try path.parent.map { (path) throws(SystemError) in
      try openDirectory(path, by: .ownSteps)
    }
    let directory = parent ?? self
    let number = directory.descriptor.with { clinux_open_file_at($0, path.last.terminated) }
    return Descriptor(owning: try check(number, "open", subject))
  }

  /// Follows the links, then looks whether what was opened lies below this directory.
  private func openAndLook(_ path: RelativePath) throws(SystemError) -> Descriptor {
    let subject = "\(self.path)/\(path)"
    let number = clinux_open_following(descriptor.number, path.terminated)
    let file = Descriptor(owning: try check(number, "open", subject))
    var root = try resolve(descriptor, subject: self.path)
    if root.last != UInt8(ascii: "/") { root.append(UInt8(ascii: "/")) }
    guard try resolve(file, subject: subject).starts(with: root) else {
      throw SystemError(
        "open", subject, code: Errno.crossesMounts, detail: "it leads out of \(self.path)")
    }
    return file
  }

  /// Where the directory really lies, all links resolved; nil when /proc does not say.
  package var resolvedPath: String? {
    let bytes = try? resolve(descriptor, subject: path)
    return bytes.flatMap { String(validating: $0, as: UTF8.self) }
  }
}

private func resolve(
  _ descriptor: Descriptor, subject: String
) throws(SystemError) -> [UInt8] {
  var bytes = [CChar](repeating: 0, count: 4096)
  let length = descriptor.with { clinux_resolved_path($0, &bytes, bytes.count) }
  return bytes.prefix(Int(try check(length, "resolve", subject))).map(UInt8.init(bitPattern:))
}

/// Not there, or forbidden by a filter that answers EPERM to what it does not know.
private func isRefusalOfOpenat2(_ result: Int32) -> Bool {
  result == -Errno.notImplemented || result == -Errno.notPermitted
}
