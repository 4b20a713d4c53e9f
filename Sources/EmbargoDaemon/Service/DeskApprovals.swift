package import EmbargoControl
import EmbargoCore
import EmbargoTime

/// What is read back to whoever may approve, and what people are told of approvals.
extension Desk {
  package func approval(
    _ id: String, _ caller: Caller
  ) async throws(Problem) -> ApprovalReading {
    try await permitted(caller, .preview) { access throws(Problem) in
      try await approval(id, for: access, by: caller)
    }
  }

  private func approval(
    _ id: String, for access: Access, by caller: Caller
  ) async throws(Problem) -> ApprovalReading {
    let (intake, places, now) = (intake, places, clock())
    return try await ask { engine in
      let release = try engine.find(id, for: access)
      try engine.noteReading(of: release, by: caller.actor)
      let policy = engine.settings.policy.approval
      let shown = release.withProposal(at: now) ?? release
      let content =
        shown == release
        ? try engine.ports.ledger.content(of: release.id, revision: release.revision)
        : try engine.ports.ledger.proposedContent(of: release.id)
      var reading = intake.readBack(release.embargo, now: now)
      if shown == release { Self.adapt(&reading, to: release) }
      return ApprovalReading(
        release, reading: reading,
        times: release.goesOutAtOnce
          ? [] : intake.times(release.embargo.instant, beside: release.embargo.zone),
        sentence: Self.whenApproved(release, at: now),
        outputs: release.outputs.map {
          .init(name: $0.description, place: places[$0] ?? "not configured any more")
        },
        attachments: content?.attachments.map(\.name) ?? [],
        digest: release.presentSeal(policy).description, required: policy.required(for: release),
        findings: try Self.findings(on: release, in: engine, at: now))
    }
  }

  private static func findings(
    on release: Release, in engine: Engine, at now: Instant
  ) throws -> [String] {
    var survey = PreflightSurvey()
    return try engine.problems(of: release, rendering: true, now: now, &survey)
      .filter { $0.code != "approval-missing" }
      .map { $0.text.prefix(1).uppercased() + $0.text.dropFirst() + "." }
  }

  /// What says now, or has passed, goes out when it is approved.
  static func adapt(_ reading: inout ReadingReply, to release: Release) {
    guard release.awaitsApproval, release.goesOutAtOnce else { return }
    var words = "for immediate release"
    let isImmediate = release.submittedAt - release.embargo.instant < .minutes(1)
    if case .instant = reading.facts, release.embargo.zone != .fixed(0) || !isImmediate {
      words = reading.words.split(separator: "; ").first.map(String.init) ?? ""
    }
    reading.words = words + "; it goes out as soon as it is approved"
  }

  /// What follows from the last approval.
  private static func whenApproved(_ release: Release, at now: Instant) -> String {
    if release.proposedCorrection != nil {
      return "The correction goes out at once, to every output, with its last approval."
    }
    if case .held(let hold) = release.phase {
      return "It is held (\(hold.reason)) and stays so until somebody resumes it."
    }
    if release.goesOutAtOnce { return "It goes out at once with its last approval." }
    return release.due > now
      ? "It goes out \(release.due.distance(from: now))."
      : "Its instant has come: it will be held, and goes out only after somebody resumes it."
  }

  /// What is missing, in one sentence; nil: nothing is.
  static func approvalSentence(on release: Release) -> String? {
    guard release.awaitsApproval else { return nil }
    let more = release.approvalsRequired - release.ownApprovals.count
    let who = more == 1 ? "one person" : "\(more) persons"
    let other = release.ownApprovals.isEmpty ? "" : " more"
    let end =
      release.goesOutAtOnce
      ? ", and then it goes out at once."
      : " before \(release.due.rfc3339), or it does not go out."
    return "It has \(release.approvalCount): \(who)\(other) other than \(release.submitter.name) "
      + "must approve it\(end)"
  }

  /// What people are told after a command, beside what holds now.
  static func approvalNotes(before: Release, after: Release) -> [String] {
    var notes: [String] = []
    let fallen = before.approvals.filter { !after.approvals.contains($0) }
    if !fallen.isEmpty, after.phase.isQueued {
      let names = fallen.map(\.by.name).joined(separator: " and ")
      notes.append("\(names) had approved what it was before: that does not count any more.")
    }
    if let sentence = approvalSentence(on: after) {
      notes.append("\(sentence) See: embargoctl approve \(after.slug)")
    }
    return notes
  }

  /// What stands between a release and its lift, as a block.
  static func approvalBlock(on release: Release) -> BlockReply? {
    approvalSentence(on: release).map {
      BlockReply(
        code: "approval-missing", sentence: $0,
        remedy: "Have somebody look at it and approve it: embargoctl approve \(release.slug)")
    }
  }

  /// What waits for nobody but whoever may approve it.
  static func sentence(onWaiting release: Release, at now: Instant) -> String? {
    if let proposal = release.proposal, case .earlyLift = proposal.kind {
      guard now - proposal.at <= Release.confirmation else { return nil }
      return "release \(release.id) (\(release.slug)): \(proposal.by.name) asks for an early lift "
        + "(\(proposal.reason)), and another publisher has to confirm it: embargoctl lift "
        + "\(release.slug) --confirm"
    }
    if let proposal = release.proposal {
      return "release \(release.id): a correction by \(proposal.by.name) waits "
        + "for approval since \(proposal.at.rfc3339)"
    }
    guard release.awaitsApproval, release.goesOutAtOnce else { return nil }
    return "release \(release.id) goes out as soon as it is approved, and has "
      + release.approvalCount
  }
}

extension Release {
  /// Over what there is to approve now.
  func presentSeal(_ policy: ApprovalPolicy) -> Digest {
    guard let proposal, let correction = proposedCorrection else { return seal(policy) }
    return seal(of: correction, reason: proposal.reason, policy)
  }
}

extension Intake {
  /// An instant on the clocks of places that press offices go by, in words.
  ///
  /// - Parameter zone: one that is named elsewhere already.
  func times(_ instant: Instant, beside zone: ZoneIdentity) -> [String] {
    let names = [defaultZone].compactMap { $0 } + Self.places
    var times: [String] = []
    var seen: Set<String> = [zone.name]
    for name in names where seen.insert(name).inserted {
      guard let rules = try? rules.zones.rules(for: name) else { continue }
      let local = rules.offset(at: instant)
      let civil = CivilDateTime(
        Instant(seconds: instant.seconds + Int64(local.seconds)))
      let city = name.split(separator: "/").last.map(String.init) ?? name
      let place = city.split(separator: "_").joined(separator: " ")
      times.append("\(civil.longDate), \(civil.clock24) in \(place) (\(local.abbreviation))")
    }
    return times
  }

  private static let places = [
    "America/New_York", "Europe/London", "Europe/Paris", "Asia/Tokyo",
  ]
}
