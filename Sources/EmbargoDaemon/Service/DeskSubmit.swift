package import EmbargoControl
package import EmbargoCore
package import EmbargoTime

extension Desk {
  /// Queues what was handed in over the socket.
  package func submit(
    _ submissions: OneOrMany<Submission>, _ call: ControlCall
  ) async throws(Problem) -> Answer<OneOrMany<SubmitReply>> {
    let readings = await read(
      submissions.values, by: call.caller.actor, groups: call.caller.groupNames.sorted(),
      at: clock())
    let accepted = try submissions.map { index, _ throws(Problem) in
      do throws(Problem) {
        return try readings[index].get()
      } catch {
        announcer?.note(refusal: error, of: call.caller.actor, at: clock())
        if case .many = submissions { throw error.at(index) }
        throw error
      }
    }
    do throws(Problem) {
      return try await queue(accepted, key: call.key)
    } catch {
      throw await withheld(error, from: call.caller)
    }
  }

  /// What stands in the way of a submission is named only to whoever may know of it.
  private func withheld(_ problem: Problem, from caller: Caller) async -> Problem {
    guard let release = problem.release else { return problem }
    do throws(Problem) {
      let sight = try permissions.access(of: caller, to: .list)
      _ = try await ask { try $0.find(release, for: sight) }
      return problem
    } catch {
      var problem = problem
      problem.release = nil
      return problem
    }
  }

  /// Understands releases on as many cores as there are, a few at a time; in their order.
  private func read(
    _ submissions: [Submission], by actor: Actor, groups: [String], at now: Instant
  ) async -> [Result<Accepted, Problem>] {
    let starts = stride(from: 0, to: submissions.count, by: Self.readTogether)
    return await withTaskGroup(of: (Int, [Result<Accepted, Problem>]).self) { group in
      for start in starts {
        let piece = submissions[start..<min(start + Self.readTogether, submissions.count)]
        group.addTask { [self] in
          let readings = piece.map { submission in
            Result { () throws(Problem) in
              try accept(submission, by: actor, groups: groups, at: now)
            }
          }
          return (start, readings)
        }
      }
      var pieces: [Int: [Result<Accepted, Problem>]] = [:]
      for await (start, readings) in group { pieces[start] = readings }
      return starts.flatMap { pieces[$0] ?? [] }
    }
  }

  private static let readTogether = 8

  /// A release with the words that it is read back in.
  package struct Accepted: Sendable {
    package var release: AcceptedRelease
    package var reading: ReadingReply
    package var notes: [String]
    package var findings: CheckedFindings
  }

  /// Understands one release; nothing is queued yet.
  ///
  /// - Parameter groups: that the submitter belongs to.
  package func accept(
    _ submission: Submission, by actor: Actor, groups: [String] = [], at now: Instant
  ) throws(Problem) -> Accepted {
    let request = submission.request
    let content = RevisionContent(
      bytes: request.content.bytes,
      format: Self.format(request.format, name: request.name),
      attachments: submission.attachments)
    let understood = try intake.understand(
      content, embargo: request.embargo, allowPast: request.now,
      accepting: try Self.checks(request.accept), at: now)
    let matter = understood.document.frontMatter
    return Accepted(
      release: AcceptedRelease(
        content: content, headline: understood.document.headline, embargo: understood.embargo,
        slug: try Self.slug(request.slug) ?? matter.slug,
        outputs: try Self.outputs(request.outputs) ?? matter.outputs,
        lateGrace: matter.lateGrace,
        holdReason: request.hold ? "held at submission" : nil, again: request.again,
        submitter: actor, submitterGroups: groups, findings: understood.findings.noted),
      reading: understood.reading, notes: understood.notes, findings: understood.findings)
  }

  func queue(
    _ accepted: OneOrMany<Accepted>, key: RequestKey?
  ) async throws(Problem) -> Answer<OneOrMany<SubmitReply>> {
    guard !accepted.values.isEmpty else {
      throw Problem(.badRequest, "an empty list of releases was sent")
    }
    let (limit, quota) = (maxQueue, quota)
    guard let key else {
      // Written out beside the engine, which has others to serve.
      let releases = try await ask { engine in
        try engine.submit(accepted.values.map(\.release), atMost: limit, quota: quota)
      }
      return try Self.answer(on: releases, accepted)
    }
    return try await ask { engine in
      if let stored = try Self.remembered(key, by: engine) { return Answer(replaying: stored) }
      var answer: Answer<OneOrMany<SubmitReply>>?
      let releases = try engine.submit(
        accepted.values.map(\.release), atMost: limit, quota: quota
      ) { releases throws(EngineError) in
        do throws(Problem) {
          answer = try Self.answer(on: releases, accepted)
        } catch {
          throw .ledger(.forbidden(error.detail))
        }
        return answer?.stored(under: key)
      }
      return try answer ?? Self.answer(on: releases, accepted)
    }
  }

  private static func answer(
    on releases: [Release], _ accepted: OneOrMany<Accepted>
  ) throws(Problem) -> Answer<OneOrMany<SubmitReply>> {
    try Answer(accepted.map { index, item in reply(on: releases[index], item) }, status: 201)
  }

  private static func reply(on release: Release, _ item: Accepted) -> SubmitReply {
    var reading = item.reading
    adapt(&reading, to: release)
    let note = approvalSentence(on: release).map {
      "\($0) See: embargoctl approve \(release.slug)"
    }
    return SubmitReply(
      release, reading: reading, notes: item.notes + [note].compactMap { $0 },
      findings: FindingReply.all(item.findings))
  }

  static func remembered(_ key: RequestKey, by engine: Engine) throws -> StoredAnswer? {
    guard let stored = try engine.ports.ledger.answer(to: key.text) else { return nil }
    guard stored.request == key.request else {
      throw Problem(
        .keyReused,
        "this Idempotency-Key came before with another request; use a new key for a new request")
    }
    return stored
  }

  package func remembered(_ key: RequestKey) async throws(Problem) -> StoredAnswer? {
    try await ask { try Self.remembered(key, by: $0) }
  }

  static func format(
    _ format: ReleaseDocument.Format?, name: String?
  ) -> ReleaseDocument.Format {
    if let format { return format }
    let name = (name ?? "").lowercased()
    return name.hasSuffix(".md") || name.hasSuffix(".markdown") ? .markdown : .text
  }

  static func slug(_ text: String?) throws(Problem) -> Slug? {
    guard let text else { return nil }
    guard let slug = Slug(text) else {
      throw Problem(
        .refused,
        "\"\(text.prefix(100))\" is no slug: wanted are 1 to 80 of a-z, 0-9 and single hyphens "
          + "inside, such as central-asia-letter")
    }
    return slug
  }

  static func outputs(_ names: [String]?) throws(Problem) -> [OutputName]? {
    guard let names else { return nil }
    var outputs: [OutputName] = []
    for name in names {
      guard let output = OutputName(name) else {
        throw Problem(.refused, "\"\(name.prefix(40))\" is no name of an output")
      }
      outputs.append(output)
    }
    return outputs
  }
}
