import EmbargoControl
import EmbargoCore
import EmbargoTime

extension Desk {
  /// Takes a release that lay in an inbox.
  package func take(_ arrival: InboxArrival) async -> InboxVerdict {
    let now = clock()
    let content = RevisionContent(
      bytes: arrival.bytes, format: Self.format(nil, name: arrival.textName),
      attachments: arrival.attachments)
    let request = SubmitRequest(
      bytes: arrival.bytes, name: arrival.textName)
    do throws(Problem) {
      try permissions.check(submitter: arrival.submitter)
      let accepted = try accept(
        Submission(request: request, attachments: arrival.attachments),
        by: arrival.submitter, at: now)
      let limit = maxQueue
      let releases = try await ask {
        try $0.submit([accepted.release], atMost: limit)
      }
      guard let release = releases.first else {
        return .later("the engine gave no answer")
      }
      return .accepted(Self.receipt(release, words: accepted.reading.words, accepted.notes))
    } catch {
      return await verdict(on: error, content: content, at: now)
    }
  }

  private static func receipt(
    _ release: Release, words: String, _ notes: [String] = []
  ) -> InboxReceipt {
    InboxReceipt(
      id: release.id, slug: release.slug, due: release.due, words: words, notes: notes)
  }

  private func verdict(
    on problem: Problem, content: RevisionContent, at now: Instant
  ) async -> InboxVerdict {
    switch problem.code {
    case .busy, .noSpace, .internalError, .timedOut:
      return .later(problem.detail)
    case .duplicate:
      if let twin = await twin(of: content, id: problem.release, at: now) { return twin }
      return .refused(Self.lines(problem))
    default:
      return .refused(Self.lines(problem))
    }
  }

  /// The very same bytes were accepted and the file was not removed, as after a crash in between.
  private func twin(
    of content: RevisionContent, id: String?, at now: Instant
  ) async -> InboxVerdict? {
    guard let id else { return nil }
    do throws(Problem) {
      let release = try await ask { try $0.find(id) }
      guard release.digest == content.digest else { return nil }
      return .duplicate(
        Self.receipt(release, words: intake.readBack(release.embargo, now: now).words))
    } catch {
      return .later(error.detail)
    }
  }

  private static func lines(_ problem: Problem) -> [String] {
    var lines = [problem.detail]
    for candidate in problem.stamp?.candidates ?? [] {
      lines.append("Write \"\(candidate.write)\" if it means \(candidate.instant.rfc3339).")
    }
    return lines
  }
}
