import EmbargoControl
import EmbargoSystem

/// A new file that appears whole, or not at all.
struct ExportFile {
  private let path: String
  private let directory: Directory
  private let name: FileName
  private let file: PrivateFile

  init(_ path: String) throws(Failure) {
    self.path = path
    let cut = path.lastIndex(of: "/")
    let parent = cut.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
    do throws(SystemError) {
      name = try FileName(cut.map { String(path[path.index(after: $0)...]) } ?? path)
      directory = try Directory(path: parent)
      if try FileAttributes.of(name, in: directory) != nil { throw Self.taken(path) }
      file = try PrivateFile.create(named: try PrivateFile.randomName(), in: directory)
    } catch {
      throw Failure(.cannotCreate, "\(error)")
    }
  }

  func write(_ bytes: [UInt8]) throws(Failure) {
    do throws(SystemError) { try file.write(bytes) } catch {
      throw Failure(.cannotCreate, "\(error)")
    }
  }

  /// Gives it its name; durable on return, readable for its owner only.
  func publish() throws(Failure) {
    do throws(SystemError) {
      try file.seal(mode: .privateFile)
      guard try file.publish(as: name) == .created else { throw Self.taken(path) }
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
