internal import CLinux

/// The process that holds a lock, as far as it can be told.
package struct LockHolder: Hashable, Sendable, CustomStringConvertible {
  /// From the lock file; nil when it does not say (yet).
  package let process: Int32?
  /// The name of its program; nil when it cannot be seen.
  package let command: String?

  package init(process: Int32?, command: String?) {
    (self.process, self.command) = (process, command)
  }

  package var description: String {
    switch (process, command) {
    case (let process?, let command?): "process \(process) (\(command))"
    case (let process?, nil): "process \(process)"
    case (nil, _): "another process"
    }
  }
}

package enum LockError: Error, Hashable, Sendable, CustomStringConvertible {
  case held(path: String, by: LockHolder)
  case system(SystemError)

  package var description: String {
    switch self {
    case .held(let path, let holder): "\(displayText(path.utf8)) is locked by \(holder)"
    case .system(let error): error.description
    }
  }
}

/// A lock between processes, held as long as this object lives and given up with the process.
///
/// flock(2) on a file that stays. It holds the number of the last holder, right-aligned in 11
/// columns, so that a full disk does not keep it from being written over.
package final class ExclusiveLock: Sendable {
  package let path: String
  private let descriptor: Descriptor

  /// Takes the lock at once or says who has it. The file is created with mode 0600.
  package init(path: String) throws(LockError) {
    do throws(SystemError) {
      try checkPath(path, "open")
      if let descriptor = try Self.lock(path) {
        (self.path, self.descriptor) = (path, descriptor)
        return
      }
    } catch {
      throw .system(error)
    }
    throw .held(path: path, by: Self.holder(path))
  }

  // Closing alone would leave it to a child that is just being started and still has a copy.
  deinit { _ = clinux_unlock(descriptor.number) }

  /// The locked file; nil when it is held. A file that was removed or replaced between opening
  /// and locking guards nothing, so that is done again.
  private static func lock(_ path: String) throws(SystemError) -> Descriptor? {
    for _ in 0..<16 {
      let descriptor = Descriptor(
        owning: try check(clinux_open_lock_file(path), "open", path))
      let result = clinux_lock_exclusively(descriptor.number)
      if result == -Errno.wouldBlock { return nil }
      _ = try check(result, "lock", path)
      let opened = try descriptor.attributes(path).identity
      guard try FileAttributes.of(path: path)?.identity == opened else { continue }
      let number = String(CurrentProcess.identifier)
      let padding = String(repeating: " ", count: max(0, 11 - number.count))
      try descriptor.write(Array("\(padding)\(number)\n".utf8), to: path)
      return descriptor
    }
    throw SystemError("lock", path, code: Errno.wouldBlock, detail: "the file is being replaced")
  }

  /// Who wrote the file last; a lock that is just being taken may not say it yet.
  package static func holder(_ path: String) -> LockHolder {
    let process = readSmall(path).flatMap { Int32($0) }
    let command = process.flatMap { $0 > 0 ? readSmall("/proc/\($0)/comm") : nil }
    return LockHolder(process: process, command: command.map { displayText($0.utf8) })
  }
}

/// The first line of a small file; nil when it cannot be read or is empty.
private func readSmall(_ path: String) -> String? {
  let number = clinux_open_following(-1, path)
  guard number >= 0 else { return nil }
  let bytes = try? Descriptor(owning: number).read(upTo: 256, from: path)
  let line = bytes?.split(separator: UInt8(ascii: "\n")).first?.drop { $0 == UInt8(ascii: " ") }
  return line.map { String(decoding: $0, as: UTF8.self) }
}
