import EmbargoSystem

/// A directory that the service writes to or takes from by its configuration.
struct WrittenPlace {
  /// What it is for, for people: `output newsroom`.
  var what: String
  var path: String
  /// Permissions that a new one gets, as chmod(1) takes them.
  var mode = "0755"
  /// The output or channel that wants it; nil: the service itself.
  var owner: String?
  /// A Maildir that `embargod-mail@OWNER` hands over.
  var isSpool = false

  /// In the order of the file.
  static func all(_ configuration: DoctorConfiguration) -> [WrittenPlace] {
    var places: [WrittenPlace] = []
    for output in configuration.outputs { places += of(output) }
    for channel in configuration.channels { places += of(channel: channel) }
    if let path = configuration.text("witness", "directory") {
      places.append(
        WrittenPlace(what: "meeting place of the witness", path: path, mode: "2750"))
    }
    for path in configuration.inboxes ?? [] {
      places.append(WrittenPlace(what: "inbox", path: path, mode: "3770"))
    }
    for path in configuration.checkpoints {
      places.append(WrittenPlace(what: "checkpoints", path: folder(of: path), mode: "0750"))
    }
    return places
  }

  private static func of(_ output: DoctorConfiguration.Section) -> [WrittenPlace] {
    var places: [WrittenPlace] = []
    if output.kind == "files", let path = output.text("directory") {
      places.append(
        WrittenPlace(what: "output \(output.name)", path: path, owner: output.name))
    }
    if output.kind == "files", let path = output.text("staging") {
      places.append(
        WrittenPlace(
          what: "staging of \(output.name)", path: path, mode: "0700", owner: output.name))
    }
    if output.kind == "email", let path = output.text("spool") {
      places.append(spool(output, path))
    }
    return places
  }

  private static func of(channel: DoctorConfiguration.Section) -> [WrittenPlace] {
    if channel.kind == "mail", let path = channel.text("spool") { return [spool(channel, path)] }
    guard channel.kind == "file", let path = channel.text("path") else { return [] }
    return [
      WrittenPlace(
        what: "announcements \(channel.name)", path: folder(of: path), mode: "0750",
        owner: channel.name)
    ]
  }

  private static func spool(
    _ section: DoctorConfiguration.Section, _ path: String
  ) -> WrittenPlace {
    WrittenPlace(
      what: "spool of \(section.name)", path: path, mode: "0750", owner: section.name,
      isSpool: true)
  }

  /// The directory that a file lies in.
  private static func folder(of path: String) -> String {
    "/" + path.split(separator: "/").dropLast().joined(separator: "/")
  }

  /// The command that makes it.
  func making(for service: Surroundings.Service) -> String {
    let (user, group) = (service.account.name, service.groupName)
    return "install -d -o \(user) -g \(group) -m \(mode) \(shellWord(path))"
  }
}
