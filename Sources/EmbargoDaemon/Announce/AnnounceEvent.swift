/// What can be announced, as `events` of a channel names it.
package enum AnnounceEvent: String, CaseIterable, Hashable, Sendable {
  case preflight
  case approvalMissing = "approval-missing"
  case held, late
  case outputFailing = "output-failing"
  case lifted, confirmed
  case zoneMoved = "zone-moved"
  case clockUntrusted = "clock-untrusted"
  case diskLow = "disk-low"
  case refused, daemon
  /// Asked for by name only: there is one each minute.
  case checkpoint

  /// What a channel is told that names no events.
  package static let usual = allCases.filter { $0 != .checkpoint }

  /// What it is called in a subject.
  package var title: String {
    switch self {
    case .preflight: "preflight found a problem"
    case .approvalMissing: "approvals are missing"
    case .held: "held"
    case .late: "late"
    case .outputFailing: "an output fails"
    case .lifted: "lifted"
    case .confirmed: "confirmed everywhere"
    case .zoneMoved: "zone rules"
    case .clockUntrusted: "the clock is not believed"
    case .diskLow: "a disk is full, or nearly"
    case .refused: "refused"
    case .daemon: "the daemon needs somebody"
    case .checkpoint: "a checkpoint of the records"
    }
  }
}

/// Where an announcement stands.
package enum AnnounceState: String, Hashable, Sendable {
  /// Something is wrong, and somebody must act.
  case problem
  /// It is still wrong.
  case again
  /// It is not wrong any more.
  case resolved
  /// Something has happened, as it should or by a person's will.
  case milestone
  /// How many announcements were left out, the daily line, and a test.
  case notice
}
