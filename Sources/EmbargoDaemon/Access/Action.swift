package import EmbargoControl

/// What somebody can ask for, as roles and the record name it.
///
/// The table of who may do what (`rule`) is the only one: the daemon asks it at every request, and
/// `docs/roles.md` is written from it.
package enum Action: String, CaseIterable, Hashable, Sendable {
  case submit, upload
  case list, show, why, deliveries
  case preview
  case hold, resume, withdraw, reschedule, replace, set
  case approve, unapprove
  case lift, correct, kill
  case erase
  case retry
  case receipt
  case audit
  case status, outputs
  case testOutput = "outputs test"
  case resumeOutput = "outputs resume"
  case handover
  case testAnnouncements = "announce test"
  case confirmClock = "clock confirm"
  case freeze, thaw
  case compare, backup

  /// One sentence on what it is, for the documents.
  package var meaning: String {
    switch self {
    case .submit: "Queue a release, over the socket or through an inbox."
    case .upload: "Hand in an attachment for a release that is queued or corrected next."
    case .list: "See releases: slug, headline, state, times, outputs."
    case .show: "See all of one release but its text."
    case .why: "Ask what stands between a release and its lift."
    case .deliveries: "See where deliveries stand."
    case .preview: "Read the text, as an output will get it."
    case .hold: "Stop a release."
    case .resume: "Let a stopped release go again."
    case .withdraw: "Take a release out of the queue for good."
    case .reschedule: "Give a release another time."
    case .replace: "Give a release another text."
    case .set: "Give a release other outputs."
    case .approve: "Approve a revision."
    case .unapprove: "Take an approval back."
    case .lift: "Lift a release before its time."
    case .correct: "Publish a correction of a release that is out."
    case .kill: "Tell all outputs that a release must not be used."
    case .erase: "Take the words of a release that is over out of the ledger, for good."
    case .retry: "Let a delivery go again that was given up."
    case .receipt: "Get the proof of a lift."
    case .audit: "Read the records, which hold no words of a release."
    case .status: "See how the daemon fares; also its metrics."
    case .outputs: "See the outputs."
    case .testOutput: "Have an output tested."
    case .resumeOutput: "Let a suspended output go again."
    case .testAnnouncements: "Have channels of announcements tested."
    case .handover: "Report what became of a message; also the daemon's own user."
    case .confirmClock: "Answer for the clock after it was set forward."
    case .freeze: "Stop all lifts."
    case .thaw: "Let lifts happen again."
    case .compare: "Compare what is out with what the ledger believes."
    case .backup: "Copy the ledger, whose words stay sealed."
    }
  }

  /// Who may do it.
  package var rule: Rule {
    let everybody = Set(Configuration.Role.allCases)
    let seers: Set<Configuration.Role> = [.approver, .publisher, .operator, .admin]
    let stoppers: Set<Configuration.Role> = [.publisher, .operator, .admin]
    return switch self {
    case .submit: Rule(any: [.submitter, .admin])
    case .upload: Rule(any: [.submitter, .publisher, .admin])
    // Headline and slug are as secret as the text.
    case .list, .show, .why, .deliveries: Rule(any: seers, own: [.submitter], isOpenOnceOut: true)
    case .preview:
      Rule(any: [.approver, .publisher, .admin], own: [.submitter], isOpenOnceOut: true)
    case .hold, .resume, .withdraw: Rule(any: stoppers, own: [.submitter])
    case .reschedule: Rule(any: [.publisher, .admin], own: [.submitter])
    case .replace, .set: Rule(any: [.admin], own: [.submitter])
    case .erase: Rule(any: [.admin])
    case .approve, .unapprove: Rule(others: [.approver])
    case .lift, .correct, .kill: Rule(any: [.publisher, .admin])
    case .retry, .testOutput, .resumeOutput, .handover, .testAnnouncements, .backup:
      Rule(any: [.operator, .admin])
    case .receipt: Rule(any: [.publisher, .auditor, .admin], own: [.submitter])
    case .audit: Rule(any: [.auditor, .operator, .admin])
    case .status, .outputs: Rule(any: everybody)
    case .confirmClock, .freeze, .thaw, .compare: Rule(any: stoppers)
    }
  }

  /// Whether it is asked of one release.
  package var isOnRelease: Bool {
    switch self {
    case .submit, .upload, .audit, .status, .outputs, .testOutput, .resumeOutput, .handover,
      .testAnnouncements, .confirmClock, .freeze, .thaw, .compare, .backup:
      false
    default: true
    }
  }
}

/// Who may do one thing, and with which releases.
package struct Rule: Hashable, Sendable {
  /// With every release, or with what belongs to none.
  package var any: Set<Configuration.Role>
  /// With releases that they submitted themselves.
  package var own: Set<Configuration.Role>
  /// With releases that somebody else submitted.
  package var others: Set<Configuration.Role>
  /// Whoever has a role may do it with a release whose lift has begun.
  package var isOpenOnceOut: Bool

  package init(
    any: Set<Configuration.Role> = [], own: Set<Configuration.Role> = [],
    others: Set<Configuration.Role> = [], isOpenOnceOut: Bool = false
  ) {
    (self.any, self.own, self.others) = (any, own, others)
    self.isOpenOnceOut = isOpenOnceOut
  }

  /// What these roles together may do it with.
  package func reach(of roles: Set<Configuration.Role>) -> Reach {
    var reach: Reach = []
    if !roles.isDisjoint(with: any) { reach = .all }
    if !roles.isDisjoint(with: own) { reach.insert(.own) }
    if !roles.isDisjoint(with: others) { reach.insert(.others) }
    if isOpenOnceOut, !roles.isEmpty { reach.insert(.out) }
    return reach
  }

  /// The roles that would do, for some releases at least; admin where no other would.
  package var roles: [Configuration.Role] { Self.sorted(any.union(own).union(others)) }

  /// Those that would do for a release of somebody else that waits.
  package var rolesForOthers: [Configuration.Role] { Self.sorted(any.union(others)) }

  private static func sorted(_ roles: Set<Configuration.Role>) -> [Configuration.Role] {
    let named = roles.subtracting([.admin])
    return (named.isEmpty ? roles : named).sorted { $0.rawValue < $1.rawValue }
  }
}

/// The releases that something may be done with.
package struct Reach: OptionSet, Hashable, Sendable {
  package let rawValue: Int

  package init(rawValue: Int) { self.rawValue = rawValue }

  package static let own = Reach(rawValue: 1)
  package static let others = Reach(rawValue: 2)
  /// Whose lift has begun, whoever submitted them.
  package static let out = Reach(rawValue: 4)
  package static let all: Reach = [.own, .others, .out]
}

extension ControlRoute {
  /// What is asked for with this request.
  package var action: Action {
    switch self {
    case .submit: .submit
    case .list: .list
    case .show: .show
    case .why: .why
    case .hold: .hold
    case .resume: .resume
    case .withdraw: .withdraw
    case .reschedule: .reschedule
    case .replace: .replace
    case .set: .set
    case .correct: .correct
    case .kill: .kill
    case .erase: .erase
    case .lift: .lift
    case .approve: .approve
    case .unapprove: .unapprove
    case .preview, .approval: .preview
    case .deliveriesOfRelease, .deliveries: .deliveries
    case .retry: .retry
    case .receipt: .receipt
    case .upload: .upload
    case .outputs: .outputs
    case .testOutput: .testOutput
    case .resumeOutput: .resumeOutput
    case .testAnnouncements: .testAnnouncements
    case .handover: .handover
    case .audit, .checkpoints: .audit
    case .status, .metrics: .status
    case .confirmClock: .confirmClock
    case .freeze: .freeze
    case .thaw: .thaw
    case .comparison: .compare
    case .backup, .backupPiece: .backup
    }
  }
}

extension ReleaseCommand {
  /// What is asked for with it.
  package var action: Action {
    switch self {
    case .hold: .hold
    case .resume: .resume
    case .withdraw: .withdraw
    case .reschedule: .reschedule
    case .replace: .replace
    case .set: .set
    case .correct: .correct
    case .kill: .kill
    case .lift: .lift
    case .approve: .approve
    case .unapprove: .unapprove
    }
  }
}
