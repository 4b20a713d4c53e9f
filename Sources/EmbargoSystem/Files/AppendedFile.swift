internal import CLinux

/// A file that is only ever added to: by its owner's will (`chattr +a`) or by custom. It may belong
/// to another user.
package final class AppendedFile: Sendable {
  private let descriptor: Descriptor
  private let path: String
  /// Something stands in it already.
  package let hadContent: Bool

  /// Opens it, or makes one (0640). Thrown: EINVAL for anything but a regular file.
  package init(path: String) throws(SystemError) {
    try checkPath(path, "open")
    descriptor = Descriptor(owning: try check(clinux_open_appending(path), "open", path))
    let found = try descriptor.attributes(path)
    guard found.kind == .regular else {
      throw SystemError(
        "add to", path, code: Errno.invalidArgument, detail: "it is \(found.kind.rawValue)")
    }
    hadContent = found.size > 0
    self.path = path
  }

  /// Adds bytes at the end; durable on return. After an error part of them may be there.
  package func add(_ bytes: [UInt8]) throws(SystemError) {
    try descriptor.write(bytes, to: path)
    try descriptor.sync(path)
  }
}
