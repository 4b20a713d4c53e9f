import EmbargoControl
import EmbargoSystem

extension DoctorCode {
  static let unitMissing = DoctorCode(
    "unit-missing", .service, .note, "There is no unit embargod.service.",
    why: "Nothing starts the daemon with the machine, or again when it ends.",
    mend: "`apt-get install embargod`, or `scripts/install`")
  static let unitUnreadable = DoctorCode(
    "unit-unreadable", .service, .warning, "The files of the unit cannot be read.",
    why: "What the service may do is not known.", mend: "`sudo embargoctl doctor`")
  static let unitUser = DoctorCode(
    "unit-user", .service, .problem, "The user of the unit does not exist.",
    why: "systemd cannot start the service.", mend: "`systemd-sysusers embargod.conf`")
  static let unitShadowed = DoctorCode(
    "unit-shadowed", .service, .warning, "A unit of the same name hides that of the package.",
    why: "What an upgrade changes in the package's unit has no effect.",
    mend: "`rm FILE`, with what it changes in a drop-in")
  static let unitWeakened = DoctorCode(
    "unit-weakened", .service, .warning, "A protection of the package's unit is switched off.",
    why: "A fault in the daemon can do more harm than it could.",
    mend: "`systemctl edit embargod`, without that line")
  static let unitReload = DoctorCode(
    "unit-reload", .service, .warning, "systemd has not read the changed files of the unit.",
    why: "The service does not run as the files say.", mend: "`systemctl daemon-reload`")
  static let unitDisabled = DoctorCode(
    "unit-disabled", .service, .warning, "The service is not started with the machine.",
    why: "After a power cut nothing lifts until somebody starts it.",
    mend: "`systemctl enable embargod`")
  static let unitInactive = DoctorCode(
    "unit-inactive", .service, .problem, "The service does not run.", why: "Nothing lifts.",
    mend: "`systemctl restart embargod`, and `journalctl -u embargod`")

  static let witnessUnit = DoctorCode(
    "witness-unit", .service, .warning, "A witness is configured, and its unit is not enabled.",
    why: "The daemon tells somebody who does not listen: nobody says when it is dead.",
    mend: "`systemctl enable --now embargod-witness`")

  static let serviceCodes = [
    unitMissing, unitUnreadable, unitUser, unitShadowed, unitWeakened, unitReload, unitDisabled,
    unitInactive, witnessUnit,
  ]
}

/// The unit: what is installed against what the package has, and what systemd makes of it.
package struct ServiceChecks {
  /// Protections of the package's unit; a test holds them to systemd/embargod.service.
  package static let protections = [
    ("NoNewPrivileges", "yes"), ("ProtectSystem", "strict"), ("ProtectHome", "yes"),
    ("PrivateTmp", "yes"), ("PrivateDevices", "yes"), ("ProtectKernelTunables", "yes"),
    ("ProtectKernelModules", "yes"), ("ProtectControlGroups", "yes"),
    ("RestrictNamespaces", "yes"), ("RestrictSUIDSGID", "yes"), ("LockPersonality", "yes"),
    ("MemoryDenyWriteExecute", "yes"), ("LimitCORE", "0"), ("UMask", "0077"),
    ("Restart", "always"),
  ]

  let here: Surroundings

  static func run(_ here: Surroundings) -> [DoctorFinding] {
    if let fault = here.unitFault {
      return [.warning(.unitUnreadable, "\(fault).", mend: "sudo embargoctl doctor")]
    }
    guard let unit = here.unit else {
      return [
        .note(.unitMissing, "There is no \(ServiceUnit.name).", mend: "apt-get install embargod")
      ]
    }
    let checks = ServiceChecks(here: here)
    return [.ok(.unitMissing, "\(unit.path)\(checks.dropIns(unit)).")]
      + [checks.user(unit), checks.shadow(unit)] + checks.weakened(unit) + checks.loaded()
      + [checks.witness()].compactMap(\.self)
  }

  private func dropIns(_ unit: ServiceUnit) -> String {
    unit.dropIns.isEmpty ? ", without drop-ins" : ", with \(unit.dropIns.joined(separator: ", "))"
  }

  /// Nil: there is to be none.
  private func witness() -> DoctorFinding? {
    guard here.configuration.text("witness", "directory") != nil else { return nil }
    return here.isEnabled("embargod-witness.service")
      ? .ok(.witnessUnit, "The witness is enabled.")
      : .warning(
        .witnessUnit, "The witness is not enabled.",
        mend: "systemctl enable --now embargod-witness")
  }

  private func user(_ unit: ServiceUnit) -> DoctorFinding {
    let isThere = unit.user == "root" || (try? Accounts.user(named: unit.user)) != nil
    return isThere
      ? .ok(.unitUser, "It runs as \(unit.user).")
      : .problem(
        .unitUser, "It is to run as \(unit.user), and there is no such user.",
        mend: "systemd-sysusers embargod.conf")
  }

  private func shadow(_ unit: ServiceUnit) -> DoctorFinding {
    guard let hidden = unit.shadowed.first else {
      return .ok(.unitShadowed, "There is one of them.")
    }
    return .warning(
      .unitShadowed, "\(unit.path) hides \(hidden).", mend: "rm \(shellWord(unit.path))",
      "systemctl daemon-reload")
  }

  private func weakened(_ unit: ServiceUnit) -> [DoctorFinding] {
    let findings = Self.protections.compactMap { key, wanted -> DoctorFinding? in
      let setting = unit.last(key)
      guard setting?.value != wanted else { return nil }
      let what = setting.map { "\(key)=\($0.value) in \($0.file)" } ?? "\(key)= is not set"
      return .warning(
        .unitWeakened, "\(what), and the package has \(key)=\(wanted).",
        mend: "sudoedit \(shellWord(setting?.file ?? unit.path))", "systemctl daemon-reload")
    }
    return findings.isEmpty
      ? [.ok(.unitWeakened, "All protections of the package are in force.")] : findings
  }

  /// What systemd says, where it runs.
  private func loaded() -> [DoctorFinding] {
    guard here.hasSystemd else { return [] }
    let keys = ["NeedDaemonReload", "ActiveState", "UnitFileState"]
    let arguments = ["show", ServiceUnit.name, "--property=" + keys.joined(separator: ",")]
    guard let run = Commands.run("/usr/bin/systemctl", arguments),
      run.ending == .exited(code: 0)
    else {
      return [.note(.unitInactive, "systemctl does not answer.", mend: "systemctl status embargod")]
    }
    func value(_ key: String) -> String? {
      run.said.split(separator: " / ", omittingEmptySubsequences: true)
        .first { $0.hasPrefix(key + "=") }.map { String($0.dropFirst(key.count + 1)) }
    }
    var findings: [DoctorFinding] = []
    findings.append(
      value("NeedDaemonReload") == "yes"
        ? .warning(
          .unitReload, "systemd goes by older files of the unit.",
          mend: "systemctl daemon-reload", "systemctl restart embargod")
        : .ok(.unitReload, "systemd has read the files as they are."))
    findings.append(
      value("UnitFileState")?.hasPrefix("enabled") == true
        ? .ok(.unitDisabled, "It is started with the machine.")
        : .warning(
          .unitDisabled, "It is \(value("UnitFileState") ?? "not enabled").",
          mend: "systemctl enable embargod"))
    let state = value("ActiveState") ?? "unknown"
    findings.append(
      ["active", "reloading"].contains(state)
        ? .ok(.unitInactive, "It runs.")
        : .problem(
          .unitInactive, "systemd says that it is \(state).", mend: "journalctl -u embargod -n 50",
          "systemctl restart embargod"))
    return findings
  }
}
