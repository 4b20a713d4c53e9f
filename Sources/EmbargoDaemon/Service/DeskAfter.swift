package import EmbargoControl
import EmbargoCore
import EmbargoOutputs
import EmbargoTime

/// What people ask after the lift, and what an output gets.
extension Desk {
  func plan(
    _ request: CorrectRequest, attachments: [Attachment]?, on id: String, at now: Instant
  ) async throws(Problem) -> Plan {
    let (release, before) = try await present(id)
    // Of a release that waits the new text says when: that is for a replacement.
    if release.phase.isQueued {
      throw Self.problem(
        EngineError.refused(
          .notLifted(phase: release.phase.name, instead: "use embargoctl replace")))
    }
    let content = Self.content(
      request.content, format: request.format, name: request.name, attachments: attachments,
      before: before)
    let understood = try intake.understandCorrection(
      content, of: release.embargo, accepting: try Self.checks(request.accept), at: now)
    try Self.check(understood.document.frontMatter, against: release, "a correction")
    return Plan(
      kind: .correction(
        headline: understood.document.headline, digest: content.digest, reason: request.reason),
      content: content, notes: understood.notes, findings: understood.findings)
  }

  /// What becomes of the attempts of the revision that a correction or a kill takes the place of.
  static func notes(before release: Release, after: Release) -> [String] {
    guard after.revision > release.revision, !release.phase.isQueued else { return [] }
    let revision = "revision \(release.revision)"
    return release.deliveries.compactMap { delivery in
      switch delivery.state {
      case .waiting, .retrying:
        "The next attempt of \(revision) at \(delivery.output) is cancelled."
      case .attempting:
        "\(delivery.output) is being sent \(revision) at this moment, and is told when that has "
          + "ended."
      case .delivered, .failed, .cancelled: nil
      }
    }
  }

  /// What a command came to, in one sentence.
  static func sentence(after kind: Plan.Kind, _ release: Release, at now: Instant) -> String {
    switch kind {
    case .correction where release.proposal != nil:
      return
        "The correction waits for approval, and nothing of it goes out before. See: embargoctl "
        + "approve \(release.slug)"
    case .plain(.approve) where release.proposal != nil:
      return "Your approval is on the record; the correction waits for more."
    case .plain(.approve) where release.phase.isQueued:
      let isWhole = release.ownApprovals.count >= release.approvalsRequired
      return (isWhole ? "It is approved. " : "Your approval is on the record. ")
        + sentence(on: release, at: now)
    case .plain(.liftEarly), .plain(.confirmLift): return liftSentence(release, at: now)
    case .plain(.unapprove): return "Your approval is taken back. " + sentence(on: release, at: now)
    default: return sentence(on: release, at: now)
    }
  }

  /// What holds for a release that is out.
  static func after(_ release: Release) -> String {
    func names(_ isWanted: (Delivery) -> Bool) -> String {
      release.deliveries.filter(isWanted).map(\.output.description).joined(separator: ", ")
    }
    let told = names { !$0.earlier.isEmpty }
    let others = names { $0.earlier.isEmpty }
    switch release.event {
    case .published:
      return release.phase.name == "lifting" ? "Its lift has begun." : "It has been lifted."
    case .corrected:
      return "It is corrected: revision \(release.revision) takes its place"
        + (told.isEmpty ? "" : " at \(told)")
        + (others.isEmpty ? "." : "; \(others) had nothing of it and gets the new text alone.")
    case .killed:
      return told.isEmpty
        ? "It is killed. No output has anything of it, so none is told."
        : "It is killed: \(told) is told that it must not be used"
          + (others.isEmpty ? "." : "; \(others) has nothing of it.")
    }
  }

  package func preview(
    _ id: String, _ query: PreviewQuery, _ caller: Caller
  ) async throws(Problem) -> PreviewReply {
    guard let name = OutputName(query.output) else {
      throw Problem(.notFound, "there is no output named \"\(query.output.prefix(40))\"")
    }
    return try await permitted(caller, .preview) { access throws(Problem) in
      try await ask { engine in
        let release = try engine.find(id, for: access)
        let preview = try engine.preview(of: release, at: name, proposed: query.proposed)
        try engine.noteReading(of: release, by: caller.actor)
        let shown =
          query.proposed ? release.withProposal(at: engine.ports.clock()) ?? release : release
        return PreviewReply(
          shown, output: name.description, kind: preview.kind, event: preview.event.name,
          armed: preview.isStored,
          pieces: preview.publication.pieces.map { .init(name: $0.name, bytes: $0.bytes) })
      }
    }
  }
}
