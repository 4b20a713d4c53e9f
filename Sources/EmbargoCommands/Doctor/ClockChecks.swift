import EmbargoControl
import EmbargoSystem
import EmbargoTime

extension DoctorCode {
  static let clockUnsynchronised = DoctorCode(
    "clock-unsynchronised", .clock, .problem, "The kernel calls the clock unsynchronised.",
    why: "By clock.trust = \"strict\" nothing lifts: a clock that is ahead publishes early.",
    mend: "`systemctl enable --now chrony`, or `timedatectl set-ntp true`")
  static let clockError = DoctorCode(
    "clock-error", .clock, .problem, "The clock's error may be larger than is allowed.",
    why: "With clock.trust = \"strict\" nothing lifts by it.", mend: "`chronyc makestep`")
  static let clockStep = DoctorCode(
    "clock-step", .clock, .problem, "The clock was set forward, and nothing has confirmed it.",
    why: "What is due by that step alone is not lifted.",
    mend: "`embargoctl clock confirm --reason TEXT`, if the clock is right")

  static let clockCodes = [clockUnsynchronised, clockError, clockStep]
}

/// What the kernel says of its clock.
enum ClockChecks {
  static func run(_ here: Surroundings, state: ClockState = .sample()) -> [DoctorFinding] {
    [synchronisation(here, state)] + error(here, state) + step(here)
  }

  /// By what is configured: blocked, said, or not looked at.
  private static func level(_ trust: String) -> DoctorFinding.Level {
    switch trust {
    case "off": .note
    case "warn": .warning
    default: .problem
    }
  }

  private static func synchronisation(
    _ here: Surroundings, _ state: ClockState
  ) -> DoctorFinding {
    guard let doubt = state.doubt else {
      return .ok(
        .clockUnsynchronised,
        "Synchronised, within \(BriefTimes.lateness(state.maximumErrorNanoseconds)).")
    }
    let why =
      switch doubt {
      case .unreadable(let code):
        "The kernel does not say how its clock is: \(SystemError("ask", "it", code: code).reason)"
      case .unsynchronised: "The kernel says that its clock is not synchronised"
      case .timeError: "The kernel says that its clock is in error"
      }
    let trust = here.clockTrust
    return DoctorFinding(
      code: .clockUnsynchronised, level: level(trust),
      what: "\(why); clock.trust is \"\(trust)\".", mend: [service()])
  }

  /// What keeps the time here, or what could.
  private static func service() -> String {
    func isThere(_ path: String) -> Bool { (try? FileAttributes.of(path: path)) != nil }
    if isThere("/usr/sbin/chronyd") { return "systemctl enable --now chrony" }
    if isThere("/usr/lib/systemd/systemd-timesyncd") { return "timedatectl set-ntp true" }
    return "apt-get install chrony"
  }

  private static func error(_ here: Surroundings, _ state: ClockState) -> [DoctorFinding] {
    let limit = limit(here.configuration.text("clock", "max_error"))
    guard state.isSynchronised, state.maximumErrorNanoseconds > limit.nanoseconds else {
      return state.isSynchronised ? [.ok(.clockError, "Less than \(limit.words).")] : []
    }
    return [
      DoctorFinding(
        code: .clockError, level: level(here.clockTrust),
        what: "It may be wrong by \(BriefTimes.lateness(state.maximumErrorNanoseconds)), and "
          + "clock.max_error is \(limit.words).", mend: ["chronyc makestep"])
    ]
  }

  /// A duration as the configuration writes it; what cannot be read counts as the default.
  static func limit(_ text: String?) -> Span {
    let standard = Span.seconds(2)
    guard let text else { return standard }
    let units: [(String, Int64)] = [
      ("ms", 1_000_000), ("s", 1_000_000_000), ("m", 60_000_000_000), ("h", 3_600_000_000_000),
    ]
    for (unit, size) in units where text.hasSuffix(unit) {
      guard let count = Int64(text.dropLast(unit.count)), count < .max / size else { continue }
      return Span(nanoseconds: count * size)
    }
    return standard
  }

  private static func step(_ here: Surroundings) -> [DoctorFinding] {
    guard let status = here.status else { return [] }
    guard status.clock.unconfirmedStepNS > 0 else {
      return [.ok(.clockStep, "The running daemon saw no step forward that is open.")]
    }
    let span = Span(nanoseconds: status.clock.unconfirmedStepNS).words
    return [
      .problem(
        .clockStep, "The clock was set forward by \(span).",
        mend: "embargoctl clock confirm --reason \"compared with another clock\"")
    ]
  }
}
