import EmbargoControl
import EmbargoSystem

extension DoctorCode {
  static let daemonDown = DoctorCode(
    "daemon-down", .daemon, .problem, "No daemon answers at the control socket.",
    why: "Nothing lifts until it runs.",
    mend: "`systemctl start embargod`")
  static let socketForbidden = DoctorCode(
    "socket-forbidden", .daemon, .note, "This user may not ask the daemon.",
    why: "What it says of itself is not known.", mend: "`sudo embargoctl doctor`")
  static let daemonSays = DoctorCode(
    "daemon-says", .daemon, .warning, "The daemon itself says that something is wrong.",
    why: "It stands in its status until it is over.", mend: "`embargoctl status`")
  static let secondDaemon = DoctorCode(
    "second-daemon", .daemon, .problem,
    "Another process has the ledger than the one that answers, or than the service's.",
    why: "Only one can lift: the other ends again and again, and does not do what it is told.",
    mend: "`kill PID` of the one that was started by hand")
  static let socketMode = DoctorCode(
    "socket-mode", .daemon, .warning, "The control socket has other permissions than 0660.",
    why: "Who may ask the daemon anything is decided by them.", mend: "`chmod 0660 SOCKET`")
  static let socketGroup = DoctorCode(
    "socket-group", .daemon, .warning, "The control socket belongs to another group.",
    why: "The members of the service's group cannot reach it.", mend: "`chgrp GROUP SOCKET`")

  static let daemonCodes = [
    daemonDown, socketForbidden, daemonSays, secondDaemon, socketMode, socketGroup,
  ]
}

/// The daemon that runs, or does not, and its socket.
struct DaemonChecks {
  private static let mode: FileMode = 0o660

  let here: Surroundings

  static func run(_ here: Surroundings) -> [DoctorFinding] {
    let checks = DaemonChecks(here: here)
    return checks.answer() + [checks.second()].compactMap(\.self) + checks.socket()
  }

  private func answer() -> [DoctorFinding] {
    switch here.daemon {
    case .answers(let status):
      let alive = DoctorFinding.ok(
        .daemonDown, "embargod \(status.version), process \(status.pid), answers.")
      // One that another check has a code for is there as well, in its own words.
      let says = status.problems.map {
        DoctorFinding.warning(.daemonSays, $0, mend: "embargoctl status")
      }
      return [alive]
        + (says.isEmpty ? [.ok(.daemonSays, "It says that all is well.")] : says)
    case .silent(let failure) where failure.status == .notPermitted:
      return [.note(.socketForbidden, failure.sentence, mend: "sudo embargoctl doctor")]
    case .silent(let failure):
      let finding = DoctorFinding(
        code: .daemonDown, level: here.unit == nil ? .note : .problem,
        what: failure.sentence, mend: ["systemctl start embargod"])
      return [finding]
    }
  }

  /// The lock is the ledger's: whoever holds it is the daemon, whoever answers.
  private func second() -> DoctorFinding? {
    guard case .held(let holder) = here.lock else { return nil }
    let lock = here.places.ledgerLock
    switch here.daemon {
    case .answers(let status):
      if holder.process == status.pid {
        return handStarted(holder)
          ?? .ok(.secondDaemon, "It is the one that has the ledger.")
      }
      return problem(
        "\(holder) holds \(lock), and process \(status.pid) answers at \(here.places.socket)",
        holder)
    case .silent(let failure) where failure.status == .notPermitted:
      return nil
    case .silent:
      return problem(
        "\(holder) holds \(lock), and does not answer at \(here.places.socket)", holder)
    }
  }

  /// A daemon beside the service's: it has the ledger, and that of the unit cannot have it.
  private func handStarted(_ holder: LockHolder) -> DoctorFinding? {
    guard here.hasSystemd, here.unit != nil, let process = holder.process,
      let bytes = try? WholeFile.read("/proc/\(process)/cgroup", limit: 1 << 16)
    else { return nil }
    let isService = String(decoding: bytes, as: UTF8.self).contains(ServiceUnit.name)
    return isService ? nil : problem("\(holder) was not started by \(ServiceUnit.name)", holder)
  }

  private func problem(_ what: String, _ holder: LockHolder) -> DoctorFinding {
    var mend = ["systemctl restart embargod"]
    if let process = holder.process { mend.insert("kill \(process)", at: 0) }
    return DoctorFinding(code: .secondDaemon, level: .problem, what: what + ".", mend: mend)
  }

  private func socket() -> [DoctorFinding] {
    let path = here.places.socket
    guard here.status != nil, let found = try? FileAttributes.of(path: path) else { return [] }
    let service = here.service.account
    let word = shellWord(path)
    let mode =
      found.mode == Self.mode
      ? DoctorFinding.ok(.socketMode, "\(path) has the permissions \(found.mode).")
      : .warning(
        .socketMode, "\(path) has the permissions \(found.mode), wanted \(Self.mode).",
        mend: "chmod 0660 \(word)")
    let group =
      found.group == service.group
      ? DoctorFinding.ok(.socketGroup, "It belongs to the group of \(service.name).")
      : .warning(
        .socketGroup, "\(path) belongs to group \(found.group), wanted \(service.group).",
        mend: "chgrp \(service.group) \(word)")
    return [mode, group]
  }
}
