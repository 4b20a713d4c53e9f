import EmbargoSystem

/// The unit of the service as its files say: the unit itself and its drop-ins, the strongest last.
struct ServiceUnit {
  static let name = "embargod.service"
  /// Where systemd looks for units, the strongest first (systemd.unit(5)).
  static let standardFolders = [
    "/etc/systemd/system", "/run/systemd/system", "/usr/local/lib/systemd/system",
    "/usr/lib/systemd/system", "/lib/systemd/system",
  ]
  /// Bytes of one file of a unit, and files in one folder of drop-ins.
  private static let (mostBytes, mostFiles) = (1 << 20, 1000)

  /// A value, and the file that says it.
  struct Setting: Hashable {
    var value: String
    var file: String
  }

  /// The file of the unit itself.
  let path: String
  /// Files of the same name that this one hides.
  let shadowed: [String]
  /// In the order in which they are read.
  let dropIns: [String]
  /// Of the section `[Service]`, in the order of the files; an empty value forgets those before.
  private let settings: [String: [Setting]]

  /// - Parameters:
  ///   - folders: the strongest first.
  ///   - without: a drop-in that is left out, by its path.
  /// - Returns: nil when there is no unit.
  init?(folders: [String], without left: String? = nil) throws(SystemError) {
    var files: [String] = []
    // A folder may be a link to another one: /lib to /usr/lib.
    var known: Set<FileIdentity> = []
    for folder in folders {
      let path = "\(folder)/\(Self.name)"
      guard let found = try FileAttributes.of(path: path),
        known.insert(found.identity).inserted
      else { continue }
      files.append(path)
    }
    guard let first = files.first else { return nil }
    (path, shadowed) = (first, Array(files.dropFirst()))
    dropIns = try Self.dropIns(folders).filter { $0 != left }
    var settings: [String: [Setting]] = [:]
    for file in [first] + dropIns { try Self.read(file, into: &settings) }
    self.settings = settings
  }

  /// One file a name: that of the strongest folder.
  private static func dropIns(_ folders: [String]) throws(SystemError) -> [String] {
    var found: [String: String] = [:]
    for folder in folders {
      let path = "\(folder)/\(name).d"
      guard try FileAttributes.of(path: path)?.kind == .directory else { continue }
      for entry in try Directory(path: path).entries(limit: mostFiles).entries {
        guard let name = entry.name.string, name.hasSuffix(".conf"), found[name] == nil else {
          continue
        }
        found[name] = "\(path)/\(name)"
      }
    }
    return found.keys.sorted().compactMap { found[$0] }
  }

  private static func read(
    _ file: String, into settings: inout [String: [Setting]]
  ) throws(SystemError) {
    let text = String(decoding: try WholeFile.read(file, limit: mostBytes), as: UTF8.self)
    var section: Substring = ""
    var begun = ""
    for line in text.split(separator: "\n") {
      let line = line.drop { $0 == " " || $0 == "\t" }
      if line.hasPrefix("#") || line.hasPrefix(";") { continue }
      // What ends in a stroke goes on in the next line.
      if line.hasSuffix("\\") {
        begun += line.dropLast() + " "
        continue
      }
      let whole = begun + line
      begun = ""
      if whole.hasPrefix("[") {
        section = whole.dropFirst().prefix { $0 != "]" }
        continue
      }
      guard section == "Service", let sign = whole.firstIndex(of: "=") else { continue }
      let key = String(whole[..<sign])
      let value = String(whole[whole.index(after: sign)...])
      if value.isEmpty {
        settings[key] = []
      } else {
        settings[key, default: []].append(Setting(value: value, file: file))
      }
    }
  }

  /// The value that counts of a key that has one.
  func last(_ key: String) -> Setting? { settings[key]?.last }

  func all(_ key: String) -> [Setting] { settings[key] ?? [] }

  /// The words of a key that is a list, without the signs before paths.
  func words(_ key: String) -> [String] {
    all(key).flatMap { UnitWords.read($0.value) }.map { word in
      String(word.drop { "-+".contains($0) })
    }
  }

  /// Whom the service runs as.
  var user: String { last("User")?.value ?? "root" }

  /// Where the service may write, whatever its permissions; nil: everywhere.
  var writable: [String]? {
    guard last("ProtectSystem")?.value == "strict" else { return nil }
    let standard = [
      ("StateDirectory", "/var/lib"), ("RuntimeDirectory", "/run"), ("LogsDirectory", "/var/log"),
      ("CacheDirectory", "/var/cache"),
    ]
    return words("ReadWritePaths")
      + standard.flatMap { key, root in words(key).map { "\(root)/\($0)" } }
  }

  /// Whether the service may write there, as far as the unit decides it; links are followed, as
  /// systemd does.
  func allows(_ path: PlainPath) -> Bool {
    guard let writable else { return true }
    let target = path.resolved
    return writable.compactMap(PlainPath.init).contains { $0.resolved.holds(target) }
  }

  /// Whether a credential is handed out from a file that only systemd can read.
  func isEncrypted(_ name: String) -> Bool {
    all("LoadCredentialEncrypted").contains { $0.value == name || $0.value.hasPrefix(name + ":") }
  }

  /// The file that a credential is loaded from.
  func credential(_ name: String) -> String? {
    for setting in all("LoadCredential").reversed() where setting.value.hasPrefix(name + ":") {
      return String(setting.value.dropFirst(name.utf8.count + 1))
    }
    return nil
  }
}
