package import EmbargoControl
import EmbargoCore
import EmbargoTime

extension Desk {
  package func command(
    _ submission: CommandSubmission, on id: String, _ call: ControlCall
  ) async throws(Problem) -> Answer<CommandReply> {
    try await permitted(call.caller, submission.command.action) { access throws(Problem) in
      let id = try await ask { engine in try engine.find(id, for: access).id.description }
      return try await carryOut(submission, on: id, call)
    }
  }

  private func carryOut(
    _ submission: CommandSubmission, on id: String, _ call: ControlCall
  ) async throws(Problem) -> Answer<CommandReply> {
    let now = clock()
    let plan = try await plan(submission, on: id, at: now)
    let (intake, actor) = (intake, call.caller.actor)
    if case .reschedule(let request) = submission.command, request.dryRun {
      return try await ask { engine in
        let release = try engine.trial(plan.command(nonce: []), on: id, by: actor)
        return try Answer(
          CommandReply(
            release, reading: plan.reading ?? intake.readBack(release.embargo, now: now),
            sentence: "Nothing was changed.", notes: plan.notes))
      }
    }
    return try await ask { engine in
      if let key = call.key, let stored = try Self.remembered(key, by: engine) {
        return Answer(replaying: stored)
      }
      var answer: Result<Answer<CommandReply>, Problem>?
      let nonce = engine.ports.random(32)
      let before = try engine.find(id)
      try engine.perform(
        plan.command(nonce: nonce), on: id, by: actor, content: plan.content
      ) { release in
        var reading = plan.reading ?? intake.readBack(release.embargo, now: now)
        Self.adapt(&reading, to: release)
        let reply = CommandReply(
          release, reading: reading, sentence: Self.sentence(after: plan.kind, release, at: now),
          notes: plan.notes + Self.notes(before: before, after: release)
            + Self.approvalNotes(before: before, after: release),
          findings: FindingReply.all(plan.findings))
        answer = Result { () throws(Problem) in try Answer(reply) }
        return call.key.flatMap { key in try? answer?.get().stored(under: key) }
      }
      guard let answer else { throw Problem(.internalError, "the command left no answer") }
      return try answer.get()
    }
  }

  /// A command that was understood, with the bytes that belong to it.
  struct Plan: Sendable {
    var kind: Kind
    var content: RevisionContent?
    var reading: ReadingReply?
    var notes: [String] = []
    /// Of a new text.
    var findings = CheckedFindings()

    enum Kind: Sendable {
      case plain(Command)
      case replacement(
        headline: String, digest: Digest, embargo: Embargo, allowPast: Bool, reason: String)
      case correction(headline: String, digest: Digest, reason: String)
    }

    func command(nonce: [UInt8]) -> Command {
      switch kind {
      case .plain(let command): command
      case .replacement(let headline, let digest, let embargo, let allowPast, let reason):
        .replace(
          Replacement(
            headline: headline, digest: digest, nonce: nonce, embargo: embargo,
            findings: findings.noted),
          allowPast: allowPast, reason: reason)
      case .correction(let headline, let digest, let reason):
        .correct(
          Correction(headline: headline, digest: digest, nonce: nonce, findings: findings.noted),
          reason: reason)
      }
    }
  }

  private func plan(
    _ submission: CommandSubmission, on id: String, at now: Instant
  ) async throws(Problem) -> Plan {
    switch submission.command {
    case .hold(let request): return Plan(kind: .plain(.hold(reason: request.reason)))
    case .resume: return Plan(kind: .plain(.resume))
    case .withdraw(let request): return Plan(kind: .plain(.withdraw(reason: request.reason)))
    case .reschedule(let request):
      let reading = try intake.stamp(request.text, at: now)
      return Plan(
        kind: .plain(
          .reschedule(Embargo(reading), allowPast: request.now, reason: request.reason)),
        reading: ReadingReply(
          facts: .instant(.init(reading)), words: reading.words(now: now)),
        notes: reading.notes)
    case .set(let request):
      let outputs = try Self.outputs(request.outputs) ?? []
      return Plan(kind: .plain(.setOutputs(outputs)))
    case .replace(let request):
      return try await plan(
        request, attachments: submission.attachments, on: id, at: now)
    case .correct(let request):
      return try await plan(
        request, attachments: submission.attachments, on: id, at: now)
    case .kill(let request): return Plan(kind: .plain(.kill(reason: request.reason)))
    case .approve(let request):
      guard let seal = Hex.bytes(request.digest).flatMap(Digest.init(bytes:)) else {
        throw Problem(.badRequest, "\"digest\" wants 64 hexadecimal digits, in lower case")
      }
      return Plan(kind: .plain(.approve(seal: seal)))
    case .lift(let request): return try await plan(request, on: id, at: now)
    case .unapprove(let request):
      return Plan(kind: .plain(.unapprove(reason: request.reason)))
    }
  }

  private func plan(
    _ request: ReplaceRequest, attachments: [Attachment]?, on id: String, at now: Instant
  ) async throws(Problem) -> Plan {
    let (release, before) = try await present(id)
    let content = Self.content(
      request.content, format: request.format, name: request.name, attachments: attachments,
      before: before)
    let understood = try intake.understand(
      content, embargo: request.embargo, allowPast: request.now,
      accepting: try Self.checks(request.accept), at: now)
    try Self.check(understood.document.frontMatter, against: release, "a replacement")
    return Plan(
      kind: .replacement(
        headline: understood.document.headline, digest: content.digest,
        embargo: understood.embargo, allowPast: request.now || understood.isAtOnce,
        reason: request.reason),
      content: content, reading: understood.reading, notes: understood.notes,
      findings: understood.findings)
  }

  /// What the front matter of a new text says beside its embargo is not changed by a replacement,
  /// and must not be passed over in silence.
  static func check(
    _ matter: ReleaseDocument.FrontMatter, against release: Release, _ change: String
  ) throws(Problem) {
    func refuse(_ what: String, _ remedy: String) -> Problem {
      Problem(
        .refused, "the front matter of the new text \(what), and \(change) keeps it: \(remedy)")
    }
    if let slug = matter.slug, slug != release.slug {
      throw refuse("names another slug", "write slug = \"\(release.slug)\" or leave it out")
    }
    if let outputs = matter.outputs, Set(outputs) != Set(release.outputs) {
      throw refuse("names other outputs", "leave them out, and use embargoctl set to change them")
    }
    if let grace = matter.lateGrace, grace != release.lateGrace {
      throw refuse("sets another late_grace", "leave it out")
    }
  }

  /// A release with the bytes of its present revision.
  func present(_ id: String) async throws(Problem) -> (Release, RevisionContent?) {
    try await ask { engine in
      let release = try engine.find(id)
      return (
        release, try engine.ports.ledger.content(of: release.id, revision: release.revision)
      )
    }
  }

  /// A new text with what stays of the one before.
  static func content(
    _ text: SubmittedText, format: ReleaseDocument.Format?, name: String?,
    attachments: [Attachment]?, before: RevisionContent?
  ) -> RevisionContent {
    RevisionContent(
      bytes: text.bytes,
      format: format == nil && name == nil
        ? before?.format ?? .text : Self.format(format, name: name),
      attachments: attachments ?? before?.attachments ?? [])
  }

  package func retry(
    _ output: String, of id: String, _ call: ControlCall
  ) async throws(Problem) -> Answer<ReleaseDeliveries> {
    guard let name = OutputName(output) else {
      throw Problem(.notFound, "there is no output named \"\(output.prefix(40))\"")
    }
    let actor = call.caller.actor
    return try await permitted(call.caller, .retry) { access throws(Problem) in
      try await ask { engine in
        if let key = call.key, let stored = try Self.remembered(key, by: engine) {
          return Answer(replaying: stored)
        }
        let id = try engine.find(id, for: access).id
        var answer: Result<Answer<ReleaseDeliveries>, Problem>?
        try engine.perform(.retry(name), on: id.description, by: actor) { release in
          answer = Result { () throws(Problem) in try Answer(ReleaseDeliveries(release)) }
          return call.key.flatMap { key in try? answer?.get().stored(under: key) }
        }
        guard let answer else { throw Problem(.internalError, "the command left no answer") }
        return try answer.get()
      }
    }
  }

  /// What holds for a release now, in one sentence.
  static func sentence(on release: Release, at now: Instant) -> String {
    switch release.phase {
    case .scheduled where release.awaitsApproval: "It awaits approval."
    case .scheduled:
      release.due <= now
        ? "It goes out at once." : "It goes out \(release.due.distance(from: now))."
    case .held(let hold):
      "It is held (\(hold.reason)) and stays so until somebody resumes it."
    case .withdrawn: "It is withdrawn and will not go out."
    case .lifting, .lifted, .killed: after(release)
    }
  }
}
