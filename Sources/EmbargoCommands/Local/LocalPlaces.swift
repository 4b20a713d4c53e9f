import EmbargoControl
import EmbargoSystem
import EmbargoTOML

/// Where the socket and the state directory are, from options, environment and configuration.
///
/// The configuration file is read only where nothing stronger names the place.
struct LocalPlaces {
  private let options: GlobalOptions
  private let environment: [String: String]

  init(_ options: GlobalOptions, in session: Session) {
    (self.options, environment) = (options, session.environment)
  }

  func socket() throws(Failure) -> String {
    let isNamed = [options.socket, environment["EMBARGO_SOCKET"]].contains { $0?.isEmpty == false }
    return try places(readingFile: !isNamed).socket
  }

  /// The spool of an output of kind `email` or of announcements of kind `mail`, as the
  /// configuration names it.
  func spool(of output: String) throws(Failure) -> String {
    let (path, _) = Places.configuration(option: options.config, environment: environment)
    let table = try Self.table(path, bytes: try InputFile.read(path, limit: TOML.maximumBytes))
    for (section, kind) in [("output", "email"), ("announce", "mail")] {
      guard case .array(let tables)? = table[section]?.content else { continue }
      for case .table(let members) in tables.map(\.content) where text(members["name"]) == output {
        guard text(members["kind"]) == kind, let spool = text(members["spool"]) else {
          throw Failure(.usage, "the output \(output) is none of kind email and has no spool")
        }
        return spool
      }
    }
    throw Failure(
      .noInput, "there is no output named \(output) in \(path)",
      advice: ["The configured ones: embargoctl outputs"])
  }

  /// The key file that the configuration names, or the usual one. For a credential of systemd that
  /// is what a service's unit is mostly given.
  func keyFile() throws(Failure) -> String {
    let (path, _) = Places.configuration(option: options.config, environment: environment)
    guard let bytes = try? InputFile.read(path, limit: TOML.maximumBytes),
      case .table(let place)? = member("keys", try Self.table(path, bytes: bytes), "file")?.content
    else { return Places.keyFile }
    return text(place["file"]) ?? Places.keyFile
  }

  func ledger() throws(Failure) -> String { try state().ledger }

  func ledgerLock() throws(Failure) -> String { try state().ledgerLock }

  func stateDirectory() throws(Failure) -> String { try state().stateDirectory }

  private func state() throws(Failure) -> Places {
    try places(readingFile: options.state?.isEmpty != false)
  }

  private func places(readingFile: Bool) throws(Failure) -> Places {
    let file = readingFile ? try configured() : Places.Named()
    return Places(
      options: Places.Named(stateDirectory: options.state, socket: options.socket), file: file,
      environment: environment)
  }

  /// What the configuration file says of places. Only these keys are looked at; the rest is the
  /// daemon's.
  private func configured() throws(Failure) -> Places.Named {
    let (path, isChosen) = Places.configuration(option: options.config, environment: environment)
    let bytes: [UInt8]
    do throws(Failure) {
      bytes = try InputFile.read(path, limit: TOML.maximumBytes)
    } catch {
      // Those who may use the socket need not be allowed to read the daemon's configuration.
      guard isChosen else { return Places.Named() }
      throw error
    }
    let table = try Self.table(path, bytes: bytes)
    return Places.Named(
      stateDirectory: text(table["state_directory"]),
      socket: text(member("control", table, "socket"))
    )
  }

  static func table(_ path: String, bytes: [UInt8]) throws(Failure) -> TOMLTable {
    do throws(TOMLError) { return try TOML.parse(bytes) } catch {
      throw Failure(
        .configuration, "the configuration cannot be read: \(path):\(error)",
        advice: ["All that is wrong with it says: embargod --check-config --config \(path)"])
    }
  }

  private func member(_ section: String, _ table: TOMLTable, _ key: String) -> TOMLValue? {
    guard case .table(let inner)? = table[section]?.content else { return nil }
    return inner[key]
  }

  private func text(_ value: TOMLValue?) -> String? {
    if case .string(let text)? = value?.content { text } else { nil }
  }
}
