import EmbargoControl
import EmbargoLedger
import EmbargoSystem

extension DoctorCode {
  static let configuration = DoctorCode(
    "configuration", .configuration, .problem, "The configuration has mistakes or cannot be read.",
    why: "The daemon does not start with it, and keeps the old one at a reload.",
    mend: "what it names, in an editor: `sudoedit FILE`")
  static let program = DoctorCode(
    "program", .configuration, .warning, "There is no embargod beside embargoctl.",
    why: "Nothing can check the configuration, or start the daemon.",
    mend: "`apt-get install --reinstall embargod`")
  static let version = DoctorCode(
    "version", .configuration, .warning, "embargoctl, embargod and the running daemon differ.",
    why: "What one of them says the other may not understand.",
    mend: "`systemctl restart embargod`, or the package of one version")
  static let sqlite = DoctorCode(
    "sqlite", .configuration, .ok, "The version of SQLite.",
    why: "The ledger is kept with the system's.", mend: "")

  static let configurationCodes = [configuration, program, version, sqlite]
}

/// The configuration, by the daemon's own word, and the versions of the programs.
enum ConfigurationChecks {
  static func run(_ here: Surroundings) -> [DoctorFinding] {
    var findings: [DoctorFinding] = []
    let program = Self.program()
    if let program {
      findings.append(check(by: program, here))
      findings += version(of: program)
    } else {
      findings.append(unchecked(here))
      findings.append(
        .warning(
          .program, "There is no program embargod beside embargoctl, nor in /usr/bin.",
          mend: "apt-get install --reinstall embargod"))
    }
    if let status = here.status, status.version != Version.text {
      findings.append(
        .warning(
          .version, "The running daemon is \(status.version), embargoctl \(Version.text).",
          mend: "systemctl restart embargod"))
    }
    return findings + [.ok(.sqlite, "SQLite \(SQLiteLedger.engineVersion), the system's.")]
  }

  /// The daemon's program: beside this one, or where packages have it.
  private static func program() -> String? {
    let folder = CurrentProcess.program.map { own in
      "/" + own.split(separator: "/").dropLast().joined(separator: "/")
    }
    return [folder.map { "\($0)/embargod" }, "/usr/bin/embargod", "/usr/local/bin/embargod"]
      .compactMap(\.self)
      .first { path in (try? FileAttributes.of(path: path)) != nil }
  }

  private static func check(by program: String, _ here: Surroundings) -> DoctorFinding {
    let path = here.configuration.path
    guard let run = Commands.run(program, ["--config", path, "--check-config"]) else {
      return unchecked(here)
    }
    if run.ending == .exited(code: 0) { return .ok(.configuration, "\(path) is good.") }
    if !here.configuration.isChosen, (try? FileAttributes.of(path: path)) == nil {
      return absent(path)
    }
    return .problem(
      .configuration, "\(program) refuses it: \(Commands.sentences(run.said))",
      mend: "sudoedit \(shellWord(path))")
  }

  private static func absent(_ path: String) -> DoctorFinding {
    .warning(
      .configuration, "There is no \(path): the daemon has no outputs.",
      mend: "install -D -m 0644 config/embargod.toml \(shellWord(path))")
  }

  /// Without the daemon's program it is only known whether it is TOML.
  private static func unchecked(_ here: Surroundings) -> DoctorFinding {
    let path = here.configuration.path
    guard let failure = here.configuration.failure else {
      return .note(
        .configuration, "\(path) can be read; only embargod can say whether it is right.")
    }
    return .problem(.configuration, failure.sentence, mend: "sudoedit \(shellWord(path))")
  }

  private static func version(of program: String) -> [DoctorFinding] {
    guard let run = Commands.run(program, ["--version"]), run.ending == .exited(code: 0) else {
      return [
        .warning(
          .program, "\(program) does not run on this machine.",
          mend: "apt-get install --reinstall embargod")
      ]
    }
    guard run.said == Version.text else {
      return [
        .warning(
          .version, "\(program) is \(run.said), embargoctl \(Version.text).",
          mend: "apt-get install --reinstall embargod")
      ]
    }
    return [.ok(.version, "embargod and embargoctl are \(Version.text).")]
  }
}

/// Other programs that `doctor` asks.
enum Commands {
  /// Nanoseconds.
  private static let patience: Int64 = 20_000_000_000

  /// Runs it without any input; nil when it could not be started.
  static func run(_ program: String, _ arguments: [String]) -> ChildProcess.Run? {
    do throws(SystemError) {
      return try ChildProcess.run(
        program, arguments, input: FileName("null"), in: Directory(path: "/dev"),
        timeout: patience)
    } catch {
      return nil
    }
  }

  /// What a program said, without what stands before its messages.
  static func sentences(_ said: String) -> String {
    said.split(separator: " / ", omittingEmptySubsequences: true).map { line in
      line.hasPrefix("critical: ") ? line.dropFirst("critical: ".count) : line
    }.joined(separator: "; ")
  }
}
