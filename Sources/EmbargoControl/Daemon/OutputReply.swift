package import EmbargoTime

/// One configured output and its health.
package struct OutputReply: Codable, Hashable, Sendable {
  package var name: String
  /// `files`, `webhook` or `email`.
  package var kind: String
  package var healthy: Bool
  /// What is wrong and how to mend it; null when healthy.
  @OrNull package var problem: String?
  /// It wants nothing until a person lets it go again.
  package var suspended: Bool
  @OrNull package var checkedAt: Instant?
  /// Deliveries that have not arrived yet.
  package var pending: Int
  /// Deliveries that were given up.
  package var failed: Int
  /// When something last arrived there, since the daemon's start.
  @OrNull package var lastSuccessAt: Instant?
  /// When an attempt last failed, since the daemon's start, and why.
  @OrNull package var lastFailureAt: Instant?
  @OrNull package var lastError: String?

  private enum CodingKeys: String, CodingKey {
    case name, kind, healthy, problem, suspended, pending, failed
    case checkedAt = "checked_at"
    case lastSuccessAt = "last_success_at"
    case lastFailureAt = "last_failure_at"
    case lastError = "last_error"
  }

  package init(
    name: String, kind: String, problem: String?, suspended: Bool = false, checkedAt: Instant?,
    pending: Int, failed: Int
  ) {
    (self.name, self.kind, self.healthy) = (name, kind, problem == nil)
    (self.problem, self.suspended, self.checkedAt) = (problem, suspended, checkedAt)
    (self.pending, self.failed) = (pending, failed)
    (lastSuccessAt, lastFailureAt, lastError) = (nil, nil, nil)
  }
}

/// All outputs, in order of name.
package struct OutputList: Codable, Hashable, Sendable {
  package var outputs: [OutputReply]

  package init(outputs: [OutputReply]) { self.outputs = outputs }
}

/// What came of a test that carries nothing of any release.
package struct OutputTestReply: Codable, Hashable, Sendable {
  package var name: String
  package var passed: Bool
  /// What was done, or what is wrong and how to mend it.
  package var sentence: String

  package init(name: String, passed: Bool, sentence: String) {
    (self.name, self.passed, self.sentence) = (name, passed, sentence)
  }
}

/// Why a suspended output is let go again; the body may be empty.
package struct OutputResumeRequest: Codable, Hashable, Sendable {
  /// 1 to 1,000 characters; goes on the record.
  package var reason: String?

  package init(reason: String? = nil) { self.reason = reason }

  private enum CodingKeys: String, CodingKey, CaseIterable { case reason }

  package init(from decoder: any Decoder) throws {
    reason = try decoder.strictContainer(keyedBy: CodingKeys.self)
      .decodeIfPresent(String.self, forKey: .reason)
  }
}

/// A suspended output was let go again.
package struct OutputResumeReply: Codable, Hashable, Sendable {
  package var name: String
  /// Deliveries that have waited for it; they have their turn at once.
  package var deliveries: Int

  package init(name: String, deliveries: Int) {
    (self.name, self.deliveries) = (name, deliveries)
  }
}
