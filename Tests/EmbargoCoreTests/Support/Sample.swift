import EmbargoCore
import EmbargoTime

/// Releases for tests of the core.
enum Sample {
  static let base = Instant(seconds: 1_800_000_000)
  static let editor = Actor(uid: 1000, name: "ada")
  static let newsroom = output("newsroom")
  static let wire = output("wire")
  static let policy = Policy(retries: [newsroom: .local, wire: .webhook])

  static func output(_ name: String) -> OutputName {
    guard let output = OutputName(name) else { preconditionFailure("bad output name \(name)") }
    return output
  }

  static func slug(_ name: String) -> Slug {
    guard let slug = Slug(name) else { preconditionFailure("bad slug \(name)") }
    return slug
  }

  static let id = ReleaseID(at: base, random: Array(1...10))

  static func embargo(_ instant: Instant) -> Embargo {
    Embargo(
      stamp: "May 5, 2027, 9:00 a.m. EDT", civil: CivilDateTime(instant), zone: .fixed(0),
      instant: instant, tzdb: "2026a")
  }

  static let content = RevisionContent(bytes: Array("Canary text of the release".utf8))
  static let headline = "Canary headline of the release"

  /// Scheduled for `due`, going to two outputs.
  static func release(due: Instant = base) -> Release {
    Release(
      id: id, slug: slug("canary-slug"), revision: 1, headline: headline, digest: content.digest,
      nonce: Array(repeating: 7, count: 32), embargo: embargo(due), due: due, phase: .scheduled,
      deliveries: [Delivery(output: newsroom), Delivery(output: wire)], submitter: editor,
      submittedAt: due - .hours(1), lateGrace: nil)
  }

  static func replacement(due: Instant) -> Replacement {
    Replacement(
      headline: "Canary headline, corrected", digest: Digest(of: Array("other words".utf8)),
      nonce: Array(repeating: 9, count: 32), embargo: embargo(due))
  }

  static let correction = Correction(
    headline: "Canary headline, corrected", digest: Digest(of: Array("other words".utf8)),
    nonce: Array(repeating: 9, count: 32))

  static func intents(revision: Int = 1) -> [OutputName: Intent] {
    Dictionary(
      uniqueKeysWithValues: [newsroom, wire].map { output in
        let key = IdempotencyKey(
          instance: [1, 2, 3], release: id, revision: revision, output: output,
          event: "release.published")
        return (
          output,
          Intent(key: key, digest: Digest(of: [1]), names: ["canary-slug.txt"])
        )
      })
  }

  static func outcome(
    _ output: OutputName, _ result: AttemptOutcome.Result, at start: Instant
  ) -> AttemptOutcome {
    AttemptOutcome(
      output: output, startedAt: start, finishedAt: start + .milliseconds(3), result: result)
  }

  static let delivered = AttemptOutcome.Result.delivered(receipt: "204", recovered: false)
  static let failed = AttemptOutcome.Result.failed(
    error: "HTTP 503", ambiguous: false, retryAfter: nil)
}

extension Release {
  /// This release after some events.
  func after(_ events: [Event], at now: Instant = Sample.base) -> Release {
    var after = self
    for event in events { after.apply(event, by: Sample.editor, at: now) }
    return after
  }

  /// This release after a command that must be possible.
  func after(_ command: Command, at now: Instant) throws -> Release {
    after(try decide(command, at: now, policy: Sample.policy), at: now)
  }
}
