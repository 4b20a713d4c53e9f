import EmbargoControl
import EmbargoSystem

extension DoctorCode {
  static let stateMissing = DoctorCode(
    "state-missing", .state, .note, "There is no state directory.",
    why: "Nothing was ever queued here; the daemon makes it at its first start.",
    mend: "`systemctl start embargod`")
  static let stateOwner = DoctorCode(
    "state-owner", .state, .problem,
    "The state directory, or something in it, belongs to another user than the service's.",
    why: "The daemon cannot write its ledger, and does not start.", mend: "`chown USER:GROUP …`")
  static let stateMode = DoctorCode(
    "state-mode", .state, .problem,
    "Others may read the state directory, or the ledger's files.",
    why: "What is in it is nobody else's business before its instant.",
    mend: "`chmod 0750 …`, `chmod 0600 …`")
  static let stateSpace = DoctorCode(
    "state-space", .state, .problem, "There is little or no space for the ledger.",
    why: "On a full disk nothing is accepted and nothing lifts.",
    mend: "free some space: `du -xh … | sort -h | tail`")

  static let stateCodes = [stateMissing, stateOwner, stateMode, stateSpace]
}

/// The state directory: owner, permissions, space.
enum StateChecks {
  private static let mostEntries = 10_000

  static func run(_ here: Surroundings) -> [DoctorFinding] {
    let path = here.places.stateDirectory
    do throws(SystemError) {
      guard let found = try FileAttributes.of(path: path) else {
        return [
          .note(.stateMissing, "There is no \(path) yet.", mend: "systemctl start embargod")
        ]
      }
      guard found.kind == .directory else {
        return [
          .problem(
            .stateOwner, "\(path) is \(found.kind.rawValue), wanted a directory.",
            mend: "mv \(shellWord(path)) \(shellWord(path + ".old"))")
        ]
      }
      let directory = try Directory(path: path)
      let inside = try entries(of: directory)
      return [
        owner(path, found, inside, here), mode(path, found, inside),
        SpaceCheck.finding(
          .stateSpace, in: directory, problem: 16 << 20, warning: 64 << 20),
      ]
    } catch {
      return [
        .problem(
          .stateOwner, "The state directory cannot be looked at by this user: \(error).",
          mend: "sudo embargoctl doctor")
      ]
    }
  }

  private struct Entry {
    var path: String
    var found: FileAttributes
  }

  /// What lies at its top: the ledger's files, and the daemon's folders.
  private static func entries(of directory: Directory) throws(SystemError) -> [Entry] {
    var entries: [Entry] = []
    for entry in try directory.entries(limit: mostEntries).entries {
      guard let found = try FileAttributes.of(entry.name, in: directory) else { continue }
      entries.append(Entry(path: "\(directory.path)/\(entry.name)", found: found))
    }
    return entries
  }

  private static func owner(
    _ path: String, _ found: FileAttributes, _ inside: [Entry], _ here: Surroundings
  ) -> DoctorFinding {
    let service = here.service
    let all = [Entry(path: path, found: found)] + inside
    let wrong = all.filter { $0.found.owner != service.account.user }
    guard let first = wrong.first else {
      return .ok(
        .stateOwner, "\(path) belongs to \(service.account.name), and so does all that is in it.")
    }
    let others = wrong.count > 1 ? "; so do \(wrong.count - 1) others of its files" : ""
    let paths = wrong.map { shellWord($0.path) }.joined(separator: " ")
    return .problem(
      .stateOwner,
      "\(first.path) belongs to \(Owner.name(first.found.owner)), wanted "
        + "\(service.account.name) (\(service.source))\(others).",
      mend: "chown \(service.owner) \(paths)")
  }

  private static func mode(
    _ path: String, _ found: FileAttributes, _ inside: [Entry]
  ) -> DoctorFinding {
    let files = inside.filter { $0.found.kind == .regular && $0.found.mode.rawValue & 0o077 != 0 }
    let isOpen = found.mode.rawValue & 0o007 != 0
    guard isOpen || !files.isEmpty else {
      return .ok(.stateMode, "Nobody else may read what is in it.")
    }
    var mend: [String] = []
    if isOpen { mend.append("chmod 0750 \(shellWord(path))") }
    if !files.isEmpty {
      mend.append("chmod 0600 " + files.map { shellWord($0.path) }.joined(separator: " "))
    }
    let what =
      isOpen
      ? "\(path) has the permissions \(found.mode), wanted none for others"
      : "\(files[0].path) has the permissions \(files[0].found.mode), wanted 0600"
    return DoctorFinding(code: .stateMode, level: .problem, what: what + ".", mend: mend)
  }
}

/// Names of owners for people.
enum Owner {
  static func name(_ user: UInt32) -> String {
    guard let account = try? Accounts.user(number: user) else { return "user \(user)" }
    return account.name
  }
}

/// The space that is left for someone.
enum SpaceCheck {
  /// - Parameters:
  ///   - problem: bytes below which nothing can be expected to work.
  ///   - warning: bytes below which somebody should look.
  static func finding(
    _ code: DoctorCode, in directory: Directory, problem: UInt64, warning: UInt64
  ) -> DoctorFinding {
    let path = directory.path
    do throws(SystemError) {
      let free = try directory.freeBytes()
      let words = "\(path) has \(free >> 20) MiB of space left"
      let mend = "du -xh \(shellWord(path)) | sort -h | tail"
      if free < problem { return .problem(code, words + ".", mend: mend) }
      if free < warning { return .warning(code, words + ".", mend: mend) }
      return .ok(code, words + ".")
    } catch {
      return .warning(code, "The space cannot be asked for: \(error).")
    }
  }
}
