import EmbargoControl
import EmbargoTOML

/// What the configuration file says of what `doctor` looks at, as far as it can be read: one that
/// is wrong elsewhere is no reason to look at nothing.
///
/// Whether it is right as a whole says the daemon's own `--check-config`.
struct DoctorConfiguration {
  /// A place of a secret.
  enum Secret {
    case file(String)
    case credential(String)
  }

  /// An output or a channel of announcements.
  struct Section {
    var name: String
    var kind: String
    fileprivate var members: TOMLTable

    func text(_ key: String) -> String? { DoctorConfiguration.text(members[key]) }
    func isSet(_ key: String) -> Bool { members[key]?.content == .boolean(true) }
    var secret: Secret? { DoctorConfiguration.secret(members["secret"]) }
  }

  let path: String
  let isChosen: Bool
  /// Why nothing of it could be read.
  let failure: Failure?
  private let table: TOMLTable

  init(_ options: GlobalOptions, in session: Session) {
    (path, isChosen) = Places.configuration(
      option: options.config, environment: session.environment)
    do throws(Failure) {
      let bytes = try InputFile.read(path, limit: TOML.maximumBytes)
      table = try LocalPlaces.table(path, bytes: bytes)
      failure = nil
    } catch {
      (table, failure) = (TOMLTable(), error)
    }
  }

  func text(_ section: String, _ key: String) -> String? {
    guard case .table(let inner)? = table[section]?.content else { return nil }
    return Self.text(inner[key])
  }

  var stateDirectory: String? { Self.text(table["state_directory"]) }

  var outputs: [Section] { sections("output") }

  /// The channels of announcements.
  var channels: [Section] { sections("announce") }

  /// In the order of the file; without a name or a kind it is none.
  private func sections(_ key: String) -> [Section] {
    guard case .array(let values)? = table[key]?.content else { return [] }
    return values.compactMap { value in
      guard case .table(let members) = value.content, let name = Self.text(members["name"]),
        let kind = Self.text(members["kind"])
      else { return nil }
      return Section(name: name, kind: kind, members: members)
    }
  }

  /// The folders that are watched for releases; nil: the one in the state directory.
  var inboxes: [String]? {
    guard let values = array("intake", "inbox") else { return nil }
    return values.compactMap { value in
      guard case .table(let members) = value.content else { return Self.text(value) }
      return Self.text(members["directory"])
    }
  }

  /// Files that checkpoints are written to.
  var checkpoints: [String] {
    (array("audit", "checkpoints") ?? []).compactMap { value in
      guard case .table(let members) = value.content else { return nil }
      return Self.text(members["file"])
    }
  }

  var keys: Secret? {
    guard case .table(let inner)? = table["keys"]?.content else { return nil }
    return Self.secret(inner["file"])
  }

  private func array(_ section: String, _ key: String) -> [TOMLValue]? {
    guard case .table(let inner)? = table[section]?.content,
      case .array(let values)? = inner[key]?.content
    else { return nil }
    return values
  }

  private static func secret(_ value: TOMLValue?) -> Secret? {
    guard case .table(let members)? = value?.content else { return nil }
    if let file = text(members["file"]) { return .file(file) }
    return text(members["credential"]).map(Secret.credential)
  }

  private static func text(_ value: TOMLValue?) -> String? {
    if case .string(let text)? = value?.content { text } else { nil }
  }
}
