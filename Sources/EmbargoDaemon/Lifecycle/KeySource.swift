import EmbargoControl
import EmbargoCore
import EmbargoSystem

/// Reads the file with the daemon's keys.
enum KeySource {
  /// Those that the configuration names; without a name the credential "embargod.keys" of the
  /// service, or the usual place.
  ///
  /// - Parameter credentials: the directory of systemd's credentials, where there is one.
  static func read(
    _ secret: Configuration.Secret?, credentials: String?
  ) throws(DaemonError) -> KeyFile {
    let secret = secret ?? usual(credentials: credentials)
    guard let path = secret.path(credentials: credentials) else {
      throw .configuration("keys.file: \(secret.missing(key: "file"))")
    }
    // Where systemd lets the service's user read by a list (acl(5)), the group's bits show that.
    let forbidden: FileMode = if case .credential = secret { 0o007 } else { 0o077 }
    let bytes: [UInt8]
    do throws(SystemError) {
      bytes = try WholeFile.read(path, limit: KeyFile.longest, forbidden: forbidden)
    } catch {
      let advice =
        error.code == Errno.notFound ? "; make it with: embargoctl key create \(path)" : ""
      throw .configuration("keys.file: the keys cannot be read: \(error)\(advice)")
    }
    do throws(KeyFileError) {
      return try KeyFile(parsing: bytes)
    } catch {
      throw .configuration("keys.file: \(path): \(error)")
    }
  }
}

extension KeySource {
  private static func usual(credentials: String?) -> Configuration.Secret {
    let name = "embargod.keys"
    guard let credentials, isThere(name, in: credentials) else {
      return .file(Places.keyFile)
    }
    return .credential(name)
  }

  private static func isThere(_ name: String, in credentials: String) -> Bool {
    do throws(SystemError) {
      let directory = try Directory(path: credentials)
      return try FileAttributes.following(try RelativePath(name), in: directory) != nil
    } catch {
      return false
    }
  }
}

extension Configuration.Secret {
  /// Nil for a credential where systemd hands out none.
  func path(credentials: String?) -> String? {
    switch self {
    case .file(let path): path
    case .credential(let name): credentials.map { "\($0)/\(name)" }
    }
  }

  /// Why there is no path.
  func missing(key: String) -> String {
    switch self {
    case .file(let path): "there is no \(path)"
    case .credential(let name):
      "the credential \"\(name)\" is handed out by systemd only (LoadCredential=\(name):…); "
        + "without systemd use \(key) = { file = \"…\" }"
    }
  }
}
