import EmbargoControl
import EmbargoCore
import EmbargoTime

extension Desk {
  /// Takes a release that lay in an inbox.
  ///
  /// The answer is kept under the file's identity in the same transaction, so that a file which a
  /// crash left behind is known again and not published twice.
  package func take(_ arrival: InboxArrival) async -> InboxVerdict {
    let now = clock()
    let key = Self.key(of: arrival)
    do throws(Problem) {
      try await admit(submitter: arrival.submitter)
      if let before = try await taken(key) {
        let words = intake.readBack(before.embargo, now: now).words
        return .duplicate(Self.receipt(before, words: words))
      }
      let accepted = try accept(
        Submission(
          request: SubmitRequest(bytes: arrival.bytes, name: arrival.textName),
          attachments: arrival.attachments),
        by: arrival.submitter,
        groups: looksUpGroups ? try permissions.groups(of: arrival.submitter) : [], at: now)
      let (limit, quota) = (maxQueue, quota)
      let releases = try await ask { engine in
        try engine.submit([accepted.release], atMost: limit, quota: quota) {
          releases throws(EngineError) in
          releases.first.map { release in
            StoredAnswer(
              key: key.text, request: key.request, status: 201,
              body: Array(release.id.description.utf8))
          }
        }
      }
      guard let release = releases.first else {
        throw Problem(.internalError, "the engine gave no answer")
      }
      var reading = accepted.reading
      Self.adapt(&reading, to: release)
      let warnings = accepted.findings.warned.map { FindingReply($0, action: "warned").text }
      return .accepted(
        Self.receipt(
          release, words: reading.words,
          accepted.notes + warnings + [Self.approvalSentence(on: release)].compactMap { $0 }))
    } catch {
      return Self.verdict(on: error)
    }
  }

  private static func key(of arrival: InboxArrival) -> RequestKey {
    let content = RevisionContent(bytes: arrival.bytes, attachments: arrival.attachments)
    return RequestKey(
      user: arrival.submitter.uid ?? 0, key: "inbox/\(arrival.identity)",
      request: content.digest)
  }

  /// The release that was made of this very file before.
  private func taken(_ key: RequestKey) async throws(Problem) -> Release? {
    try await ask { engine in
      guard let answer = try engine.ports.ledger.answer(to: key.text),
        answer.request == key.request,
        let id = ReleaseID(String(decoding: answer.body, as: UTF8.self))
      else { return nil }
      return try engine.ports.ledger.release(id)
    }
  }

  private static func receipt(
    _ release: Release, words: String, _ notes: [String] = []
  ) -> InboxReceipt {
    InboxReceipt(id: release.id, due: release.due, words: words, notes: notes)
  }

  private static func verdict(on problem: Problem) -> InboxVerdict {
    switch problem.code {
    case .busy, .noSpace, .internalError, .timedOut: .later(problem.detail)
    default: .refused(lines(problem))
    }
  }

  private static func lines(_ problem: Problem) -> [String] {
    var lines = [problem.detail]
    if let release = problem.release { lines.append("The release meant is \(release).") }
    for candidate in problem.stamp?.candidates ?? [] {
      lines.append("Write \"\(candidate.write)\" if it means \(candidate.instant.rfc3339).")
    }
    guard let findings = problem.findings else { return lines }
    let codes = TextCheck.allCases.map(\.rawValue).filter { code in
      findings.contains { $0.check == code }
    }
    return lines + findings.map(\.text) + [
      "What is meant as it is can be accepted: write accept = ["
        + codes.map { "\"\($0)\"" }.joined(separator: ", ") + "] between lines of +++ at the top."
    ]
  }
}
