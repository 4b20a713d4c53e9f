package import EmbargoCore
package import EmbargoTime

/// Why something is asked: the body of `hold`, `withdraw`, `kill`, `unapprove`, `freeze` and
/// `clock confirm`.
package struct ReasonRequest: Codable, Hashable, Sendable {
  /// 1 to 1,000 characters.
  package var reason: String

  package init(reason: String) { self.reason = reason }

  private enum CodingKeys: String, CodingKey, CaseIterable { case reason }

  package init(from decoder: any Decoder) throws {
    reason = try decoder.strictContainer(keyedBy: CodingKeys.self)
      .decode(String.self, forKey: .reason)
  }
}

/// The body of what needs no more words than its path; no members.
package struct EmptyRequest: Codable, Hashable, Sendable {
  package init() {}

  private enum CodingKeys: CodingKey, CaseIterable {}

  package init(from decoder: any Decoder) throws {
    _ = try decoder.strictContainer(keyedBy: CodingKeys.self)
  }

  package func encode(to encoder: any Encoder) throws {
    _ = encoder.container(keyedBy: CodingKeys.self)
  }
}

/// Another embargo for the same text.
package struct RescheduleRequest: Codable, Hashable, Sendable {
  /// A stamp as a press office writes it: `20 September 2023, 9 a.m. New York time`.
  package var text: String
  package var reason: String
  /// A stamp in the past goes out at once.
  package var now: Bool
  /// Nothing is changed: the answer is what it would be.
  package var dryRun: Bool

  package init(text: String, reason: String, now: Bool = false, dryRun: Bool = false) {
    (self.text, self.reason, self.now, self.dryRun) = (text, reason, now, dryRun)
  }

  private enum CodingKeys: String, CodingKey, CaseIterable {
    case text, reason, now
    case dryRun = "dry_run"
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.strictContainer(keyedBy: CodingKeys.self)
    text = try container.decode(String.self, forKey: .text)
    reason = try container.decode(String.self, forKey: .reason)
    now = try container.decodeIfPresent(Bool.self, forKey: .now) ?? false
    dryRun = try container.decodeIfPresent(Bool.self, forKey: .dryRun) ?? false
  }
}

/// Other outputs for a queued release: a new revision with the same bytes.
package struct SetRequest: Codable, Hashable, Sendable {
  package var outputs: [String]

  package init(outputs: [String]) { self.outputs = outputs }

  private enum CodingKeys: String, CodingKey, CaseIterable { case outputs }

  package init(from decoder: any Decoder) throws {
    outputs = try decoder.strictContainer(keyedBy: CodingKeys.self)
      .decode([String].self, forKey: .outputs)
  }
}

/// What somebody asks of one release, with what came in the body.
package enum ReleaseCommand: Hashable, Sendable {
  case hold(ReasonRequest)
  case resume
  case withdraw(ReasonRequest)
  case reschedule(RescheduleRequest)
  case replace(ReplaceRequest)
  case set(SetRequest)
  case correct(CorrectRequest)
  case kill(ReasonRequest)
  case approve(ApproveRequest)
  case unapprove(ReasonRequest)
  case lift(LiftRequest)
}

extension ReleaseCommand {
  /// Ids of uploads that come with it; nil: the attachments stay as they are.
  package var attachments: [String]? {
    switch self {
    case .replace(let request): request.attachments
    case .correct(let request): request.attachments
    case .hold, .resume, .withdraw, .reschedule, .set, .kill, .approve, .unapprove, .lift: nil
    }
  }
}

/// The release after a command was carried out.
package struct CommandReply: Codable, Hashable, Sendable {
  package var id: String
  package var slug: String
  package var state: ReleaseState
  package var revision: Int
  package var instant: Instant
  package var due: Instant
  package var outputs: [String]
  package var reading: ReadingReply
  /// For people: what holds now.
  package var sentence: String
  /// What is right but deserves a look, each one sentence.
  package var notes: [String]
  /// What the checks of a new text have found and was accepted or is warned of.
  package var findings: [FindingReply]

  package init(
    _ release: Release, reading: ReadingReply, sentence: String, notes: [String] = [],
    findings: [FindingReply] = []
  ) {
    (id, slug) = (release.id.description, release.slug.description)
    (state, revision) = (ReleaseState(release), release.revision)
    (instant, due) = (release.embargo.instant, release.due)
    (outputs, self.reading) = (release.outputs.map(\.description), reading)
    (self.sentence, self.notes, self.findings) = (sentence, notes, findings)
  }
}
