import EmbargoControl
import EmbargoCore
import EmbargoSystem

extension DoctorCode {
  static let keyMissing = DoctorCode(
    "key-missing", .keys, .problem, "There is no key file.",
    why: "The ledger cannot be opened without it, and the daemon does not start.",
    mend: "put the copy back; where nothing is queued yet: `embargoctl key create FILE`")
  static let keyMode = DoctorCode(
    "key-mode", .keys, .problem, "Others than its owner may read the key file.",
    why: "Whoever has it and a copy of the ledger reads what is sealed; the daemon refuses it.",
    mend: "`chmod 0400 FILE`")
  static let keyOwner = DoctorCode(
    "key-owner", .keys, .problem, "The service's user may not read the key file.",
    why: "The daemon does not start.", mend: "`chown USER:GROUP FILE`")
  static let keyDamaged = DoctorCode(
    "key-damaged", .keys, .problem, "It is no key file, or a damaged one.",
    why: "The ledger cannot be opened by it.", mend: "put the copy back that is kept in a safe")
  static let keyInside = DoctorCode(
    "key-inside-state", .keys, .warning, "The key file lies in the state directory.",
    why: "A copy of the one would hold the other.", mend: "`mv FILE /etc/embargod/embargod.keys`")
  static let keyEpoch = DoctorCode(
    "key-epoch", .keys, .problem, "The key file lacks a key that the ledger was sealed with.",
    why: "What is sealed with it cannot be read, and the daemon does not start.",
    mend: "put the copy back that has it: `embargoctl key show FILE` names the epochs")

  static let keyCodes = [keyMissing, keyMode, keyOwner, keyDamaged, keyInside, keyEpoch]
}

/// The daemon's key file.
struct KeyChecks {
  /// The file, and whether systemd hands it out.
  private struct Place {
    var path: String
    var isCredential: Bool
  }

  let here: Surroundings

  /// Gives the keys as well, for what opens the ledger; nil where they cannot be read.
  static func run(_ here: Surroundings) -> ([DoctorFinding], KeyFile?) {
    KeyChecks(here: here).run()
  }

  private func place() -> Place {
    switch here.configuration.keys {
    case .file(let path): return Place(path: path, isCredential: false)
    case .credential(let name):
      return Place(path: here.unit?.credential(name) ?? Places.keyFile, isCredential: true)
    case nil:
      guard let path = here.unit?.credential("embargod.keys") else {
        return Place(path: Places.keyFile, isCredential: false)
      }
      return Place(path: path, isCredential: true)
    }
  }

  /// The credential that the keys are, if they are one.
  private var credential: String? {
    switch here.configuration.keys {
    case .file: nil
    case .credential(let name): name
    case nil: "embargod.keys"
    }
  }

  private func run() -> ([DoctorFinding], KeyFile?) {
    if let credential, here.unit?.isEncrypted(credential) == true {
      let what = "The keys are encrypted for this machine (LoadCredentialEncrypted=\(credential))."
      return (
        [.note(.keyMissing, what + " systemd alone opens them; they are not looked at.")], nil
      )
    }
    let place = place()
    let word = shellWord(place.path)
    let found: FileAttributes?
    do throws(SystemError) { found = try FileAttributes.of(path: place.path) } catch {
      return ([unseen("\(error)")], nil)
    }
    guard let found else {
      return (
        [
          .problem(
            .keyMissing, "There is no \(place.path).", mend: "embargoctl key create \(word)",
            "chown \(here.service.owner) \(word)")
        ], nil
      )
    }
    var findings = [DoctorFinding.ok(.keyMissing, "The keys are in \(place.path).")]
    findings.append(mode(place, found))
    findings += owner(place)
    findings.append(inside(place))
    let (finding, keys) = content(place)
    return (findings + [finding], keys)
  }

  private func unseen(_ why: String) -> DoctorFinding {
    .note(
      .keyDamaged, "The key file cannot be read by this user: \(why).",
      mend: "sudo embargoctl doctor")
  }

  private func mode(_ place: Place, _ found: FileAttributes) -> DoctorFinding {
    guard found.mode.rawValue & 0o077 != 0 else {
      return .ok(.keyMode, "Only its owner may read it.")
    }
    return .problem(
      .keyMode, "\(place.path) has the permissions \(found.mode), wanted 0400.",
      mend: "chmod 0400 \(shellWord(place.path))")
  }

  /// What systemd hands out root alone must be able to read.
  private func owner(_ place: Place) -> [DoctorFinding] {
    guard !place.isCredential else {
      return [.ok(.keyOwner, "systemd hands it out as a credential.")]
    }
    let user = here.service.account.name
    let answer: AccessCheck.Answer
    do throws(SystemError) {
      answer = try AccessCheck.ask(place.path, for: here.service.account, right: .read)
    } catch {
      return [unseen("\(error)")]
    }
    switch answer {
    case .granted: return [.ok(.keyOwner, "\(user) may read it.")]
    case .unknown:
      return [
        .note(
          .keyOwner, "Only root can tell whether \(user) may read it.",
          mend: "sudo embargoctl doctor")
      ]
    case .refused(let error):
      return [
        .problem(
          .keyOwner, "\(user) \(error).",
          mend: "chown \(here.service.owner) \(shellWord(place.path))",
          "chmod 0400 \(shellWord(place.path))")
      ]
    }
  }

  private func inside(_ place: Place) -> DoctorFinding {
    let state = here.places.stateDirectory
    guard place.path.hasPrefix(state + "/") else {
      return .ok(.keyInside, "It lies outside the state directory.")
    }
    return .warning(
      .keyInside, "\(place.path) is inside the state directory \(state).",
      mend: "mv \(shellWord(place.path)) \(Places.keyFile)")
  }

  /// Its permissions have a finding of their own.
  private func content(_ place: Place) -> (DoctorFinding, KeyFile?) {
    let bytes: [UInt8]
    do throws(SystemError) {
      bytes = try WholeFile.read(place.path, limit: KeyFile.longest)
    } catch {
      return (unseen("\(error)"), nil)
    }
    do throws(KeyFileError) {
      let keys = try KeyFile(parsing: bytes)
      let epochs = keys.master.keys.sorted().map(String.init).joined(separator: ", ")
      return (.ok(.keyDamaged, "It holds the master keys \(epochs)."), keys)
    } catch {
      return (
        .problem(
          .keyDamaged, "\(place.path): \(error).",
          mend: "cp -p COPY \(shellWord(place.path))"), nil
      )
    }
  }
}
