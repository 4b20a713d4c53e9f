import EmbargoSystem

extension DoctorCode {
  static let directoryMissing = DoctorCode(
    "directory-missing", .directories, .problem, "A directory that is configured does not exist.",
    why: "Nothing can be published there: the daemon makes none outside its own.",
    mend: "`install -d -o USER -g GROUP -m 0755 DIRECTORY`")
  static let directoryKind = DoctorCode(
    "directory-kind", .directories, .problem, "It is something else than a directory.",
    why: "Nothing can be published there.",
    mend: "`mv DIRECTORY DIRECTORY.old`, then make one")
  static let directoryUnwritable = DoctorCode(
    "directory-unwritable", .directories, .problem, "The service's user may not write there.",
    why: "Each lift there would fail.", mend: "`chown USER:GROUP DIRECTORY`")
  static let directoryReadOnly = DoctorCode(
    "directory-read-only", .directories, .problem, "Its file system is mounted read-only.",
    why: "Each lift there would fail; a disk with errors is often mounted so by the kernel.",
    mend: "`mount -o remount,rw MOUNT`, after the disk was looked at")
  static let directoryOutside = DoctorCode(
    "directory-outside-unit", .directories, .problem,
    "It lies in none of the unit's ReadWritePaths=.",
    why: "systemd shows it to the service as read-only, whatever its permissions.",
    mend: "a drop-in for the unit, and `systemctl restart embargod`")
  static let directorySpace = DoctorCode(
    "directory-space", .directories, .problem, "There is little or no space on its file system.",
    why: "A release that does not fit goes out when there is space, late.",
    mend: "free some space: `du -xh … | sort -h | tail`")
  static let stagingMount = DoctorCode(
    "staging-mount", .directories, .warning, "The staging folder is on another mount.",
    why: "Files cannot be linked across mounts; they are written after the instant instead.",
    mend: "one `ReadWritePaths=` for both, or no `staging`")

  static let directoryCodes = [
    directoryMissing, directoryKind, directoryUnwritable, directoryReadOnly, directoryOutside,
    directorySpace, stagingMount,
  ]
}

/// The directories that the daemon publishes to and takes from.
struct DirectoryChecks {
  /// A directory, and what it is for.
  private struct Place {
    var what: String
    var path: String
    /// Permissions that a new one gets.
    var mode = "0755"
  }

  let here: Surroundings

  static func run(_ here: Surroundings) -> [DoctorFinding] {
    let checks = DirectoryChecks(here: here)
    return checks.places().flatMap(checks.check) + checks.stagings()
  }

  private func places() -> [Place] {
    var places: [Place] = []
    for output in here.configuration.outputs {
      if output.kind == "files", let path = output.text("directory") {
        places.append(Place(what: "output \(output.name)", path: path))
      }
      if output.kind == "files", let path = output.text("staging") {
        places.append(Place(what: "staging of \(output.name)", path: path, mode: "0700"))
      }
      if output.kind == "email", let path = output.text("spool") {
        places.append(Place(what: "spool of \(output.name)", path: path, mode: "0750"))
      }
    }
    if let path = here.configuration.text("witness", "directory") {
      places.append(Place(what: "meeting place of the witness", path: path, mode: "2750"))
    }
    for path in here.configuration.inboxes ?? [] {
      places.append(Place(what: "inbox", path: path, mode: "3770"))
    }
    for path in here.configuration.checkpoints {
      let folder = path.split(separator: "/").dropLast().joined(separator: "/")
      places.append(Place(what: "checkpoints", path: "/" + folder, mode: "0750"))
    }
    return places
  }

  private func check(_ place: Place) -> [DoctorFinding] {
    let path = shellWord(place.path)
    let make = "install -d -o \(here.service.account.name) -g \(group) -m \(place.mode) \(path)"
    do throws(SystemError) {
      guard let found = try FileAttributes.of(path: place.path) else {
        return [
          .problem(.directoryMissing, "\(place.what): there is no \(place.path).", mend: make)
        ] + [outside(place)].compactMap(\.self)
      }
      guard found.kind == .directory else {
        return [
          .problem(
            .directoryKind, "\(place.what): \(place.path) is \(found.kind.rawValue).",
            mend: "mv \(path) \(shellWord(place.path + ".old"))", make)
        ]
      }
      let directory = try Directory(path: place.path)
      let access = try AccessCheck.ask(
        place.path, for: here.service.account, right: .change)
      return [
        permission(place, access),
        outside(place)
          ?? .ok(.directoryOutside, "\(place.what): nothing of the unit is in its way."),
        SpaceCheck.finding(
          .directorySpace, in: directory, problem: 4 << 20, warning: 32 << 20),
      ]
    } catch {
      return [
        .note(
          .directoryUnwritable, "\(place.what): this user cannot look at it: \(error).",
          mend: "sudo embargoctl doctor")
      ]
    }
  }

  private var group: String { here.service.owner.split(separator: ":").last.map(String.init) ?? "" }

  private func permission(_ place: Place, _ access: AccessCheck.Answer) -> DoctorFinding {
    let user = here.service.account.name
    switch access {
    case .granted:
      return .ok(.directoryUnwritable, "\(place.what): \(user) may write into \(place.path).")
    case .unknown:
      return .note(
        .directoryUnwritable,
        "\(place.what): only root can tell whether \(user) may write into \(place.path).",
        mend: "sudo embargoctl doctor")
    case .refused(let error) where error.code == Errno.readOnly:
      return .problem(
        .directoryReadOnly, "\(place.what): \(place.path) is mounted read-only.",
        mend: "mount -o remount,rw \"$(stat -c %m \(shellWord(place.path)))\"")
    case .refused(let error):
      return .problem(
        .directoryUnwritable, "\(place.what): \(user) \(error).",
        mend: "chown \(here.service.owner) \(shellWord(place.path))",
        "chmod u+rwx \(shellWord(place.path))")
    }
  }

  /// Nil: the unit allows it, or there is none.
  private func outside(_ place: Place) -> DoctorFinding? {
    guard let writable = here.unit?.writable else { return nil }
    let isInside = writable.contains { place.path == $0 || place.path.hasPrefix($0 + "/") }
    guard !isInside else { return nil }
    let file = "\(here.dropInFolder)/\(name(of: place)).conf"
    return .problem(
      .directoryOutside,
      "\(place.what): the unit lets the service write to \(writable.joined(separator: ", ")), and "
        + "not to \(place.path).",
      mend: "install -d \(shellWord(here.dropInFolder))",
      "echo '[Service]' >> \(shellWord(file))",
      "echo \(shellWord("ReadWritePaths=" + place.path)) >> \(shellWord(file))",
      "systemctl daemon-reload", "systemctl restart embargod")
  }

  /// A name for a drop-in: `output-newsroom`.
  private func name(of place: Place) -> String {
    place.what.split(separator: " ").joined(separator: "-")
  }

  private func stagings() -> [DoctorFinding] {
    here.configuration.outputs.compactMap { output in
      guard output.kind == "files", let path = output.text("directory"),
        let staging = output.text("staging"), let target = try? Directory(path: path),
        let folder = try? Directory(path: staging),
        let isOne = try? target.sharesMount(with: folder)
      else { return nil }
      guard !isOne else { return .ok(.stagingMount, "output \(output.name): one mount with it.") }
      return .warning(
        .stagingMount, "output \(output.name): \(staging) and \(path) lie on different mounts.",
        mend: "sudoedit \(shellWord(here.configuration.path))")
    }
  }
}
