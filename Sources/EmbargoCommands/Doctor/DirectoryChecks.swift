import EmbargoControl
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
    mend: "`embargoctl outputs allow`, and `systemctl restart embargod`")
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
  let here: Surroundings

  static func run(_ here: Surroundings) -> [DoctorFinding] {
    let checks = DirectoryChecks(here: here)
    // What else may be wrong with the state directory is looked at with the ledger.
    let state = WrittenPlace(what: "state directory", path: here.places.stateDirectory)
    return WrittenPlace.all(here.configuration).flatMap(checks.check)
      + [checks.outside(state)].compactMap(\.self) + checks.stagings()
  }

  private func check(_ place: WrittenPlace) -> [DoctorFinding] {
    let make = place.making(for: here.service)
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
            mend: "mv \(shellWord(place.path)) \(shellWord(place.path + ".old"))", make)
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

  private func permission(_ place: WrittenPlace, _ access: AccessCheck.Answer) -> DoctorFinding {
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
  private func outside(_ place: WrittenPlace) -> DoctorFinding? {
    // What is no such path is a mistake in the configuration.
    guard let unit = here.unit, let writable = unit.writable, let path = PlainPath(place.path),
      !unit.allows(path)
    else { return nil }
    if let objection = ProtectedPlaces.objection(to: path, of: unit) {
      return .problem(
        .directoryOutside, "\(place.what): \(place.path) \(objection): take another one.",
        mend: "sudoedit \(shellWord(here.configuration.path))")
    }
    return .problem(
      .directoryOutside,
      "\(place.what): the unit lets the service write to \(writable.joined(separator: ", ")), and "
        + "not to \(place.path).",
      mend: here.allowing, "systemctl daemon-reload", "systemctl restart embargod")
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
