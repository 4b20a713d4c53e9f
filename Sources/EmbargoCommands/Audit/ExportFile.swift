import EmbargoControl
import EmbargoSystem

/// A new file that appears whole, or not at all; mode 0600.
struct ExportFile {
  /// What is written before it has its name.
  private enum Draft {
    /// Gone with the process.
    case unnamed(StagedFile)
    /// Where the file system has no unnamed files.
    case named(PrivateFile)
  }

  let path: String
  private let directory: Directory
  private let name: FileName
  private let draft: Draft

  init(_ path: String) throws(Failure) {
    self.path = path
    let cut = path.lastIndex(of: "/")
    let parent = cut.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
    do throws(SystemError) {
      name = try FileName(cut.map { String(path[path.index(after: $0)...]) } ?? path)
      directory = try Directory(path: parent)
      if try FileAttributes.of(name, in: directory) != nil { throw Self.taken(path) }
      draft = try Self.draft(in: directory)
    } catch {
      throw Failure(.cannotCreate, "\(error)")
    }
  }

  private static func draft(in directory: Directory) throws(SystemError) -> Draft {
    if case .opened(let file) = try StagedFile.open(in: directory) { return .unnamed(file) }
    return .named(try PrivateFile.create(named: try PrivateFile.randomName(), in: directory))
  }

  /// The directory that it will be in.
  var directoryPath: String { directory.path }

  func write(_ bytes: [UInt8]) throws(Failure) {
    do throws(SystemError) {
      switch draft {
      case .unnamed(let file): try file.write(bytes)
      case .named(let file): try file.write(bytes)
      }
    } catch {
      throw Failure(.cannotCreate, "\(error)")
    }
  }

  /// Gives it its name; durable on return, readable for its owner only.
  func publish() throws(Failure) {
    do throws(SystemError) {
      let outcome: LinkOutcome
      switch draft {
      case .unnamed(let file):
        try file.sync()
        outcome = try file.link(as: name, in: directory)
      case .named(let file):
        try file.seal(mode: .privateFile)
        outcome = try file.publish(as: name)
      }
      guard outcome == .created else { throw Self.taken(path) }
      try directory.sync()
    } catch {
      throw Failure(.cannotCreate, "\(error)")
    }
  }

  /// Takes it away again, after it was published.
  func remove() throws(Failure) {
    do throws(SystemError) {
      try directory.remove(name)
      try directory.sync()
    } catch {
      throw Failure(.cannotCreate, "\(error)")
    }
  }

  private static func taken(_ path: String) -> SystemError {
    SystemError(
      "create", path, code: Errno.exists, detail: "there is such a file; it is left alone")
  }
}
