import EmbargoControl
import EmbargoCore
import EmbargoSystem

/// A key file that somebody named, and the directory that it is in.
struct KeyPlace {
  private static let mode: FileMode = 0o400

  let path: String
  private let directory: Directory
  private let name: FileName

  init(_ path: String) throws(Failure) {
    self.path = path
    let cut = path.lastIndex(of: "/")
    let parent = cut.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
    do throws(SystemError) {
      name = try FileName(cut.map { String(path[path.index(after: $0)...]) } ?? path)
      directory = try Directory(path: parent)
    } catch {
      throw Failure(.noInput, "\(error)")
    }
  }

  /// Refuses a place inside the state directory: whoever copies the one would have the other.
  func check(outside state: String) throws(Failure) {
    let inner = (directory.resolvedPath ?? directory.path) + "/"
    // Where there is none yet its name is compared.
    let outer = (try? Directory(path: state).resolvedPath) ?? state
    guard !inner.hasPrefix(outer + "/") else {
      throw Failure(
        .cannotCreate, "\(path) is inside the state directory \(state)",
        advice: [
          "Keys beside the ledger would be copied with it and prove nothing. Take another place, "
            + "such as /etc/embargod/embargod.keys."
        ])
    }
  }

  func read() throws(Failure) -> KeyFile {
    let bytes: [UInt8]
    do throws(SystemError) {
      bytes = try WholeFile.read(path, limit: KeyFile.longest, forbidden: 0o077)
    } catch {
      let isForbidden = [Errno.accessDenied, Errno.notPermitted].contains(error.code)
      throw Failure(isForbidden ? .notPermitted : .noInput, "\(error)")
    }
    do throws(KeyFileError) { return try KeyFile(parsing: bytes) } catch {
      throw Failure(.dataRefused, "\(path): \(error)")
    }
  }

  /// Writes a new file (0400), if nothing has the name.
  func create(_ keys: KeyFile) throws(Failure) {
    let outcome: LinkOutcome
    do throws(SystemError) {
      outcome = try directory.createFile(name, keys.text, mode: Self.mode)
      try directory.sync()
    } catch {
      throw Failure(.cannotCreate, "\(error)")
    }
    guard outcome == .created else {
      throw Failure(
        .cannotCreate, "\(path) is there already and is left alone",
        advice: ["To add new keys to it: embargoctl key rotate \(path)"])
    }
  }

  /// Puts a file with more keys in the place of the one that is there: whole, or not at all.
  func replace(_ keys: KeyFile) throws(Failure) {
    do throws(SystemError) {
      try directory.renewFile(name, keys.text, mode: Self.mode)
    } catch {
      throw Failure(.cannotCreate, "\(error)")
    }
  }

  static func random() throws(Failure) -> SecretKey {
    do throws(SystemError) {
      if let key = SecretKey(bytes: try SecureRandom.bytes(32)) { return key }
    } catch {
      throw Failure(.internalFault, "\(error)")
    }
    throw Failure(.internalFault, "the kernel gave fewer random bytes than were asked for")
  }
}
